import type { Migration } from '../../sqlite.ts';
import { first } from './0010-first.ts';
import { cannedReplies } from './0020-canned-replies.ts';
import { draftCards } from './0030-draft-cards.ts';
import { stickers } from './0040-stickers.ts';
import { settleMonotonic } from './0050-settle-monotonic.ts';
import { threadDrafts } from './0060-thread-drafts.ts';

export const localMigrations: readonly Migration[] = [
  first,
  cannedReplies,
  draftCards,
  stickers,
  settleMonotonic,
  threadDrafts,
];
