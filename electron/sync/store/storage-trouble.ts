import type { ErrorInfo } from '#shared/errors.ts';
import { isDamage, isNoRoom, type SqliteStore } from './sqlite.ts';

/**
 * Whether this computer takes what is to be written: a full disk, a folder that can't be written and a file that another program holds are
 * news for the agent until a write of the same store goes through again. Damage is not among them, it is mended.
 */
export class StorageTrouble {
  readonly #refusals = new Map<SqliteStore, ErrorInfo>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  watch(store: SqliteStore): void {
    store.onOutcome = (refusal) => {
      if (refusal === null) this.#written(store);
      else if (isNoRoom(refusal) && !isDamage(refusal)) this.#refused(store, refusal.info);
    };
  }

  /** Null while everything is kept. */
  get info(): ErrorInfo | null {
    const [first] = this.#refusals.values();
    return first ?? null;
  }

  #written(store: SqliteStore): void {
    if (this.#refusals.delete(store)) this.#changed();
  }

  #refused(store: SqliteStore, { code }: ErrorInfo): void {
    const before = this.#refusals.get(store);
    if (before?.code === code) return;
    this.#refusals.set(store, { code, message: '', details: {} });
    this.#changed();
  }
}
