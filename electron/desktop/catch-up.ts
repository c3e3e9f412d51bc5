import type { SyncStatus } from '#shared/domain/sync-status.ts';

/** Whether what comes in now belongs to an absence: since a start, a wake-up or a long loss of the network, until the engine is level again. */
export class CatchUp {
  readonly #now: () => number;
  readonly #changed: (catchingUp: boolean) => void;
  /** Wall time of the last moment that has to be caught up with; null when nothing has. */
  #since: number | null;
  #lostAt: number | null = null;

  constructor(now: () => number, changed: (catchingUp: boolean) => void) {
    this.#now = now;
    this.#changed = changed;
    this.#since = now();
  }

  /** A wake-up, another account, an engine that was started again. */
  begin(): void {
    this.#since = this.#now();
    this.#changed(true);
  }

  status(status: SyncStatus): void {
    const online = status.connection === 'online';
    if (online) {
      if (this.#lostAt !== null && this.#now() - this.#lostAt > LONG_ABSENCE_MS) this.begin();
      this.#lostAt = null;
    } else {
      this.#lostAt ??= status.since ?? this.#now();
    }
    const levelAt = status.lastUpToDateAt;
    if (this.#since === null || !online || status.catchUp !== null || levelAt === null || levelAt < this.#since) return;
    this.#since = null;
    this.#changed(false);
  }
}

/** A shorter loss of the network brings a few messages, which are told one by one. */
export const LONG_ABSENCE_MS = 60_000;
