import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { MediaFile } from '#shared/contract/sync-channel.ts';
import { CodedError } from '#shared/errors.ts';
import type { Clock, Fetch, FileSystem, TimerHandle, Timers } from '../ports.ts';
import type { CachedMedia } from '../store/local/cache-table.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import { fileError } from './file-error.ts';
import { contentTypeOf, HEAD_BYTES } from './file-types.ts';
import { safeFilename } from './safe-name.ts';

/** Where a picture or file comes from. */
export interface RemoteMedia {
  readonly url: string;
  readonly filename: string | null;
  readonly contentType: string | null;
  readonly sizeBytes: number | null;
}

export interface MediaCacheNeeds {
  readonly store: LocalStore;
  readonly files: FileSystem;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The account's media folder. */
  readonly mediaDir: string;
  /** Null for an id that stands for nothing any more. */
  readonly source: (mediaId: string) => RemoteMedia | null;
  /** An address that was refused may have expired: reads its message again; true where that was possible. */
  readonly refresh?: (mediaId: string) => Promise<boolean>;
  /** All downloads together, bytes; the least recently used go first. */
  readonly maxBytes?: number;
  /** One file, bytes. */
  readonly maxFileBytes?: number;
}

const FOLDER = 'cache';
const MAX_BYTES = 1024 ** 3;
const MAX_FILE_BYTES = 250 * 1024 ** 2;
const IDLE_MS = 30_000;
const MAX_REDIRECTS = 3;
const ENDED = { done: true, value: undefined } as const;
const EVICT_AT_ONCE = 50;
/** Used again within this time, it is not noted anew. */
const USE_NOTED_EVERY_MS = 60_000;

/**
 * Pictures and files of messages, fetched once from their own address without the token, and kept under their content's type. Asked for only
 * where the view loads by itself or the agent wants it.
 */
export class MediaCache {
  readonly #needs: MediaCacheNeeds;
  readonly #underWay = new Map<string, Promise<MediaFile>>();
  readonly #adopting = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #serial = 0;

  constructor(needs: MediaCacheNeeds) {
    this.#needs = needs;
  }

