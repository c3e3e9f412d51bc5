/** What the launcher found out about the app and this process, filled in by the bootstrap before the app's code runs. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface RuntimeInfo {
  appPath: string;
  name: string;
  version: string;
  desktopName: string | undefined;
  isPackaged: boolean;
  /** The app's own view of argv: executable first, launcher switches included, as Electron shows it. */
  argv: string[];
  executable: string;
  node: string;
}

export const electronVersion = readFileSync(path.join(import.meta.dirname, '../runtime/version'), 'utf8')
  .trim()
  .slice(1);
/** The Chromium that Electron 45 carries; the one that runs here is the system's. */
export const chromeVersion = '150.0.0.0';

export const runtime: RuntimeInfo = {
  appPath: process.cwd(),
  name: 'Electron',
  version: electronVersion,
  desktopName: undefined,
  isPackaged: false,
  argv: [],
  executable: process.execPath,
  node: process.execPath,
};

/** Children that must not outlive this process, whatever ends it. */
export const children = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
