import { join } from 'node:path';
import Database from 'better-sqlite3';
import { PAGE } from './world.ts';
import type { BenchStore, FoundMessage, ShownConversation, ShownMessage } from './store.ts';

/**
 * The leanest that SQLite can be written by hand for the same answers: rows clustered by conversation, one word index, prepared statements. It trusts
 * whatever it is given, keeps nothing that no answer shows, knows no holes and takes an older answer for a newer one: it is the floor, not a rival.
 * A plus hides values from the planner, as in electron/sync/store/sqlite.ts: or each call would prepare its statement anew.
 */

const SCHEMA = `
  create table if not exists people(id integer primary key, name text);
  create table if not exists conversations(id integer primary key, title text, last_message_id int, last_message_at int, unread int);
  create index if not exists conversations_recent on conversations(last_message_at desc);
  create table if not exists messages(
    conversation_id int not null, id int not null, search_id integer not null, sender_id int, content text, created_at int,
    primary key(conversation_id, id)) without rowid;
  create unique index if not exists messages_search on messages(search_id);
  create table if not exists statuses(
    conversation_id int not null, message_id int not null, user_id int not null, status text, status_at int,
    primary key(conversation_id, message_id, user_id)) without rowid;
  create table if not exists reactions(
    conversation_id int not null, message_id int not null, user_id int not null, reaction text not null,
    primary key(conversation_id, message_id, user_id, reaction)) without rowid;
  create table if not exists attachments(
    conversation_id int not null, message_id int not null, id int not null, url text, filename text, content_type text, size int, metadata text,
    primary key(conversation_id, message_id, id)) without rowid;
  create table if not exists edits(
    conversation_id int not null, message_id int not null, id int not null, editor_id int, previous text, edited_at int,
    primary key(conversation_id, message_id, id)) without rowid;
  create virtual table if not exists words using fts5(text, content='', contentless_delete=1, prefix='2 3', tokenize="unicode61 remove_diacritics 2");
`;

interface Sent {
  readonly id: number;
  readonly conversation_id: number;
  readonly sender_user_id: number;
  readonly content: string;
  readonly created_at: string;
  readonly senderUser: { readonly id: number; readonly name: string };
  readonly statuses?: readonly { user_id: number; status: string; status_at: string }[];
  readonly reactions?: readonly { user_id: number; reaction: string }[];
  readonly attachments: readonly {
    id: number;
    url: string;
    filename: string;
    content_type: string;
    size_bytes: number;
    metadata: object;
  }[];
  readonly edits: readonly { id: number; editor_id: number; previous_content: string; edited_at: string }[];
}

interface SentConversation {
  readonly id: number;
  readonly title: string;
  readonly last_message_id: number;
  readonly last_message_at: string;
  readonly participants: readonly { unread_count: number }[];
}

