import type { ChangeEvent, MessageChanges } from '#shared/contract/engine.ts';
import type { ConversationRow, Counts } from '#shared/domain/conversation.ts';
import type { ConversationId, MessageKey, MessageRow } from '#shared/domain/message.ts';
import { isAction, type OutboxRow } from '../store/local/rows.ts';
import type { Touched } from '../store/touched.ts';
import type { ConversationIndex } from './conversation-index.ts';
import { keyOf } from './message-view.ts';
import type { LocalReader, MirrorReader } from './readers.ts';
import type { Views } from './views.ts';

/** More rows than this in one conversation: the page is read again instead. */
const MOST_ROWS = 200;
/** Read pointers of others change the ticks of own messages: in a conversation on screen this many rows are sent again. */
const NEWEST_WINDOW = 40;

export interface ChangeSources {
  readonly views: Views;
  readonly mirror: MirrorReader;
  readonly local: LocalReader;
  readonly index: ConversationIndex;
  counts(): Counts;
  /** Server ids of conversations that some window shows. */
  shown(): ReadonlySet<number>;
}

/** Makes the one event of a transaction out of the keys it touched. */
export class ChangeComposer {
  readonly #sources: ChangeSources;
  /** By conversation: the greatest message id that was already told of. */
  readonly #toldOf = new Map<number, number>();
  #lastCounts = '';

  constructor(sources: ChangeSources) {
    this.#sources = sources;
  }

  /** Null where nothing that is shown has changed. */
  compose(touched: Touched): ChangeEvent | null {
    const { views, local, index } = this.#sources;
    if (touched.conversations.size > 0 && views.lookAtMe()) index.readAgain();
    const messages = new Map<ConversationId, MutableChanges>();
    for (const [conversationId, ids] of touched.messages) this.#messages(conversationId, ids, messages);
    for (const clientMessageId of touched.outbox) this.#outboxItem(clientMessageId, messages);
    for (const conversationId of touched.conversations) this.#ticks(conversationId, messages);

    const conversations: ConversationRow[] = [];
    for (const id of touched.conversations) push(conversations, index.update(String(id)));
    const removedConversations: ConversationId[] = [];
    const aliases: ChangeEvent['aliases'][number][] = [];
    for (const id of touched.unsentConversations) {
      const serverId = local.store.aliases.serverId(id);
      const row = index.update(id);
      if (row !== null) conversations.push(row);
      else removedConversations.push(id);
      if (serverId !== null) aliases.push({ from: id, to: String(serverId) });
    }
    for (const id of touched.drafts.keys()) {
      const current = local.store.aliases.current(id);
      if (!conversations.some((row) => row.id === current)) push(conversations, index.update(current));
    }
    const drafts = [...touched.drafts].flatMap(([conversationId, parents]) =>
      [...parents].map((parentMessageId) => ({
        conversationId,
        parentMessageId,
        draft: local.store.drafts.find(conversationId, parentMessageId),
      })),
    );
    const outboxChanges = [...touched.outbox].some((clientId) => isListedChange(local.store.outbox.find(clientId)));
    const counts = this.#changedCounts();
    const settings = touched.settings ? local.store.settings.read() : null;
    const changes = [...messages.values()].map(finished).filter((change) => !isEmpty(change));
    if (
      conversations.length === 0 &&
      removedConversations.length === 0 &&
      changes.length === 0 &&
      drafts.length === 0 &&
      counts === null &&
      settings === null &&
      !outboxChanges
    ) {
      return null;
    }
    return {
      type: 'changed',
      conversations,
      removedConversations,
      messages: changes,
      drafts,
      aliases,
      counts,
      settings,
      outboxChanges,
    };
  }

