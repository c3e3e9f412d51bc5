import type { en } from './en.ts';
import { cannedId } from './id/canned.ts';
import { emojiId } from './id/emoji.ts';
import { contentId } from './id/content.ts';
import { errorsId } from './id/errors.ts';
import { filesId } from './id/files.ts';
import { inboxId } from './id/inbox.ts';
import { newConversationId } from './id/new-conversation.ts';
import { searchId } from './id/search.ts';
import { sessionId } from './id/session.ts';
import { shellId } from './id/shell.ts';
import { syncId } from './id/sync.ts';
import { threadId } from './id/thread.ts';
import type { Translation } from './translation.ts';

/** Indonesian. */
export const id: Translation<typeof en> = {
  ...shellId,
  ...sessionId,
  ...inboxId,
  ...syncId,
  ...errorsId,
  ...threadId,
  ...filesId,
  ...newConversationId,
  ...cannedId,
  ...emojiId,
  ...searchId,
  ...contentId,
};
