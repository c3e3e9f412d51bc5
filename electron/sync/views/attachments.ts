import type { AttachmentKind, AttachmentRow } from '#shared/domain/message.ts';
import { FILE_KINDS, type FileKind } from '#shared/limits.ts';
import type { AttachmentRecord, MessageRecord } from '../store/mirror/records.ts';
import { firstNumber, objectOf, textOf } from './json.ts';
import { mediaIdOf } from './media-ids.ts';

/** docs/api.md section 4: known kinds as named; anything else goes by its content type, then by its extension. */
export function attachmentKind(
  record: Pick<AttachmentRecord, 'type' | 'contentType' | 'filename' | 'metadata'>,
): AttachmentKind {
  const marked = textOf(objectOf(record.metadata)?.['attachment_kind']);
  for (const word of [marked, record.type]) {
    switch (word?.toLowerCase().replace(/s$/, '')) {
      case 'image':
        return 'image';
      case 'video':
        return 'video';
      case 'audio':
        return 'audio';
      case 'document':
        return 'document';
      case 'sticker':
        return 'sticker';
      default:
    }
  }
  const family = record.contentType?.split('/')[0];
  if (family === 'image' || family === 'video' || family === 'audio') return family;
  const extension = record.filename?.split('.').at(-1)?.toLowerCase() ?? '';
  for (const kind of ['image', 'video', 'audio', 'document'] satisfies FileKind[]) {
    if (FILE_KINDS[kind].extensions.includes(extension)) return kind;
  }
  return 'file';
}

export function attachmentsOf(message: MessageRecord, loadsByItself: (url: string) => boolean): AttachmentRow[] {
  if (message.deleted) return [];
  return message.attachments.map((record) => {
    const metadata = objectOf(record.metadata) ?? {};
    return {
      mediaId: mediaIdOf({
        kind: 'attachment',
        conversationId: message.conversationId,
        messageId: message.id,
        attachmentId: record.id,
      }),
      kind: attachmentKind(record),
      filename: record.filename ?? record.url?.split('/').at(-1) ?? '',
      contentType: record.contentType,
      sizeBytes: record.sizeBytes,
      width: firstNumber(metadata, 'width'),
      height: firstNumber(metadata, 'height'),
      autoLoad: record.url !== null && loadsByItself(record.url),
      progress: null,
    };
  });
}
