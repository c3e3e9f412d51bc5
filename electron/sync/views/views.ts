import type { EngineParsed, OutboxEntry, ThreadPage } from '#shared/contract/engine.ts';
import type { ConversationDetails, ConversationRow } from '#shared/domain/conversation.ts';
import type { ConversationId, MessageRow, Person } from '#shared/domain/message.ts';
import { CodedError } from '#shared/errors.ts';
import { conversationOf, isAction } from '../store/local/rows.ts';
import type { MessagePlace } from '../store/mirror/message-reader.ts';
import type { MessageRecord, ParticipantRecord, PersonRecord } from '../store/mirror/records.ts';
import { changeEntry } from './change-entry.ts';
import { conversationFacts } from './conversation-facts.ts';
import { conversationDetails, conversationRow, titleOf, type ConversationFacts } from './conversation-view.ts';
import type { TrustedHosts } from './hosts.ts';
import { KnownCards } from './known-cards.ts';
import { mediaUrlOf } from './media-ids.ts';
import { messageRow, unsentRow, type MessageContext } from './message-view.ts';
import { creationEntry, creationOf, newConversationRow } from './new-conversation-view.ts';
import { People, type Me } from './people.ts';
import type { LocalReader, MirrorReader, OutboxMessageItem, UnsentItem, Written } from './readers.ts';
import { holesOf, olderOf, windowOf } from './thread-view.ts';

/** Everything the renderer shows, read over both stores. */
export class Views {
  readonly #mirror: MirrorReader;
  readonly #local: LocalReader;
  readonly #hosts: TrustedHosts;
  readonly #userId: number;
  readonly #cards: KnownCards;
  #me: Me | null = null;

  constructor(mirror: MirrorReader, local: LocalReader, hosts: TrustedHosts, userId: number) {
    this.#mirror = mirror;
    this.#local = local;
    this.#hosts = hosts;
    this.#userId = userId;
    this.#cards = new KnownCards(mirror, hosts);
  }

  /** To be called when conversations have changed. True where I act for other shops than before: then everybody's side is to be judged anew. */
  lookAtMe(): boolean {
    const before = this.#me?.shopIds;
    this.#me = { userId: this.#userId, shopIds: this.#mirror.ownShopIds() };
    const { shopIds } = this.#me;
    return before !== undefined && (before.size !== shopIds.size || [...shopIds].some((id) => !before.has(id)));
  }

  /** Null where the conversation is neither mirrored nor waiting to be created, and for a `new:…` name that has become a real one. */
  conversation(id: ConversationId): ConversationRow | null {
    return this.conversations([id]).get(id) ?? null;
  }