  /** Throws NOT_FOUND, OFFLINE, TIMED_OUT, SERVER_ERROR, ATTACHMENT_TOO_LARGE, DISK_FULL or READ_ONLY. */
  open(mediaId: string): Promise<MediaFile> {
    const running = this.#underWay.get(mediaId);
    if (running !== undefined) return running;
    const adopting = this.#adopting.get(mediaId) ?? Promise.resolve();
    const work = adopting.then(() => this.#open(mediaId)).finally(() => this.#underWay.delete(mediaId));
    this.#underWay.set(mediaId, work);
    return work;
  }

  async #copy(mediaId: string, from: MediaFile): Promise<void> {
    const { store, files, clock, source } = this.#needs;
    const media = source(mediaId);
    // A server that keeps pictures in another form has another size: that one is fetched.
    if (media === null || media.sizeBytes !== from.sizeBytes || store.cache.find(mediaId) !== null) return;
    const path = join(FOLDER, nameOf(mediaId));
    const { contentType, sizeBytes, filename } = from;
    try {
      await files.mkdir(this.#absolute(FOLDER));
      await files.copy(from.path, this.#absolute(path));
    } catch {
      // No room, or the copy is gone: it can be fetched when it is wanted.
      return;
    }
    const entry = { mediaId, url: media.url, path, filename, contentType, sizeBytes, usedAt: clock.now() };
    store.writeMinor(() => store.cache.put(entry));
    await this.#evict(mediaId);
  }

  /** What was sent from here is here already: kept as if it had been downloaded. Who asks for it meanwhile waits for that. */
  adopt(mediaId: string, from: MediaFile): Promise<void> {
    const work = this.#copy(mediaId, from).finally(() => this.#adopting.delete(mediaId));
    this.#adopting.set(mediaId, work);
    return work;
  }

  /** Ends downloads under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled([...this.#underWay.values(), ...this.#adopting.values()]);
  }

  async #open(mediaId: string): Promise<MediaFile> {
    const { store, clock, source } = this.#needs;
    const cached = await this.#cached(mediaId);
    const media = source(mediaId);
    // What has been deleted on the server is not shown from here.
    if (media === null) throw new CodedError('NOT_FOUND', 'No such media', { mediaId });
    if (cached !== null && samePlace(cached.url, media.url)) {
      if (clock.now() - cached.usedAt > USE_NOTED_EVERY_MS)
        store.writeMinor(() => store.cache.used(mediaId, clock.now()));
      return this.#file(cached);
    }
    return this.#file(await this.#fetchInto(mediaId, media));
  }

  async #cached(mediaId: string): Promise<CachedMedia | null> {
    const { store, files } = this.#needs;
    const cached = store.cache.find(mediaId);
    if (cached === null) return null;
    if (await files.exists(this.#absolute(cached.path))) return cached;
    store.writeMinor(() => store.cache.remove(mediaId));
    return null;
  }

  async #fetchInto(mediaId: string, media: RemoteMedia, again = false): Promise<CachedMedia> {
    const { store, files, clock } = this.#needs;
    const name = nameOf(mediaId);
    const path = join(FOLDER, name);
    const partial = this.#absolute(join(FOLDER, `${name}.part${++this.#serial}`));
    try {
      await files.mkdir(this.#absolute(FOLDER));
      const { sizeBytes, headerType } = await this.#download(media, partial);
      const head = await files.read(partial, 0, HEAD_BYTES);
      const contentType = (await contentTypeOf(head)) ?? plainType(headerType ?? media.contentType);
      await files.rename(partial, this.#absolute(path));
      const filename = safeFilename(media.filename ?? lastOf(media.url));
      const entry = { mediaId, url: media.url, path, filename, contentType, sizeBytes, usedAt: clock.now() };
      store.writeMinor(() => store.cache.put(entry));
      await this.#evict(mediaId);
      return entry;
    } catch (error) {
      await files.remove(partial);
      if (!again && isRefused(error) && (await this.#needs.refresh?.(mediaId)) === true) {
        const fresh = this.#needs.source(mediaId);
        if (fresh !== null && fresh.url !== media.url) return this.#fetchInto(mediaId, fresh, true);
      }
      throw fileError(error);
    }
  }

  async #download(
    media: RemoteMedia,
    partial: string,
  ): Promise<{ readonly sizeBytes: number; readonly headerType: string | null }> {
    const { files } = this.#needs;
    const limit = this.#needs.maxFileBytes ?? MAX_FILE_BYTES;
    const idle = new Idle(this.#needs.timers, this.#stop.signal);
    try {
      const response = await this.#request(media.url, idle);
      idle.touch();
      const length = Number(response.headers.get('content-length') ?? 0);
      if (length > limit) throw tooLarge(media, length, limit);
      await files.write(partial, new Uint8Array(0));
      let sizeBytes = 0;
      const reader = response.body?.getReader();
      for (;;) {
        const { done, value } = reader === undefined ? ENDED : await idle.guard(reader.read());
        if (done) break;
        idle.touch();
        sizeBytes += value.byteLength;
        if (sizeBytes > limit) {
          await reader?.cancel();
          throw tooLarge(media, sizeBytes, limit);
        }
        await files.append(partial, value);
      }
      if (length > 0 && sizeBytes < length && response.headers.get('content-encoding') === null) {
        throw new CodedError('OFFLINE', 'The download broke off');
      }
      return { sizeBytes, headerType: response.headers.get('content-type') };
    } catch (error) {
      if (idle.expired) throw new CodedError('TIMED_OUT', 'No byte moved in time', {}, { cause: error });
      if (error instanceof TypeError || this.#stop.signal.aborted) {
        throw new CodedError('OFFLINE', 'Could not be fetched', {}, { cause: error });
      }
      throw error;
    } finally {
      idle.end();
    }
  }

  /** Without token, cookies or referrer; a redirect may lead elsewhere on the web, never to a file or an address of another kind. */
  async #request(url: string, idle: Idle): Promise<Response> {
    let target = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (!/^https?:\/\//i.test(target)) throw new CodedError('NOT_FOUND', 'Not an address of the web');
      const response = await idle.guard(
        this.#needs.fetch(target, {
          redirect: 'manual',
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          signal: idle.signal,
        }),
      );
      if (response.ok) return response;
      await response.body?.cancel();
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) throw refused(response.status);
      if (!URL.canParse(location, target)) throw refused(response.status);
      target = new URL(location, target).href;
    }
    throw refused(310);
  }

  async #evict(keep: string): Promise<void> {
    const { store, files } = this.#needs;
    let over = store.cache.totalBytes() - (this.#needs.maxBytes ?? MAX_BYTES);
    while (over > 0) {
      const victims = store.cache.leastRecentlyUsed(EVICT_AT_ONCE).filter((media) => media.mediaId !== keep);
      if (victims.length === 0) return;
      for (const victim of victims) {
        if (over <= 0) return;
        store.writeMinor(() => store.cache.remove(victim.mediaId));
        await files.remove(this.#absolute(victim.path));
        over -= victim.sizeBytes;
      }
    }
  }

  #file(media: CachedMedia): MediaFile {
    return {
      path: this.#absolute(media.path),
      contentType: media.contentType,
      sizeBytes: media.sizeBytes,
      filename: media.filename,
    };
  }

  #absolute(path: string): string {
    return join(this.#needs.mediaDir, path);
  }
}

