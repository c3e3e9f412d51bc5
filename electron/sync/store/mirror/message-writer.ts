import type { ApiMessage, ApiReaction, ApiStatus } from '../../api/types.ts';
import type { SqliteStore, SqlValue, Statement } from '../sqlite.ts';
import { ChildWriter } from './children.ts';
import type { Devices } from './devices.ts';
import { extraText, hashOf, jsonText, ms, spelledTimes } from './encode.ts';
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
} from './records.ts';
import { searchText, type SearchWriter } from './search-writer.ts';
import type { Tickets } from './tickets.ts';

/** Where a document comes from: a page of the message list is whole; previews, events and answers may be partial; events are live. */
export interface Origin {
  readonly ticket: number;
  readonly kind: 'page' | 'preview' | 'event' | 'answer';
}

export type Outcome = 'new' | 'changed' | 'same';

interface Stored {
  readonly sender_user_id: number | null;
  readonly sender_shop_id: number | null;
  readonly content: string | null;
  readonly content_type: string;
  readonly metadata: string | null;
  readonly parent_id: number | null;
  readonly reply_to_id: number | null;
  readonly created_at: number | null;
  readonly updated_at: number | null;
  readonly edited_at: number | null;
  readonly deleted_at: number | null;
  readonly flags: number;
  readonly children: number;
  readonly search_id: number | null;
  readonly hash: number | null;
  readonly missing_at: number | null;
  readonly times_sent: string | null;
  readonly extra: string | null;
}

const RANK = (column: string): string =>
  `(case ${column} when 'read' then 4 when 'delivered' then 3 when 'failed' then 2 when 'sent' then 1 else 0 end)`;

/** The one idempotent upsert of messages, for pages, events and answers alike. Runs inside a transaction of the mirror. */
export class MessageWriter {
  readonly #tickets: Tickets;
  readonly #search: SearchWriter;
  readonly #insert: Statement<SqlValue[]>;
  readonly #update: Statement<SqlValue[]>;
  readonly #select: Statement<[number, number], Stored>;
  readonly #children: ChildWriter;
  readonly #devices: Devices;
  readonly #status: Statement<SqlValue[]>;
  readonly #reaction: Statement<SqlValue[]>;
  readonly #clearReactions: Statement<[number, number]>;
  readonly #countEdits: Statement<[number, number], { n: number }>;
  readonly #reactionsOf: Statement<[number, number], { user_id: number; reaction: string }>;
  readonly #dropReaction: Statement<[number, number, number, string]>;
  readonly #mark: Statement<[number, number, number]>;
  readonly #setHash: Statement<[number, number, number]>;
  readonly #anyReaction: Statement<[number, number], { one: number }>;

