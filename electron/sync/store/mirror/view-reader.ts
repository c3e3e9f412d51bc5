import type { SqlValue, Statement } from '../sqlite.ts';
import type { MessagePlace } from './message-reader.ts';
import type { Mirror } from './mirror.ts';
import {
  DELETED,
  GONE,
  type ConversationRecord,
  type KnownRange,
  type MessageRecord,
  type ParticipantRecord,
  type PersonRecord,
  type Voice,
} from './records.ts';

const THERE = `(flags & ${GONE}) = 0`;

/** A product or an order that a message refers to. */
export interface SeenReference {
  readonly kind: 'product' | 'order';
  readonly conversationId: number;
  readonly messageId: number;
  /** Of the reference within its message. */
  readonly id: number;
  readonly targetId: number | null;
  /** The snapshot as JSON text, to look for words in. */
  readonly text: string;
}

/** How far back products and orders are looked for. */
const MOST_REFERENCES = 2_000;

/** The mirror as the views read it: one method for each question a screen asks. */
export class ViewReader {
  readonly #mirror: Mirror;
  readonly #ownShops: Statement<[], { shop_id: number }>;
  readonly #wroteIn: Statement<[string], { id: number }>;
  readonly #replyCounts: Statement<[number, number, number], { parent_id: number; n: number }>;
  readonly #ids: Statement<[], { id: number }>;
  readonly #nthOther: Statement<SqlValue[], { id: number }>;

