import type { SyncStatus } from '#shared/domain/sync-status.ts';

/** Puts the sync line's facts together, and tells of them once they differ. */
export class SyncStatusSource {
  readonly #read: () => SyncStatus;
  readonly #tell: (status: SyncStatus) => void;
  #last = '';

  constructor(read: () => SyncStatus, tell: (status: SyncStatus) => void) {
    this.#read = read;
    this.#tell = tell;
  }

  get status(): SyncStatus {
    return this.#read();
  }

  /** Something that the line speaks of may have changed. */
  changed(): void {
    const status = this.#read();
    const text = JSON.stringify(status);
    if (text === this.#last) return;
    this.#last = text;
    this.#tell(status);
  }
}
