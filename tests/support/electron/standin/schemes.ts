/**
 * The app's own schemes. Chromium cannot be taught a scheme from outside, so `app://desk/x` is served inside the page
 * as `http://desk.app.localhost/x`: a secure context of its own origin, answered by a loopback server in this process
 * that calls the app's protocol handler. Streaming, ranges, uploads and aborts are therefore real ones.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

/** Lets the session's webRequest listeners see and change what goes through. */
export interface SchemeObserver {
  beforeRequest(details: {
    url: string;
    method: string;
    resourceType: string;
  }): Promise<{ cancel: boolean; redirectURL: string | undefined }>;
  headersReceived(details: {
    url: string;
    method: string;
    statusCode: number;
    statusLine: string;
    resourceType: string;
    responseHeaders: Record<string, string[]>;
  }): Promise<{ cancel: boolean; responseHeaders: Record<string, string[]> }>;
}

const handlers = new Map<string, SchemeHandler>();
const privileged = new Map<string, Electron.Privileges>();
let observer: SchemeObserver | undefined;

export const schemes = {
  handlers,
  privileged,
  observe(next: SchemeObserver): void {
    observer = next;
  },
};

const ownUrl = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)(.*)$/is;

/** `app://desk/x` → `http://desk.app.localhost/x`; other addresses stay as they are. */
export function toPageUrl(url: string): string {
  const [, scheme = '', host = '', rest = ''] = ownUrl.exec(url) ?? [];
  if (!handlers.has(scheme.toLowerCase()) && !privileged.has(scheme.toLowerCase())) return url;
  return `http://${host ? `${host.toLowerCase()}.` : ''}${scheme.toLowerCase()}.localhost${rest.startsWith('/') ? rest : `/${rest}`}`;
}

/** The way back: what the app sees in URLs that come from a page. */
export function fromPageUrl(url: string): string {
  const [, host = '', scheme = '', rest = ''] =
    /^http:\/\/(?:([^/:?#]*)\.)?([a-z\d+-]+)\.localhost(?::80)?(?=[/?#]|$)(.*)$/is.exec(url) ?? [];
  return handlers.has(scheme) || privileged.has(scheme) ? `${scheme}://${host}${rest}` : url;
}

/** `scheme://host` for standard schemes, `null` for others. */
export function originOf(url: string): string {
  const [, scheme = '', host = ''] = ownUrl.exec(url) ?? [];
  if (privileged.get(scheme)?.standard) return `${scheme}://${host}`;
  return URL.canParse(url) ? new URL(url).origin : 'null';
}

/** Calls the app's handler with a request under its own address. */
export async function callScheme(
  scheme: string,
  url: string,
  init: RequestInit & { duplex?: 'half' },
): Promise<Response> {
  const handler = handlers.get(scheme);
  if (!handler) throw new Error('net::ERR_UNKNOWN_URL_SCHEME');
  // undici would not send such a request, but it makes one.
  const request = new Request(url, init);
  const response: unknown = await handler(request);
  if (!(response instanceof Response)) {
    throw new TypeError(`electron stand-in: the handler of ${scheme}: answered ${String(response)}, not a Response`);
  }
  if (response.type === 'error') throw new Error('net::ERR_FAILED');
  return response;
}

/** Starts the loopback server; gives its port. */
export async function serveSchemes(): Promise<number> {
  const server = createServer({ keepAliveTimeout: 30_000 }, (incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      const aborted = incoming.destroyed || outgoing.destroyed || outgoing.closed;
      if (!aborted) console.error('electron stand-in: protocol handler failed for', incoming.url, error);
      // A broken connection is what the page sees of net::ERR_FAILED.
      outgoing.destroy();
    });
  });
  server.unref();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

const resourceTypes: Record<string, string> = {
  document: 'mainFrame',
  iframe: 'subFrame',
  style: 'stylesheet',
  script: 'script',
  image: 'image',
  font: 'font',
  video: 'media',
  audio: 'media',
  empty: 'xhr',
};

/** Headers that belong to the loopback transport or that Chromium adds for http only. */
const transportHeaders = new Set([
  'host',
  'connection',
  'accept-encoding',
  'upgrade-insecure-requests',
  'cache-control',
  'pragma',
]);

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = fromPageUrl(`http://${incoming.headers.host ?? ''}${incoming.url ?? '/'}`);
  const scheme = url.slice(0, url.indexOf(':'));
  const method = incoming.method ?? 'GET';
  const resourceType = resourceTypes[String(incoming.headers['sec-fetch-dest'])] ?? 'other';
  if (!handlers.has(scheme)) {
    outgoing.destroy();
    return;
  }
  const before = await observer?.beforeRequest({ url, method, resourceType });
  if (before?.cancel) {
    outgoing.destroy();
    return;
  }
  if (before?.redirectURL !== undefined) {
    outgoing.writeHead(307, { location: toPageUrl(before.redirectURL) }).end();
    return;
  }

  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value === undefined || transportHeaders.has(name) || name.startsWith('sec-')) continue;
    headers.set(name, fromHeader(name, Array.isArray(value) ? value.join(', ') : value));
  }
  const abort = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) abort.abort(new DOMException('The page went away', 'AbortError'));
  });
  const bodied = method !== 'GET' && method !== 'HEAD';
  const response = await callScheme(scheme, url, {
    method,
    headers,
    signal: abort.signal,
    ...(bodied ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const } : {}),
  });

  let responseHeaders: Record<string, string[]> = {};
  for (const [name, value] of response.headers) (responseHeaders[name] ??= []).push(value);
  const seen = await observer?.headersReceived({
    url,
    method,
    statusCode: response.status,
    statusLine: `HTTP/1.1 ${response.status}`,
    resourceType,
    responseHeaders,
  });
  if (seen?.cancel) {
    outgoing.destroy();
    return;
  }
  if (seen) responseHeaders = seen.responseHeaders;
  // Own schemes have no HTTP cache in Electron.
  const names = new Set(Object.keys(responseHeaders).map((name) => name.toLowerCase()));
  if (!names.has('cache-control')) outgoing.setHeader('cache-control', 'no-store');
  for (const [name, values] of Object.entries(responseHeaders)) {
    if (name.toLowerCase() === 'location') outgoing.setHeader(name, values.map(toPageUrl));
    else outgoing.setHeader(name, values);
  }
  outgoing.writeHead(response.status);
  outgoing.flushHeaders();
  if (!response.body || method === 'HEAD') {
    outgoing.end();
    return;
  }
  await pipeline(Readable.fromWeb(response.body as NodeReadableStream), outgoing);
}

function fromHeader(name: string, value: string): string {
  return name === 'origin' || name === 'referer' ? fromPageUrl(value) : value;
}
