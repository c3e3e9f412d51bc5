import type { Migration } from '../../sqlite.ts';

/**
 * What exists only on this computer. Times are UTC milliseconds; columns ending in `_mono` are the monotonic clock's, for spans that a change
 * of the computer's clock must not shorten.
 */
export const first: Migration = {
  id: 10,
  name: 'first',
  up: (db) => {
    db.exec(`
      create table outbox (
        seq integer primary key autoincrement,
        client_id text not null unique,
        kind text not null,
        -- As written: a server id as text, or new:<uuid>.
        conversation_ref text not null,
        -- Filled as soon as the server has given one.
        conversation_id integer,
        lane text not null,
        -- The place in the lane; a retried item takes a new one at the end.
        lane_seq integer not null,
        state text not null,
        hold text,
        error text,
        payload text not null,
        created_at integer not null,
        undo_until integer,
        attempts integer not null default 0,
        server_errors integer not null default 0,
        -- How many items had been sent when the first of these 5xx came.
        sent_before_errors integer,
        next_attempt_at integer,
        newest_shown_message_id integer,
        -- The newest id on the server when the last attempt began: what is not above it is not that attempt's.
        newest_id_before_attempt integer,
        attempt_started_at integer,
        -- Some attempt may have been carried out although it was not answered.
        ambiguous integer not null default 0,
        settle text,
        settle_until integer,
        settle_until_mono real,
        -- An own message without our id that came while this was being sent: probably this one.
        guess_message_id integer,
        message_id integer,
        pending_intent text,
        not_kept text not null default '[]',
        -- Went along as the first message of a new conversation: without our id (docs/api.md section 13.8).
        with_create integer not null default 0,
        -- Whether the server's copy has been compared with what was sent.
        compared integer not null default 0,
        -- Brought over from a copy or a damaged file: attempts of which we know nothing may have been made.
        recovered integer not null default 0,
        ended_at integer
      ) strict;
      create index outbox_active on outbox (lane_seq) where state not in ('sent', 'discarded');
      create index outbox_bound on outbox (conversation_id, message_id) where message_id is not null;
      create index outbox_guessed on outbox (conversation_id, guess_message_id) where guess_message_id is not null;
      create index outbox_ended on outbox (ended_at) where ended_at is not null;

      create table staged_files (
        stage_id text primary key,
        media_id text not null unique,
        filename text not null,
        -- Within the account's media folder.
        path text not null,
        declared_bytes integer not null,
        received_bytes integer not null default 0,
        ready integer not null default 0,
        as_sticker integer not null default 0,
        kind text,
        content_type text,
        width integer,
        height integer,
        created_at integer not null
      ) strict;

      create table drafts (
        conversation text primary key,
        text text not null,
        files text not null,
        reply_message_id integer,
        reply_client_id text,
        selection_start integer not null,
        selection_end integer not null,
        saved_at integer not null,
        version integer not null
      ) strict, without rowid;

      -- The agent's own side of a conversation, laid over what the server says.
      create table conversation_marks (
        conversation_id integer primary key,
        read_message_id integer,
        read_at integer,
        marked_unread_at integer,
        muted_until integer,
        done_at integer,
        reported_at integer
      ) strict;

      create table hidden_messages (
        conversation_id integer not null,
        message_id integer not null,
        hidden_at integer not null,
        primary key (conversation_id, message_id)
      ) strict, without rowid;

      create table aliases (
        temporary_id text primary key,
        conversation_id integer not null,
        made_at integer not null
      ) strict, without rowid;
      create index aliases_by_conversation on aliases (conversation_id);

      -- Settings, the account's profile, rate windows, and what was learnt about the server: JSON under a name.
      create table key_values (
        space text not null,
        key text not null,
        value text not null,
        at integer not null,
        primary key (space, key)
      ) strict, without rowid;

      -- Downloads that lie in the media folder; the least recently used go first.
      create table media_cache (
        media_id text primary key,
        url text not null,
        path text not null,
        filename text not null,
        content_type text not null,
        size_bytes integer not null,
        used_at integer not null
      ) strict, without rowid;
      create index media_cache_by_use on media_cache (used_at);
    `);
  },
};
