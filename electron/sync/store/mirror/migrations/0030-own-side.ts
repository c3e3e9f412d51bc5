import type { Migration } from '../../sqlite.ts';

/**
 * What is asked of every conversation, and after every change: whether the account's own user has written in it, and which shops that user acts
 * for. `me`: whose mirror it is.
 */
export const ownSide = (me: number): Migration => ({
  id: 30,
  name: 'own-side',
  up(db) {
    db.exec(`
      create index messages_own on messages(conversation_id) where sender_user_id = ${me} and (flags & 4) = 0;
      create index participants_own_shops on participants(shop_id) where user_id = ${me} and shop_id is not null;
    `);
  },
});
