import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Starting with the computer's session: by the system's own list on Windows and macOS, by an autostart entry on Linux. */

export interface LoginItemParts {
  readonly platform: string;
  /** Only an installed program can be started by the system. */
  readonly isPackaged: boolean;
  readonly execPath: string;
  /** `XDG_CONFIG_HOME`, else `~/.config`. */
  readonly configHome: string;
  readonly setLoginItem: (settings: { openAtLogin: boolean; args: string[] }) => void;
}

/** Given by the system at login: the program starts without a window where a tray shows. */
export const HIDDEN_START = '--hidden';

export function canStartAtLogin({ platform, isPackaged }: LoginItemParts): boolean {
  return isPackaged && ['darwin', 'win32', 'linux'].includes(platform);
}

export function startAtLogin(parts: LoginItemParts, on: boolean): void {
  if (!canStartAtLogin(parts)) return;
  if (parts.platform !== 'linux') {
    parts.setLoginItem({ openAtLogin: on, args: [HIDDEN_START] });
    return;
  }
  const folder = join(parts.configHome, 'autostart');
  const file = join(folder, 'zukses-desk.desktop');
  if (!on) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, autostartEntry(parts.execPath));
}

/** The Desktop Entry Specification: an argument in quotes, with these characters escaped. */
function autostartEntry(execPath: string): string {
  const quoted = `"${execPath.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
  return `[Desktop Entry]\nType=Application\nName=Zukses Desk\nExec=${quoted} ${HIDDEN_START}\nTerminal=false\n`;
}