export function openLeanStore(folder: string): BenchStore {
  const db = new Database(join(folder, 'lean.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = memory');
  db.exec(SCHEMA);
  const putPerson = db.prepare('insert or replace into people values (?, ?)');
  const putConversation =
    db.prepare(`insert into conversations values (?, ?, ?, ?, ?) on conflict do update set title = excluded.title,
    last_message_id = excluded.last_message_id, last_message_at = excluded.last_message_at, unread = excluded.unread`);
  const hear = db.prepare(
    'update conversations set last_message_id = ?, last_message_at = ? where id = +? and last_message_id < ?',
  );
  const putMessage = db.prepare('insert into messages values (?, ?, ?, ?, ?, ?) on conflict do nothing');
  const old = db.prepare<[number, number], { search_id: number; content: string }>(
    'select search_id, content from messages where conversation_id = +? and id = +?',
  );
  const setContent = db.prepare('update messages set content = ? where conversation_id = +? and id = +?');
  const putStatus = db.prepare(
    'insert into statuses values (?, ?, ?, ?, ?) on conflict do update set status = excluded.status, status_at = excluded.status_at',
  );
  const putReaction = db.prepare('insert into reactions values (?, ?, ?, ?) on conflict do nothing');
  const putAttachment = db.prepare('insert or replace into attachments values (?, ?, ?, ?, ?, ?, ?, ?)');
  const putEdit = db.prepare('insert or replace into edits values (?, ?, ?, ?, ?, ?)');
  const addWords = db.prepare('insert into words(rowid, text) values (?, ?)');
  const removeWords = db.prepare('delete from words where rowid = ?');
  const page = db.prepare<[number, number], Omit<ShownMessage, 'receipts' | 'reactions' | 'files'>>(
    `select m.id, m.content, m.created_at createdAt, p.name senderName from messages m left join people p on p.id = m.sender_id
      where m.conversation_id = +? and m.id < ? order by m.id desc limit ${PAGE}`,
  );
  const hanging = <T>(columns: string, table: string) =>
    db.prepare<[number, number, number], T & { message_id: number }>(
      `select message_id, ${columns} from ${table} where conversation_id = +? and message_id between ? and ?`,
    );
  const statuses = hanging<{ user_id: number; status: string; status_at: number }>(
    'user_id, status, status_at',
    'statuses',
  );
  const reactions = hanging<{ user_id: number; reaction: string }>('user_id, reaction', 'reactions');
  const files = hanging<{ filename: string; url: string; size: number; metadata: string }>(
    'filename, url, size, metadata',
    'attachments',
  );
  const inbox = db.prepare<[], ShownConversation>(
    `select c.id, c.title, m.content lastMessage from conversations c
      left join messages m on m.conversation_id = c.id and m.id = c.last_message_id order by c.last_message_at desc, c.id desc limit ${PAGE}`,
  );
  const search = db.prepare<[string], FoundMessage>(
    'select m.id, m.content from words w join messages m on m.search_id = w.rowid where words match ? order by w.rowid desc limit 20',
  );
  // A sender stands at each of his messages.
  const people = new Map<number, string>();

  const put = (message: Sent): void => {
    const { conversation_id: conversation, id, senderUser } = message;
    if (people.get(senderUser.id) !== senderUser.name) {
      putPerson.run(senderUser.id, senderUser.name);
      people.set(senderUser.id, senderUser.name);
    }
    // Message ids rise with time here, so they serve the search as well.
    const isNew = putMessage.run(
      conversation,
      id,
      id,
      message.sender_user_id,
      message.content,
      Date.parse(message.created_at),
    );
    if (isNew.changes > 0) addWords.run(id, message.content);
    else {
      const before = old.get(conversation, id);
      if (before !== undefined && before.content !== message.content) {
        removeWords.run(before.search_id);
        addWords.run(before.search_id, message.content);
        setContent.run(message.content, conversation, id);
      }
    }
    for (const one of message.statuses ?? [])
      putStatus.run(conversation, id, one.user_id, one.status, Date.parse(one.status_at));
    for (const one of message.reactions ?? []) putReaction.run(conversation, id, one.user_id, one.reaction);
    for (const one of message.attachments) {
      putAttachment.run(
        conversation,
        id,
        one.id,
        one.url,
        one.filename,
        one.content_type,
        one.size_bytes,
        JSON.stringify(one.metadata),
      );
    }
    for (const one of message.edits) {
      putEdit.run(conversation, id, one.id, one.editor_id, one.previous_content, Date.parse(one.edited_at));
    }
  };
  const putAll = db.transaction((messages: readonly Sent[]) => {
    for (const message of messages) put(message);
  });
  const putConversations = db.transaction((conversations: readonly SentConversation[]) => {
    for (const one of conversations) {
      putConversation.run(
        one.id,
        one.title,
        one.last_message_id,
        Date.parse(one.last_message_at),
        one.participants[0]?.unread_count ?? 0,
      );
    }
  });
  const putEvent = db.transaction((event: string, data: string) => {
    const { message, status, reaction } = JSON.parse(data) as {
      message?: Sent;
      status?: { conversation_id: number; message_id: number; user_id: number; status: string; status_at: string };
      reaction?: { conversation_id: number; message_id: number; user_id: number; reaction: string };
    };
    if (status)
      putStatus.run(
        status.conversation_id,
        status.message_id,
        status.user_id,
        status.status,
        Date.parse(status.status_at),
      );
    if (reaction) putReaction.run(reaction.conversation_id, reaction.message_id, reaction.user_id, reaction.reaction);
    if (message) put(message);
    if (message && event === 'message.new') {
      hear.run(message.id, Date.parse(message.created_at), message.conversation_id, message.id);
    }
  });

  return {
    putConversations: (answer) => putConversations((JSON.parse(answer) as { data: SentConversation[] }).data),
    putPage: (answer) => putAll((JSON.parse(answer) as { data: Sent[] }).data),
    putEvent(frame) {
      const { event, data } = JSON.parse(frame) as { event: string; data: string };
      putEvent(event, data);
    },
    page(conversationId, beforeId) {
      const rows = page.all(conversationId, beforeId ?? Number.MAX_SAFE_INTEGER).reverse();
      const shown = rows.map((row) => ({
        ...row,
        receipts: [] as [number, string][],
        reactions: [] as [string, number][],
        files: [] as string[],
      }));
      const low = shown[0];
      const high = shown.at(-1);
      if (low === undefined || high === undefined) return [];
      const byId = new Map(shown.map((row) => [row.id, row]));
      for (const one of statuses.all(conversationId, low.id, high.id))
        byId.get(one.message_id)?.receipts.push([one.user_id, one.status]);
      for (const one of reactions.all(conversationId, low.id, high.id)) {
        const row = byId.get(one.message_id);
        const group = row?.reactions.find(([emoji]) => emoji === one.reaction);
        if (group === undefined) row?.reactions.push([one.reaction, 1]);
        else group[1] += 1;
      }
      for (const one of files.all(conversationId, low.id, high.id)) byId.get(one.message_id)?.files.push(one.filename);
      return shown;
    },
    inbox: () => inbox.all(),
    search(text, lastIsWhole) {
      const words = text.split(' ').map((word) => `"${word}"`);
      return search.all(lastIsWhole ? words.join(' ') : `${words.join(' ')} *`);
    },
    close() {
      db.pragma('wal_checkpoint(truncate)');
      db.close();
    },
  };
}
