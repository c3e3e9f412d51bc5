import type { SqliteStore, Statement } from '../sqlite.ts';
import type { KnownRange } from './records.ts';

/** Known ranges of one conversation's messages, kept disjoint. They are joined only where they share an id or leave no id between them. */
export class Ranges {
  readonly #all: Statement<[number], KnownRange>;
  readonly #insert: Statement<[number, number, number]>;
  readonly #remove: Statement<[number, number]>;
  readonly #removeAll: Statement<[number]>;
  readonly #touching: Statement<[number, number, number], KnownRange>;

  constructor(store: SqliteStore) {
    this.#all = store.sql('select low, high from ranges where conversation_id = ? order by low');
    this.#insert = store.sql('insert into ranges values (?, ?, ?)');
    this.#remove = store.sql('delete from ranges where conversation_id = ? and low = ?');
    this.#removeAll = store.sql('delete from ranges where conversation_id = ?');
    this.#touching = store.sql(
      'select low, high from ranges where conversation_id = ? and low <= ? and high >= ? order by low',
    );
  }

  /** Oldest first. */
  of(conversationId: number): KnownRange[] {
    return this.#all.all(conversationId);
  }

  /** Notes that everything from `low` to `high` is mirrored. */
  add(conversationId: number, low: number, high: number): void {
    if (low > high) return;
    let from = low;
    let to = high;
    const touching = this.#touching.all(conversationId, high + 1, low - 1);
    const [only] = touching;
    if (touching.length === 1 && only !== undefined && only.low <= low && only.high >= high) return;
    for (const range of touching) {
      from = Math.min(from, range.low);
      to = Math.max(to, range.high);
      this.#remove.run(conversationId, range.low);
    }
    this.#insert.run(conversationId, from, to);
  }

  /** The range that holds the id. */
  at(conversationId: number, id: number): KnownRange | null {
    return this.#touching.get(conversationId, id, id) ?? null;
  }

  clear(conversationId: number): void {
    this.#removeAll.run(conversationId);
  }
}
