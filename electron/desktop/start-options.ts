import { join, resolve } from 'node:path';

/** The start options of the desktop program among everything that Electron, the system and test drivers put on the command line. */

const OWN_OPTION = /^--(port|data-dir|demo|server|token|user-id|profile)(=|$)/;

/** Those that `parseHostOptions` knows. Values stand behind `=`, as `npm start` passes them. */
export function ownOptions(argv: readonly string[]): string[] {
  return argv.filter((argument) => OWN_OPTION.test(argument));
}

export interface Folders {
  /** Accounts, the demo: shared with the browser host. */
  readonly dataDir: string;
  /** Electron's own folder, with the host's settings; null: Electron's usual one. */
  readonly userData: string | null;
}

/**
 * `--data-dir` holds everything; a profile folder given to Electron itself (`--user-data-dir`) does too, as its own users would expect.
 * Otherwise the usual folders of the system.
 */
export function foldersFor(dataDir: string | null, userDataSwitch: string, usualDataDir: string): Folders {
  if (dataDir !== null) return { dataDir: resolve(dataDir), userData: join(resolve(dataDir), 'desktop') };
  if (userDataSwitch !== '') return { dataDir: join(resolve(userDataSwitch), 'data'), userData: null };
  return { dataDir: usualDataDir, userData: null };
}
