import type { SqliteStore, SqlValue, Statement } from '../sqlite.ts';
import { parseJson } from './encode.ts';
import type { ParticipantRow } from './participant-row.ts';
import { DELETED, GONE, type ConversationRecord, type ParticipantRecord, type PersonRecord } from './records.ts';

interface Row {
  readonly id: number;
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
  readonly levelled_under: number | null;
  readonly level_id: number | null;
  readonly reread_at: number;
  readonly known: number;
  readonly refused: number;
  readonly total_messages: number | null;
}

const COLUMNS = `id, type, title, owner_user_id, owner_shop_id, metadata, last_message_id, last_message_at, is_open, created_at, updated_at,
  activity_at, newest_id, server_unread, unread_as_of, server_read_id, levelled_under, level_id, reread_at, known, refused, total_messages`;

/** Where a page of the inbox goes on: the last conversation of the page before. */
export interface InboxCursor {
  readonly activityAt: number;
  readonly id: number;
}

/** What the one count of unread messages is made of, for a conversation that may have some. */
export interface UnreadFacts {
  readonly conversationId: number;
  /** The server's count, and the newest message it counted. */
  readonly serverUnread: number;
  readonly asOf: number;
  readonly serverReadId: number;
  readonly newestId: number | null;
}

type PersonColumns = [string | null, string | null, string | null, string | null, number | null];

type ParticipantColumns = [...ParticipantRow, ...PersonColumns, shopName: string | null, shopLogo: string | null];

const PARTICIPANT_COLUMNS = `m.conversation_id, m.id, m.user_id, m.shop_id, m.role, m.joined_at, m.left_at, m.last_read_message_id,
  m.last_read_at, m.unread_count, m.muted_until, m.is_blocked, m.preferences, p.name, p.email, p.photo, p.online_status, p.online_status_at,
  s.name, s.logo`;
const WITH_PEOPLE = 'left join people p on p.id = m.user_id left join shops s on s.id = m.shop_id';

export class ConversationReader {
  readonly #one: Statement<[number], Row>;
  readonly #many: Statement<[string], Row>;
  readonly #page: Statement<[number, number, number], Row>;
  readonly #participants: Statement<[number], ParticipantColumns>;
  readonly #participantsOfMany: Statement<[string], ParticipantColumns>;
  readonly #unread: Statement<
    [],
    { id: number; server_unread: number; unread_as_of: number; server_read_id: number; newest_id: number | null }
  >;
  readonly #unreadOne: Statement<
    [number],
    { id: number; server_unread: number; unread_as_of: number; server_read_id: number; newest_id: number | null }
  >;
  readonly #others: Statement<[number, number, number, number], { n: number }>;
  readonly #firstOther: Statement<[number, number, number], { id: number }>;
  readonly #count: Statement<[], { n: number }>;
  readonly #countMessages: Statement<[], { n: number }>;
  readonly #countMessagesIn: Statement<[number], { n: number }>;
  /** Rows that this connection, the only one that writes, has changed so far. */
  readonly #written: Statement<[], { n: number }>;
  #counted: { readonly written: number; readonly n: number } | null = null;
  readonly #person: Statement<
    [number],
    {
      id: number;
      name: string | null;
      email: string | null;
      photo: string | null;
      online_status: string | null;
      online_status_at: number | null;
    }
  >;
  readonly #people: Statement<
    SqlValue[],
    {
      id: number;
      name: string | null;
      email: string | null;
      photo: string | null;
      online_status: string | null;
      online_status_at: number | null;
    }
  >;
  readonly #ofMessage: Statement<[number], { conversation_id: number }>;

