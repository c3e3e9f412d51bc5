import type { JsonValue } from '../../api/types.ts';
import type { SqliteStore, Statement } from '../sqlite.ts';

/** Cursors and what was learnt about the server, kept over restarts. Writes happen inside a transaction of the mirror. */
export class SyncState {
  readonly #put: Statement<[string, string]>;
  readonly #values = new Map<string, JsonValue>();
  readonly #load: Statement<[], { key: string; value: string }>;

  constructor(store: SqliteStore) {
    this.#load = store.sql('select key, value from sync_state');
    this.#put = store.sql('insert into sync_state values (?, ?) on conflict(key) do update set value = excluded.value');
    this.reload();
  }

  get(key: string): JsonValue | undefined {
    return this.#values.get(key);
  }

  number(key: string): number | null {
    const value = this.#values.get(key);
    return typeof value === 'number' ? value : null;
  }

  set(key: string, value: JsonValue): void {
    const before = this.#values.get(key);
    if (before === value || (before !== undefined && JSON.stringify(before) === JSON.stringify(value))) return;
    this.#values.set(key, value);
    this.#put.run(key, JSON.stringify(value));
  }

  /** After a rollback the memory may say what the file does not. */
  reload(): void {
    this.#values.clear();
    for (const row of this.#load.all()) this.#values.set(row.key, JSON.parse(row.value) as JsonValue);
  }
}
