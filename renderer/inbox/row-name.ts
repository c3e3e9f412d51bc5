import type { ConversationRow } from '#shared/domain/conversation.ts';
import type { Words } from '../i18n/words.ts';
import { typeReference, typeWord } from './conversation-type.ts';
import type { RowPreview } from './preview.ts';
import { isMuted, rowSign, signWords } from './row-mark.ts';

/** What a screen reader says for a row, once and in this order: title, unread, type and reference, preview, sign, time. */
export function rowName(
  row: ConversationRow,
  parts: { readonly preview: RowPreview; readonly time: string; readonly now: number },
  words: Words,
): string {
  const { preview, time, now } = parts;
  const reference = typeReference(row, words);
  const sign = rowSign(row);
  // "Draft:" and "Not sent:" already begin the preview.
  const signSaid = preview.tone === 'danger' || preview.tone === 'warning';
  return [
    row.title,
    row.unread > 0 ? words('inbox.row.unread', { count: row.unread }) : '',
    reference === null ? typeWord(row.type, words) : `${typeWord(row.type, words)} ${reference}`,
    [preview.word ?? '', preview.text].join(' ').trim(),
    sign && !signSaid ? signWords(sign, words) : '',
    isMuted(row, now) ? words('inbox.row.muted') : '',
    time,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
