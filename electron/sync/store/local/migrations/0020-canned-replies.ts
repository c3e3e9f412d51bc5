import type { Migration } from '../../sqlite.ts';

/** Canned replies, with the stage ids of their files; these files are held like those of drafts. */
export const cannedReplies: Migration = {
  id: 20,
  name: 'canned replies',
  up: (db) => {
    db.exec(`
      create table canned_replies (
        id text primary key,
        shortcut text not null unique,
        title text not null,
        text text not null,
        -- Stage ids, JSON.
        files text not null default '[]',
        updated_at integer not null
      );
    `);
  },
};
