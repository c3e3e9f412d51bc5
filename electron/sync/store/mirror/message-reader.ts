import type { SqliteStore, SqlValue, Statement } from '../sqlite.ts';
import type { Devices } from './devices.ts';
import { parseJson } from './encode.ts';
import {
  DELETED,
  GONE,
  HAS_ATTACHMENTS,
  HAS_EDITS,
  HAS_ORDERS,
  HAS_PRODUCTS,
  HAS_REACTIONS,
  HAS_STATUSES,
  PARTIAL,
  type AttachmentRecord,
  type EditRecord,
  type MessageRecord,
  type OrderReferenceRecord,
  type ProductReferenceRecord,
  type ReactionRecord,
  type StatusRecord,
  type Voice,
} from './records.ts';

type Id = number;
type MessageColumns = [
  Id,
  Id,
  number | null,
  number | null,
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
  string,
  string | null,
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
  number,
  number,
];

type VoiceColumns = [Id, number | null, number | null, string, number | null, number];

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

const COLUMNS = `m.conversation_id, m.id, m.sender_user_id, m.sender_shop_id, p.name, p.photo, s.name, s.logo, m.content, m.content_type,
  m.metadata, m.parent_id, m.reply_to_id, m.created_at, m.updated_at, m.edited_at, m.deleted_at, m.flags, m.children`;
const FROM = `from messages m left join people p on p.id = m.sender_user_id left join shops s on s.id = m.sender_shop_id`;
const THERE = `(m.flags & ${GONE}) = 0`;

type ChildRows<Row> = Statement<[number, number, number], Row>;

/** Messages with everything that hangs on them, in one statement for the page and one for each kind of relation that the page has. */
export class MessageReader {
  readonly #before: Statement<SqlValue[], MessageColumns>;
  readonly #after: Statement<SqlValue[], MessageColumns>;
  readonly #one: Statement<SqlValue[], MessageColumns>;
  readonly #ownAfter: Statement<SqlValue[], MessageColumns>;
  readonly #replies: Statement<SqlValue[], MessageColumns>;
  readonly #voices: Statement<[number, number], VoiceColumns>;
  readonly #attachments: ChildRows<unknown[]>;
  readonly #statuses: ChildRows<unknown[]>;
  readonly #reactions: ChildRows<unknown[]>;
  readonly #edits: ChildRows<unknown[]>;
  readonly #products: ChildRows<unknown[]>;
  readonly #orders: ChildRows<unknown[]>;
  readonly #devices: Devices;

