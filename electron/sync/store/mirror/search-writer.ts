import type { ApiMessage, JsonValue } from '../../api/types.ts';
import type { SqliteStore, Statement } from '../sqlite.ts';

/**
 * Ids of the word index are made of the message's second, so that hits come newest first; small steps between them keep the index small.
 */
const FIRST_SECOND = 1_400_000_000;
const LAST_SECOND = 8_000_000_000;
const SLOTS = 32;

/**
 * Keeps the word index. Entries are collected and written in order of their ids at the end of a transaction: the index writes a segment
 * whenever an id is smaller than the one before.
 */
export class SearchWriter {
  readonly #claim: Statement<[number, number, number]>;
  readonly #release: Statement<[number]>;
  readonly #insert: Statement<[number, string]>;
  readonly #delete: Statement<[number]>;
  readonly #insertConversation: Statement<[number, string]>;
  readonly #deleteConversation: Statement<[number]>;
  readonly #pending = new Map<number, string>();

  constructor(store: SqliteStore) {
    this.#claim = store.sql(
      'insert into search_entries(id, conversation_id, message_id) values (?, ?, ?) on conflict do nothing',
    );
    this.#release = store.sql('delete from search_entries where id = ?');
    this.#insert = store.sql('insert into message_words(rowid, text) values (?, ?)');
    this.#delete = store.sql('delete from message_words where rowid = ?');
    this.#insertConversation = store.sql('insert into conversation_words(rowid, text) values (?, ?)');
    this.#deleteConversation = store.sql('delete from conversation_words where rowid = ?');
  }

  /** The new entry's id; null where there is nothing to find. */
  add(conversationId: number, messageId: number, createdAt: number | null, text: string): number | null {
    if (text === '') return null;
    const second = createdAt === null ? messageId % LAST_SECOND : Math.floor(createdAt / 1000) - FIRST_SECOND;
    let id = Math.min(Math.max(0, second), LAST_SECOND) * SLOTS + ((conversationId * 31 + messageId) % SLOTS) + 1;
    // Steps that double: thousands of messages of one second each find a place quickly, at the cost of some order among them.
    for (let step = 1; this.#claim.run(id, conversationId, messageId).changes === 0; step *= 2) id += step;
    this.#pending.set(id, text);
    return id;
  }

  replace(id: number, text: string): void {
    if (!this.#pending.has(id)) this.#delete.run(id);
    this.#pending.set(id, text);
  }

  remove(id: number): void {
    this.#release.run(id);
    if (!this.#pending.delete(id)) this.#delete.run(id);
  }

  setConversation(id: number, text: string): void {
    this.#deleteConversation.run(id);
    if (text !== '') this.#insertConversation.run(id, text);
  }

  /** At the end of each transaction that wrote messages. */
  flush(): void {
    if (this.#pending.size === 0) return;
    const entries = [...this.#pending].sort((a, b) => a[0] - b[0]);
    this.#pending.clear();
    for (const [id, text] of entries) this.#insert.run(id, text);
  }

  /** After a rollback. */
  forget(): void {
    this.#pending.clear();
  }
}

/** What a message can be found by: its text, the names of its files, order numbers and product names. */
export function searchText(
  message: Pick<ApiMessage, 'content' | 'attachments' | 'orderReferences' | 'productReferences' | 'metadata'>,
): string {
  let text = message.content ?? '';
  for (const file of message.attachments ?? []) if (file.filename) text += ` ${file.filename}`;
  for (const order of message.orderReferences ?? [])
    text += ` ${order.marketplaceOrderId ?? ''} ${words(order.snapshot)}`;
  for (const product of message.productReferences ?? []) text += ` ${words(product.snapshot)} ${words(product.extra)}`;
  const { metadata } = message;
  if (metadata !== null && typeof metadata === 'object' && !Array.isArray(metadata)) {
    for (const name of SEARCHABLE) {
      const value = metadata[name];
      if (typeof value === 'string') text += ` ${value}`;
    }
  }
  return text.trim();
}

const SEARCHABLE = ['order_number', 'product_name', 'shop_name', 'tracking_number', 'marketplace_order_id', 'name'];

/** Names and numbers out of a snapshot, two levels deep. */
function words(value: JsonValue, depth = 0): string {
  if (value === null || typeof value !== 'object' || depth > 2) return '';
  if (Array.isArray(value)) return value.map((item) => words(item, depth + 1)).join(' ');
  let text = '';
  for (const [name, field] of Object.entries(value)) {
    if (typeof field === 'string' && SEARCHABLE.includes(name)) text += ` ${field}`;
    else if (typeof field === 'object') text += words(field, depth + 1);
  }
  return text;
}