  constructor(mirror: Mirror) {
    this.#mirror = mirror;
    const { store } = mirror;
    // The account stands in the words of these two: only so do they fit the indexes of its own side.
    this.#ownShops = store.sql(
      `select distinct shop_id from participants indexed by participants_own_shops where user_id = ${mirror.me} and shop_id is not null`,
    );
    this.#wroteIn = store.sql(
      `select value id from json_each(?) where exists (select 1 from messages indexed by messages_own where conversation_id = value and sender_user_id = ${mirror.me}
       and ${THERE})`,
    );
    this.#replyCounts = store.sql(
      `select parent_id, count(*) n from messages where conversation_id = ? and parent_id between ? and ? and ${THERE} group by parent_id`,
    );
    this.#ids = store.sql('select id from conversations order by activity_at desc, id desc');
    this.#nthOther = store.sql(
      `select id from messages where conversation_id = ? and sender_user_id is not ? and (flags & ${GONE | DELETED}) = 0
       order by id desc limit 1 offset ?`,
    );
  }

  /** Newest activity first. */
  conversationIds(): number[] {
    return this.#ids.all().map((row) => row.id);
  }

  conversation(id: number): ConversationRecord | null {
    return this.#mirror.conversations.byId(id);
  }

  /** In no order; without those that are not mirrored. */
  conversations(ids: readonly number[]): ConversationRecord[] {
    return this.#mirror.conversations.byIds(ids);
  }

  participants(conversationId: number): ParticipantRecord[] {
    return this.#mirror.conversations.participants(conversationId);
  }

  participantsOf(conversationIds: readonly number[]): ReadonlyMap<number, readonly ParticipantRecord[]> {
    return this.#mirror.conversations.participantsOf(conversationIds);
  }

  person(id: number): PersonRecord | null {
    return this.#mirror.conversations.person(id);
  }

  shopLogo(shopId: number): string | null {
    return (
      this.#mirror.store.sql<[number], { logo: string | null }>('select logo from shops where id = ?').get(shopId)
        ?.logo ?? null
    );
  }

  ownShopIds(): Set<number> {
    return new Set(this.#ownShops.all().map((row) => row.shop_id));
  }

  messages(conversationId: number, ids: readonly number[]): MessageRecord[] {
    return this.#mirror.messages.byIds(conversationId, ids);
  }

  /** In no order; without those that are not mirrored. */
  atPlaces(places: readonly MessagePlace[]): MessageRecord[] {
    return this.#mirror.messages.atPlaces(places);
  }

  newest(conversationId: number, limit: number): MessageRecord[] {
    return this.#mirror.messages.before(conversationId, null, limit);
  }

  voices(conversationIds: readonly number[], limit: number): ReadonlyMap<number, readonly Voice[]> {
    return this.#mirror.messages.voices(conversationIds, limit);
  }

  before(conversationId: number, beforeId: number, limit: number): MessageRecord[] {
    return this.#mirror.messages.before(conversationId, beforeId, limit);
  }

  after(conversationId: number, afterId: number, limit: number): MessageRecord[] {
    return this.#mirror.messages.after(conversationId, afterId, limit);
  }

  replies(conversationId: number, parentId: number): MessageRecord[] {
    return this.#mirror.messages.replies(conversationId, parentId);
  }

  /** Known answers in the threads of these messages. */
  replyCounts(conversationId: number, ids: readonly number[]): ReadonlyMap<number, number> {
    if (ids.length === 0) return new Map();
    const rows = this.#replyCounts.all(conversationId, Math.min(...ids), Math.max(...ids));
    return new Map(rows.map((row) => [row.parent_id, row.n]));
  }

  ranges(conversationId: number): readonly KnownRange[] {
    return this.#mirror.ranges.of(conversationId);
  }

  /** Each product and order once, by its newest snapshot; the given conversation's first, then newest first. */
  seenReferences(conversationId: number | null): SeenReference[] {
    const of = (kind: SeenReference['kind']): (SeenReference & { readonly at: number })[] =>
      this.#mirror.store
        .sql<[number], SeenReference & { readonly at: number }>(
          `select '${kind}' kind, conversation_id conversationId, message_id messageId, id, ${kind}_id targetId, snapshot text,
             coalesce(created_at, 0) at
           from ${kind}_references where snapshot is not null order by at desc, message_id desc limit ?`,
        )
        .all(MOST_REFERENCES);
    const seen = new Set<string>();
    return [...of('order'), ...of('product')]
      .toSorted((a, b) => rank(a) - rank(b) || b.at - a.at)
      .filter((reference) => {
        const key = `${reference.kind} ${reference.targetId ?? reference.text}`;
        const isNew = !seen.has(key);
        seen.add(key);
        return isNew;
      });

    function rank(reference: SeenReference): number {
      return reference.conversationId === conversationId ? 0 : 1;
    }
  }

  /** The newest snapshot of an order or product that goes by one of these names (`id:12`, `number:ORD-1`). */
  newestSnapshot(kind: SeenReference['kind'], ids: readonly string[]): SeenReference | null {
    const asked = ids.flatMap((name): { readonly column: string; readonly value: SqlValue }[] => {
      const value = name.slice(name.indexOf(':') + 1);
      if (name.startsWith('id:'))
        return /^\d{1,15}$/.test(value) ? [{ column: `${kind}_id`, value: Number(value) }] : [];
      return kind === 'order' ? [{ column: 'marketplace_order_id', value }] : [];
    });
    const found = asked.flatMap(({ column, value }) => {
      const row = this.#mirror.store
        .sql<[SqlValue], SeenReference & { readonly at: number }>(
          `select '${kind}' kind, conversation_id conversationId, message_id messageId, id, ${kind}_id targetId, snapshot text,
             coalesce(created_at, 0) at
           from ${kind}_references where ${column} = ? and snapshot is not null order by at desc, message_id desc limit 1`,
        )
        .get(value);
      return row === undefined ? [] : [row];
    });
    return found.toSorted((a, b) => b.at - a.at)[0] ?? null;
  }

  /** Ids of the newest messages with files, in rising order. */
  messagesWithFiles(conversationId: number, limit: number): number[] {
    return this.#mirror.store
      .sql<[number, number], { id: number }>(
        'select distinct message_id id from attachments where conversation_id = ? order by message_id desc limit ?',
      )
      .all(conversationId, limit)
      .map((row) => row.id)
      .toReversed();
  }

  /** Newest first, as far as the server tells stickers from pictures (docs/api.md section 7.3). */
  seenStickers(limit: number): { readonly conversationId: number; readonly messageId: number; readonly id: number }[] {
    return this.#mirror.store
      .sql<[number], { conversationId: number; messageId: number; id: number }>(
        `select conversation_id conversationId, message_id messageId, id from attachments
         where type in ('sticker', 'stickers') or metadata like '%"attachment_kind":"sticker"%'
         order by created_at desc limit ?`,
      )
      .all(limit);
  }

  /** Those of the conversations in which the account's own user has written. */
  wroteIn(conversationIds: readonly number[]): ReadonlySet<number> {
    return new Set(this.#wroteIn.all(JSON.stringify(conversationIds)).map((row) => row.id));
  }

  unread(conversation: ConversationRecord, ownReadId: number): number {
    const { id: conversationId, serverUnread, unreadAsOf: asOf, serverReadId, newestId } = conversation;
    const facts = { conversationId, serverUnread, asOf, serverReadId, newestId };
    return this.#mirror.conversations.unread(facts, ownReadId, this.#mirror.me);
  }

  /** Where the unread divider stands; null where nothing is unread. */
  firstUnread(conversationId: number, ownReadId: number): number | null {
    const facts = this.#mirror.conversations.unreadOf(conversationId);
    if (facts === null) return null;
    const unread = this.#mirror.conversations.unread(facts, ownReadId, this.#mirror.me);
    if (unread === 0) return null;
    const pointer = Math.max(ownReadId, facts.serverReadId);
    if (pointer > 0) return this.#mirror.conversations.firstOtherAfter(conversationId, pointer, this.#mirror.me);
    // A server that counts and keeps no pointer: the unread ones are the newest of the others.
    return this.#nthOther.get(conversationId, this.#mirror.me, unread - 1)?.id ?? null;
  }
}