  constructor(store: SqliteStore) {
    this.#one = store.sql(`select ${COLUMNS} from conversations where id = ?`);
    this.#many = store.sql(`select ${COLUMNS} from conversations where id in (select value from json_each(?))`);
    this.#page = store.sql(
      `select ${COLUMNS} from conversations where (activity_at, id) < (?, ?) order by activity_at desc, id desc limit ?`,
    );
    this.#participants = store.sql(
      `select ${PARTICIPANT_COLUMNS} from participants m ${WITH_PEOPLE} where m.conversation_id = ? order by m.id`,
    );
    this.#participants.raw();
    this.#participantsOfMany = store.sql(
      `select ${PARTICIPANT_COLUMNS} from json_each(?) c join participants m on m.conversation_id = c.value ${WITH_PEOPLE}`,
    );
    this.#participantsOfMany.raw();
    this.#unread = store.sql(
      'select id, server_unread, unread_as_of, server_read_id, newest_id from conversations where server_unread > 0 or newest_id > unread_as_of',
    );
    this.#unreadOne = store.sql(
      'select id, server_unread, unread_as_of, server_read_id, newest_id from conversations where id = ?',
    );
    this.#others = store.sql(`select count(*) n from messages where conversation_id = ? and id > ? and id <= ?
      and (flags & ${DELETED | GONE}) = 0 and sender_user_id is not ? and content_type <> 'system'`);
    this.#firstOther = store.sql(`select id from messages where conversation_id = ? and id > ?
      and (flags & ${DELETED | GONE}) = 0 and sender_user_id is not ? and content_type <> 'system' order by id limit 1`);
    this.#count = store.sql('select count(*) n from conversations');
    this.#countMessages = store.sql('select count(*) n from messages');
    this.#written = store.sql('select total_changes() n');
    this.#countMessagesIn = store.sql('select count(*) n from messages where conversation_id = ?');
    const person = 'id, name, email, photo, online_status, online_status_at';
    this.#person = store.sql(`select ${person} from people where id = ?`);
    this.#people = store.sql(
      `select ${person} from people where name like ? escape '\\' or email like ? escape '\\' order by name collate nocase limit ?`,
    );
    this.#ofMessage = store.sql('select conversation_id from messages where id = ?');
  }

  byId(id: number): ConversationRecord | null {
    const row = this.#one.get(id);
    return row === undefined ? null : recordOf(row);
  }

  /** Newest activity first; `after` null: from the top. */
  page(after: InboxCursor | null, limit: number): ConversationRecord[] {
    const cursor = after ?? { activityAt: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };
    return this.#page.all(cursor.activityAt, cursor.id, limit).map(recordOf);
  }

  /** In no order; without those that are not mirrored. */
  byIds(ids: readonly number[]): ConversationRecord[] {
    return this.#many.all(JSON.stringify(ids)).map(recordOf);
  }

  /** With their people and shops, in the order the server numbers them. */
  participants(conversationId: number): ParticipantRecord[] {
    return this.#participants.all(conversationId).map(participantOf);
  }

  /** The same for many conversations, by their ids. */
  participantsOf(conversationIds: readonly number[]): ReadonlyMap<number, readonly ParticipantRecord[]> {
    const all = this.#participantsOfMany.all(JSON.stringify(conversationIds)).map(participantOf);
    const byConversation = Map.groupBy(all, (one) => one.conversationId);
    for (const participants of byConversation.values()) participants.sort((a, b) => a.id - b.id);
    return byConversation;
  }

  /** Every conversation that may have unread messages; all others have none. */
  unreadFacts(): UnreadFacts[] {
    return this.#unread.all().map(factsOf);
  }

  /**
   * Unread messages of one conversation: the server's count as of the list that brought it, less what the own pointer has passed since, plus
   * later arrivals of others. `ownReadId`: the agent's own read pointer on this computer (0: none).
   */
  unread(facts: UnreadFacts, ownReadId: number, me: number): number {
    const { conversationId, serverUnread, asOf, serverReadId, newestId } = facts;
    const pointer = Math.max(ownReadId, serverReadId);
    const from = Math.max(asOf, pointer);
    const arrivals = newestId !== null && newestId > from ? this.countOthers(conversationId, from, newestId, me) : 0;
    if (pointer >= asOf) return arrivals;
    const counted =
      pointer > serverReadId
        ? Math.min(serverUnread, this.countOthers(conversationId, pointer, asOf, me))
        : serverUnread;
    return counted + arrivals;
  }

  unreadOf(conversationId: number): UnreadFacts | null {
    const row = this.#unreadOne.get(conversationId);
    return row === undefined ? null : factsOf(row);
  }

  /** Mirrored messages of others with low < id ≤ high. */
  countOthers(conversationId: number, low: number, high: number, me: number): number {
    return this.#others.get(conversationId, low, high, me)?.n ?? 0;
  }

  /** The first mirrored message of another above the pointer: where the unread divider stands. */
  firstOtherAfter(conversationId: number, pointer: number, me: number): number | null {
    return this.#firstOther.get(conversationId, pointer, me)?.id ?? null;
  }

  count(): number {
    return this.#count.get()?.n ?? 0;
  }

  /** Of one conversation, or of all; all are counted again only once something was written, because a search asks at every key. */
  countMessages(conversationId: number | null): number {
    if (conversationId !== null) return this.#countMessagesIn.get(conversationId)?.n ?? 0;
    const written = this.#written.get()?.n ?? 0;
    if (this.#counted?.written !== written) this.#counted = { written, n: this.#countMessages.get()?.n ?? 0 };
    return this.#counted.n;
  }

  person(id: number): PersonRecord | null {
    const row = this.#person.get(id);
    return row === undefined ? null : personOf(row);
  }

  /** People seen in mirrored conversations whose name or address contains the text. */
  searchPeople(text: string, limit: number): PersonRecord[] {
    const like = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    return this.#people.all(like, like, limit).map(personOf);
  }

  /** Ids need not be unique over conversations. */
  conversationsOfMessage(messageId: number): number[] {
    return this.#ofMessage.all(messageId).map((row) => row.conversation_id);
  }
}

function factsOf(row: {
  id: number;
  server_unread: number;
  unread_as_of: number;
  server_read_id: number;
  newest_id: number | null;
}): UnreadFacts {
  return {
    conversationId: row.id,
    serverUnread: row.server_unread,
    asOf: row.unread_as_of,
    serverReadId: row.server_read_id,
    newestId: row.newest_id,
  };
}

function participantOf(row: ParticipantColumns): ParticipantRecord {
  const [, , userId, shopId] = row;
  const [name, email, photo, onlineStatus, onlineStatusAt, shopName, logo] = row.slice(13) as [
    ...PersonColumns,
    string | null,
    string | null,
  ];
  return {
    conversationId: row[0],
    id: row[1],
    userId,
    shopId,
    role: row[4],
    joinedAt: row[5],
    leftAt: row[6],
    lastReadMessageId: row[7],
    lastReadAt: row[8],
    unreadCount: row[9],
    mutedUntil: row[10],
    isBlocked: row[11] === 1,
    preferences: parseJson(row[12]),
    person: userId === null ? null : { id: userId, name, email, photo, onlineStatus, onlineStatusAt },
    shop: shopId === null ? null : { id: shopId, name: shopName, logo },
  };
}

function personOf(row: {
  id: number;
  name: string | null;
  email: string | null;
  photo: string | null;
  online_status: string | null;
  online_status_at: number | null;
}): PersonRecord {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    photo: row.photo,
    onlineStatus: row.online_status,
    onlineStatusAt: row.online_status_at,
  };
}

function recordOf(row: Row): ConversationRecord {
  return {
    id: row.id,
    type: row.type,
    title: row.title,
    ownerUserId: row.owner_user_id,
    ownerShopId: row.owner_shop_id,
    metadata: parseJson(row.metadata),
    lastMessageId: row.last_message_id,
    lastMessageAt: row.last_message_at,
    isOpen: row.is_open === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    activityAt: row.activity_at,
    newestId: row.newest_id,
    serverUnread: row.server_unread,
    unreadAsOf: row.unread_as_of,
    serverReadId: row.server_read_id,
    levelledUnder: row.levelled_under,
    levelId: row.level_id,
    rereadAt: row.reread_at,
    known: row.known === 1,
    refused: row.refused,
    totalMessages: row.total_messages,
  };
}
