import type { Migration } from '../../sqlite.ts';

/** A draft may hold a product or order card: content type and metadata, JSON. */
export const draftCards: Migration = {
  id: 30,
  name: 'cards in drafts',
  up: (db) => {
    db.exec('alter table drafts add column card text');
  },
};
