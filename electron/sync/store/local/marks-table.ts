import type { SqliteStore } from '../sqlite.ts';
import type { Touched } from '../touched.ts';
import type { ConversationMarks } from './rows.ts';

interface Stored {
  conversation_id: number;
  read_message_id: number | null;
  read_at: number | null;
  marked_unread_at: number | null;
  muted_until: number | null;
  done_at: number | null;
  reported_at: number | null;
}

/** The agent's own side of conversations: read pointers, marked unread, and what the server could not be told. */
export class MarksTable {
  readonly #store: SqliteStore;

  constructor(store: SqliteStore) {
    this.#store = store;
  }

  find(conversationId: number): ConversationMarks | null {
    const stored = this.#store
      .sql<[number], Stored>('select * from conversation_marks where conversation_id = ?')
      .get(conversationId);
    return stored === undefined ? null : decode(stored);
  }

  /** Of many conversations, by their ids. */
  ofConversations(conversationIds: readonly number[]): ReadonlyMap<number, ConversationMarks> {
    const rows = this.#store
      .sql<[string], Stored>(
        'select * from conversation_marks where conversation_id in (select value from json_each(?))',
      )
      .all(JSON.stringify(conversationIds));
    return new Map(rows.map((stored) => [stored.conversation_id, decode(stored)]));
  }

  all(): ConversationMarks[] {
    return this.#store
      .sql<[], Stored>('select * from conversation_marks')
      .all()
      .map((stored) => decode(stored));
  }

  /** Moves the read pointer on; never back. Takes a mark as unread away. */
  read(conversationId: number, messageId: number, now: number, touched: Touched): void {
    this.#ensure(conversationId);
    this.#store
      .sql<[number, number, number, number, number]>(
        `update conversation_marks set
           read_at = case when read_message_id is null or read_message_id < ? then ? else read_at end,
           read_message_id = max(coalesce(read_message_id, 0), ?),
           marked_unread_at = null
         where conversation_id = ? and (read_message_id is null or read_message_id < ? or marked_unread_at is not null)`,
      )
      .run(messageId, now, messageId, conversationId, messageId);
    touched.conversation(conversationId);
  }

  markUnread(conversationId: number, now: number, touched: Touched): void {
    this.#set(conversationId, 'marked_unread_at', now, touched);
  }

  /** Only on this computer. UTC ms; null ends it. */
  mute(conversationId: number, until: number | null, touched: Touched): void {
    this.#set(conversationId, 'muted_until', until, touched);
  }

  /** Only on this computer; a newer message brings it back. */
  done(conversationId: number, at: number | null, touched: Touched): void {
    this.#set(conversationId, 'done_at', at, touched);
  }

  reported(conversationId: number, at: number, touched: Touched): void {
    this.#set(conversationId, 'reported_at', at, touched);
  }

  /** Hides a message here, where it can't be deleted on the server. */
  hide(conversationId: number, messageId: number, now: number, touched: Touched): void {
    this.#store
      .sql<[number, number, number]>(
        'insert or ignore into hidden_messages (conversation_id, message_id, hidden_at) values (?, ?, ?)',
      )
      .run(conversationId, messageId, now);
    touched.message(conversationId, messageId);
  }

  hidden(conversationId: number): Set<number> {
    const rows = this.#store
      .sql<[number], { message_id: number }>('select message_id from hidden_messages where conversation_id = ?')
      .all(conversationId);
    return new Set(rows.map((row) => row.message_id));
  }

  #ensure(conversationId: number): void {
    this.#store
      .sql<[number]>('insert or ignore into conversation_marks (conversation_id) values (?)')
      .run(conversationId);
  }

  #set(
    conversationId: number,
    column: 'marked_unread_at' | 'muted_until' | 'done_at' | 'reported_at',
    value: number | null,
    touched: Touched,
  ): void {
    this.#ensure(conversationId);
    this.#store
      .sql<[number | null, number]>(`update conversation_marks set ${column} = ? where conversation_id = ?`)
      .run(value, conversationId);
    touched.conversation(conversationId);
  }
}

function decode(stored: Stored): ConversationMarks {
  return {
    conversationId: stored.conversation_id,
    readMessageId: stored.read_message_id,
    readAt: stored.read_at,
    markedUnreadAt: stored.marked_unread_at,
    mutedUntil: stored.muted_until,
    doneAt: stored.done_at,
    reportedAt: stored.reported_at,
  };
}
