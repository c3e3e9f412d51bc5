import type { ComposerLock, ConversationRow, InboxMark } from '#shared/domain/conversation.ts';
import type { Words } from '../i18n/words.ts';
import type { IconName } from '../ui/icon-names.ts';

/** The sign at the end of a row: what needs the agent comes before the lock, the lock before where the newest own message stands. */
export type RowSign =
  | { readonly kind: 'mark'; readonly mark: Exclude<InboxMark, 'none'> }
  | { readonly kind: 'lock'; readonly lock: Exclude<ComposerLock, 'system'> };

/** Null where there is nothing to say. A count of unread messages replaces all but what needs the agent. */
export function rowSign(row: ConversationRow): RowSign | null {
  const { mark, lock, unread } = row;
  if (mark === 'failed' || mark === 'held') return { kind: 'mark', mark };
  if (unread > 0) return null;
  if (mark === 'draft' || mark === 'waiting') return { kind: 'mark', mark };
  if (lock !== null && lock !== 'system') return { kind: 'lock', lock };
  return mark === 'none' ? null : { kind: 'mark', mark };
}

const ICONS: Readonly<Record<Exclude<InboxMark, 'none'>, IconName>> = {
  draft: 'edit',
  waiting: 'clock',
  held: 'held',
  failed: 'fail',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
};

export function signIcon(sign: RowSign): IconName {
  return sign.kind === 'lock' ? 'lock' : ICONS[sign.mark];
}

export function signWords(sign: RowSign, words: Words): string {
  return sign.kind === 'lock' ? words(`inbox.lock.${sign.lock}`) : words(`inbox.mark.${sign.mark}`);
}

export function isMuted(row: ConversationRow, now: number): boolean {
  return row.mutedUntil !== null && row.mutedUntil > now;
}
