import type { Formats } from '#renderer/i18n/formats.ts';
import type { Words } from '#renderer/i18n/words.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import { nameOf } from './name.ts';
import { plainText } from './plain-text.ts';

export interface CopiedPart {
  readonly row: MessageRow;
  /** What of its text is selected; null for all of the message. */
  readonly selected: string | null;
}

/** Several messages as text: a line each, with who said it and when. */
export function copiedLines(parts: readonly CopiedPart[], words: Words, formats: Formats): string {
  return parts
    .map(({ row, selected }) =>
      words('files.copiedLine', {
        time: formats.dateTime(row.createdAt),
        name: nameOf(row.sender, words),
        text: selected ?? wholeOf(row, words),
      }),
    )
    .join('\n');
}

function wholeOf(row: MessageRow, words: Words): string {
  if (row.deleted) return words('thread.deleted');
  const files = row.attachments.map((attachment) => `[${attachment.filename}]`);
  return [plainText(row), ...files].filter((part) => part !== '').join('\n');
}
