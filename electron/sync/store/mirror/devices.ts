import type { JsonValue } from '../../api/types.ts';
import type { SqliteStore, Statement } from '../sqlite.ts';

/** Device descriptions of receipts: few, and repeated on nearly every receipt, so each is kept once. */
export class Devices {
  readonly #insert: Statement<[string]>;
  readonly #load: Statement<[], { id: number; info: string }>;
  readonly #byText = new Map<string, number>();
  readonly #byId = new Map<number, JsonValue>();

  constructor(store: SqliteStore) {
    this.#insert = store.sql('insert into devices(info) values (?)');
    this.#load = store.sql('select id, info from devices');
    this.reload();
  }

  /** Inside a transaction of the mirror. */
  idOf(info: JsonValue): number | null {
    if (info === null) return null;
    const text = JSON.stringify(info);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const id = Number(this.#insert.run(text).lastInsertRowid);
    this.#byText.set(text, id);
    this.#byId.set(id, info);
    return id;
  }

  infoOf(id: number | null): JsonValue {
    return id === null ? null : (this.#byId.get(id) ?? null);
  }

  /** After a rollback the memory may say what the file does not. */
  reload(): void {
    this.#byText.clear();
    this.#byId.clear();
    for (const { id, info } of this.#load.all()) {
      this.#byText.set(info, id);
      this.#byId.set(id, JSON.parse(info) as JsonValue);
    }
  }
}
