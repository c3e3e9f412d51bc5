import type { ConversationPreview, ConversationRow, DraftPreview } from '#shared/domain/conversation.ts';
import type { TypingPerson } from '#shared/domain/message.ts';
import { unreachable } from '#shared/errors.ts';
import type { Words } from '../i18n/words.ts';

/** The third line of a row: perhaps one coloured word, then text. */
export interface RowPreview {
  readonly word: string | null;
  readonly tone: 'accent' | 'warning' | 'danger' | null;
  readonly text: string;
}

export function rowPreview(row: ConversationRow, typing: readonly TypingPerson[], words: Words): RowPreview {
  const first = typing[0];
  if (first) {
    const word =
      row.type === 'group' ? words('inbox.row.typingNamed', { name: first.name }) : words('inbox.row.typing');
    return { word, tone: 'accent', text: '' };
  }
  const text =
    row.preview === null ? words('inbox.preview.empty') : previewText(row.preview, row.type === 'group', words);
  if (row.failedCount > 0)
    return { word: words('inbox.row.notSent'), tone: 'danger', text: ownText(row.preview, words) ?? text };
  if (row.draft !== null) {
    const word = words(row.draft.inThread ? 'inbox.row.draftInThread' : 'inbox.row.draft');
    return { word, tone: 'warning', text: draftText(row.draft, words) };
  }
  return { word: null, tone: null, text };
}

/** What is written, else what goes along. */
function draftText({ text, fileCount, card }: DraftPreview, words: Words): string {
  const written = oneLine(text);
  if (written !== '') return written;
  return fileCount > 0 || !card ? words('inbox.row.draftFiles', { count: fileCount }) : words('inbox.row.draftCard');
}

/** After a word that says whose it is, no "You:". */
function ownText(preview: ConversationPreview | null, words: Words): string | null {
  return preview?.own ? content(preview, words) : null;
}

export function previewText(preview: ConversationPreview, named: boolean, words: Words): string {
  const text = content(preview, words);
  if (preview.kind === 'system' || preview.kind === 'empty') return text;
  if (preview.own) return words('inbox.row.you', { text });
  return named && preview.senderName !== null && preview.senderName !== ''
    ? words('inbox.row.named', { name: firstName(preview.senderName), text })
    : text;
}

function content(preview: ConversationPreview, words: Words): string {
  const said = oneLine(preview.text);
  switch (preview.kind) {
    case 'text':
    case 'system':
      return said;
    case 'deleted':
      return words('inbox.preview.deleted');
    case 'card':
      return said === '' ? words('inbox.preview.card') : said;
    case 'attachment':
      return said === '' ? attachmentWords(preview, words) : said;
    case 'empty':
      return words('inbox.preview.empty');
    default:
      return unreachable(preview.kind);
  }
}

/** “3 photos”, for where a message says nothing else. */
export function attachmentWords(
  preview: Pick<ConversationPreview, 'attachmentKind' | 'attachmentCount'>,
  words: Words,
): string {
  const count = Math.max(1, preview.attachmentCount);
  switch (preview.attachmentKind) {
    case 'image':
    case 'video':
    case 'audio':
    case 'sticker':
      return words(`inbox.preview.${preview.attachmentKind}`, { count });
    case 'document':
    case 'file':
    case null:
      return words('inbox.preview.file', { count });
    default:
      return unreachable(preview.attachmentKind);
  }
}

function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? name;
}

/** A row is one line; the text itself is left as it was sent elsewhere. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
