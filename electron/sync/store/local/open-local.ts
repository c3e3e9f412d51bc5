import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '#shared/errors.ts';
import type { Clock, Log, Timers } from '../../ports.ts';
import { isDamage, openDatabase, type Db } from '../sqlite.ts';
import type { Publish } from '../touched.ts';
import { CopyKeeper, copyPathOf, writeCopy, type KeeperOptions } from './copy.ts';
import { LocalStore } from './local-store.ts';
import { localMigrations } from './migrations/index.ts';
import { salvage, type SalvageReport } from './salvage.ts';

export interface LocalPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

export interface OpenedLocal {
  readonly store: LocalStore;
  readonly keeper: CopyKeeper;
  /** What was done, where the file was damaged. */
  readonly repair: Repair | null;
}

export interface Repair {
  readonly from: 'copy' | 'nothing';
  readonly setAside: string;
  readonly report: SalvageReport;
}

/** Smaller than SQLite's own header: an empty or cut-off file, which SQLite would take for a new database. */
const HEADER_BYTES = 100;
const SET_ASIDE_KEPT = 3;

/**
 * Opens local.db. A damaged one is set aside and replaced by its copy, and what can still be read of it is brought over. Throws CodedError:
 * NEWER_DATABASE, DISK_FULL, READ_ONLY or STORAGE_FAILED.
 */
export function openLocal(path: string, publish: Publish, ports: LocalPorts, options: KeeperOptions = {}): OpenedLocal {
  const copyPath = copyPathOf(path);
  const { db, repair } = openOrRepair(path, copyPath, ports);
  const keeper = new CopyKeeper(db, copyPath, ports, options);
  const store = new LocalStore(db, publish, (change) => keeper.changed(change));
  return { store, keeper, repair };
}

function openOrRepair(path: string, copyPath: string, ports: LocalPorts): { db: Db; repair: Repair | null } {
  if (!looksEmptied(path, copyPath)) {
    try {
      return { db: openChecked(path, copyPath), repair: null };
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
  const repair = replace(path, copyPath, ports);
  return { db: openChecked(path, copyPath), repair };
}

function looksEmptied(path: string, copyPath: string): boolean {
  if (!existsSync(copyPath)) return existsSync(path) && statSync(path).size > 0 && statSync(path).size < HEADER_BYTES;
  return !existsSync(path) || statSync(path).size < HEADER_BYTES;
}

/** The file is small: it is checked whole, each time. */
function openChecked(path: string, copyPath: string): Db {
  const db = openDatabase({
    path,
    synchronous: 'FULL',
    migrations: localMigrations,
    beforeMigration: (old) => {
      writeCopy(old, copyPath);
    },
  });
  try {
    const answer = db.pragma('quick_check(1)', { simple: true });
    if (answer !== 'ok') throw new CodedError('STORAGE_FAILED', 'The local database is damaged', { damaged: true });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function replace(path: string, copyPath: string, ports: LocalPorts): Repair {
  const aside = setAside(path, ports.clock.now());
  const from = restoreCopy(path, copyPath, ports) ? 'copy' : 'nothing';
  const db = openDatabase({ path, synchronous: 'FULL', migrations: localMigrations });
  try {
    const report = salvage(aside, db);
    ports.log({
      level: 'error',
      event: 'local database replaced',
      details: { from, incomplete: report.incomplete.length, uncertain: report.uncertain },
    });
    return { from, setAside: aside, report };
  } finally {
    db.close();
  }
}

/** Moves the damaged file and what belongs to it out of the way; only the newest few are kept. */
function setAside(path: string, now: number): string {
  let aside = `${path}.damaged-${now}`;
  for (let again = 1; existsSync(aside); again++) aside = `${path}.damaged-${now + again}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  const folder = dirname(path);
  const old = readdirSync(folder)
    .filter((name) => /\.damaged-\d+$/.test(name) && name.startsWith(basename(path)))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .slice(SET_ASIDE_KEPT);
  for (const name of old) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, name + suffix), { force: true });
  }
  return aside;
}

/** False where there is no copy, or it is itself no good. */
function restoreCopy(path: string, copyPath: string, ports: LocalPorts): boolean {
  if (!existsSync(copyPath)) return false;
  copyFileSync(copyPath, path);
  try {
    openChecked(path, copyPath).close();
    return true;
  } catch (error) {
    if (!isDamage(error)) throw error;
    ports.log({ level: 'error', event: 'local copy damaged too' });
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return false;
  }
}
