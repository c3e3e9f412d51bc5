import { statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Envelope } from '#shared/contract/definition.ts';
import type { MediaFile } from '#shared/contract/sync-channel.ts';
import type { ErrorCode } from '#shared/errors.ts';
import { parseByteRange } from './byte-range.ts';
import { MEDIA_HEADERS } from './page-headers.ts';

/**
 * The answer to `/media/<id>`, for both hosts: 200, 206 or 416 over a file that the sync server names.
 */

export interface MediaAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes to send, both ends inclusive; null where there are none. */
  readonly body: { readonly path: string; readonly first: number; readonly last: number } | null;
}

export interface MediaRequest {
  readonly range: string | null;
  /** The page wants to keep the file under its own name. */
  readonly download: boolean;
}

const MEDIA_PATH = /^\/media\/([A-Za-z0-9_-]{1,80})$/;

/** The id in a path like `/media/<id>`, or null. */
export function mediaIdOf(pathname: string): string | null {
  return MEDIA_PATH.exec(pathname)?.[1] ?? null;
}

/** Types that a page shows by itself; SVG is a document with scripts, so it is none of them. */
const SHOWN = /^(image\/(?!svg)|video\/|audio\/)/;
const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.+"-]+)*$/;

export function mediaAnswer(envelope: Envelope<MediaFile>, request: MediaRequest, dataDir: string): MediaAnswer {
  if (!envelope.ok) return refusal(statusOf(envelope.error.code));
  const file = envelope.value;
  const path = resolve(file.path);
  // The sync server is ours, yet a file outside our folder would be a mistake that must not leave the computer.
  if (!path.startsWith(resolve(dataDir) + sep)) return refusal(404);
  const size = sizeOf(path);
  if (size === null) return refusal(404);

  const contentType = CONTENT_TYPE.test(file.contentType) ? file.contentType : 'application/octet-stream';
  const inline = !request.download && SHOWN.test(contentType);
  const headers = {
    ...MEDIA_HEADERS,
    'Content-Type': contentType,
    'Content-Disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeFilename(file.filename)}`,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
  };
  const range = parseByteRange(request.range, size);
  switch (range.kind) {
    case 'unsatisfiable':
      return { status: 416, headers: { ...MEDIA_HEADERS, 'Content-Range': `bytes */${size}` }, body: null };
    case 'part':
      return {
        status: 206,
        headers: {
          ...headers,
          'Content-Range': `bytes ${range.first}-${range.last}/${size}`,
          'Content-Length': String(range.last - range.first + 1),
        },
        body: { path, first: range.first, last: range.last },
      };
    case 'whole':
      return {
        status: 200,
        headers: { ...headers, 'Content-Length': String(size) },
        body: size === 0 ? null : { path, first: 0, last: size - 1 },
      };
    default:
      return range satisfies never;
  }
}

function refusal(status: number): MediaAnswer {
  return { status, headers: { ...MEDIA_HEADERS, ...(status === 503 ? { 'Retry-After': '1' } : {}) }, body: null };
}

function statusOf(code: ErrorCode): number {
  if (code === 'ENGINE_UNAVAILABLE') return 503;
  if (code === 'NOT_FOUND' || code === 'NOT_SIGNED_IN' || code === 'BAD_REQUEST') return 404;
  // It could not be fetched from the server now.
  return 502;
}

function sizeOf(path: string): number | null {
  try {
    const stat = statSync(path);
    return stat.isFile() ? stat.size : null;
  } catch {
    // Evicted from the cache in this very moment.
    return null;
  }
}

/** RFC 8187: everything but its attr-char is percent-encoded. */
function encodeFilename(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
