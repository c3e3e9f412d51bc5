import { endpointOf } from '../api/endpoints.ts';
import type { Hints } from '../api/hints.ts';
import { createTimers, type Clock, type Random } from '../ports.ts';
import type { FaultOf, Shape } from './fault.ts';
import { waitOf, type Faults } from './faults.ts';
import { captivePortalPage, tracePage } from './pages.ts';
import { reshape } from './shapes.ts';

type Handler = (request: Request, hints: Hints) => Promise<Response>;

/** The end of a connection as `fetch` reports it. Over a socket it means: destroy the socket without an answer. */
export function brokenConnection(code: 'ECONNRESET' | 'ECONNREFUSED'): TypeError {
  const cause = Object.assign(new Error(code === 'ECONNRESET' ? 'read ECONNRESET' : 'connect ECONNREFUSED'), { code });
  return new TypeError('fetch failed', { cause });
}

/** Puts a network that misbehaves in front of a server. */
export function createNetwork(parts: { faults: Faults; handler: Handler; clock: Clock; random: Random }): {
  fetch(request: Request): Promise<Response>;
  close(): void;
} {
  const { faults, handler, clock, random } = parts;
  const timers = createTimers(clock);

  const pause = async (milliseconds: number): Promise<void> => {
    await new Promise<void>((resolve) => {
      timers.after(milliseconds, resolve);
    });
  };

  const answer = async (request: Request): Promise<Response> => {
    if (faults.isCut) throw brokenConnection('ECONNREFUSED');
    const url = new URL(request.url);
    const endpoint = endpointOf(request.method, url.pathname);
    const drawn = faults.draw(endpoint);
    const shapes = new Set<Shape>();
    const hints: Hints = {};
    let late: FaultOf<'commit-late'> | undefined;
    let breaks = false;
    let isCutShort = false;
    let bytesPerSecond: number | null = null;
    let replaced: Response | undefined;
    for (const fault of drawn) {
      switch (fault.kind) {
        case 'latency':
          await pause(waitOf(fault, random));
          break;
        case 'drop-before-commit':
          throw brokenConnection('ECONNRESET');
        case 'drop-after-commit':
          breaks = true;
          break;
        case 'cut-answer':
          isCutShort = true;
          break;
        case 'slow-answer':
          bytesPerSecond = fault.bytesPerSecond;
          break;
        case 'commit-late':
          late = fault;
          break;
        case 'commit-then-status':
          replaced = failure(fault.status, 'json');
          break;
        case 'status':
          return failure(fault.status, fault.body ?? 'json', fault.retryAfterSeconds);
        case 'html':
          return fault.page === 'trace' ? html(500, tracePage()) : html(200, captivePortalPage());
        case 'redirect':
          return new Response(null, { status: 301, headers: { Location: fault.location } });
        case 'read-lag':
          hints.lagMilliseconds = fault.lagMs;
          break;
        case 'keep-only-text':
          hints.keepOnlyText = true;
          break;
        case 'shape':
          shapes.add(fault.shape);
          if (fault.shape === 'ignore-parameters') hints.ignoreParameters = true;
          if (fault.shape === 'deleted-with-text') hints.keepsDeletedText = true;
          break;
        case 'realtime-off':
        case 'event-doubled':
        case 'event-delayed':
        case 'event-reordered':
        case 'event-lost':
          break;
        default:
          fault satisfies never;
      }
    }
    if (late !== undefined) return commitLate(request, hints, late);
    const response = await handler(request, hints);
    // Cut while it was being answered: done, but nobody hears of it.
    if (breaks || faults.isCut) throw brokenConnection('ECONNRESET');
    if (replaced !== undefined) return replaced;
    const shaped = shapes.size === 0 ? response : await reshape(response, endpoint, shapes, random);
    if (isCutShort) return cutShort(shaped);
    return bytesPerSecond === null ? shaped : slowed(shaped, bytesPerSecond);
  };

  /** In ten pieces a second; a network that is cut meanwhile ends it. */
  const slowed = async (response: Response, bytesPerSecond: number): Promise<Response> => {
    const bytes = new Uint8Array(await response.arrayBuffer());
    const piece = Math.max(1, Math.ceil(bytesPerSecond / 10));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (sent > 0) await pause(100);
        if (faults.isCut) controller.error(new TypeError('terminated'));
        else if (sent >= bytes.byteLength) controller.close();
        else controller.enqueue(bytes.slice(sent, sent + piece));
        sent += piece;
      },
    });
    const headers = new Headers(response.headers);
    headers.set('Content-Length', String(bytes.byteLength));
    return new Response(body, { status: response.status, headers });
  };

  const commitLate = async (request: Request, hints: Hints, fault: FaultOf<'commit-late'>): Promise<Response> => {
    // The whole request has arrived; who sent it will be gone when it is worked on.
    const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.arrayBuffer();
    const copy = new Request(request.url, { method: request.method, headers: request.headers, body });
    timers.after(fault.commitAfterMs, () => {
      handler(copy, hints).catch((error: unknown) => {
        process.emitWarning(error instanceof Error ? error : String(error));
      });
    });
    if (fault.dropAfterMs !== null) {
      await pause(fault.dropAfterMs ?? 0);
      throw brokenConnection('ECONNRESET');
    }
    return new Promise<Response>(() => undefined);
  };

  return {
    async fetch(request) {
      const response = await untilAborted(request.signal, answer(request));
      // Clients learn from it how far their clock is off; over a socket it is what the HTTP server would say itself.
      response.headers.set('Date', new Date(clock.now()).toUTCString());
      return response;
    },
    close() {
      timers.cancelAll();
    },
  };
}

/** As the built-in `fetch`: giving up rejects at once with the signal's reason, whatever the server goes on to do. */
async function untilAborted(signal: AbortSignal, work: Promise<Response>): Promise<Response> {
  if (signal.aborted) {
    work.catch(() => undefined);
    throw signal.reason;
  }
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const cutResponses = new WeakMap<Response, Uint8Array>();

/** The first half of an answer that is to break off there; null for any other answer. A socket has to be broken by whoever holds it. */
export function firstHalfOf(response: Response): Uint8Array | null {
  return cutResponses.get(response) ?? null;
}

/** The beginning of an answer, and then the end of the connection. */
async function cutShort(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const half = bytes.subarray(0, Math.floor(bytes.byteLength / 2));
  let isSent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isSent) controller.error(new TypeError('terminated'));
      else controller.enqueue(half);
      isSent = true;
    },
  });
  const headers = new Headers(response.headers);
  headers.set('Content-Length', String(bytes.byteLength));
  const cut = new Response(body, { status: response.status, headers });
  cutResponses.set(cut, half);
  return cut;
}

function failure(status: number, body: 'json' | 'html' | 'empty', retryAfterSeconds?: number): Response {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  if (body === 'empty') return new Response(null, { status, headers });
  if (body === 'html')
    return html(
      status,
      `<html><head><title>${status}</title></head><body><h1>${status}</h1><hr>nginx</body></html>`,
      headers,
    );
  const envelope: Record<string, string | boolean> = {
    success: false,
    message: status === 405 ? 'Method Not Allowed' : 'Server Error',
  };
  if (status === 429) Object.assign(envelope, { message: 'Too many requests', error_code: 'RATE_LIMIT_EXCEEDED' });
  return Response.json(envelope, { status, headers });
}

function html(status: number, page: string, headers: Record<string, string> = {}): Response {
  return new Response(page, { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers } });
}