  /** The same for many, each table read once. */
  conversations(ids: readonly ConversationId[]): ReadonlyMap<ConversationId, ConversationRow> {
    const rows = new Map<ConversationId, ConversationRow>();
    const mirrored: number[] = [];
    for (const id of ids) {
      const serverId = this.#local.store.aliases.serverId(id);
      if (serverId !== null) {
        if (String(serverId) === id) mirrored.push(serverId);
        continue;
      }
      const row = newConversationRow(id, this.#local, this.#mirror, this.#meNow());
      if (row !== null) rows.set(id, row);
    }
    for (const facts of this.#facts(mirrored)) {
      rows.set(String(facts.conversation.id), conversationRow(facts));
    }
    return rows;
  }

  details(id: ConversationId, trouble: ConversationDetails['trouble']): ConversationDetails {
    const serverId = this.#local.store.aliases.serverId(id);
    const [facts] = serverId === null ? [] : this.#facts([serverId]);
    if (facts !== undefined) {
      const { id: known } = facts.conversation;
      return conversationDetails(facts, {
        firstUnreadMessageId: this.#mirror.firstUnread(known, this.#ownRead(known)),
        trouble,
      });
    }
    const row = serverId === null ? newConversationRow(id, this.#local, this.#mirror, this.#meNow()) : null;
    if (row === null) throw new CodedError('NOT_FOUND', 'No such conversation');
    return {
      row,
      creation: creationOf(id, this.#local, (userId) => this.#personOrId(userId)),
      participants: [],
      metadata: [],
      createdAt: row.lastActivityAt,
      firstUnreadMessageId: null,
      trouble: null,
      readUpTo: [],
    };
  }

  threadPage(input: EngineParsed<'thread.page'>): ThreadPage {
    const serverId = this.#local.store.aliases.serverId(input.conversationId);
    if (serverId === null) {
      return { rows: [], unsent: this.#unsent(input.conversationId, null), holes: [], older: 'none', newer: false };
    }
    const window = windowOf(this.#mirror, serverId, input.from, input.limit, this.#ownRead(serverId));
    const ranges = this.#mirror.ranges(serverId);
    const rows = this.#rows(serverId, window.records);
    const unsent = window.newer ? [] : this.#unsent(String(serverId), serverId);
    // The mirror commits first: an item whose message is there already is that message.
    const there = new Set(rows.map((row) => row.key));
    return {
      rows,
      unsent: unsent.filter((row) => !there.has(row.key)),
      holes: holesOf(window, ranges),
      older: olderOf(this.#mirror, serverId, window, ranges),
      newer: window.newer,
    };
  }

  replies(id: ConversationId, parentMessageId: number): MessageRow[] {
    const serverId = this.#local.store.aliases.serverId(id);
    if (serverId === null) return [];
    const parent = this.#mirror.messages(serverId, [parentMessageId]);
    const rows = this.#rows(serverId, [...parent, ...this.#mirror.replies(serverId, parentMessageId)]);
    const waiting = this.#unsent(String(serverId), serverId).filter((row) => row.parentMessageId === parentMessageId);
    return [...rows, ...waiting];
  }

  /** What conversations are called, without the rest of their rows; without those that are not mirrored. */
  titles(conversationIds: readonly number[]): ReadonlyMap<number, string> {
    const participantsOf = this.#mirror.participantsOf(conversationIds);
    return new Map(
      this.#mirror.conversations(conversationIds).map((record) => {
        const participants = participantsOf.get(record.id) ?? [];
        const others = participants.filter((one) => one.userId !== this.#userId);
        return [record.id, titleOf(record, this.#people(participants), others)];
      }),
    );
  }

  /** As `messages`, of any conversations and in no order. */
  messagesAt(places: readonly MessagePlace[]): MessageRow[] {
    const byConversation = Map.groupBy(this.#mirror.atPlaces(places), (record) => record.conversationId);
    const participantsOf = this.#mirror.participantsOf([...byConversation.keys()]);
    return [...byConversation].flatMap(([id, records]) =>
      this.#rows(
        id,
        records.toSorted((a, b) => a.id - b.id),
        participantsOf.get(id) ?? [],
      ),
    );
  }

  /** Mirrored messages as rows; those that stand for an item whose answer is still out are left out. */
  messages(conversationId: number, ids: readonly number[]): MessageRow[] {
    return this.#rows(conversationId, this.#mirror.messages(conversationId, ids));
  }

  newest(conversationId: number, limit: number): MessageRow[] {
    return this.#rows(conversationId, this.#mirror.newest(conversationId, limit));
  }

  /** The item as a row at the end of its thread; null once it is sent or discarded. */
  unsent(clientMessageId: string): MessageRow | null {
    const item = this.#local.item(clientMessageId);
    if (item === null || item.state === 'sent' || item.state === 'discarded') return null;
    const serverId = this.#local.store.aliases.serverId(item.conversationId);
    return (
      this.#unsent(item.conversationId, serverId).find((row) => row.unsent?.clientMessageId === clientMessageId) ?? null
    );
  }

  /** What was written here, whether it has left or not; null where this computer did not write it. */
  written(clientMessageId: string): OutboxMessageItem | null {
    return this.#local.item(clientMessageId);
  }

  outbox(): OutboxEntry[] {
    const changes = Map.groupBy(this.#local.changes(), conversationOf);
    const conversations = new Set(
      this.#local.store.outbox
        .active()
        .filter((row) => !isAction(row) || changes.has(conversationOf(row)))
        .map(conversationOf),
    );
    const me = this.#people([]).me();
    return [...conversations].flatMap((id) => {
      const title = this.conversation(id)?.title ?? '';
      const creation = creationEntry(id, this.#local, me);
      const changed = (changes.get(id) ?? []).flatMap(
        (row) => changeEntry(row, title, me, this.#local, this.#mirror) ?? [],
      );
      const messages = this.#unsent(id, this.#local.store.aliases.serverId(id)).map((message) => ({
        conversationId: id,
        conversationTitle: title,
        message,
        creates: false,
        change: null,
      }));
      return [...(creation === null ? [] : [creation]), ...messages, ...changed];
    });
  }

  /** Somebody chosen for a new conversation; whom the mirror does not know any more keeps the number. */
  #personOrId(userId: number): Person {
    const known = this.#mirror.person(userId);
    return known === null
      ? { userId, shopId: null, name: '', shopName: null, pictureUrl: null, role: 'customer' }
      : this.person(known);
  }

  /** Somebody outside any conversation: for choosing people. */
  person(person: PersonRecord): Person {
    return {
      userId: person.id,
      shopId: null,
      name: person.name ?? '',
      shopName: null,
      pictureUrl: person.photo === null ? null : mediaUrlOf({ kind: 'person', userId: person.id }),
      role: person.id === this.#userId ? 'me' : 'customer',
    };
  }

  #facts(conversationIds: readonly number[]): ConversationFacts[] {
    return conversationFacts({ mirror: this.#mirror, local: this.#local, me: this.#meNow() }, conversationIds);
  }

  #ownRead(conversationId: number): number {
    return this.#local.store.marks.find(conversationId)?.readMessageId ?? 0;
  }

  /** `records` in order of id. */
  #rows(
    conversationId: number,
    records: readonly MessageRecord[],
    participants = this.#mirror.participants(conversationId) as readonly ParticipantRecord[],
  ): MessageRow[] {
    const first = records[0];
    const last = records.at(-1);
    if (first === undefined || last === undefined) return [];
    const context = this.#context(
      conversationId,
      participants,
      records,
      this.#local.written(conversationId, first.id, last.id),
    );
    const covered = this.#local.store.outbox.hidden(conversationId);
    const hidden = this.#local.store.marks.hidden(conversationId);
    return records
      .filter((record) => !covered.has(record.id) && !hidden.has(record.id))
      .map((record) => messageRow(record, context));
  }

  #unsent(conversation: ConversationId, serverId: number | null): MessageRow[] {
    const items = this.#local.unsent(conversation);
    if (items.length === 0) return [];
    const participants = serverId === null ? [] : this.#mirror.participants(serverId);
    const people = this.#people(participants);
    const quotedIds = items.flatMap((item) => (item.replyToMessageId === null ? [] : [item.replyToMessageId]));
    const quoted = serverId === null ? [] : this.#mirror.messages(serverId, quotedIds);
    const waiting = new Map(items.map((item): [string, UnsentItem] => [item.clientMessageId, item]));
    return items.map((item) =>
      unsentRow(item, conversation, {
        people,
        me: this.#meNow(),
        quoted: new Map(quoted.map((record) => [record.id, record])),
        written: this.#writtenOf(serverId, quotedIds),
        pending: serverId === null ? [] : this.#local.pendingActions(serverId),
        waiting,
        hosts: this.#hosts,
        cards: this.#cards,
        serverId,
      }),
    );
  }

  #writtenOf(conversationId: number | null, ids: readonly number[]): ReadonlyMap<number, Written> {
    if (conversationId === null || ids.length === 0) return new Map();
    return this.#local.written(conversationId, Math.min(...ids), Math.max(...ids));
  }

  #context(
    conversationId: number,
    participants: readonly ParticipantRecord[],
    records: readonly MessageRecord[],
    written: ReadonlyMap<number, Written>,
  ): MessageContext {
    const here = new Map(records.map((record): [number, MessageRecord] => [record.id, record]));
    const missing = new Set<number>();
    for (const record of records) {
      if (record.replyToId !== null && !here.has(record.replyToId)) missing.add(record.replyToId);
    }
    const quoted = missing.size === 0 ? here : new Map(here);
    if (quoted !== here)
      for (const record of this.#mirror.messages(conversationId, [...missing])) quoted.set(record.id, record);
    return {
      participants,
      me: this.#meNow(),
      people: this.#people(participants),
      hosts: this.#hosts,
      cards: this.#cards,
      quoted,
      written,
      pending: this.#local.pendingActions(conversationId),
      replyCounts: this.#mirror.replyCounts(
        conversationId,
        records.map((record) => record.id),
      ),
    };
  }

  #people(participants: readonly ParticipantRecord[]): People {
    return new People(this.#meNow(), participants, (userId) => this.#mirror.person(userId));
  }

  #meNow(): Me {
    this.#me ??= { userId: this.#userId, shopIds: this.#mirror.ownShopIds() };
    return this.#me;
  }
}
