import type { Migration } from '../../sqlite.ts';

/**
 * The mirror of what the server can give again. Messages and what hangs on them are clustered by (conversation, message), so that opening a
 * conversation is one range of each table. Times are UTC milliseconds; `times_sent` keeps the server's spelling where it is not the usual one.
 */
export const first: Migration = {
  id: 10,
  name: 'first',
  up(db) {
    db.exec(`
      create table people(
        id integer primary key,
        name text, email text, photo text,
        online_status text, online_status_at integer
      );
      create table shops(id integer primary key, name text, logo text);

      create table conversations(
        id integer primary key,
        type text, title text,
        owner_user_id integer, owner_shop_id integer,
        metadata text,
        -- the server's word in its list
        last_message_id integer, last_message_at integer,
        is_open integer not null default 1,
        created_at integer, updated_at integer,
        -- newest first in the inbox: the later of last_message_at and the newest mirrored message, else created_at
        activity_at integer not null default 0,
        -- greatest id of a mirrored message that is there (not gone)
        newest_id integer,
        -- own unread count as the list brought it, the newest message it counted, and the server's own read pointer then
        server_unread integer not null default 0,
        unread_as_of integer not null default 0,
        server_read_id integer not null default 0,
        -- read level: under which last message of the list, and up to which id
        levelled_under integer, level_id integer,
        -- when the newest window was last read again
        reread_at integer not null default 0,
        -- 0: only heard of (by a message); 1: seen whole
        known integer not null default 0,
        -- 0: readable; 403, 404: what the server says since
        refused integer not null default 0,
        -- what the server says it has, where it says so
        total_messages integer,
        hash integer,
        times_sent text, extra text
      );
      create index conversations_recent on conversations(activity_at desc, id desc);
      create index conversations_unread on conversations(id) where server_unread > 0 or newest_id > unread_as_of;

      create table participants(
        conversation_id integer not null, id integer not null,
        user_id integer, shop_id integer, role text,
        joined_at integer, left_at integer,
        last_read_message_id integer, last_read_at integer,
        unread_count integer, muted_until integer,
        is_blocked integer not null default 0,
        preferences text,
        primary key(conversation_id, id)
      ) without rowid;
      create index participants_user on participants(user_id, conversation_id) where user_id is not null;

      create table messages(
        conversation_id integer not null, id integer not null,
        sender_user_id integer, sender_shop_id integer,
        content text, content_type text not null default 'text',
        metadata text,
        parent_id integer, reply_to_id integer,
        created_at integer, updated_at integer, edited_at integer, deleted_at integer,
        -- see records.ts: what it is, and which of the tables below have rows for it
        flags integer not null default 0, children integer not null default 0,
        search_id integer,
        -- of the last whole document, to know it again; null after anything else has changed the row
        hash integer,
        missing_at integer,
        times_sent text, extra text,
        primary key(conversation_id, id)
      ) without rowid;
      create index messages_id on messages(id);
      create index messages_parent on messages(conversation_id, parent_id) where parent_id is not null;

      create table attachments(
        conversation_id integer not null, message_id integer not null, id integer not null,
        type text, url text, filename text, content_type text, size_bytes integer, metadata text, created_at integer,
        primary key(conversation_id, message_id, id)
      ) without rowid;
      create table statuses(
        conversation_id integer not null, message_id integer not null, user_id integer not null,
        status text not null, status_at integer, device_id integer,
        primary key(conversation_id, message_id, user_id)
      ) without rowid;
      -- the same few device descriptions over and over
      create table devices(id integer primary key, info text not null unique);
      create table reactions(
        conversation_id integer not null, message_id integer not null, user_id integer not null, reaction text not null,
        reacted_at integer,
        primary key(conversation_id, message_id, user_id, reaction)
      ) without rowid;
      create table edits(
        conversation_id integer not null, message_id integer not null, id integer not null,
        editor_id integer, previous_content text, reason text, edited_at integer,
        primary key(conversation_id, message_id, id)
      ) without rowid;
      create table product_references(
        conversation_id integer not null, message_id integer not null, id integer not null,
        product_id integer, snapshot text, created_at integer, extra text,
        primary key(conversation_id, message_id, id)
      ) without rowid;
      create table order_references(
        conversation_id integer not null, message_id integer not null, id integer not null,
        order_id integer, marketplace_order_id text, snapshot text, created_at integer, extra text,
        primary key(conversation_id, message_id, id)
      ) without rowid;

      -- every message of the conversation with low <= id <= high is mirrored; low 0 reaches the beginning
      create table ranges(
        conversation_id integer not null, low integer not null, high integer not null,
        primary key(conversation_id, low)
      ) without rowid;

      -- The word index. Its ids rise with the messages' times, so that the newest hits come first without sorting.
      create table search_entries(
        id integer primary key, conversation_id integer not null, message_id integer not null
      );
      create virtual table message_words using fts5(
        text, content='', contentless_delete=1, prefix='2 3', tokenize="unicode61 remove_diacritics 2"
      );
      -- titles, names, order numbers: one row a conversation
      create virtual table conversation_words using fts5(
        text, content='', contentless_delete=1, prefix='2 3', tokenize="unicode61 remove_diacritics 2"
      );

      create table set_aside(
        kind text not null, conversation_id integer not null default 0, record_id text not null default '',
        reason text not null, shape text not null, seen_at integer not null,
        primary key(kind, conversation_id, record_id, reason)
      ) without rowid;

      -- cursors and what was learnt about the server, as JSON
      create table sync_state(key text primary key, value text not null) without rowid;
    `);
  },
};
