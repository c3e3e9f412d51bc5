/** `net` of the main process and of a utility process: fetch with files and own schemes, and whether one is online. */
import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ClientRequest } from './net-request.ts';
import { refuseUnknownOptions, strictModule } from './strict.ts';

type FetchInit = RequestInit & { bypassCustomProtocolHandlers?: boolean };
type OwnScheme = (url: string, request: Request) => Promise<Response> | undefined;

const mimeTypes: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  mjs: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
  txt: 'text/plain',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
};

let online = true;

/** What a test switches; Electron has `session.enableNetworkEmulation({ offline: true })` for it. */
export function setOnline(next: boolean): void {
  online = next;
}

export function isOnline(): boolean {
  return online;
}

function fetchFile(url: string): Response {
  try {
    const file = fileURLToPath(url.split(/[?#]/, 1)[0] ?? url);
    const { size } = statSync(file);
    const type = mimeTypes[file.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
    return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream, {
      headers: { 'content-type': type, 'content-length': String(size) },
    });
  } catch {
    throw new Error('net::ERR_FILE_NOT_FOUND');
  }
}

/** Network failures carry Chromium's names in Electron; the ones that matter to a retry are kept apart here too. */
function asNetError(error: unknown): unknown {
  if (!(error instanceof TypeError) || error.message !== 'fetch failed') return error;
  const code = (error.cause as { code?: string } | undefined)?.code ?? '';
  const names: Record<string, string> = {
    ECONNREFUSED: 'ERR_CONNECTION_REFUSED',
    ECONNRESET: 'ERR_CONNECTION_RESET',
    ENOTFOUND: 'ERR_NAME_NOT_RESOLVED',
    EAI_AGAIN: 'ERR_NAME_NOT_RESOLVED',
    ETIMEDOUT: 'ERR_CONNECTION_TIMED_OUT',
    UND_ERR_CONNECT_TIMEOUT: 'ERR_CONNECTION_TIMED_OUT',
    UND_ERR_SOCKET: 'ERR_CONNECTION_CLOSED',
  };
  return new Error(`net::${names[code] ?? 'ERR_FAILED'}`, { cause: error });
}

/** Makes the `net` module; `ready` throws before the app may use the network, `ownScheme` answers for own schemes. */
export function makeNet(ready: () => void, ownScheme: OwnScheme): object {
  const members = {
    fetch: async (input: string | Request, init: FetchInit = {}): Promise<Response> => {
      ready();
      const { bypassCustomProtocolHandlers = false, ...rest } = init;
      const url = typeof input === 'string' ? input : input.url;
      if (!URL.canParse(url)) throw new TypeError(`Failed to parse URL from ${url}`);
      const request = new Request(input, rest);
      if (!bypassCustomProtocolHandlers) {
        const own = ownScheme(url, request);
        if (own) return own;
      }
      if (url.startsWith('file:')) return fetchFile(url);
      if (!online) throw new Error('net::ERR_INTERNET_DISCONNECTED');
      try {
        return await globalThis.fetch(request);
      } catch (error) {
        throw asNetError(error);
      }
    },
    request: (options: Electron.ClientRequestConstructorOptions | string): ClientRequest => {
      ready();
      return new ClientRequest(options, isOnline, asNetError);
    },
    isOnline: (): boolean => online,
    get online(): boolean {
      return online;
    },
  } satisfies Pick<Electron.Net, 'fetch' | 'isOnline' | 'online'> & { request: unknown };
  refuseUnknownOptions('net', undefined);
  return strictModule('Net', 'net', members);
}
