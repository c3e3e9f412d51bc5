import type { ApiConversation, ApiParticipant, JsonValue } from '../../api/types.ts';
import type { SqliteStore, SqlValue, Statement } from '../sqlite.ts';
import { extraText, hashOf, jsonText, ms, spelledTimes } from './encode.ts';
import type { Origin } from './message-writer.ts';
import type { ParticipantRow } from './participant-row.ts';
import type { PeopleWriter } from './people-writer.ts';
import type { SearchWriter } from './search-writer.ts';
import type { SyncState } from './sync-state.ts';
import type { Tickets } from './tickets.ts';

interface Stored {
  readonly type: string | null;
  readonly title: string | null;
  readonly owner_user_id: number | null;
  readonly owner_shop_id: number | null;
  readonly metadata: string | null;
  readonly last_message_id: number | null;
  readonly last_message_at: number | null;
  readonly is_open: number;
  readonly created_at: number | null;
  readonly updated_at: number | null;
  readonly activity_at: number;
  readonly newest_id: number | null;
  readonly server_unread: number;
  readonly unread_as_of: number;
  readonly server_read_id: number;
  readonly known: number;
  readonly refused: number;
  readonly hash: number | null;
  readonly times_sent: string | null;
  readonly extra: string | null;
}

const COLUMNS = [
  'type',
  'title',
  'owner_user_id',
  'owner_shop_id',
  'metadata',
  'last_message_id',
  'last_message_at',
  'is_open',
  'created_at',
  'updated_at',
  'activity_at',
  'newest_id',
  'server_unread',
  'unread_as_of',
  'server_read_id',
  'known',
  'refused',
  'hash',
  'times_sent',
  'extra',
] as const satisfies readonly (keyof Stored)[];

const STUB: Stored = {
  type: null,
  title: null,
  owner_user_id: null,
  owner_shop_id: null,
  metadata: null,
  last_message_id: null,
  last_message_at: null,
  is_open: 1,
  created_at: null,
  updated_at: null,
  activity_at: 0,
  newest_id: null,
  server_unread: 0,
  unread_as_of: 0,
  server_read_id: 0,
  known: 0,
  refused: 0,
  hash: null,
  times_sent: null,
  extra: null,
};

interface StoredParticipant {
  readonly id: number;
  readonly role: string | null;
  readonly joined_at: number | null;
  readonly left_at: number | null;
  readonly last_read_message_id: number | null;
  readonly last_read_at: number | null;
  readonly unread_count: number | null;
  readonly muted_until: number | null;
  readonly is_blocked: number;
  readonly preferences: string | null;
}

/** The idempotent upsert of conversations and their participants. Runs inside a transaction of the mirror. */
export class ConversationWriter {
  readonly #me: number;
  readonly #tickets: Tickets;
  readonly #people: PeopleWriter;
  readonly #search: SearchWriter;
  readonly #select: Statement<[number], Stored>;
  readonly #upsert: Statement<SqlValue[]>;
  readonly #participants: Statement<[number], StoredParticipant>;
  readonly #putParticipant: Statement<ParticipantRow>;
  readonly #dropParticipant: Statement<[number, number]>;
  readonly #names: Statement<[number], { person: string | null; shop: string | null }>;
  readonly #heard: Statement<[number, number, number | null]>;
  readonly #forgetHash: Statement<[number]>;
  readonly #state: SyncState;

