import { FILE_KINDS, FILES_PER_MESSAGE, FILES_TOTAL_BYTES } from '#shared/limits.ts';
import type { FileKind } from '#shared/limits.ts';

/** Why a file was not taken, in facts for the words. */
export type FileRefusal =
  | {
      readonly code: 'UNSUPPORTED_MEDIA_TYPE';
      readonly filename: string;
      readonly extension: string;
      readonly way: Way;
    }
  | {
      readonly code: 'ATTACHMENT_TOO_LARGE';
      readonly filename: string;
      readonly kind: FileKind;
      readonly maxBytes: number;
      readonly sizeBytes: number;
    }
  | { readonly code: 'FILE_EMPTY'; readonly filename: string }
  | { readonly code: 'TOO_MANY_FILES'; readonly filename: string; readonly max: number }
  | { readonly code: 'TOTAL_TOO_LARGE'; readonly filename: string; readonly maxBytes: number };

/** What the agent can do instead (docs/api.md section 7.3). */
export type Way = 'as-jpg' | 'as-mp4' | 'as-mp3' | 'as-pdf' | 'none';

export interface FileFacts {
  readonly name: string;
  readonly size: number;
}

export interface Taken {
  readonly files: number;
  readonly bytes: number;
}

/** Every extension that may be picked, for the file input. */
export const ACCEPTED = Object.values(FILE_KINDS)
  .flatMap((kind) => kind.extensions)
  .filter((extension, index, all) => all.indexOf(extension) === index)
  .map((extension) => `.${extension}`)
  .join(',');

export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** By name only; whether the bytes agree is judged when the file has been copied (docs/api.md section 7.3). */
export function kindByName(name: string): Exclude<FileKind, 'sticker'> | null {
  const extension = extensionOf(name);
  for (const kind of ['image', 'video', 'audio', 'document'] as const) {
    if (FILE_KINDS[kind].extensions.includes(extension)) return kind;
  }
  return null;
}

/** What is certain before a byte is copied: the name's kind, its size limit, the count and the sum. */
export function refusalOf(file: FileFacts, taken: Taken): FileRefusal | null {
  const kind = kindByName(file.name);
  const filename = file.name;
  if (kind === null) {
    const extension = extensionOf(file.name);
    return { code: 'UNSUPPORTED_MEDIA_TYPE', filename, extension, way: wayFor(extension) };
  }
  if (file.size === 0) return { code: 'FILE_EMPTY', filename };
  const { maxBytes } = FILE_KINDS[kind];
  if (file.size > maxBytes) return { code: 'ATTACHMENT_TOO_LARGE', filename, kind, maxBytes, sizeBytes: file.size };
  if (taken.files >= FILES_PER_MESSAGE) return { code: 'TOO_MANY_FILES', filename, max: FILES_PER_MESSAGE };
  if (taken.bytes + file.size > FILES_TOTAL_BYTES) {
    return { code: 'TOTAL_TOO_LARGE', filename, maxBytes: FILES_TOTAL_BYTES };
  }
  return null;
}

const WAYS: readonly (readonly [Way, readonly string[]])[] = [
  ['as-jpg', ['heic', 'heif', 'bmp', 'tif', 'tiff', 'svg', 'avif', 'ico', 'psd']],
  ['as-mp4', ['webm', 'mkv', 'wmv', 'flv', 'm4v', '3gp', 'mpg', 'mpeg']],
  ['as-mp3', ['ogg', 'oga', 'm4a', 'opus', 'aac', 'flac', 'amr', 'wma']],
  ['as-pdf', ['xls', 'xlsx', 'csv', 'txt', 'ppt', 'pptx', 'odt', 'ods', 'rtf', 'md', 'htm', 'html']],
];

function wayFor(extension: string): Way {
  return WAYS.find(([, extensions]) => extensions.includes(extension))?.[0] ?? 'none';
}
