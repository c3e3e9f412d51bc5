import { describe, expect, it } from 'vitest';
import { mayOpen, safeName } from './safe-name.ts';

describe('the name of somebody’s file', () => {
  it.each([
    ['foto.JPG', 'image/jpeg', 'foto.jpg'],
    ['foto.jpeg', 'image/jpeg', 'foto.jpeg'],
    ['foto.exe', 'image/png', 'foto.png'],
    ['invoice\u202Egnp.exe', 'image/png', 'invoice_gnp.png'],
    ['../../etc/passwd', 'application/pdf', '_.._etc_passwd.pdf'],
    ['C:\\Windows\\run.bat', 'application/octet-stream', 'C__Windows_run.bin'],
    ['run.sh', 'text/plain', 'run.bin'],
    ['CON', 'image/png', 'file_CON.png'],
    ['', 'image/png', 'file.png'],
    ['...', 'image/png', 'file.png'],
    ['a\u0000b.pdf', 'application/pdf; charset=x', 'a_b.pdf'],
    ['Surat – Ibu Siti 🌸.pdf', 'application/pdf', 'Surat – Ibu Siti 🌸.pdf'],
    [`${'x'.repeat(400)}.pdf`, 'application/pdf', `${'x'.repeat(120)}.pdf`],
    ['constructor', 'constructor', 'constructor.bin'],
  ])('%j as %s is %j', (filename, type, name) => {
    expect(safeName(filename, type)).toBe(name);
  });

  it('is opened only for kinds that a viewer shows', () => {
    expect(mayOpen('image/png')).toBe(true);
    expect(mayOpen('application/pdf')).toBe(true);
    for (const type of [
      'application/msword',
      'text/html',
      'image/svg+xml',
      'application/octet-stream',
      'application/x-sh',
      '',
    ]) {
      expect(mayOpen(type)).toBe(false);
    }
  });
});
