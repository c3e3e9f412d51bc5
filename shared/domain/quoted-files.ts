import type { AttachmentRow, QuoteRow } from './message.ts';

type Shown = Pick<AttachmentRow, 'mediaId' | 'kind' | 'autoLoad'>;

/** What a quote says of the files of the message that it is of. */
export function quotedFiles(
  files: readonly Shown[],
): Pick<QuoteRow, 'attachmentKind' | 'attachmentCount' | 'pictureId'> {
  const picture = files.find((file) => (file.kind === 'image' || file.kind === 'sticker') && file.autoLoad);
  return {
    attachmentKind: files[0]?.kind ?? null,
    attachmentCount: files.length,
    pictureId: picture?.mediaId ?? null,
  };
}
