import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CodedError } from '#shared/errors.ts';

/**
 * One folder an account, named by a hash of API origin and user id: signing in as somebody else opens another one, and one person's queue is
 * never sent with another's token.
 */

/** The embedded demo's port changes from start to start, so its origin is this word. */
const DEMO_ORIGIN = 'demo';

export function accountIdOf(apiUrl: string, userId: number, demo: boolean): string {
  const origin = demo ? DEMO_ORIGIN : new URL(apiUrl).origin;
  return createHash('sha256').update(`${origin}\n${userId}`).digest('hex').slice(0, 32);
}

export function accountsIn(dataDir: string): string[] {
  try {
    return readdirSync(join(dataDir, 'accounts')).filter((name) => /^[0-9a-f]{32}$/.test(name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

export interface AccountFolder {
  readonly accountId: string;
  readonly path: string;
  readonly mirrorFile: string;
  readonly localFile: string;
  readonly mediaDir: string;
  /** Lets the next engine in. */
  release(): void;
}

/**
 * Makes the folder and takes its lock for as long as this process lives: an exclusive transaction on `lock.db`, which the system ends when
 * the process dies, however it dies.
 *
 * @throws CodedError ACCOUNT_IN_USE when another engine holds it, READ_ONLY or DISK_FULL when the folder can't be written.
 */
export function openAccountFolder(dataDir: string, accountId: string): AccountFolder {
  const path = join(dataDir, 'accounts', accountId);
  const mediaDir = join(path, 'media');
  try {
    mkdirSync(mediaDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw folderError(error, path);
  }
  const lock = takeLock(join(path, 'lock.db'));
  return {
    accountId,
    path,
    mirrorFile: join(path, 'mirror.db'),
    localFile: join(path, 'local.db'),
    mediaDir,
    release: () => {
      lock.close();
    },
  };
}

function takeLock(file: string): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(file, { timeout: 0 });
    // In WAL mode readers pass an exclusive lock; the rollback journal keeps everybody out.
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')) {
      throw new CodedError('ACCOUNT_IN_USE', 'Another Zukses Desk has this account open', {}, { cause: error });
    }
    throw folderError(error, file);
  }
}

function folderError(error: unknown, path: string): CodedError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'SQLITE_FULL')
    return new CodedError('DISK_FULL', 'The disk is full', { path }, { cause: error });
  return new CodedError('READ_ONLY', 'The folder can not be written', { path }, { cause: error });
}