  constructor(store: SqliteStore, tickets: Tickets, search: SearchWriter, devices: Devices) {
    this.#devices = devices;
    this.#tickets = tickets;
    this.#search = search;
    const holes = (count: number): string => Array.from({ length: count }, () => '?').join(', ');
    this.#insert =
      store.sql(`insert into messages(conversation_id, id, sender_user_id, sender_shop_id, content, content_type, metadata,
      parent_id, reply_to_id, created_at, updated_at, edited_at, deleted_at, flags, children, search_id, hash, times_sent, extra)
      values (${holes(19)})`);
    this.#update =
      store.sql(`update messages set sender_user_id = ?, sender_shop_id = ?, content = ?, content_type = ?, metadata = ?,
      parent_id = ?, reply_to_id = ?, created_at = ?, updated_at = ?, edited_at = ?, deleted_at = ?, flags = ?, children = ?,
      search_id = ?, hash = ?, missing_at = null, times_sent = ?, extra = ? where conversation_id = ? and id = ?`);
    this.#select =
      store.sql(`select sender_user_id, sender_shop_id, content, content_type, metadata, parent_id, reply_to_id, created_at,
      updated_at, edited_at, deleted_at, flags, children, search_id, hash, missing_at, times_sent, extra
      from messages where conversation_id = ? and id = ?`);
    this.#children = new ChildWriter(store);
    this.#status =
      store.sql(`insert into statuses values (${holes(6)}) on conflict do update set status = excluded.status,
      status_at = coalesce(excluded.status_at, status_at), device_id = coalesce(excluded.device_id, device_id)
      where ${RANK('excluded.status')} > ${RANK('status')}
        or (${RANK('excluded.status')} = ${RANK('status')} and excluded.status_at > coalesce(status_at, 0))`);
    this.#reaction =
      store.sql(`insert into reactions values (${holes(5)}) on conflict do update set reacted_at = excluded.reacted_at
      where reacted_at is not excluded.reacted_at and excluded.reacted_at is not null`);
    this.#clearReactions = store.sql('delete from reactions where conversation_id = ? and message_id = ?');
    this.#countEdits = store.sql('select count(*) n from edits where conversation_id = ? and message_id = ?');
    this.#reactionsOf = store.sql(
      'select user_id, reaction from reactions where conversation_id = ? and message_id = ?',
    );
    this.#dropReaction = store.sql(
      'delete from reactions where conversation_id = ? and message_id = ? and user_id = ? and reaction = ?',
    );
    this.#mark = store.sql('update messages set children = ?, hash = null where conversation_id = ? and id = ?');
    this.#setHash = store.sql('update messages set hash = ? where conversation_id = ? and id = ?');
    this.#anyReaction = store.sql('select 1 one from reactions where conversation_id = ? and message_id = ? limit 1');
  }

  put(message: ApiMessage, origin: Origin): Outcome {
    const { conversationId, id } = message;
    const whole = origin.kind === 'page';
    const hash = whole ? documentHash(message) : null;
    const stored = this.#select.get(conversationId, id);
    if (stored !== undefined) return this.#merge(message, origin, stored, hash);
    const deleted = message.isDeleted === true;
    const children = deleted ? (message.statuses?.length ? HAS_STATUSES : 0) : childrenOf(message);
    this.#insert.run(
      conversationId,
      id,
      message.senderUserId ?? null,
      message.senderShopId ?? null,
      deleted ? null : (message.content ?? null),
      message.contentType ?? 'text',
      deleted ? null : jsonText(message.metadata),
      message.parentMessageId ?? null,
      message.replyToMessageId ?? null,
      ms(message.createdAt),
      ms(message.updatedAt),
      ms(message.editedAt),
      ms(message.deletedAt),
      (deleted ? DELETED : 0) | (whole ? 0 : PARTIAL),
      children,
      deleted ? null : this.#search.add(conversationId, id, ms(message.createdAt), searchText(message)),
      hash,
      messageTimes(message),
      deleted ? null : extraText(message.extra),
    );
    if (children !== 0) {
      for (const status of message.statuses ?? []) this.#status.run(...this.#statusRow(conversationId, id, status));
      if (children & HAS_REACTIONS) this.#putReactions(message);
      this.#children.insert(message, children);
    }
    if (origin.kind === 'event' || origin.kind === 'answer') this.#touch(message);
    return 'new';
  }

  /** A receipt on a message that is mirrored. False when it says nothing new. */
  putStatus(conversationId: number, messageId: number, status: ApiStatus): boolean {
    const stored = this.#select.get(conversationId, messageId);
    if (stored === undefined) return false;
    const { changes } = this.#status.run(...this.#statusRow(conversationId, messageId, status));
    if (changes === 0) return false;
    this.#mark.run(stored.children | HAS_STATUSES, conversationId, messageId);
    return true;
  }

  /** The answer to adding a reaction, or to taking it back. */
  setReaction(conversationId: number, messageId: number, reaction: ApiReaction, on: boolean): boolean {
    const stored = this.#select.get(conversationId, messageId);
    if (stored === undefined || stored.flags & DELETED) return false;
    const { changes } = on
      ? this.#reaction.run(conversationId, messageId, reaction.userId, reaction.reaction, ms(reaction.reactedAt))
      : this.#dropReaction.run(conversationId, messageId, reaction.userId, reaction.reaction);
    this.#tickets.touch('reactions', conversationId, messageId);
    const some = this.#anyReaction.get(conversationId, messageId) !== undefined;
    this.#mark.run(
      some ? stored.children | HAS_REACTIONS : stored.children & ~HAS_REACTIONS,
      conversationId,
      messageId,
    );
    return changes > 0;
  }

  #putReactions(message: ApiMessage): void {
    for (const reaction of message.reactions ?? []) {
      this.#reaction.run(
        message.conversationId,
        message.id,
        reaction.userId,
        reaction.reaction,
        ms(reaction.reactedAt),
      );
    }
  }

  #merge(message: ApiMessage, origin: Origin, stored: Stored, hash: number | null): Outcome {
    const { conversationId, id } = message;
    const whole = origin.kind === 'page';
    const settled = (stored.flags & (PARTIAL | GONE)) === 0 && stored.missing_at === null;
    if (whole && settled && stored.hash !== null && stored.hash === hash) return 'same';
    // A preview shows less than what a page has shown, and may be older.
    if (origin.kind === 'preview' && !(stored.flags & PARTIAL) && message.isDeleted !== true) return 'same';
    const deleted = (stored.flags & DELETED) !== 0 || message.isDeleted === true;
    const older = this.#isOlder(message, stored);
    const content = !older && this.#tickets.mayChange(origin.ticket, 'content', conversationId, id);
    const reactions = !older && !deleted && this.#tickets.mayChange(origin.ticket, 'reactions', conversationId, id);
    let changed = deleted !== ((stored.flags & DELETED) !== 0);
    let { children } = stored;
    let rewritten = false;
    if (deleted) {
      if (changed || children & ~HAS_STATUSES) this.#dropContent(conversationId, id, stored);
      children &= HAS_STATUSES;
    } else {
      if (message.reactions !== undefined && reactions) {
        changed = this.#replaceReactions(message, children) || changed;
        children = message.reactions.length > 0 ? children | HAS_REACTIONS : children & ~HAS_REACTIONS;
      }
      if (content) {
        const replaced = this.#children.replace(message, children, whole);
        children = replaced.children;
        rewritten = replaced.changed;
        changed = changed || rewritten;
      }
    }
    for (const status of message.statuses ?? []) {
      children |= HAS_STATUSES;
      changed = this.#status.run(...this.#statusRow(conversationId, id, status)).changes > 0 || changed;
    }
    const next = { ...stored, ...told(message, content && !deleted), ...(deleted ? GONE_CONTENT : {}) };
    if (deleted && next.deleted_at === null) next.deleted_at = ms(message.deletedAt);
    const flags = (deleted ? DELETED : 0) | (whole || !(stored.flags & PARTIAL) ? 0 : PARTIAL);
    const same = !changed && flags === stored.flags && sameRow(stored, next);
    rewritten =
      rewritten || next.content !== stored.content || next.metadata !== stored.metadata || (stored.flags & GONE) !== 0;
    const searchId = deleted ? null : rewritten ? this.#reindex(message, stored, next) : stored.search_id;
    // What a page shows whole is known by its hash again only if all of it was taken over.
    const nextHash = whole && content && (deleted || reactions) ? hash : null;
    if (same && stored.missing_at === null && searchId === stored.search_id) {
      if (nextHash !== null && nextHash !== stored.hash) this.#setHash.run(nextHash, conversationId, id);
      return 'same';
    }
    this.#update.run(
      next.sender_user_id,
      next.sender_shop_id,
      next.content,
      next.content_type,
      next.metadata,
      next.parent_id,
      next.reply_to_id,
      next.created_at,
      next.updated_at,
      next.edited_at,
      next.deleted_at,
      flags,
      children,
      searchId,
      nextHash,
      next.times_sent,
      next.extra,
      conversationId,
      id,
    );
    if (origin.kind !== 'page' && origin.kind !== 'preview') this.#touch(message);
    return 'changed';
  }

  #statusRow(conversationId: number, messageId: number, status: ApiStatus): SqlValue[] {
    const device = this.#devices.idOf(status.deviceInfo);
    return [conversationId, messageId, status.userId, status.status, ms(status.statusAt), device];
  }

  #touch(message: ApiMessage): void {
    this.#tickets.touch('content', message.conversationId, message.id);
    if (message.reactions !== undefined) this.#tickets.touch('reactions', message.conversationId, message.id);
  }

  /**
   * A document from before what is mirrored: a replica that lags behind, or an event that came late. Edits only grow, so their number decides
   * before any time does: the clocks of two servers behind one address differ.
   */
  #isOlder(message: ApiMessage, stored: Stored): boolean {
    const known = stored.children & HAS_EDITS ? (this.#countEdits.get(message.conversationId, message.id)?.n ?? 0) : 0;
    if (message.edits !== undefined && message.edits.length !== known) return message.edits.length < known;
    const updated = ms(message.updatedAt);
    return updated !== null && stored.updated_at !== null && updated < stored.updated_at;
  }

  #replaceReactions(message: ApiMessage, children: number): boolean {
    const { conversationId, id } = message;
    let changed = false;
    if (children & HAS_REACTIONS) {
      const told = new Set((message.reactions ?? []).map((reaction) => `${reaction.userId}:${reaction.reaction}`));
      for (const stored of this.#reactionsOf.all(conversationId, id)) {
        if (told.has(`${stored.user_id}:${stored.reaction}`)) continue;
        this.#dropReaction.run(conversationId, id, stored.user_id, stored.reaction);
        changed = true;
      }
    }
    for (const reaction of message.reactions ?? []) {
      const row = [conversationId, id, reaction.userId, reaction.reaction, ms(reaction.reactedAt)] as const;
      changed = this.#reaction.run(...row).changes > 0 || changed;
    }
    return changed;
  }

  #dropContent(conversationId: number, id: number, stored: Stored): void {
    this.#children.drop(conversationId, id);
    this.#clearReactions.run(conversationId, id);
    if (stored.search_id !== null) this.#search.remove(stored.search_id);
  }

  #reindex(message: ApiMessage, stored: Stored, next: Stored): number | null {
    const { conversationId, id } = message;
    let text = searchText({ ...message, content: next.content });
    if (message.attachments === undefined)
      text = [text, ...this.#children.fileNames(conversationId, id)].join(' ').trim();
    if (stored.search_id === null) return this.#search.add(conversationId, id, next.created_at, text);
    if (text === '') {
      this.#search.remove(stored.search_id);
      return null;
    }
    this.#search.replace(stored.search_id, text);
    return stored.search_id;
  }
}

