import { CodedError } from '#shared/errors.ts';
import type { MediaState } from '#shared/domain/media.ts';
import type { Clock, Fetch, FileSystem, Timers } from '../ports.ts';
import { Idle } from './idle.ts';
import type { Partials } from './partials.ts';

export interface DownloadNeeds {
  readonly files: FileSystem;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly partials: Partials;
  /** One file, bytes. */
  readonly maxFileBytes: number;
}

export interface DownloadOrder {
  readonly mediaId: string;
  readonly url: string;
  /** On disk, without an ending. */
  readonly name: string;
  /** For the words, where it is too large. */
  readonly filename: string;
  /** The agent wants it no more; the program ends. */
  readonly stopped: AbortSignal;
  readonly ended: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

export type DownloadProgress = Omit<Extract<MediaState, { state: 'coming' }>, 'state'>;

const MAX_REDIRECTS = 3;
const DONE = { done: true, value: undefined } as const;

/**
 * Fetches one file into its partial, going on where an earlier try ended (RFC 9110 section 14: Range with If-Range), and again at once for as
 * long as a connection that breaks brings some of it each time. Throws NOT_FOUND, OFFLINE, TIMED_OUT, SERVER_ERROR, ATTACHMENT_TOO_LARGE,
 * CANCELLED, or what the file system throws; what can be gone on with is kept then, and nothing else.
 */
export class Download {
  readonly #needs: DownloadNeeds;
  readonly #order: DownloadOrder;
  #received = 0;

  constructor(needs: DownloadNeeds, order: DownloadOrder) {
    this.#needs = needs;
    this.#order = order;
  }

  async run(): Promise<{ readonly sizeBytes: number; readonly headerType: string | null }> {
    const { partials } = this.#needs;
    const { name, url } = this.#order;
    let most = 0;
    let isAgain = false;
    for (;;) {
      try {
        const headerType = await this.#once(isAgain);
        return { sizeBytes: this.#received, headerType };
      } catch (error) {
        if (!saysNothingAgainstIt(error) || (await partials.find(name, url)) === null) await partials.remove(name);
        // Only a connection that broke, and only while it brings something.
        if (!isBreak(error) || this.#order.ended.aborted || this.#received <= most) throw error;
        most = this.#received;
        isAgain = true;
      }
    }
  }

  async #once(isAgain: boolean): Promise<string | null> {
    const { timers, maxFileBytes } = this.#needs;
    const { stopped, ended, url } = this.#order;
    const idle = new Idle(timers, [stopped, ended]);
    try {
      const { response, from, start } = await this.#ask(url, idle, isAgain);
      idle.touch();
      const total = totalOf(response, from);
      if (total !== null && total > maxFileBytes) {
        await response.body?.cancel();
        throw this.#tooLarge(total);
      }
      const { mediaId, name } = this.#order;
      if (from === 0) {
        await this.#needs.partials.begin(name, { mediaId, url, totalBytes: total }, validatorOf(response));
      }
      this.#received = from;
      await this.#take(response, idle, { totalBytes: total, start });
      if (total !== null && this.#received < total) throw new CodedError('OFFLINE', 'The download broke off');
      return response.headers.get('content-type');
    } catch (error) {
      if (idle.expired) throw new CodedError('TIMED_OUT', 'No byte moved in time', {}, { cause: error });
      if (stopped.aborted) throw new CodedError('CANCELLED', 'Stopped by the agent', {}, { cause: error });
      if (ended.aborted) throw new CodedError('OFFLINE', 'The program ends', {}, { cause: error });
      throw error;
    } finally {
      idle.end();
    }
  }

  /** Asks for the rest where there is a beginning, and for the whole where the server knows of no such rest. */
  async #ask(
    url: string,
    idle: Idle,
    isAgain: boolean,
  ): Promise<{ readonly response: Response; readonly from: number; readonly start: DownloadProgress['start'] }> {
    const kept = await this.#needs.partials.find(this.#order.name, url);
    const anew = kept === null && !isAgain ? 'anew' : 'restarted';
    if (kept !== null) {
      const response = await this.#request(url, idle, {
        Range: `bytes=${kept.receivedBytes}-`,
        'If-Range': kept.about.validator,
      });
      if (continues(response, kept.receivedBytes, kept.about.totalBytes)) {
        return { response, from: kept.receivedBytes, start: 'resumed' };
      }
      // The whole, because it is another file by now or the server gives no parts.
      if (response.status === 200) return { response, from: 0, start: anew };
      await response.body?.cancel();
    }
    return { response: await this.#request(url, idle), from: 0, start: anew };
  }

