import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canStartAtLogin, startAtLogin, type LoginItemParts } from './login-item.ts';

let configHome: string;
let calls: unknown[];
beforeEach(() => {
  configHome = mkdtempSync(join(tmpdir(), 'login-'));
  calls = [];
});
afterEach(() => {
  rmSync(configHome, { recursive: true });
});

function parts(platform: string, isPackaged = true): LoginItemParts {
  return { platform, isPackaged, execPath: '/opt/Zukses Desk/$desk', configHome, setLoginItem: (s) => calls.push(s) };
}

describe('starting at login', () => {
  it('is the system’s list on Windows and macOS', () => {
    startAtLogin(parts('win32'), true);
    startAtLogin(parts('darwin'), false);
    expect(calls).toEqual([
      { openAtLogin: true, args: ['--hidden'] },
      { openAtLogin: false, args: ['--hidden'] },
    ]);
  });

  it('is an autostart entry on Linux', () => {
    const file = join(configHome, 'autostart', 'zukses-desk.desktop');
    startAtLogin(parts('linux'), true);
    expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/Zukses Desk/\\$desk" --hidden\n');
    startAtLogin(parts('linux'), false);
    startAtLogin(parts('linux'), false);
    expect(existsSync(file)).toBe(false);
    expect(calls).toEqual([]);
  });

  it('is not offered by a program that is not installed', () => {
    expect(canStartAtLogin(parts('linux', false))).toBe(false);
    startAtLogin(parts('win32', false), true);
    expect(calls).toEqual([]);
  });
});
