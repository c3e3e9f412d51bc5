import { cannedEn } from './en/canned.ts';
import { emojiEn } from './en/emoji.ts';
import { contentEn } from './en/content.ts';
import { errorsEn } from './en/errors.ts';
import { filesEn } from './en/files.ts';
import { inboxEn } from './en/inbox.ts';
import { newConversationEn } from './en/new-conversation.ts';
import { searchEn } from './en/search.ts';
import { sessionEn } from './en/session.ts';
import { shellEn } from './en/shell.ts';
import { syncEn } from './en/sync.ts';
import { threadEn } from './en/thread.ts';

/** English: the catalogue that gives keys and arguments their types. A file a feature, in `en/` and, with the same keys, in `id/`. */
export const en = {
  ...shellEn,
  ...sessionEn,
  ...inboxEn,
  ...syncEn,
  ...errorsEn,
  ...threadEn,
  ...filesEn,
  ...newConversationEn,
  ...cannedEn,
  ...emojiEn,
  ...searchEn,
  ...contentEn,
} as const;