  async #take(response: Response, idle: Idle, how: Omit<DownloadProgress, 'receivedBytes'>): Promise<void> {
    const { files, partials, maxFileBytes } = this.#needs;
    const { name, onProgress } = this.#order;
    const path = partials.path(name);
    const reader = response.body?.getReader();
    onProgress({ ...how, receivedBytes: this.#received });
    try {
      for (;;) {
        const { done, value } = reader === undefined ? DONE : await overNetwork(idle.guard(reader.read()));
        if (done) return;
        idle.touch();
        if (this.#received + value.byteLength > maxFileBytes) throw this.#tooLarge(this.#received + value.byteLength);
        await files.append(path, value);
        this.#received += value.byteLength;
        onProgress({ ...how, receivedBytes: this.#received });
      }
    } finally {
      // Whatever ended it, the connection is not left open; a stream that failed has nothing to close.
      reader?.cancel().catch(() => undefined);
    }
  }

  /** Without token, cookies or referrer; a redirect may lead elsewhere on the web, never to a file or an address of another kind. */
  async #request(url: string, idle: Idle, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    let target = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (!/^https?:\/\//i.test(target)) throw new CodedError('NOT_FOUND', 'Not an address of the web');
      const response = await overNetwork(
        idle.guard(
          this.#needs.fetch(target, {
            headers,
            redirect: 'manual',
            credentials: 'omit',
            referrerPolicy: 'no-referrer',
            signal: idle.signal,
          }),
        ),
      );
      if (response.ok || (response.status === 416 && 'Range' in headers)) return response;
      await response.body?.cancel();
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) throw refused(response.status);
      if (!URL.canParse(location, target)) throw refused(response.status);
      target = new URL(location, target).href;
    }
    throw refused(310);
  }

  #tooLarge(sizeBytes: number): CodedError {
    return new CodedError('ATTACHMENT_TOO_LARGE', 'Too large to keep', {
      filename: this.#order.filename,
      sizeBytes,
      limitBytes: this.#needs.maxFileBytes,
    });
  }
}

/** Each host's network has its own words for an end: whatever ends it, the file could not be fetched. */
async function overNetwork<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new CodedError('OFFLINE', 'Could not be fetched', {}, { cause });
  }
}

function isBreak(error: unknown): boolean {
  return error instanceof CodedError && (error.code === 'OFFLINE' || error.code === 'TIMED_OUT');
}

/** The beginning is as good as before: an address that has expired or a server in trouble changes no file. */
function saysNothingAgainstIt(error: unknown): boolean {
  return isBreak(error) || (error instanceof CodedError && ['CANCELLED', 'SERVER_ERROR'].includes(error.code));
}

/** Whether this answer is the rest of what was kept, from the very byte on. */
function continues(response: Response, receivedBytes: number, totalBytes: number | null): boolean {
  if (response.status !== 206 || response.headers.get('content-encoding') !== null) return false;
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (first === undefined || Number(first) !== receivedBytes) return false;
  return totalBytes === null || total === '*' || Number(total) === totalBytes;
}

/** Of the file, not of this answer; null where nobody says. What is packed on its way has another length than it arrives with. */
function totalOf(response: Response, from: number): number | null {
  if (response.headers.get('content-encoding') !== null) return null;
  const length = Number(response.headers.get('content-length') ?? 0);
  return length > 0 ? from + length : null;
}

/** Only what names these very bytes: a weak ETag does not. */
function validatorOf(response: Response): string | null {
  if (response.headers.get('content-encoding') !== null) return null;
  const etag = response.headers.get('etag');
  if (etag !== null && etag.startsWith('"')) return etag;
  return response.headers.get('last-modified');
}

function refused(status: number): CodedError {
  const code = status === 404 || status === 410 ? 'NOT_FOUND' : 'SERVER_ERROR';
  return new CodedError(code, 'The file could not be had', { status });
}
