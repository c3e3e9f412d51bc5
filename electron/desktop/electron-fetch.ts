import { Readable } from 'node:stream';
import type { Fetch } from '../sync/ports.ts';

/**
 * The engine's fetch over Chromium's network, with the system's proxy and certificates. It stands on `net.request`, because `net.fetch` hides
 * two things that the engine lives by: for a redirect it rejects instead of giving the answer (electron/electron#43715), and it takes a whole
 * upload into memory before the first byte leaves, so that progress would be a lie and a slow line would look dead.
 */

/** What is used of Electron's `net`. */
export interface NetRequests {
  request(options: {
    method: string;
    url: string;
    redirect: 'manual';
    credentials: 'omit';
    cache: 'no-store';
  }): OutgoingRequest;
}

/** What is used of Electron's `ClientRequest`. */
export interface OutgoingRequest {
  chunkedEncoding: boolean;
  setHeader(name: string, value: string): void;
  write(chunk: Buffer, encoding?: string, callback?: () => void): void;
  end(): unknown;
  abort(): void;
  on(event: 'response', listener: (response: IncomingAnswer) => void): unknown;
  on(
    event: 'redirect',
    listener: (status: number, method: string, url: string, headers: Record<string, string[]>) => void,
  ): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** A readable stream too, though its declaration does not say so. */
export interface IncomingAnswer {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly headers: Record<string, string | string[]>;
}

/** Up to this size a body is sent with its length; a longer one in chunks, as fast as the line takes it. */
export const SENT_WHOLE_BYTES = 4 * 1024 * 1024;

/** Chromium sets them itself and refuses to be told. */
const OWN_HEADERS = new Set([
  'content-length',
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'cookie2',
]);

const WITHOUT_BODY = new Set([101, 204, 205, 304]);

export function electronFetch(net: NetRequests): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const outgoing = net.request({
      method: request.method,
      url: request.url,
      redirect: 'manual',
      // No cookies and no stored sign-ins: the engine brings its token by itself.
      credentials: 'omit',
      cache: 'no-store',
    });
    for (const [name, value] of request.headers) if (!OWN_HEADERS.has(name)) outgoing.setHeader(name, value);

    let body: Readable | null = null;
    const stop = (): void => {
      const reason: unknown = signal.reason;
      reject(reason);
      body?.destroy(reason instanceof Error ? reason : undefined);
      outgoing.abort();
    };
    signal.addEventListener('abort', stop, { once: true });

    outgoing.on('redirect', (status, _method, url, headers) => {
      resolve(new Response(null, { status, headers: headersOf({ location: url, ...headers }) }));
      outgoing.abort();
    });
    outgoing.on('response', (answer) => {
      const { statusCode: status, statusMessage: statusText } = answer;
      const hasBody = !WITHOUT_BODY.has(status) && request.method !== 'HEAD';
      body = answer as unknown as Readable;
      if (!hasBody) body.resume();
      resolve(
        new Response(hasBody ? (Readable.toWeb(body) as ReadableStream<Uint8Array<ArrayBuffer>>) : null, {
          status,
          statusText,
          headers: headersOf(answer.headers),
        }),
      );
      body.once('close', () => {
        signal.removeEventListener('abort', stop);
      });
    });
    outgoing.on('error', (error) => {
      signal.removeEventListener('abort', stop);
      // Aborting after a redirect is an error too; it was answered by then.
      reject(error);
    });

    sendBody(outgoing, request.body).catch((error: unknown) => {
      reject(error);
      outgoing.abort();
    });
    return promise;
  };
}

async function sendBody(outgoing: OutgoingRequest, body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (body === null) {
    outgoing.end();
    return;
  }
  const reader = body.getReader();
  let held: Uint8Array[] | null = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (held !== null && bytes <= SENT_WHOLE_BYTES) {
      held.push(value);
      continue;
    }
    if (held !== null) {
      outgoing.chunkedEncoding = true;
      for (const chunk of held) await write(outgoing, chunk);
      held = null;
    }
    await write(outgoing, value);
  }
  if (held !== null && held.length > 0) await write(outgoing, Buffer.concat(held));
  outgoing.end();
}

/** Resolves when the network has taken it: what is read after it is read at the line's pace. */
function write(outgoing: OutgoingRequest, chunk: Uint8Array): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  outgoing.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), undefined, () => {
    resolve();
  });
  return promise;
}

function headersOf(fields: Record<string, string | string[]>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      try {
        headers.append(name, one);
      } catch {
        // A field that Fetch does not allow is of no use to anybody.
      }
    }
  }
  return headers;
}
