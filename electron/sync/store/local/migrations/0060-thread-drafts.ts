import type { Migration } from '../../sqlite.ts';

/** A reply thread has a draft of its own, beside that of its conversation. */
export const threadDrafts: Migration = {
  id: 60,
  name: 'drafts of reply threads',
  up: (db) => {
    db.exec(`
      create table drafts_by_place (
        conversation text not null,
        -- The message whose reply thread it is; 0: the conversation's own composer.
        parent_message_id integer not null default 0,
        text text not null,
        files text not null,
        reply_message_id integer,
        reply_client_id text,
        card text,
        selection_start integer not null,
        selection_end integer not null,
        saved_at integer not null,
        version integer not null,
        primary key (conversation, parent_message_id)
      ) strict, without rowid;
      insert into drafts_by_place
        (conversation, text, files, reply_message_id, reply_client_id, card, selection_start, selection_end, saved_at, version)
        select conversation, text, files, reply_message_id, reply_client_id, card, selection_start, selection_end, saved_at, version
        from drafts;
      drop table drafts;
      alter table drafts_by_place rename to drafts;
    `);
  },
};
