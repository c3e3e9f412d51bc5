import type { SqliteStore, Statement } from '../sqlite.ts';

/** A conversation of which the server may have messages that are not mirrored. */
export interface Incomplete {
  readonly conversationId: number;
  /** The next page to read is the one below this id. */
  readonly beforeId: number;
}

/**
 * What is still to be fetched. A conversation is whole when one range reaches from its beginning to its level; history is read downwards from
 * the newest range, through holes, to the beginning.
 */
export class BackfillReader {
  readonly #next: Statement<[number], Incomplete>;
  readonly #left: Statement<[number, number], { conversations: number; pages: number | null }>;

  constructor(store: SqliteStore) {
    const incomplete = `from conversations c
      join (select conversation_id, max(low) low, count(*) n from ranges group by conversation_id) r on r.conversation_id = c.id
      where (r.low > 0 or r.n > 1) and c.refused = 0`;
    this.#next = store.sql(
      `select c.id conversationId, r.low beforeId ${incomplete} order by (c.server_unread > 0) desc, c.activity_at desc limit ?`,
    );
    this.#left = store.sql(`select count(*) conversations, sum(max(1, (coalesce(c.total_messages, 0)
        - (select count(*) from messages m where m.conversation_id = c.id) + ? - 1) / ?)) pages ${incomplete}`);
  }

  /** Unread first, then by recency. */
  next(limit: number): Incomplete[] {
    return this.#next.all(limit);
  }

  /** Whole conversations of messages are counted: not for every page. `pageSize`: rows a page. */
  left(pageSize: number): { readonly conversations: number; readonly pages: number } {
    const row = this.#left.get(pageSize, pageSize);
    return { conversations: row?.conversations ?? 0, pages: row?.pages ?? 0 };
  }
}
