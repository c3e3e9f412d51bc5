import { FILE_KINDS, FILES_PER_MESSAGE, FILES_TOTAL_BYTES, type FileKind } from '#shared/limits.ts';
import { ApiError, validationFailed } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { imageSize, sniff } from './sniff.ts';
import type { World } from '../world.ts';

export type CheckedFile = {
  /** As `attachments[].type` names it: a document is a `file`. */
  type: string;
  filename: string;
  contentType: string;
  bytes: Uint8Array;
  metadata: JsonObject;
};

/**
 * Checks files against the limits of docs/api.md section 7, by content as well as by name. Two kinds share PNG and GIF: a sticker is told
 * apart by `attachment_kind: "sticker"` in the message's metadata, which is this server's own convention.
 */
export async function checkFiles(
  files: readonly { field: string; file: File }[],
  metadata: JsonObject | null,
): Promise<CheckedFile[]> {
  if (files.length > FILES_PER_MESSAGE) {
    throw validationFailed({
      attachments: [`The attachments field must not have more than ${FILES_PER_MESSAGE} items.`],
    });
  }
  const total = files.reduce((sum, one) => sum + one.file.size, 0);
  if (total > FILES_TOTAL_BYTES)
    throw tooLarge('attachments', 'The attachments must not be greater than 200 MB in total.');
  const wantsSticker = metadata?.['attachment_kind'] === 'sticker';
  const checked: CheckedFile[] = [];
  for (const [index, { file }] of files.entries()) {
    const field = `attachments.${index}`;
    const extension = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
    const kind = kindOf(extension, wantsSticker);
    if (kind === null) throw unsupported(field, `Files of type .${extension} are not supported.`);
    const limit = FILE_KINDS[kind].maxBytes;
    if (file.size > limit) throw tooLarge(field, `The file must not be greater than ${limit / 1024 / 1024} MB.`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const found = sniff(bytes);
    if (found === null || !found.extensions.includes(extension)) {
      throw unsupported(field, 'The content of the file does not match its name.');
    }
    checked.push({
      type: kind === 'document' ? 'file' : kind,
      filename: file.name,
      contentType: found.contentType,
      bytes,
      metadata: imageSize(bytes, found.contentType) ?? {},
    });
  }
  return checked;
}

function kindOf(extension: string, wantsSticker: boolean): FileKind | null {
  if (wantsSticker && FILE_KINDS.sticker.extensions.includes(extension)) return 'sticker';
  const kinds: readonly FileKind[] = ['image', 'video', 'audio', 'document'];
  return kinds.find((kind) => FILE_KINDS[kind].extensions.includes(extension)) ?? null;
}

export function tooLarge(field: string, message: string): ApiError {
  return new ApiError(413, 'Attachment is too large', { code: 'ATTACHMENT_TOO_LARGE', errors: { [field]: [message] } });
}

function unsupported(field: string, message: string): ApiError {
  return new ApiError(415, 'Unsupported media type', {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    errors: { [field]: [message] },
  });
}

export function storeFile(world: World, messageId: number, file: CheckedFile, now: number): void {
  const { store } = world;
  const extension = /\.[^.]+$/.exec(file.filename)?.[0].toLowerCase() ?? '';
  const id = store.run(
    'INSERT INTO attachments (message_id, type, path, filename, content_type, size_bytes, metadata, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    messageId,
    file.type,
    '',
    file.filename,
    file.contentType,
    file.bytes.byteLength,
    JSON.stringify(file.metadata),
    now,
  );
  const path = `/storage/chat/attachments/${id}${extension}`;
  store.run('UPDATE attachments SET path = ? WHERE id = ?', path, id);
  store.run(
    'INSERT INTO files (path, content_type, filename, size_bytes, bytes) VALUES (?, ?, ?, ?, ?)',
    path,
    file.contentType,
    file.filename,
    file.bytes.byteLength,
    file.bytes,
  );
}
