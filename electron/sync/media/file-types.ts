import { fileTypeFromBuffer } from 'file-type';
import { FILE_KINDS, type FileKind } from '#shared/limits.ts';

/** Files that may be sent, by name and by content (docs/api.md section 7). */

export interface ContentType {
  readonly contentType: string;
  /** Names under which this content may go. */
  readonly extensions: readonly string[];
}

/** So much of a file's beginning tells its type. */
export const HEAD_BYTES = 64 * 1024;

const JPEG: ContentType = { contentType: 'image/jpeg', extensions: ['jpg', 'jpeg'] };
const PNG: ContentType = { contentType: 'image/png', extensions: ['png'] };
const MP4: ContentType = { contentType: 'video/mp4', extensions: ['mp4', 'mov'] };

/** By what the magic bytes say. */
const BY_MAGIC: Readonly<Record<string, ContentType>> = {
  jpg: JPEG,
  png: PNG,
  apng: PNG,
  gif: { contentType: 'image/gif', extensions: ['gif'] },
  webp: { contentType: 'image/webp', extensions: ['webp'] },
  mp4: MP4,
  m4v: MP4,
  '3gp': { contentType: 'video/mp4', extensions: ['mp4'] },
  mov: { contentType: 'video/quicktime', extensions: ['mov'] },
  avi: { contentType: 'video/x-msvideo', extensions: ['avi'] },
  mp3: { contentType: 'audio/mpeg', extensions: ['mp3'] },
  wav: { contentType: 'audio/wav', extensions: ['wav'] },
  pdf: { contentType: 'application/pdf', extensions: ['pdf'] },
  docx: {
    contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    extensions: ['docx'],
  },
};
const DOC: ContentType = { contentType: 'application/msword', extensions: ['doc'] };

/** Every Word document has a stream of this name; spreadsheets and slides in the same container have others. */
const WORD_STREAM = Buffer.from('WordDocument', 'utf16le');

export function extensionOf(filename: string): string {
  const dot = filename.lastIndexOf('.');
  return dot <= 0 ? '' : filename.slice(dot + 1).toLowerCase();
}

/** Null where no file of this name may be sent. */
export function kindByName(filename: string, asSticker: boolean): FileKind | null {
  const extension = extensionOf(filename);
  if (asSticker) return FILE_KINDS.sticker.extensions.includes(extension) ? 'sticker' : null;
  for (const kind of ['image', 'video', 'audio', 'document'] as const) {
    if (FILE_KINDS[kind].extensions.includes(extension)) return kind;
  }
  return null;
}

export interface Sniffed {
  /** What it is, if it may be sent. */
  readonly type: ContentType | null;
  /** What it is by name, for the words: `heic`, `zip`, … Null where the bytes say nothing. */
  readonly found: string | null;
}

/** `whole`: reads all of the file; asked for only where the beginning does not tell. */
export async function sniff(head: Uint8Array, whole: () => Promise<Uint8Array>): Promise<Sniffed> {
  const first = await magic(head);
  if (first === 'cfb')
    return contains(await whole(), WORD_STREAM) ? { type: DOC, found: 'doc' } : { type: null, found: 'cfb' };
  const found = first === 'zip' ? await magic(await whole()) : first;
  return { type: found === null ? null : (BY_MAGIC[found] ?? null), found };
}

/** The type of anything at all, for what was downloaded: as files that may be sent are named here, else as it is known elsewhere. */
export async function contentTypeOf(head: Uint8Array, whole: () => Promise<Uint8Array>): Promise<string | null> {
  const { type } = await sniff(head, whole);
  if (type !== null) return type.contentType;
  try {
    return (await fileTypeFromBuffer(head))?.mime ?? null;
  } catch {
    return null;
  }
}

async function magic(bytes: Uint8Array): Promise<string | null> {
  try {
    return (await fileTypeFromBuffer(bytes))?.ext ?? null;
  } catch {
    // It broke off where the type would have been told.
    return null;
  }
}

function contains(bytes: Uint8Array, wanted: Buffer): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(wanted);
}

const BY_CONTENT_TYPE: ReadonlyMap<string, ContentType> = new Map(
  [...Object.values(BY_MAGIC), DOC].map((type) => [type.contentType, type]),
);

/** A name under which this content may be sent: its own, or with the ending that the content should have. */
export function nameForContent(filename: string, contentType: string): string {
  const type = BY_CONTENT_TYPE.get(contentType === 'application/x-cfb' ? DOC.contentType : contentType);
  if (type === undefined || type.extensions.includes(extensionOf(filename))) return filename;
  return `${filename === '' ? 'file' : filename}.${type.extensions[0] ?? ''}`;
}
