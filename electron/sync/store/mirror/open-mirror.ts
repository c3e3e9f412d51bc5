import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Log } from '../../ports.ts';
import { isDamage } from '../sqlite.ts';
import { Mirror, type MirrorOptions } from './mirror.ts';

/**
 * Opens mirror.db. What is in it can be fetched again: a damaged file is set aside and a new one begun. Throws CodedError NEWER_DATABASE,
 * DISK_FULL, READ_ONLY or STORAGE_FAILED for everything else.
 */
export function openMirror(options: MirrorOptions, log: Log): { readonly mirror: Mirror; readonly rebuilt: boolean } {
  try {
    return { mirror: new Mirror(options), rebuilt: false };
  } catch (error) {
    if (!isDamage(error)) throw error;
    setMirrorAside(options.path, options.now());
    log({ level: 'error', event: 'mirror set aside, it is fetched again' });
    return { mirror: new Mirror(options), rebuilt: true };
  }
}

/** Only the newest is kept for whoever wants to know what happened: a mirror is large, and what was in it is on the server. */
export function setMirrorAside(path: string, now: number): void {
  const folder = dirname(path);
  const before = `${basename(path)}.damaged-`;
  if (existsSync(path)) {
    for (const name of readdirSync(folder)) if (name.startsWith(before)) rmSync(join(folder, name), { force: true });
  }
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, `${path}.damaged-${now}${suffix}`);
  }
}