  #messages(conversationId: number, ids: ReadonlySet<number>, into: Map<ConversationId, MutableChanges>): void {
    const changes = changesOf(into, String(conversationId));
    for (const id of this.#arrived(conversationId, ids)) changes.arrived.push(id);
    if (ids.size > MOST_ROWS) {
      changes.reread = true;
      return;
    }
    const left = new Set(ids);
    for (const row of this.#sources.views.messages(conversationId, [...ids])) {
      changes.rows.set(row.key, row);
      if (row.messageId !== null) left.delete(row.messageId);
    }
    for (const id of left) changes.removed.add(keyOf(id, null));
    // A message says how many answers its thread has.
    const parents = new Set(
      [...changes.rows.values()].flatMap(({ parentMessageId: parent }) =>
        parent === null || ids.has(parent) ? [] : [parent],
      ),
    );
    for (const row of this.#sources.views.messages(conversationId, [...parents])) changes.rows.set(row.key, row);
  }

  /** Ids above everything told of so far. The first time, a conversation only says how far it is. */
  #arrived(conversationId: number, ids: ReadonlySet<number>): number[] {
    const before = this.#toldOf.get(conversationId);
    const newest = Math.max(...ids, before ?? 0, this.#sources.mirror.newest(conversationId, 1)[0]?.id ?? 0);
    this.#toldOf.set(conversationId, newest);
    return before === undefined ? [] : [...ids].filter((id) => id > before).toSorted((a, b) => a - b);
  }

  #outboxItem(clientMessageId: string, into: Map<ConversationId, MutableChanges>): void {
    const { views, local } = this.#sources;
    const item = local.item(clientMessageId);
    if (item === null) return;
    const changes = changesOf(into, item.conversationId);
    const key = keyOf(0, clientMessageId);
    const waiting = views.unsent(clientMessageId);
    if (waiting !== null) {
      changes.rows.set(key, waiting);
      return;
    }
    const serverId = local.store.aliases.serverId(item.conversationId);
    const sent = serverId === null || item.messageId === null ? [] : views.messages(serverId, [item.messageId]);
    const [row] = sent;
    if (row === undefined) {
      changes.removed.add(key);
      return;
    }
    changes.rows.set(row.key, row);
    // It may have been shown under its server id for a moment, before the answer bound it.
    if (item.messageId !== null && row.key === key) changes.removed.add(keyOf(item.messageId, null));
  }

  #ticks(conversationId: number, into: Map<ConversationId, MutableChanges>): void {
    const { views, shown } = { views: this.#sources.views, shown: this.#sources.shown() };
    if (!shown.has(conversationId)) return;
    const changes = changesOf(into, String(conversationId));
    for (const row of views.newest(conversationId, NEWEST_WINDOW)) {
      if (row.own && !changes.rows.has(row.key)) changes.rows.set(row.key, row);
    }
  }

  /** Null also while conversations are still being read at the start: nobody waits for that to be told of a change. */
  #changedCounts(): Counts | null {
    if (!this.#sources.index.isWhole) return null;
    const counts = this.#sources.counts();
    const text = JSON.stringify(counts);
    if (text === this.#lastCounts) return null;
    this.#lastCounts = text;
    return counts;
  }
}

function isListedChange(row: OutboxRow | null): boolean {
  return row !== null && isAction(row) && row.kind !== 'read';
}

interface MutableChanges {
  readonly conversationId: ConversationId;
  readonly rows: Map<MessageKey, MessageRow>;
  readonly removed: Set<MessageKey>;
  readonly arrived: number[];
  reread: boolean;
}

function changesOf(into: Map<ConversationId, MutableChanges>, conversationId: ConversationId): MutableChanges {
  let changes = into.get(conversationId);
  if (changes === undefined) {
    changes = { conversationId, rows: new Map(), removed: new Set(), arrived: [], reread: false };
    into.set(conversationId, changes);
  }
  return changes;
}

function finished(changes: MutableChanges): MessageChanges {
  return {
    conversationId: changes.conversationId,
    rows: [...changes.rows.values()],
    removed: [...changes.removed].filter((key) => !changes.rows.has(key)),
    reread: changes.reread,
    arrived: changes.arrived,
  };
}

function isEmpty(changes: MessageChanges): boolean {
  return changes.rows.length === 0 && changes.removed.length === 0 && !changes.reread;
}

function push<T>(list: T[], item: T | null): void {
  if (item !== null) list.push(item);
}
