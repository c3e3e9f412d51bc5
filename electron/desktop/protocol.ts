import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Envelope } from '#shared/contract/definition.ts';
import type { MediaFile } from '#shared/contract/sync-channel.ts';
import { mediaAnswer, mediaIdOf } from '../dispatch/media-answer.ts';
import { PAGE_HEADERS } from '../dispatch/page-headers.ts';
import { findStaticFile, type StaticFile } from '../dispatch/static-files.ts';

/** Our own scheme: one host, the renderer's build and `/media/<id>`. */

export const SCHEME = 'desk';
export const BASE = `${SCHEME}://app`;
export const START_URL = `${BASE}/index.html`;

/** Registered before the app is ready. `stream` lets media elements ask for ranges; nothing here bypasses the policy or other origins' rules. */
export const SCHEME_PRIVILEGES = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
} as const;

export interface ProtocolParts {
  /** The renderer's build, listed once: what is not listed is not served, however its address is written. */
  readonly files: ReadonlyMap<string, StaticFile>;
  /** Media lie in it and nowhere else. */
  readonly dataDir: string;
  readonly media: (mediaId: string) => Promise<Envelope<MediaFile>>;
}

/** Answers every request of our scheme; never rejects. */
export function answerRequests(parts: ProtocolParts): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return await answer(parts, request);
    } catch {
      // A file that went away in the moment; the page is told, and nothing of ours leaks into the answer.
      return refused(500);
    }
  };
}

async function answer(parts: ProtocolParts, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refused(405);
  const withBody = request.method === 'GET';
  const url = new URL(request.url);
  if (url.protocol !== `${SCHEME}:` || url.host !== 'app') return refused(404);

  const mediaId = mediaIdOf(url.pathname);
  if (mediaId !== null) {
    const range = request.headers.get('range');
    const download = url.searchParams.has('download');
    const { status, headers, body } = mediaAnswer(await parts.media(mediaId), { range, download }, parts.dataDir);
    return new Response(withBody && body !== null ? streamOf(body) : null, { status, headers: { ...headers } });
  }

  const file = findStaticFile(parts.files, url.pathname);
  if (file === null) return refused(404);
  const bytes = new Uint8Array(await readFile(file.path));
  return new Response(withBody ? bytes : null, {
    headers: {
      ...PAGE_HEADERS,
      'Content-Type': file.contentType,
      'Content-Length': String(bytes.byteLength),
      'Cache-Control': file.cacheControl,
    },
  });
}

/** Chromium's own loader for `file:` answers no ranges, so the bytes are read here, as the page takes them. */
function streamOf({ path, first, last }: { path: string; first: number; last: number }): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(path, { start: first, end: last })) as ReadableStream<Uint8Array>;
}

function refused(status: number): Response {
  return new Response(null, { status, headers: { ...PAGE_HEADERS } });
}
