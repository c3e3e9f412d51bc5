import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

interface Row {
  readonly number: number;
  readonly files: readonly string[];
  readonly testFile: string;
  readonly testName: string;
}

const rows: readonly Row[] = read('docs/security.md')
  .split('\n')
  .flatMap((line) => {
    const [, number, where = '', test = ''] = /^\| (\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/.exec(line) ?? [];
    if (number === undefined) return [];
    const [, testFile = '', testName = ''] = /^`([^`]+)`: (.+)$/.exec(test.trim()) ?? [];
    const files = [...where.matchAll(/`([\w./-]+\.(?:ts|yml|json))`/g)].map(([, file = '']) => file);
    return [{ number: Number(number), files, testFile, testName }];
  });

describe('docs/security.md', () => {
  it('has all twenty items of Electron’s list', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it.each(rows)('item $number names code and a test that exist', ({ files, testFile, testName }) => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(new URL(file, ROOT)))).toEqual([]);
    expect(testName).not.toBe('');
    expect(read(testFile)).toContain(testName);
  });
});

describe('the desktop host', () => {
  const sources = globSync('electron/{desktop/*,dispatch/*,main,preload}.ts', { cwd: ROOT })
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => ({ name, text: read(name) }));

  it('names no feature that the list forbids', () => {
    for (const forbidden of [
      /enableBlinkFeatures/,
      /allowpopups/i,
      /nodeIntegration\w*: true/,
      /sandbox: false/,
      /contextIsolation: false/,
      /webSecurity: false/,
      /bypassCSP/,
      /ignore-certificate-errors/,
      /setCertificateVerifyProc/,
      /loadFile\(/,
    ]) {
      expect(sources.filter(({ text }) => forbidden.test(text)).map(({ name }) => name)).toEqual([]);
    }
  });

  it('makes windows in one place, with the safe settings', () => {
    const makers = sources.filter(({ text }) => /new (BrowserWindow|BaseWindow|WebContentsView)\(/.test(text));
    expect(makers.map(({ name }) => name)).toEqual(['electron/desktop/windows.ts']);
    expect(makers[0]?.text).toContain('...SAFE_WEB_PREFERENCES');
  });

  it('is sandboxed before anything is shown', () => {
    const main = read('electron/main.ts');
    expect(main.indexOf('app.enableSandbox()')).toBeGreaterThan(0);
    expect(main.indexOf('app.enableSandbox()')).toBeLessThan(main.indexOf('app.whenReady()'));
  });

  it('is built, tested and packed with one exact version of Electron', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    const { version } = JSON.parse(read('node_modules/electron/package.json')) as { version: string };
    expect(devDependencies['electron']).toBe(version);
    expect(read('tests/support/electron/runtime/version').trim().replace(/^v/, '')).toBe(version);
    expect(read('electron-builder.yml')).not.toContain('electronVersion');
  });
});
