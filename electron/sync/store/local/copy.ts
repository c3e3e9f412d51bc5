import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock, Log, TimerHandle, Timers } from '../../ports.ts';
import { copyInto, type Db } from '../sqlite.ts';

/** The copy of local.db from which a damaged one is replaced. */
export function copyPathOf(path: string): string {
  return `${path}.copy`;
}

/** Writes the copy beside the old one and puts it in its place only when it is whole and on the disk. */
export function writeCopy(db: Db, copyPath: string): void {
  const fresh = `${copyPath}.new`;
  rmSync(fresh, { force: true });
  try {
    copyInto(db, fresh);
    flush(fresh);
    renameSync(fresh, copyPath);
  } finally {
    if (existsSync(fresh)) rmSync(fresh, { force: true });
  }
  flushFolder(dirname(copyPath));
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A rename is on the disk only when its folder is; Windows can't open folders and needs none of this. */
function flushFolder(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export interface KeeperOptions {
  readonly idleMs?: number;
  readonly atMostMs?: number;
}

/**
 * Makes the copy 30 seconds after the last thing was made that could be had from nowhere else, and after a minute where that never pauses. What
 * the outbox notes about its attempts does not put the copy off: while a server fails it never ends.
 */
export class CopyKeeper {
  readonly #db: Db;
  readonly #copyPath: string;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #log: Log;
  readonly #idleMs: number;
  readonly #atMostMs: number;
  #timer: TimerHandle | null = null;
  #firstChange = 0;
  #lastChange = 0;
  #copiedChanges = -1;
  #stopped = false;

  constructor(
    db: Db,
    copyPath: string,
    ports: { clock: Clock; timers: Timers; log: Log },
    options: KeeperOptions = {},
  ) {
    this.#db = db;
    this.#copyPath = copyPath;
    this.#clock = ports.clock;
    this.#timers = ports.timers;
    this.#log = ports.log;
    this.#idleMs = options.idleMs ?? 30_000;
    this.#atMostMs = options.atMostMs ?? 60_000;
    if (!existsSync(copyPath)) this.changed();
  }

  /** To be called after each commit. */
  changed(change: 'made' | 'kept' = 'made'): void {
    if (this.#stopped) return;
    const now = this.#clock.monotonic();
    if (change === 'made' || this.#timer === null) this.#lastChange = now;
    if (this.#timer !== null) return;
    this.#firstChange = now;
    this.#arm(this.#idleMs);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) this.#timers.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #arm(milliseconds: number): void {
    this.#timer = this.#timers.setTimeout(() => this.#due(), milliseconds);
  }

  #due(): void {
    this.#timer = null;
    const now = this.#clock.monotonic();
    const idle = now - this.#lastChange;
    if (idle < this.#idleMs && now - this.#firstChange < this.#atMostMs) {
      this.#arm(Math.min(this.#idleMs - idle, this.#atMostMs - (now - this.#firstChange)));
      return;
    }
    const changes = totalChanges(this.#db);
    if (changes === this.#copiedChanges) return;
    try {
      writeCopy(this.#db, this.#copyPath);
      this.#copiedChanges = changes;
    } catch (error) {
      this.#log({ level: 'warn', event: 'local copy failed', details: { reason: reasonOf(error) } });
      this.#firstChange = now;
      this.#lastChange = now;
      this.#arm(this.#idleMs);
    }
  }
}

function totalChanges(db: Db): number {
  return db.prepare<[], { n: number }>('select total_changes() n').get()?.n ?? 0;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