  constructor(
    store: SqliteStore,
    me: number,
    tickets: Tickets,
    people: PeopleWriter,
    search: SearchWriter,
    state: SyncState,
  ) {
    this.#state = state;
    this.#me = me;
    this.#tickets = tickets;
    this.#people = people;
    this.#search = search;
    this.#select = store.sql(`select ${COLUMNS.join(', ')} from conversations where id = ?`);
    this.#upsert = store.sql(
      `insert into conversations(id, ${COLUMNS.join(', ')}) values (?, ${COLUMNS.map(() => '?').join(', ')})
       on conflict(id) do update set ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    );
    this.#participants = store.sql(
      `select id, role, joined_at, left_at, last_read_message_id, last_read_at, unread_count, muted_until, is_blocked, preferences
       from participants where conversation_id = ?`,
    );
    this.#putParticipant = store.sql(
      `insert or replace into participants values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#dropParticipant = store.sql('delete from participants where conversation_id = ? and id = ?');
    this.#names = store.sql(`select p.name person, s.shop_name shop from (
        select user_id, shop_id from participants where conversation_id = ?) m
      left join people p on p.id = m.user_id left join (select id, name shop_name from shops) s on s.id = m.shop_id`);
    this.#heard =
      store.sql(`insert into conversations(id, activity_at, newest_id) values (?, ?, ?) on conflict(id) do update set
      activity_at = max(activity_at, excluded.activity_at),
      newest_id = max(coalesce(newest_id, 0), coalesce(excluded.newest_id, 0))
      where activity_at < excluded.activity_at or coalesce(newest_id, 0) < coalesce(excluded.newest_id, 0)`);
    this.#forgetHash = store.sql('update conversations set hash = null where id = ? and hash is not null');
  }

  /**
   * Returns whether anything of it changed. `unseenMessage`: the list names a last message that is not mirrored; the preview is the caller's
   * matter.
   */
  put(conversation: ApiConversation, origin: Origin, at: number): boolean {
    const { id } = conversation;
    const whole = origin.kind === 'page';
    const hash = whole ? hashOf(JSON.stringify(conversation)) : null;
    const stored = this.#select.get(id) ?? null;
    // A list that names no last message counts up to what is mirrored by now: the same words may count something else.
    const countsAnew = (conversation.lastMessageId ?? null) === null && stored?.newest_id !== stored?.unread_as_of;
    if (stored !== null && hash !== null && stored.hash === hash && !countsAnew) return false;
    const before = stored ?? STUB;
    const older = isOlder(conversation, before);
    const state = this.#tickets.mayChange(origin.ticket, 'state', id) && !older;
    // Of a page a ticket says when it was asked for; of an event that came late nothing but its own words do.
    const members = this.#tickets.mayChange(origin.ticket, 'participants', id) && !(origin.kind === 'event' && older);
    let changed = stored === null;
    let names = stored === null;
    if (conversation.participants !== undefined && (members || before.known === 0)) {
      const replaced = this.#replaceParticipants(id, conversation.participants, whole, at);
      changed = replaced.changed || changed;
      names = replaced.names || names;
    }
    const next: Stored = {
      ...before,
      ...(state ? told(conversation) : {}),
      ...(members ? this.#unread(conversation, before) : {}),
      known: before.known === 1 || conversation.participants !== undefined || whole ? 1 : 0,
      refused: whole ? 0 : before.refused,
      // Known again by its hash only if all of it was taken over.
      hash: state && members ? hash : null,
    };
    const activity = Math.max(before.activity_at, next.last_message_at ?? 0);
    const row: Stored = { ...next, activity_at: activity === 0 ? (next.created_at ?? 0) : activity };
    changed = COLUMNS.some((column) => column !== 'hash' && row[column] !== before[column]) || changed;
    if (changed || row.hash !== before.hash) this.#upsert.run(id, ...COLUMNS.map((column) => row[column]));
    if (names || row.title !== before.title || row.metadata !== before.metadata) {
      this.#search.setConversation(id, this.#searchText(id, row));
    }
    if (origin.kind === 'event' || origin.kind === 'answer') {
      this.#tickets.touch('state', id);
      if (conversation.participants !== undefined) this.#tickets.touch('participants', id);
    }
    return changed;
  }

  /** A message of it was mirrored: it exists, and moves up. Returns whether its row changed. */
  heard(id: number, createdAt: number | null, newestId: number | null): boolean {
    return this.#heard.run(id, createdAt ?? 0, newestId).changes > 0;
  }

  /** The answer to a read mark, a mute or a block: one participant, nearly always my own. */
  putParticipant(participant: ApiParticipant, at: number): boolean {
    const { conversationId } = participant;
    const stored = this.#select.get(conversationId);
    if (stored === undefined) return false;
    const members = new Map(this.#participants.all(conversationId).map((row) => [row.id, row]));
    const named = this.#putPeople(participant, at);
    let changed = this.#putOne(participant, members.get(participant.id) ?? null) || named;
    if (participant.userId === this.#me) {
      const conversation = { lastMessageId: undefined, lastMessage: undefined, participants: [participant] };
      const row = { ...stored, ...this.#unread(conversation, stored), hash: null };
      // The same words may count up to a later message than before.
      changed = changed || COLUMNS.some((column) => column !== 'hash' && row[column] !== stored[column]);
      this.#upsert.run(conversationId, ...COLUMNS.map((column) => row[column]));
    } else {
      this.#forgetHash.run(conversationId);
    }
    this.#tickets.touch('participants', conversationId);
    return changed;
  }

  /** `names`: somebody came, left or is called otherwise. */
  #replaceParticipants(
    id: number,
    told: readonly ApiParticipant[],
    whole: boolean,
    at: number,
  ): { readonly changed: boolean; readonly names: boolean } {
    const stored = new Map(this.#participants.all(id).map((row) => [row.id, row]));
    let changed = false;
    let names = false;
    for (const participant of told) {
      names = this.#putPeople(participant, at) || !stored.has(participant.id) || names;
      changed = this.#putOne(participant, stored.get(participant.id) ?? null) || changed;
      stored.delete(participant.id);
    }
    // Only a whole document with somebody in it says who is not there any more.
    if (!whole || told.length === 0) return { changed: changed || names, names };
    for (const gone of stored.keys()) this.#dropParticipant.run(id, gone);
    names = names || stored.size > 0;
    return { changed: changed || names, names };
  }

  #putPeople(participant: ApiParticipant, at: number): boolean {
    let changed = false;
    if (participant.user) changed = this.#people.putPerson(participant.user, at);
    if (participant.shop) changed = this.#people.putShop(participant.shop) || changed;
    return changed;
  }

  #putOne(participant: ApiParticipant, stored: StoredParticipant | null): boolean {
    const read = Math.max(participant.lastReadMessageId ?? 0, stored?.last_read_message_id ?? 0);
    const grown = read > (stored?.last_read_message_id ?? 0);
    const row: ParticipantRow = [
      participant.conversationId,
      participant.id,
      participant.userId,
      participant.shopId,
      participant.role ?? stored?.role ?? null,
      time(participant.joinedAt, stored?.joined_at),
      time(participant.leftAt, stored?.left_at),
      read === 0 ? null : read,
      grown || stored?.last_read_at == null ? time(participant.lastReadAt, stored?.last_read_at) : stored.last_read_at,
      participant.unreadCount === undefined ? (stored?.unread_count ?? null) : participant.unreadCount,
      time(participant.mutedUntil, stored?.muted_until),
      Number(participant.isBlocked ?? (stored?.is_blocked ?? 0) === 1),
      participant.preferences === undefined ? (stored?.preferences ?? null) : jsonText(participant.preferences),
    ];
    if (stored !== null && STORED_PARTICIPANT.every(([column, index]) => stored[column] === row[index])) return false;
    this.#putParticipant.run(...row);
    return true;
  }

  /** My own count as this document brings it, and what it counted. */
  #unread(
    conversation: Pick<ApiConversation, 'participants' | 'lastMessageId' | 'lastMessage'>,
    before: Stored,
  ): Partial<Stored> {
    // The same person may be listed twice: the row with the higher count is the one that counts.
    const mine = (conversation.participants ?? []).filter((participant) => participant.userId === this.#me);
    if (mine.length === 0) {
      // The first whole sight of a conversation without my own row: what is there now is not news.
      return before.known === 0 ? { unread_as_of: conversation.lastMessageId ?? before.newest_id ?? 0 } : {};
    }
    const readId = Math.max(before.server_read_id, ...mine.map((participant) => participant.lastReadMessageId ?? 0));
    const counts = mine.flatMap((participant) => participant.unreadCount ?? []);
    const count = Math.max(0, ...counts);
    const asOf = conversation.lastMessageId ?? conversation.lastMessage?.id ?? before.newest_id ?? 0;
    if (count > 0) this.#state.set('counts-unread', true);
    // Some servers never count: their 0 says nothing, and own arrivals since the first sight decide.
    const counted = counts.length > 0 && (readId >= asOf || this.#state.get('counts-unread') === true);
    if (counted) return { server_read_id: readId, server_unread: count, unread_as_of: asOf };
    return before.known === 0 ? { server_read_id: readId, unread_as_of: asOf } : { server_read_id: readId };
  }

  #searchText(id: number, row: Stored): string {
    const names = this.#names.all(id).flatMap(({ person, shop }) => [person, shop]);
    const metadata = row.metadata === null ? [] : scalars(JSON.parse(row.metadata) as JsonValue);
    return [row.title, ...names, ...metadata].filter((part) => part !== null && part !== '').join(' ');
  }
}

const STORED_PARTICIPANT = [
  ['role', 4],
  ['joined_at', 5],
  ['left_at', 6],
  ['last_read_message_id', 7],
  ['last_read_at', 8],
  ['unread_count', 9],
  ['muted_until', 10],
  ['is_blocked', 11],
  ['preferences', 12],
] as const satisfies readonly (readonly [keyof StoredParticipant, number])[];

function time(value: { readonly ms: number } | null | undefined, stored: number | null | undefined): number | null {
  return value === undefined ? (stored ?? null) : (value?.ms ?? null);
}

/** An event that came late, or a replica that lags behind. */
function isOlder(conversation: ApiConversation, before: Stored): boolean {
  const updated = ms(conversation.updatedAt);
  return updated !== null && before.updated_at !== null && updated < before.updated_at;
}

/** The columns that the document mentions. */
function told(conversation: ApiConversation): Partial<Stored> {
  const columns: Record<string, SqlValue> = {};
  const set = (name: keyof Stored, value: SqlValue | undefined): void => {
    if (value !== undefined) columns[name] = value;
  };
  set('type', conversation.type);
  set('title', conversation.title);
  set('owner_user_id', conversation.ownerUserId);
  set('owner_shop_id', conversation.ownerShopId);
  if (conversation.metadata !== undefined) set('metadata', jsonText(conversation.metadata));
  set('last_message_id', conversation.lastMessageId);
  if (conversation.lastMessageAt !== undefined) set('last_message_at', ms(conversation.lastMessageAt));
  if (conversation.isOpen !== undefined) set('is_open', Number(conversation.isOpen));
  if (conversation.createdAt) set('created_at', conversation.createdAt.ms);
  if (conversation.updatedAt) set('updated_at', conversation.updatedAt.ms);
  const times = spelledTimes({
    last_message_at: conversation.lastMessageAt,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
  });
  if (times !== null) set('times_sent', times);
  const extra = extraText(conversation.extra);
  if (extra !== null) set('extra', extra);
  return columns;
}

function scalars(value: JsonValue): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((item) => (typeof item === 'object' ? [] : scalars(item)));
}