  constructor(store: SqliteStore, devices: Devices) {
    this.#devices = devices;
    const messages = (rest: string): Statement<SqlValue[], MessageColumns> => {
      const statement = store.sql<SqlValue[], MessageColumns>(`select ${COLUMNS} ${FROM} where ${rest}`);
      statement.raw();
      return statement;
    };
    this.#before = messages(`m.conversation_id = ? and m.id < ? and ${THERE} order by m.id desc limit ?`);
    this.#after = messages(`m.conversation_id = ? and m.id > ? and ${THERE} order by m.id limit ?`);
    this.#one = messages(`m.conversation_id = ? and m.id = ? and ${THERE}`);
    this.#ownAfter = messages(
      `m.conversation_id = ? and m.id > ? and m.sender_user_id = ? and ${THERE} order by m.id limit ?`,
    );
    this.#replies = messages(`m.conversation_id = ? and m.parent_id = ? and ${THERE} order by m.id`);
    this.#voices = store.sql<[number, number], VoiceColumns>(
      `select m.id, m.sender_user_id, m.sender_shop_id, m.content_type, m.created_at, m.flags from messages m
       where m.conversation_id = ? and ${THERE} order by m.id desc limit ?`,
    );
    this.#voices.raw();
    const children = (columns: string, table: string, order: string): ChildRows<unknown[]> => {
      const statement = store.sql<[number, number, number], unknown[]>(
        `select message_id, ${columns} from ${table} where conversation_id = ? and message_id >= ? and message_id <= ?${order}`,
      );
      statement.raw();
      return statement;
    };
    this.#attachments = children('id, type, url, filename, content_type, size_bytes, metadata', 'attachments', '');
    this.#statuses = children('user_id, status, status_at, device_id', 'statuses', '');
    this.#reactions = children('user_id, reaction, reacted_at', 'reactions', '');
    this.#edits = children('id, editor_id, previous_content, reason, edited_at', 'edits', '');
    this.#products = children('id, product_id, snapshot, created_at, extra', 'product_references', '');
    this.#orders = children('id, order_id, marketplace_order_id, snapshot, created_at, extra', 'order_references', '');
  }

  /** The newest `limit` below `beforeId` (null: the newest of all), oldest first. */
  before(conversationId: number, beforeId: number | null, limit: number): MessageRecord[] {
    const rows = this.#before.all(conversationId, beforeId ?? Number.MAX_SAFE_INTEGER, limit);
    return this.#whole(conversationId, rows.reverse());
  }

  /** Whose the newest words are, newest first: neither texts nor what hangs on them, for lists that ask it of every conversation. */
  voices(conversationId: number, limit: number): Voice[] {
    return this.#voices.all(conversationId, limit).map((row) => ({
      id: row[0],
      senderUserId: row[1],
      senderShopId: row[2],
      contentType: row[3],
      createdAt: row[4],
      deleted: (row[5] & DELETED) !== 0,
    }));
  }

  /** The oldest `limit` above `afterId`, oldest first. */
  after(conversationId: number, afterId: number, limit: number): MessageRecord[] {
    return this.#whole(conversationId, this.#after.all(conversationId, afterId, limit));
  }

  /** Oldest first; the message itself, where it is mirrored, is among them. */
  around(conversationId: number, id: number, before: number, after: number): MessageRecord[] {
    const older = this.#before.all(conversationId, id, before).reverse();
    const rest = this.#after.all(conversationId, id - 1, after + 1);
    return this.#whole(conversationId, [...older, ...rest]);
  }

  byId(conversationId: number, id: number): MessageRecord | null {
    return this.#whole(conversationId, this.#one.all(conversationId, id))[0] ?? null;
  }

  byIds(conversationId: number, ids: readonly number[]): MessageRecord[] {
    const rows = [...new Set(ids)].sort((a, b) => a - b).flatMap((id) => this.#one.all(conversationId, id));
    return this.#whole(conversationId, rows);
  }

  /** Messages of one sender above an id, oldest first: what a lost answer may have become. */
  ownAfter(conversationId: number, afterId: number, senderUserId: number, limit = 500): MessageRecord[] {
    return this.#whole(conversationId, this.#ownAfter.all(conversationId, afterId, senderUserId, limit));
  }

  /** The answers in a message's own thread, oldest first. */
  replies(conversationId: number, parentId: number): MessageRecord[] {
    return this.#whole(conversationId, this.#replies.all(conversationId, parentId));
  }

  /** Rows of one conversation, in order of id. */
  #whole(conversationId: number, rows: readonly MessageColumns[]): MessageRecord[] {
    if (rows.length === 0) return [];
    let mask = 0;
    const records = rows.map((row) => {
      mask |= row[18];
      return messageOf(row);
    });
    if (mask === 0) return records;
    const low = records[0]?.id ?? 0;
    const high = records.at(-1)?.id ?? 0;
    // A page of one conversation is a range; single messages far apart are not, and their ranges are read one by one.
    const spans =
      high - low > 20 * records.length && records.length < 20
        ? records.map((r) => [r.id, r.id] as const)
        : [[low, high] as const];
    const at = new Map(records.map((record) => [record.id, record]));
    for (const [from, to] of spans) this.#fill(at, mask, conversationId, from, to);
    return records;
  }

  #fill(
    at: ReadonlyMap<number, Mutable<MessageRecord>>,
    mask: number,
    conversation: number,
    from: number,
    to: number,
  ): void {
    if (mask & HAS_ATTACHMENTS)
      for (const row of this.#attachments.all(conversation, from, to))
        at.get(row[0] as Id)?.attachments.push(attachment(row));
    if (mask & HAS_STATUSES)
      for (const row of this.#statuses.all(conversation, from, to))
        at.get(row[0] as Id)?.statuses.push(status(row, this.#devices));
    if (mask & HAS_REACTIONS)
      for (const row of this.#reactions.all(conversation, from, to))
        at.get(row[0] as Id)?.reactions.push(reaction(row));
    if (mask & HAS_EDITS)
      for (const row of this.#edits.all(conversation, from, to)) at.get(row[0] as Id)?.edits.push(edit(row));
    if (mask & HAS_PRODUCTS)
      for (const row of this.#products.all(conversation, from, to))
        at.get(row[0] as Id)?.productReferences.push(product(row));
    if (mask & HAS_ORDERS)
      for (const row of this.#orders.all(conversation, from, to))
        at.get(row[0] as Id)?.orderReferences.push(order(row));
  }
}

function messageOf(row: MessageColumns): Mutable<MessageRecord> {
  const flags = row[17];
  return {
    conversationId: row[0],
    id: row[1],
    senderUserId: row[2],
    senderShopId: row[3],
    senderName: row[4],
    senderPhoto: row[5],
    shopName: row[6],
    shopLogo: row[7],
    content: row[8],
    contentType: row[9],
    metadata: parseJson(row[10]),
    parentId: row[11],
    replyToId: row[12],
    createdAt: row[13],
    updatedAt: row[14],
    editedAt: row[15],
    deletedAt: row[16],
    deleted: (flags & DELETED) !== 0,
    partial: (flags & PARTIAL) !== 0,
    attachments: [],
    statuses: [],
    reactions: [],
    edits: [],
    productReferences: [],
    orderReferences: [],
  };
}

type Text = string | null;
type Whole = number | null;

function attachment(row: readonly unknown[]): AttachmentRecord {
  const [messageId, id, type, url, filename, contentType, sizeBytes, metadata] = row as [
    Id,
    Id,
    Text,
    Text,
    Text,
    Text,
    Whole,
    Text,
  ];
  return { messageId, id, type, url, filename, contentType, sizeBytes, metadata: parseJson(metadata) };
}

function status(row: readonly unknown[], devices: Devices): StatusRecord {
  const [messageId, userId, word, statusAt, device] = row as [Id, Id, string, Whole, Whole];
  return { messageId, userId, status: word, statusAt, deviceInfo: devices.infoOf(device) };
}

function reaction(row: readonly unknown[]): ReactionRecord {
  const [messageId, userId, emoji, reactedAt] = row as [Id, Id, string, Whole];
  return { messageId, userId, reaction: emoji, reactedAt };
}

function edit(row: readonly unknown[]): EditRecord {
  const [messageId, id, editorId, previousContent, reason, editedAt] = row as [Id, Id, Whole, Text, Text, Whole];
  return { messageId, id, editorId, previousContent, reason, editedAt };
}

function product(row: readonly unknown[]): ProductReferenceRecord {
  const [messageId, id, productId, snapshot, createdAt, extra] = row as [Id, Id, Whole, Text, Whole, Text];
  return { messageId, id, productId, snapshot: parseJson(snapshot), createdAt, extra: parseJson(extra) };
}

function order(row: readonly unknown[]): OrderReferenceRecord {
  const [messageId, id, orderId, marketplaceOrderId, snapshot, createdAt, extra] = row as [
    Id,
    Id,
    Whole,
    Text,
    Text,
    Whole,
    Text,
  ];
  return {
    messageId,
    id,
    orderId,
    marketplaceOrderId,
    snapshot: parseJson(snapshot),
    createdAt,
    extra: parseJson(extra),
  };
}
