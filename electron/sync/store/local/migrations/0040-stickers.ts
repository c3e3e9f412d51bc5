import type { Migration } from '../../sqlite.ts';

/** The agent's own stickers: staged files that are held for as long as they stand here. */
export const stickers: Migration = {
  id: 40,
  name: 'stickers',
  up: (db) => {
    db.exec(`
      create table stickers (
        stage_id text primary key,
        added_at integer not null
      );
    `);
  },
};
