-- local.db as the first version of its schema wrote it; never changed.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE outbox (
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
INSERT INTO outbox VALUES(1,'lama-sent','message','7',7,'messages',1,'sent',NULL,NULL,'{"typed":"Sudah terkirim","content":"Sudah terkirim","contentType":"text","metadata":{},"replyTo":null,"parentMessageId":null,"files":[]}',1764000000000,NULL,1,0,NULL,NULL,41,NULL,NULL,0,NULL,NULL,NULL,NULL,41,NULL,'[]',0,0,0,1764000001000);
INSERT INTO outbox VALUES(2,'lama-sending','message','7',7,'messages',2,'sending',NULL,NULL,'{"typed":"Sedang dikirim","content":"Sedang dikirim","contentType":"text","metadata":{},"replyTo":null,"parentMessageId":null,"files":[]}',1764000000000,NULL,1,0,NULL,NULL,41,41,1764000002000,0,NULL,1764000082000,NULL,NULL,NULL,NULL,'[]',0,0,0,NULL);
INSERT INTO outbox VALUES(3,'lama-queued','message','7',7,'messages',3,'queued',NULL,NULL,'{"typed":"Menunggu","content":"Menunggu","contentType":"text","metadata":{},"replyTo":{"messageId":null,"clientMessageId":"lama-sending"},"parentMessageId":null,"files":[]}',1764000000000,NULL,0,0,NULL,NULL,41,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,'[]',0,0,0,NULL);
INSERT INTO outbox VALUES(4,'lama-failed','message','7',7,'messages',4,'failed',NULL,'{"code":"MESSAGE_TOO_LONG","message":"","details":{}}','{"typed":"Ditolak","content":"Ditolak","contentType":"text","metadata":{},"replyTo":null,"parentMessageId":null,"files":[]}',1764000000000,NULL,1,0,NULL,NULL,41,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,'[]',0,0,0,NULL);
INSERT INTO outbox VALUES(5,'lama-read','read','7',7,'actions',5,'queued',NULL,NULL,'{"messageId":40}',1764000000000,NULL,0,0,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,'[]',0,0,0,NULL);
INSERT INTO outbox VALUES(6,'b6a1','create-conversation','new:b6a1',NULL,'messages',6,'queued',NULL,NULL,'{"title":"Baru","type":"private","participantIds":[2],"metadata":{}}',1764000000000,NULL,0,0,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,'[]',0,0,0,NULL);
CREATE TABLE staged_files (
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
CREATE TABLE drafts (
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
INSERT INTO drafts VALUES('7','Draf dari versi lama','[]',12,NULL,2,4,1764000000000,6);
CREATE TABLE conversation_marks (
        conversation_id integer primary key,
        read_message_id integer,
        read_at integer,
        marked_unread_at integer,
        muted_until integer,
        done_at integer,
        reported_at integer
      ) strict;
INSERT INTO conversation_marks VALUES(7,40,1764000000000,NULL,NULL,NULL,NULL);
INSERT INTO conversation_marks VALUES(8,NULL,NULL,1764000000000,NULL,NULL,NULL);
CREATE TABLE hidden_messages (
        conversation_id integer not null,
        message_id integer not null,
        hidden_at integer not null,
        primary key (conversation_id, message_id)
      ) strict, without rowid;
INSERT INTO hidden_messages VALUES(7,33,1764000000000);
CREATE TABLE aliases (
        temporary_id text primary key,
        conversation_id integer not null,
        made_at integer not null
      ) strict, without rowid;
INSERT INTO aliases VALUES('new:c0de',9,1764000000000);
CREATE TABLE key_values (
        space text not null,
        key text not null,
        value text not null,
        at integer not null,
        primary key (space, key)
      ) strict, without rowid;
INSERT INTO key_values VALUES('server','echo.ids','true',1764000000000);
INSERT INTO key_values VALUES('settings','undoSendSeconds','5',1764000000000);
CREATE TABLE media_cache (
        media_id text primary key,
        url text not null,
        path text not null,
        filename text not null,
        content_type text not null,
        size_bytes integer not null,
        used_at integer not null
      ) strict, without rowid;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('outbox',6);
CREATE INDEX outbox_active on outbox (lane_seq) where state not in ('sent', 'discarded');
CREATE INDEX outbox_bound on outbox (conversation_id, message_id) where message_id is not null;
CREATE INDEX outbox_guessed on outbox (conversation_id, guess_message_id) where guess_message_id is not null;
CREATE INDEX outbox_ended on outbox (ended_at) where ended_at is not null;
CREATE INDEX aliases_by_conversation on aliases (conversation_id);
CREATE INDEX media_cache_by_use on media_cache (used_at);
COMMIT;
PRAGMA user_version = 10;
