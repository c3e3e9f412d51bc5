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

type VoiceColumns = [Id, number | null, number | null, string, number | null, number, Id];

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

const COLUMNS = `m.conversation_id, m.id, m.sender_user_id, m.sender_shop_id, p.name, p.photo, s.name, s.logo, m.content, m.content_type,
  m.metadata, m.parent_id, m.reply_to_id, m.created_at, m.updated_at, m.edited_at, m.deleted_at, m.flags, m.children`;
const FROM = `from messages m left join people p on p.id = m.sender_user_id left join shops s on s.id = m.sender_shop_id`;
const THERE = `(m.flags & ${GONE}) = 0`;

/** Where a message is mirrored. */
export interface MessagePlace {
  readonly conversationId: number;
  readonly id: number;
}

/** What hangs on messages: the rows of a range of one conversation, and those of single messages anywhere. */
interface Relation {
  readonly bit: number;
  readonly ofRange: Statement<[number, number, number], unknown[]>;
  readonly ofMany: Statement<[string], unknown[]>;
  readonly put: (row: readonly unknown[], into: Mutable<MessageRecord>) => void;
}

/** Messages with everything that hangs on them, in one statement for the page and one for each kind of relation that the page has. */
export class MessageReader {
  readonly #before: Statement<SqlValue[], MessageColumns>;
  readonly #after: Statement<SqlValue[], MessageColumns>;
  readonly #one: Statement<SqlValue[], MessageColumns>;
  readonly #ownAfter: Statement<SqlValue[], MessageColumns>;
  readonly #replies: Statement<SqlValue[], MessageColumns>;
  readonly #voices: Statement<[string, number], VoiceColumns>;
  readonly #many: Statement<[string], MessageColumns>;
  readonly #relations: readonly Relation[];

