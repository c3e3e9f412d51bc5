import type { MessageRow } from '#shared/domain/message.ts';

type Said = Pick<MessageRow, 'content' | 'cards' | 'attachments'>;

/** What was typed: the name that stands for a text where the server wants one is said by the file itself (docs/api.md section 5). */
export function typedText({ content, attachments }: Pick<Said, 'content' | 'attachments'>): string {
  return content === attachments[0]?.filename ? '' : content;
}

/** What a message says in words: its text, and of its cards their names and links (docs/api.md section 1.7). */
export function plainText(row: Said): string {
  const lines = [typedText(row), ...row.cards.flatMap((card) => [card.title ?? '', card.actionUrl ?? ''])];
  return [...new Set(lines.map((line) => line.trim()))].filter((line) => line !== '').join('\n');
}
