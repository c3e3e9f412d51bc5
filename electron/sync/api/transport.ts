import ky from 'ky';
import type { Clock, Fetch, TimerHandle, Timers } from '../ports.ts';
import { ApiFailure } from './failure.ts';
import { networkFailure, refusal, isPage } from './classify.ts';
import type { RequestOptions } from './types.ts';

/** One request and its whole answer: nothing is followed, nothing repeated, and time is counted only while no byte moves. */

export interface TransportPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timers: Timers;
}

export interface OutgoingRequest {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  readonly url: string;
  readonly token: string | null;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly json?: unknown;
  readonly body?: Blob;
}

export interface IncomingAnswer {
  readonly status: number;
  /** Parsed JSON; null for an empty body. */
  readonly body: unknown;
  readonly receivedAt: number;
  readonly serverDate: number | null;
}

export const JSON_IDLE_MS = 20_000;
export const UPLOAD_IDLE_MS = 60_000;
/** Servers without pagination send whole histories; beyond this it is not an answer any more. */
const LARGEST_ANSWER = 64 * 1024 * 1024;
/** Enough of an error page to know it for one. */
const LARGEST_REFUSAL = 256 * 1024;

/** Aborts when nothing has moved for a while; every sign of life starts the wait anew. */
class IdleTimer {
  readonly controller = new AbortController();
  expired = false;
  readonly #timers: Timers;
  readonly #milliseconds: number;
  #handle: TimerHandle | null = null;

  constructor(timers: Timers, milliseconds: number) {
    this.#timers = timers;
    this.#milliseconds = milliseconds;
    this.touch();
  }

  touch(): void {
    this.stop();
    this.#handle = this.#timers.setTimeout(() => {
      this.expired = true;
      this.controller.abort(new DOMException('No byte moved in time', 'TimeoutError'));
    }, this.#milliseconds);
  }

  stop(): void {
    if (this.#handle !== null) this.#timers.clearTimeout(this.#handle);
    this.#handle = null;
  }
}

/** Resolves to a successful answer with JSON (or nothing) in it; rejects with an ApiFailure for everything else. */
export async function exchange(
  ports: TransportPorts,
  request: OutgoingRequest,
  options: RequestOptions & { readonly onAlive?: (touch: () => void) => void },
): Promise<IncomingAnswer> {
  const { signal } = options;
  if (signal?.aborted) throw new ApiFailure({ kind: 'aborted', mayHaveCommitted: false });
  const idle = new IdleTimer(ports.timers, options.idleTimeoutMs ?? (request.body ? UPLOAD_IDLE_MS : JSON_IDLE_MS));
  options.onAlive?.(() => idle.touch());
  const stop = (): void => idle.controller.abort(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    // Held by the signal, and so by the timer: what waits for nothing but an abort could be collected as garbage before it comes.
    const response = await abortable(respond(ports, request, idle.controller.signal), idle.controller.signal);
    idle.touch();
    const text = await readText(response, response.ok ? LARGEST_ANSWER : LARGEST_REFUSAL, idle);
    const receivedAt = ports.clock.now();
    const serverDate = dateHeader(response.headers);
    return { status: response.status, body: bodyOf(response, request.url, text, serverDate), receivedAt, serverDate };
  } catch (error) {
    if (error instanceof ApiFailure) throw error;
    if (idle.expired) throw new ApiFailure({ kind: 'timed-out', detail: 'idle' }, { cause: error });
    if (signal?.aborted) throw new ApiFailure({ kind: 'aborted' }, { cause: error });
    throw networkFailure(error);
  } finally {
    idle.stop();
    signal?.removeEventListener('abort', stop);
  }
}

function respond(ports: TransportPorts, request: OutgoingRequest, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (request.token !== null) headers['authorization'] = `Bearer ${request.token}`;
  if (request.body) headers['content-type'] = request.body.type;
  return ky(request.url, {
    method: request.method,
    headers,
    fetch: ports.fetch,
    signal,
    retry: 0,
    timeout: false,
    redirect: 'manual',
    throwHttpErrors: false,
    ...(request.query ? { searchParams: { ...request.query } } : {}),
    ...(request.json === undefined ? {} : { json: request.json }),
    ...(request.body ? { body: request.body } : {}),
  });
}

async function readText(response: Response, limit: number, idle: IdleTimer): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await abortable(reader.read(), idle.controller.signal);
    if (done) break;
    idle.touch();
    bytes += value.byteLength;
    parts.push(decoder.decode(value, { stream: true }));
    if (bytes > limit) {
      await reader.cancel();
      if (response.ok) throw new ApiFailure({ kind: 'unreadable', status: response.status, detail: 'too-large' });
      break;
    }
  }
  parts.push(decoder.decode());
  return parts.join('');
}

/** A fetch from outside need not tie its answer, or the body of it, to the signal. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop));
}

function bodyOf(response: Response, url: string, text: string, serverDate: number | null): unknown {
  const parsed = parse(text);
  const failure = refusal(response, url, text, parsed, serverDate);
  if (failure !== null) throw failure;
  if (parsed !== undefined) return parsed;
  if (text.trim() === '') return null;
  const facts = { status: response.status, serverDate, mayHaveCommitted: true };
  if (isPage(response.headers, text)) throw new ApiFailure({ ...facts, kind: 'captive-portal', detail: 'page' });
  throw new ApiFailure({ ...facts, kind: 'unreadable', detail: 'no-json' });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function dateHeader(headers: Headers): number | null {
  const ms = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(ms) ? null : ms;
}