  constructor(store: SqliteStore, devices: Devices) {
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
    this.#voices = store.sql<[string, number], VoiceColumns>(
      `select m.id, m.sender_user_id, m.sender_shop_id, m.content_type, m.created_at, m.flags, m.conversation_id
       from json_each(?) c join messages m on m.conversation_id = c.value and m.id >= coalesce((select id from messages m
         where m.conversation_id = c.value and ${THERE} order by m.id desc limit 1 offset ?), 0)
       where ${THERE}`,
    );
    this.#voices.raw();
    // Places are pairs: [conversation, message].
    this.#many = store.sql<[string], MessageColumns>(
      `select ${COLUMNS} from json_each(?) k join messages m on m.conversation_id = k.value ->> 0 and m.id = k.value ->> 1
       left join people p on p.id = m.sender_user_id left join shops s on s.id = m.sender_shop_id where ${THERE}`,
    );
    this.#many.raw();
    const relation = (bit: number, columns: string, table: string, put: Relation['put']): Relation => {
      const names = columns.replaceAll(/\w+/g, 't.$&');
      const ofRange = store.sql<[number, number, number], unknown[]>(
        `select t.message_id, ${names} from ${table} t where t.conversation_id = ? and t.message_id >= ? and t.message_id <= ?`,
      );
      const ofMany = store.sql<[string], unknown[]>(
        `select k.key, ${names} from json_each(?) k
         join ${table} t on t.conversation_id = k.value ->> 0 and t.message_id = k.value ->> 1`,
      );
      return { bit, ofRange: ofRange.raw(), ofMany: ofMany.raw(), put };
    };
    this.#relations = [
      relation(
        HAS_ATTACHMENTS,
        'id, type, url, filename, content_type, size_bytes, metadata',
        'attachments',
        (row, to) => to.attachments.push(attachment(row, to.id)),
      ),
      relation(HAS_STATUSES, 'user_id, status, status_at, device_id', 'statuses', (row, to) =>
        to.statuses.push(status(row, to.id, devices)),
      ),
      relation(HAS_REACTIONS, 'user_id, reaction, reacted_at', 'reactions', (row, to) =>
        to.reactions.push(reaction(row, to.id)),
      ),
      relation(HAS_EDITS, 'id, editor_id, previous_content, reason, edited_at', 'edits', (row, to) =>
        to.edits.push(edit(row, to.id)),
      ),
      relation(HAS_PRODUCTS, 'id, product_id, snapshot, created_at, extra', 'product_references', (row, to) =>
        to.productReferences.push(product(row, to.id)),
      ),
      relation(
        HAS_ORDERS,
        'id, order_id, marketplace_order_id, snapshot, created_at, extra',
        'order_references',
        (row, to) => to.orderReferences.push(order(row, to.id)),
      ),
    ];
  }

  /** The newest `limit` below `beforeId` (null: the newest of all), oldest first. */
  before(conversationId: number, beforeId: number | null, limit: number): MessageRecord[] {
    const rows = this.#before.all(conversationId, beforeId ?? Number.MAX_SAFE_INTEGER, limit);
    return this.#whole(conversationId, rows.reverse());
  }

  /**
   * Whose the newest words of many conversations are, by their ids, newest first and at most `limit` of each: neither texts nor what hangs on them,
   * for lists that ask it of every conversation.
   */
  voices(conversationIds: readonly number[], limit: number): ReadonlyMap<number, readonly Voice[]> {
    const voices = new Map<number, Voice[]>();
    for (const row of this.#voices.all(JSON.stringify(conversationIds), limit - 1)) {
      const voice = {
        id: row[0],
        senderUserId: row[1],
        senderShopId: row[2],
        contentType: row[3],
        createdAt: row[4],
        deleted: (row[5] & DELETED) !== 0,
      };
      const those = voices.get(row[6]);
      if (those === undefined) voices.set(row[6], [voice]);
      else those.push(voice);
    }
    for (const those of voices.values()) those.sort((a, b) => b.id - a.id);
    return voices;
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

  /** Messages of any conversations, in no order; without those that are not mirrored. */
  atPlaces(places: readonly MessagePlace[]): MessageRecord[] {
    if (places.length === 0) return [];
    const rows = this.#many.all(placesText(places));
    const records = rows.map(messageOf);
    for (const { bit, ofMany, put } of this.#relations) {
      const having = records.filter((_, index) => ((rows[index]?.[18] ?? 0) & bit) !== 0);
      if (having.length === 0) continue;
      for (const row of ofMany.all(placesText(having))) put(row, having[row[0] as number] as Mutable<MessageRecord>);
    }
    return records;
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
    for (const { bit, ofRange, put } of this.#relations) {
      if ((mask & bit) === 0) continue;
      for (const [from, to] of spans) {
        for (const row of ofRange.all(conversationId, from, to)) {
          const record = at.get(row[0] as Id);
          if (record !== undefined) put(row, record);
        }
      }
    }
    return records;
  }
}

function placesText(places: readonly MessagePlace[]): string {
  return JSON.stringify(places.map(({ conversationId, id }) => [conversationId, id]));
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

function attachment(row: readonly unknown[], messageId: Id): AttachmentRecord {
  const [, id, type, url, filename, contentType, sizeBytes, metadata] = row as [
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

function status(row: readonly unknown[], messageId: Id, devices: Devices): StatusRecord {
  const [, userId, word, statusAt, device] = row as [Id, Id, string, Whole, Whole];
  return { messageId, userId, status: word, statusAt, deviceInfo: devices.infoOf(device) };
}

function reaction(row: readonly unknown[], messageId: Id): ReactionRecord {
  const [, userId, emoji, reactedAt] = row as [Id, Id, string, Whole];
  return { messageId, userId, reaction: emoji, reactedAt };
}

function edit(row: readonly unknown[], messageId: Id): EditRecord {
  const [, id, editorId, previousContent, reason, editedAt] = row as [Id, Id, Whole, Text, Text, Whole];
  return { messageId, id, editorId, previousContent, reason, editedAt };
}

function product(row: readonly unknown[], messageId: Id): ProductReferenceRecord {
  const [, id, productId, snapshot, createdAt, extra] = row as [Id, Id, Whole, Text, Whole, Text];
  return { messageId, id, productId, snapshot: parseJson(snapshot), createdAt, extra: parseJson(extra) };
}

function order(row: readonly unknown[], messageId: Id): OrderReferenceRecord {
  const [, id, orderId, marketplaceOrderId, snapshot, createdAt, extra] = row as [
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
