import type {
  ApiConversation,
  ApiMessage,
  ApiParticipant,
  ApiPerson,
  ApiReaction,
  ApiStatus,
  SetAside,
} from '../../api/types.ts';
import { openDatabase, SqliteStore, type Db, type Migration, type SqlValue, type Statement } from '../sqlite.ts';
import type { Publish, Touched } from '../touched.ts';
import { ConversationReader } from './conversation-reader.ts';
import { ConversationWriter } from './conversation-writer.ts';
import { Devices } from './devices.ts';
import { MessageReader } from './message-reader.ts';
import { MessageWriter, type Origin } from './message-writer.ts';
import { first } from './migrations/0010-first.ts';
import { referencesByThing } from './migrations/0020-references-by-thing.ts';
import { ownSide } from './migrations/0030-own-side.ts';
import { PeopleWriter } from './people-writer.ts';
import { Ranges } from './ranges.ts';
import { GONE, type KnownRange } from './records.ts';
import { SearchReader } from './search-reader.ts';
import { SearchWriter } from './search-writer.ts';
import { SyncState } from './sync-state.ts';
import { Tickets } from './tickets.ts';

/** `me`: the account's own user id. */
const migrations = (me: number): Migration[] => [first, referencesByThing, ownSide(me)];

/** A message is gone when it is missing again at least this long after it was first missed: a replica may lag. */
const GONE_AFTER_MS = 60_000;
const MOST_SET_ASIDE = 1_000;

export interface MirrorOptions {
  /** A file's path, or `:memory:`. */
  readonly path: string;
  /** The account's own user id. */
  readonly me: number;
  /** Wall clock, UTC milliseconds. */
  readonly now: () => number;
  readonly publish: Publish;
}

/** What an apply did. */
export interface Applied {
  /** Messages that were not mirrored before, oldest first. */
  readonly arrived: readonly ApiMessage[];
  /** Whether any row at all is different now. */
  readonly changed: boolean;
}

export interface PageFacts {
  readonly ticket: number;
  /** Proven: every message from low to high is in the page or was mirrored. */
  readonly range: KnownRange | null;
  /** The page holds every message the server has from low to high: mirrored ones that it lacks are missed. */
  readonly window: KnownRange | null;
  /** The conversation has been read level: under which last message of the list, and up to which id. */
  readonly level: { readonly under: number | null; readonly id: number } | null;
  /** The newest window was read again at this moment. */
  readonly rereadAt?: number;
  readonly total?: number | null;
  readonly setAside?: readonly SetAside[];
}

export type LevelState = 'level' | 'differs' | 'unlevelled';

/**
 * Everything the server can give again. All changes go through here; a page, an event and an answer are applied by the same idempotent upsert,
 * and cursors (ranges, level marks) move in the same transaction as the rows they cover.
 */
export class Mirror {
  readonly me: number;
  readonly store: SqliteStore;
  readonly tickets = new Tickets();
  readonly messages: MessageReader;
  readonly conversations: ConversationReader;
  readonly search: SearchReader;
  readonly ranges: Ranges;
  readonly state: SyncState;
  readonly #now: () => number;
  readonly #devices: Devices;
  readonly #people: PeopleWriter;
  readonly #searchWriter: SearchWriter;
  readonly #messageWriter: MessageWriter;
  readonly #conversationWriter: ConversationWriter;
  readonly #setLevel: Statement<SqlValue[]>;
  readonly #setReread: Statement<[number, number]>;
  readonly #setTotal: Statement<[number, number, number]>;
  readonly #setRefused: Statement<[number, number, number]>;
  readonly #settleRefused: Statement<[number]>;
  readonly #inWindow: Statement<
    [number, number, number],
    { id: number; missing_at: number | null; search_id: number | null }
  >;
  readonly #setMissing: Statement<[number, number, number]>;
  readonly #setGone: Statement<[number, number]>;
  readonly #recount: Statement<[number, number]>;
  readonly #setAside: Statement<SqlValue[]>;
  readonly #trimSetAside: Statement<[]>;
  readonly #levels: Statement<[number], { levelled_under: number | null; level_id: number | null; refused: number }>;

