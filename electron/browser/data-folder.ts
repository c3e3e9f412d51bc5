import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StartProblem } from '../dispatch/start-problem.ts';

/** Where everything lies that has to last: accounts, the demo, what the host remembers. One host at a time has it. */

export interface DataFolder {
  readonly path: string;
  /** Lets the next host in; the system does it too, however this process ends. */
  release(): void;
}

/** Makes the folder, only for its owner, and takes its lock. Throws StartProblem. */
export function openDataFolder(dataDir: string): DataFolder {
  const path = resolve(dataDir);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
  const lock = takeLock(path);
  return {
    path,
    release: () => {
      lock.close();
    },
  };
}

function takeLock(folder: string): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(join(folder, 'host-lock.db'), { timeout: 0 });
    // In WAL mode readers pass an exclusive lock; the rollback journal keeps everybody out.
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      throw new StartProblem(`Zukses Desk is already running on the folder ${folder}.`, { cause: error });
    }
    throw unwritable(folder, error);
  }
}

function unwritable(folder: string, error: unknown): StartProblem {
  return new StartProblem(`The folder ${folder} can't be written (${codeOf(error)}).`, { cause: error });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
