import type { Migration } from '../../sqlite.ts';

/** How long the server may still act is kept on the monotonic clock alone: by the computer's clock it could only be kept wrongly. */
export const settleMonotonic: Migration = {
  id: 50,
  name: 'settle times on the monotonic clock',
  up: (db) => {
    db.exec('alter table outbox drop column settle_until');
  },
};