  constructor(options: MirrorOptions) {
    this.me = options.me;
    this.#now = options.now;
    const db = openDatabase({ path: options.path, synchronous: 'NORMAL', migrations: migrations(options.me) });
    const store = new SqliteStore(db, options.publish);
    this.store = store;
    this.#devices = new Devices(store);
    this.messages = new MessageReader(store, this.#devices);
    this.conversations = new ConversationReader(store);
    this.search = new SearchReader(store);
    this.ranges = new Ranges(store);
    this.state = new SyncState(store);
    this.#people = new PeopleWriter(store);
    this.#searchWriter = new SearchWriter(store);
    this.#messageWriter = new MessageWriter(store, this.tickets, this.#searchWriter, this.#devices);
    this.#conversationWriter = new ConversationWriter(
      store,
      this.me,
      this.tickets,
      this.#people,
      this.#searchWriter,
      this.state,
    );
    this.#setLevel = store.sql(
      'update conversations set levelled_under = ?, level_id = max(coalesce(level_id, 0), ?) where id = ?',
    );
    this.#setReread = store.sql('update conversations set reread_at = ? where id = ?');
    this.#setTotal = store.sql('update conversations set total_messages = ? where id = ? and total_messages is not ?');
    this.#setRefused = store.sql('update conversations set refused = ? where id = ? and refused <> ?');
    this.#settleRefused = store.sql('update conversations set levelled_under = last_message_id where id = ?');
    this.#inWindow = store.sql(
      `select id, missing_at, search_id from messages where conversation_id = ? and id >= ? and id <= ? and (flags & ${GONE}) = 0`,
    );
    this.#setMissing = store.sql(
      'update messages set missing_at = ?, hash = null where conversation_id = ? and id = ?',
    );
    this.#setGone = store.sql(
      `update messages set flags = flags | ${GONE}, search_id = null, hash = null where conversation_id = ? and id = ?`,
    );
    this.#recount = store.sql(`update conversations set hash = null, newest_id = (select max(id) from messages
      where conversation_id = conversations.id and (flags & ${GONE}) = 0) where id = ? and newest_id = ?`);
    this.#setAside = store.sql(`insert into set_aside values (?, ?, ?, ?, ?, ?) on conflict do update set
      seen_at = excluded.seen_at, shape = excluded.shape`);
    this.#trimSetAside = store.sql(`delete from set_aside where seen_at < (select seen_at from set_aside
      order by seen_at desc limit 1 offset ${MOST_SET_ASIDE})`);
    this.#levels = store.sql('select levelled_under, level_id, refused from conversations where id = ?');
  }

  /** One transaction; see SqliteStore.write. What is remembered beside the file is forgotten when it is rolled back. */
  write<T>(work: (tx: Db, touched: Touched) => T): T {
    try {
      return this.store.write((tx, touched) => {
        const result = work(tx, touched);
        this.#searchWriter.flush();
        return result;
      });
    } catch (error) {
      this.#people.forget();
      this.#searchWriter.forget();
      this.#devices.reload();
      this.state.reload();
      throw error;
    }
  }

  /** A page of one conversation's messages, with what it proves. `also` runs in the same transaction. */
  applyMessagePage(conversationId: number, items: readonly ApiMessage[], facts: PageFacts, also?: () => void): Applied {
    return this.write((_, touched) => {
      const origin: Origin = { ticket: facts.ticket, kind: 'page' };
      const applied = this.#putAll(conversationId, items, origin, touched);
      let { changed } = applied;
      if (facts.range !== null) this.ranges.add(conversationId, facts.range.low, facts.range.high);
      if (facts.window !== null) changed = this.#missFrom(conversationId, items, facts.window, touched) || changed;
      if (facts.level !== null) this.#setLevel.run(facts.level.under, facts.level.id, conversationId);
      if (facts.rereadAt !== undefined) this.#setReread.run(facts.rereadAt, conversationId);
      if (facts.total != null) this.#setTotal.run(facts.total, conversationId, facts.total);
      if (this.tickets.mayChange(facts.ticket, 'refusal', conversationId)) {
        if (this.#setRefused.run(0, conversationId, 0).changes > 0) touched.conversation(conversationId);
      }
      this.#keepAside(facts.setAside ?? []);
      also?.();
      return { arrived: applied.arrived, changed };
    });
  }

  /** A message from an event (`event`), or from the answer to an own request (`answer`). */
  applyMessage(message: ApiMessage, kind: 'event' | 'answer', ticket = this.tickets.next()): Applied {
    return this.write((_, touched) => this.#putAll(message.conversationId, [message], { ticket, kind }, touched));
  }

  /** A page of the list, or all of it. */
  applyConversationPage(
    items: readonly ApiConversation[],
    ticket: number,
    setAside: readonly SetAside[] = [],
    also?: () => void,
  ): Applied {
    return this.write((_, touched) => {
      const arrived: ApiMessage[] = [];
      let changed = false;
      for (const conversation of items) {
        const one = this.#putConversation(conversation, { ticket, kind: 'page' }, touched);
        arrived.push(...one.arrived);
        changed = one.changed || changed;
      }
      this.#keepAside(setAside);
      also?.();
      return { arrived, changed };
    });
  }

  applyConversation(conversation: ApiConversation, kind: 'event' | 'answer', ticket = this.tickets.next()): Applied {
    return this.write((_, touched) => this.#putConversation(conversation, { ticket, kind }, touched));
  }

  applyStatus(conversationId: number, messageId: number, status: ApiStatus): boolean {
    return this.write((_, touched) => {
      const changed = this.#messageWriter.putStatus(conversationId, messageId, status);
      if (changed) touched.message(conversationId, messageId);
      return changed;
    });
  }

  applyReaction(conversationId: number, messageId: number, reaction: ApiReaction, on: boolean): boolean {
    return this.write((_, touched) => {
      const changed = this.#messageWriter.setReaction(conversationId, messageId, reaction, on);
      if (changed) touched.message(conversationId, messageId);
      return changed;
    });
  }

  applyParticipant(participant: ApiParticipant): boolean {
    return this.write((_, touched) => {
      const changed = this.#conversationWriter.putParticipant(participant, this.#now());
      if (changed) touched.conversation(participant.conversationId);
      return changed;
    });
  }

  /** The server refuses the conversation: 403 or 404. It stays readable. */
  setRefused(conversationId: number, status: 403 | 404): void {
    this.tickets.touch('refusal', conversationId);
    this.write((_, touched) => {
      if (this.#setRefused.run(status, conversationId, status).changes > 0) touched.conversation(conversationId);
      // Not asked again before the list shows something new of it.
      this.#settleRefused.run(conversationId);
    });
  }

  /** Whether a conversation of the list has to be read. `unlevelled`: the list names no last message, and it was never read. */
  levelState(conversation: Pick<ApiConversation, 'id' | 'lastMessageId'>): LevelState {
    const row = this.#levels.get(conversation.id);
    const last = conversation.lastMessageId ?? null;
    if (row !== undefined && row.refused !== 0 && last === row.levelled_under) return 'level';
    if (row === undefined || row.level_id === null) return last === null ? 'unlevelled' : 'differs';
    return last === null || last === row.levelled_under || last === row.level_id ? 'level' : 'differs';
  }

  setAsideRecords(limit = 200): (SetAside & { readonly seenAt: number })[] {
    return this.store
      .sql<
        [number],
        {
          kind: SetAside['kind'];
          conversation_id: number;
          record_id: string;
          reason: string;
          shape: string;
          seen_at: number;
        }
      >('select * from set_aside order by seen_at desc limit ?')
      .all(limit)
      .map((row) => ({
        kind: row.kind,
        conversationId: row.conversation_id === 0 ? null : row.conversation_id,
        recordId: row.record_id === '' ? null : row.record_id,
        reason: row.reason,
        shape: row.shape,
        seenAt: row.seen_at,
      }));
  }

  /** People whom the server names outside any conversation. */
  learnPeople(people: readonly ApiPerson[]): void {
    this.write(() => {
      for (const person of people) this.#people.putPerson(person, this.#now());
    });
  }

  close(): void {
    this.store.close();
  }

  #putAll(conversationId: number, items: readonly ApiMessage[], origin: Origin, touched: Touched): Applied {
    const sorted = items.length > 1 ? [...items].sort((a, b) => a.id - b.id) : items;
    const arrived: ApiMessage[] = [];
    const at = this.#now();
    let changed = false;
    let newest: ApiMessage | null = null;
    for (const message of sorted) {
      if (message.sender) changed = this.#people.putPerson(message.sender, at) || changed;
      if (message.senderShop) changed = this.#people.putShop(message.senderShop) || changed;
      const outcome = this.#messageWriter.put(message, origin);
      newest = message;
      if (outcome === 'same') continue;
      changed = true;
      if (outcome === 'new') arrived.push(message);
      touched.message(conversationId, message.id);
    }
    if (newest !== null && this.#conversationWriter.heard(conversationId, newest.createdAt?.ms ?? null, newest.id)) {
      touched.conversation(conversationId);
    }
    return { arrived, changed };
  }

  #putConversation(conversation: ApiConversation, origin: Origin, touched: Touched): Applied {
    const changed = this.#conversationWriter.put(conversation, origin, this.#now());
    if (changed) touched.conversation(conversation.id);
    if (!conversation.lastMessage) return { arrived: [], changed };
    const preview = this.#putAll(
      conversation.id,
      [conversation.lastMessage],
      { ticket: origin.ticket, kind: 'preview' },
      touched,
    );
    return { arrived: preview.arrived, changed: changed || preview.changed };
  }

  /** Notes which mirrored messages a window lacks; missing for the second time, later, they are gone. */
  #missFrom(conversationId: number, items: readonly ApiMessage[], window: KnownRange, touched: Touched): boolean {
    const there = new Set(items.map((item) => item.id));
    const now = this.#now();
    let gone = false;
    for (const row of this.#inWindow.all(conversationId, window.low, window.high)) {
      if (there.has(row.id)) continue;
      if (row.missing_at === null) {
        this.#setMissing.run(now, conversationId, row.id);
      } else if (now - row.missing_at >= GONE_AFTER_MS) {
        if (row.search_id !== null) this.#searchWriter.remove(row.search_id);
        this.#setGone.run(conversationId, row.id);
        this.#recount.run(conversationId, row.id);
        touched.message(conversationId, row.id);
        gone = true;
      }
    }
    return gone;
  }

  #keepAside(records: readonly SetAside[]): void {
    if (records.length === 0) return;
    const now = this.#now();
    for (const record of records) {
      this.#setAside.run(
        record.kind,
        record.conversationId ?? 0,
        record.recordId ?? '',
        record.reason,
        record.shape,
        now,
      );
    }
    this.#trimSetAside.run();
  }
}
