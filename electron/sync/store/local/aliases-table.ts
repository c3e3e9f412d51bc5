import type { SqliteStore } from '../sqlite.ts';
import type { Touched } from '../touched.ts';

/** Which `new:…` conversation became which on the server. */
export class AliasesTable {
  readonly #store: SqliteStore;

  constructor(store: SqliteStore) {
    this.#store = store;
  }

  /** The server's id of a conversation by any of its names; null while it has none. */
  serverId(conversation: string): number | null {
    if (/^\d+$/.test(conversation)) return Number(conversation);
    return (
      this.#store
        .sql<[string], { conversation_id: number }>('select conversation_id from aliases where temporary_id = ?')
        .get(conversation)?.conversation_id ?? null
    );
  }

  /** The name a conversation has now: its server id in decimals, else what was given. */
  current(conversation: string): string {
    const id = this.serverId(conversation);
    return id === null ? conversation : String(id);
  }

  /** `new:…` names that a server conversation had here. */
  of(conversationId: number): string[] {
    return this.#store
      .sql<[number], { temporary_id: string }>('select temporary_id from aliases where conversation_id = ?')
      .all(conversationId)
      .map((row) => row.temporary_id);
  }

  add(temporaryId: string, conversationId: number, now: number, touched: Touched): void {
    this.#store
      .sql<[string, number, number]>(
        'insert or ignore into aliases (temporary_id, conversation_id, made_at) values (?, ?, ?)',
      )
      .run(temporaryId, conversationId, now);
    touched.unsentConversations.add(temporaryId);
    touched.conversation(conversationId);
  }
}