/** On disk. */
function nameOf(mediaId: string): string {
  return createHash('sha256').update(mediaId).digest('hex').slice(0, 40);
}

/** Gives up when nothing has moved for a while. */
class Idle {
  readonly #controller = new AbortController();
  readonly #timers: Timers;
  readonly #outer: AbortSignal;
  readonly #stop: () => void;
  #handle: TimerHandle | null = null;
  expired = false;

  constructor(timers: Timers, outer: AbortSignal) {
    this.#timers = timers;
    this.#outer = outer;
    this.#stop = () => this.#controller.abort(outer.reason);
    if (outer.aborted) this.#stop();
    outer.addEventListener('abort', this.#stop, { once: true });
    this.touch();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  touch(): void {
    if (this.#handle !== null) this.#timers.clearTimeout(this.#handle);
    this.#handle = this.#timers.setTimeout(() => {
      this.expired = true;
      this.#controller.abort(new DOMException('No byte moved in time', 'TimeoutError'));
    }, IDLE_MS);
  }

  /** A fetch from outside need not tie everything to the signal. */
  guard<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const stop = (): void => reject(this.signal.reason);
    if (this.signal.aborted) stop();
    this.signal.addEventListener('abort', stop, { once: true });
    return Promise.race([work, promise]).finally(() => this.signal.removeEventListener('abort', stop));
  }

  end(): void {
    if (this.#handle !== null) this.#timers.clearTimeout(this.#handle);
    this.#handle = null;
    this.#outer.removeEventListener('abort', this.#stop);
  }
}

/** Signed addresses change their query with each answer; the place stays. */
function samePlace(one: string, other: string): boolean {
  if (one === other) return true;
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  const [a, b] = [new URL(one), new URL(other)];
  return a.origin === b.origin && a.pathname === b.pathname && (a.search === '' || isSigned(a)) && isSigned(b);
}

function isSigned(url: URL): boolean {
  return [...url.searchParams.keys()].some((key) => /sign|expires|token/i.test(key));
}

/** A type that a page could run is none that a server may give to what can't be recognised. */
function plainType(type: string | null): string {
  const plain = (type ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return /^(audio|video)\/[\w.+-]+$/.test(plain) || plain === 'text/plain' ? plain : 'application/octet-stream';
}

function lastOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function refused(status: number): CodedError {
  const code = status === 404 || status === 410 ? 'NOT_FOUND' : 'SERVER_ERROR';
  return new CodedError(code, 'The file could not be had', { status });
}

function isRefused(error: unknown): boolean {
  if (!(error instanceof CodedError)) return false;
  const { status } = error.details;
  return status === 401 || status === 403 || status === 404 || status === 410;
}

function tooLarge(media: RemoteMedia, sizeBytes: number, limitBytes: number): CodedError {
  return new CodedError('ATTACHMENT_TOO_LARGE', 'Too large to keep', {
    filename: safeFilename(media.filename),
    sizeBytes,
    limitBytes,
  });
}
