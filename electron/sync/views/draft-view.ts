import type { DraftPreview } from '#shared/domain/conversation.ts';
import type { Draft } from '#shared/domain/draft.ts';

/** Of the first that holds anything to send: a quote alone is no draft yet. `drafts` as the table orders them. */
export function draftPreview(drafts: readonly Draft[]): DraftPreview | null {
  for (const { text, files, card, parentMessageId } of drafts) {
    if (text.trim() === '' && files.length === 0 && card === null) continue;
    return { text, fileCount: files.length, card: card !== null, inThread: parentMessageId !== null };
  }
  return null;
}
