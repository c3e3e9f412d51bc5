import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { z } from 'zod';
import type { Envelope } from '#shared/contract/definition.ts';
import type { MediaFile } from '#shared/contract/sync-channel.ts';
import { mediaAnswer, mediaIdOf } from '../dispatch/media-answer.ts';
import { PAGE_HEADERS } from '../dispatch/page-headers.ts';
import { findStaticFile, type StaticFile } from '../dispatch/static-files.ts';
import type { Origin } from './origin.ts';
import type { Session } from './session.ts';

/** Answers HTTP: the page's own files to anybody, everything else only to the session. */

export interface RequestParts {
  readonly origin: Origin;
  readonly session: Session;
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly dataDir: string;
  media(mediaId: string): Promise<Envelope<MediaFile>>;
}

const MAX_SESSION_BODY = 4_096;
const sessionBody = z.strictObject({ token: z.string().max(200) });

export function answerRequest(parts: RequestParts, request: IncomingMessage, response: ServerResponse): void {
  route(parts, request, response).catch(() => {
    if (response.headersSent) response.destroy();
    else end(response, 500);
  });
}

async function route(parts: RequestParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refused = parts.origin.refuses(request);
  if (refused !== null) return end(response, refused);
  // Only its path and query are used: the origin is checked, and any base does.
  const address = URL.parse(request.url ?? '', 'http://host');
  if (address === null || !(request.url ?? '').startsWith('/')) return end(response, 400);
  if (address.pathname === '/session') return answerSession(parts, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, { Allow: 'GET, HEAD' });
  const mediaId = mediaIdOf(address.pathname);
  if (mediaId !== null) return answerMedia(parts, mediaId, address.searchParams.has('download'), request, response);
  const file = findStaticFile(parts.files, address.pathname);
  if (file === null) return end(response, 404);
  response.writeHead(200, {
    ...PAGE_HEADERS,
    'Content-Type': file.contentType,
    'Cache-Control': file.cacheControl,
  });
  return sendFile(request, response, { path: file.path });
}

/** `POST` exchanges the token for the cookie; `GET` says whether there is a session, which a page can't learn from a refused WebSocket. */
async function answerSession(parts: RequestParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') {
    return end(response, parts.session.holds(request.headers.cookie) ? 204 : 401, { 'Cache-Control': 'no-store' });
  }
  if (request.method !== 'POST') return end(response, 405, { Allow: 'GET, POST' });
  if (!parts.origin.isOwn(request)) return end(response, 403);
  const token = tokenIn(await readBody(request));
  if (token === null) return end(response, 400);
  const cookie = parts.session.exchange(token);
  if (cookie === null) return end(response, 401);
  return end(response, 204, { 'Set-Cookie': cookie, 'Cache-Control': 'no-store' });
}

function tokenIn(body: string | null): string | null {
  if (body === null) return null;
  try {
    return sessionBody.safeParse(JSON.parse(body)).data?.token ?? null;
  } catch {
    return null;
  }
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_SESSION_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function answerMedia(
  parts: RequestParts,
  mediaId: string,
  download: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!parts.session.holds(request.headers.cookie)) return end(response, 401);
  const range = request.headers.range ?? null;
  const answer = mediaAnswer(await parts.media(mediaId), { range, download }, parts.dataDir);
  response.writeHead(answer.status, answer.headers);
  if (answer.body === null) {
    response.end();
    return undefined;
  }
  return sendFile(request, response, answer.body);
}

/** The headers are out; a file that vanishes meanwhile ends the connection, so that nobody takes half of it for the whole. */
function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { path, first, last }: { path: string; first?: number; last?: number },
): void {
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stream = createReadStream(path, {
    ...(first === undefined ? {} : { start: first }),
    ...(last === undefined ? {} : { end: last }),
  });
  pipeline(stream, response, (error) => {
    if (error) response.destroy();
  });
}

function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...PAGE_HEADERS, ...headers });
  response.end();
}
