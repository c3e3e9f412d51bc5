import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { app } from 'electron';
import type { LoginItemParts } from './login-item.ts';

/** What the tested parts take of this computer and of Electron. */

export function thisLoginItem(): LoginItemParts {
  return {
    platform: process.platform,
    isPackaged: app.isPackaged,
    execPath: process.env['APPIMAGE'] ?? process.execPath,
    configHome: process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'),
    setLoginItem: (settings) => {
      app.setLoginItemSettings(settings);
    },
  };
}

/** Resolves with what it printed; rejects when it is missing, fails or takes too long. */
export async function runProgram(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], { timeout: 2_500, windowsHide: true });
  return stdout;
}