const GONE_CONTENT = { content: null, metadata: null, extra: null } as const;

/** The columns that the document mentions; those of the content only where it may change it. */
function told(message: ApiMessage, content: boolean): Partial<Stored> {
  const columns: Record<string, SqlValue> = {};
  const set = (name: keyof Stored, value: SqlValue | undefined): void => {
    if (value !== undefined) columns[name] = value;
  };
  const known = <T extends SqlValue>(value: T | undefined): T | undefined => (value === null ? undefined : value);
  set('sender_user_id', known(message.senderUserId));
  set('sender_shop_id', known(message.senderShopId));
  set('parent_id', known(message.parentMessageId));
  set('reply_to_id', known(message.replyToMessageId));
  if (message.createdAt) set('created_at', message.createdAt.ms);
  if (content) {
    set('content', message.content);
    set('content_type', message.contentType);
    if (message.metadata !== undefined) set('metadata', jsonText(message.metadata));
    if (message.updatedAt) set('updated_at', message.updatedAt.ms);
    if (message.editedAt) set('edited_at', message.editedAt.ms);
    const times = messageTimes(message);
    if (times !== null) set('times_sent', times);
    const extra = extraText(message.extra);
    if (extra !== null) set('extra', extra);
  }
  return columns;
}

const COMPARED = [
  'sender_user_id',
  'sender_shop_id',
  'content',
  'content_type',
  'metadata',
  'parent_id',
  'reply_to_id',
  'created_at',
  'updated_at',
  'edited_at',
  'deleted_at',
  'times_sent',
  'extra',
] as const satisfies readonly (keyof Stored)[];

function sameRow(a: Stored, b: Stored): boolean {
  return COMPARED.every((column) => a[column] === b[column]);
}

function childrenOf(message: ApiMessage): number {
  return (
    (message.attachments?.length ? HAS_ATTACHMENTS : 0) |
    (message.statuses?.length ? HAS_STATUSES : 0) |
    (message.reactions?.length ? HAS_REACTIONS : 0) |
    (message.edits?.length ? HAS_EDITS : 0) |
    (message.productReferences?.length ? HAS_PRODUCTS : 0) |
    (message.orderReferences?.length ? HAS_ORDERS : 0)
  );
}

function messageTimes(message: ApiMessage): string | null {
  return spelledTimes({
    created_at: message.createdAt,
    updated_at: message.updatedAt,
    edited_at: message.editedAt,
    deleted_at: message.deletedAt,
  });
}

/** Everything but the people, who have rows of their own. */
function documentHash(message: ApiMessage): number {
  return hashOf(
    JSON.stringify([
      message.senderUserId,
      message.senderShopId,
      message.content,
      message.contentType,
      message.metadata,
      message.parentMessageId,
      message.replyToMessageId,
      message.createdAt?.sent,
      message.updatedAt?.sent,
      message.editedAt?.sent,
      message.isDeleted,
      message.attachments,
      message.statuses,
      message.reactions,
      message.edits,
      message.productReferences,
      message.orderReferences,
      message.extra,
    ]),
  );
}
