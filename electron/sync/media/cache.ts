import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { MediaFile } from '#shared/contract/sync-channel.ts';
import type { MediaState } from '#shared/domain/media.ts';
import { CodedError } from '#shared/errors.ts';
import { FILE_KINDS } from '#shared/limits.ts';
import type { Clock, Fetch, FileSystem, Timers } from '../ports.ts';
import type { CachedMedia } from '../store/local/cache-table.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import { Download, type DownloadProgress } from './download.ts';
import { fileError } from './file-error.ts';
import { contentTypeOf, HEAD_BYTES } from './file-types.ts';
import { Partials } from './partials.ts';
import { safeFilename } from './safe-name.ts';
import { samePlace } from './same-place.ts';

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
  /** Told where a file is, whenever that changes; of a download only as often as an eye can follow. */
  readonly onState?: (mediaId: string, state: MediaState) => void;
}

const FOLDER = 'cache';
const MAX_BYTES = 1024 ** 3;
const MAX_FILE_BYTES = 250 * 1024 ** 2;
const EVICT_AT_ONCE = 50;
/** Used again within this time, it is not noted anew. */
const USE_NOTED_EVERY_MS = 60_000;
/** What is here within this time is not worth a bar; after it, so often is progress told. */
const TOLD_EVERY_MS = 150;

const UNKNOWN = { state: 'away', receivedBytes: 0, totalBytes: null, error: null } as const satisfies MediaState;

interface UnderWay {
  readonly work: Promise<MediaFile>;
  readonly stop: AbortController;
  state: MediaState;
}

/**
 * Pictures and files of messages, fetched once from their own address without the token, and kept under their content's type. Asked for only
 * where the view loads by itself or the agent wants it.
 */
export class MediaCache {
  readonly #needs: MediaCacheNeeds;
  readonly #partials: Partials;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #adopting = new Map<string, Promise<void>>();
  /** Why the last download of these ended early. */
  readonly #failed = new Map<string, CodedError>();
  readonly #stop = new AbortController();

  constructor(needs: MediaCacheNeeds) {
    this.#needs = needs;
    this.#partials = new Partials({ files: needs.files, clock: needs.clock, folder: this.#absolute(FOLDER) });
  }

  /** Throws NOT_FOUND, OFFLINE, TIMED_OUT, SERVER_ERROR, ATTACHMENT_TOO_LARGE, CANCELLED, DISK_FULL or READ_ONLY. */
  open(mediaId: string): Promise<MediaFile> {
    const running = this.#underWay.get(mediaId);
    if (running !== undefined) return running.work;
    const stop = new AbortController();
    const adopting = this.#adopting.get(mediaId) ?? Promise.resolve();
    const work = adopting
      .then(() => this.#open(mediaId, stop.signal))
      .finally(() => {
        this.#underWay.delete(mediaId);
      });
    this.#underWay.set(mediaId, { work, stop, state: UNKNOWN });
    return work;
  }

  /** Whoever waits for it gets CANCELLED; what has come so far is kept, to go on from. */
  cancel(mediaId: string): void {
    this.#underWay.get(mediaId)?.stop.abort();
  }

  async state(mediaId: string): Promise<MediaState> {
    const running = this.#underWay.get(mediaId)?.state ?? UNKNOWN;
    if (running.state === 'coming') return running;
    const media = this.#needs.source(mediaId);
    if (media === null) return UNKNOWN;
    const cached = await this.#cached(mediaId);
    if (cached !== null && samePlace(cached.url, media.url)) return { state: 'here' };
    const kept = await this.#partials.find(nameOf(mediaId), media.url);
    return {
      state: 'away',
      receivedBytes: kept?.receivedBytes ?? 0,
      totalBytes: kept?.about.totalBytes ?? media.sizeBytes,
      error: this.#failed.get(mediaId)?.info ?? null,
    };
  }

  /** At start: beginnings of downloads that nobody goes on with. */
  sweep(): Promise<number> {
    return this.#partials.sweep((mediaId) => this.#needs.source(mediaId) !== null);
  }

  /** Its message was deleted: nothing that was fetched of it is kept. */
  async forget(conversationId: number, messageId: number): Promise<void> {
    const { store, files } = this.#needs;
    for (const media of store.cache.ofMessage(conversationId, messageId)) {
      store.writeMinor(() => store.cache.remove(media.mediaId));
      await files.remove(this.#absolute(media.path));
    }
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
    this.#tell(mediaId, { state: 'here' });
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
    await Promise.allSettled([...[...this.#underWay.values()].map(({ work }) => work), ...this.#adopting.values()]);
  }

  async #open(mediaId: string, stopped: AbortSignal): Promise<MediaFile> {
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
    return this.#file(await this.#fetched(mediaId, media, stopped));
  }

  async #cached(mediaId: string): Promise<CachedMedia | null> {
    const { store, files } = this.#needs;
    const cached = store.cache.find(mediaId);
    if (cached === null) return null;
    if (await files.exists(this.#absolute(cached.path))) return cached;
    store.writeMinor(() => store.cache.remove(mediaId));
    return null;
  }

  /** Fetches it and says how that goes. */
  async #fetched(mediaId: string, media: RemoteMedia, stopped: AbortSignal): Promise<CachedMedia> {
    this.#failed.delete(mediaId);
    try {
      const entry = await this.#fetchInto(mediaId, media, stopped);
      this.#tell(mediaId, { state: 'here' });
      return entry;
    } catch (error) {
      if (error instanceof CodedError) this.#failed.set(mediaId, error);
      const running = this.#underWay.get(mediaId);
      if (running !== undefined) running.state = UNKNOWN;
      this.#tell(mediaId, await this.state(mediaId));
      throw error;
    }
  }

  async #fetchInto(mediaId: string, media: RemoteMedia, stopped: AbortSignal, again = false): Promise<CachedMedia> {
    const { store, files, fetch, clock, timers, maxFileBytes = MAX_FILE_BYTES } = this.#needs;
    const name = nameOf(mediaId);
    const path = join(FOLDER, name);
    const filename = safeFilename(media.filename ?? lastOf(media.url));
    const download = new Download(
      { files, fetch, clock, timers, partials: this.#partials, maxFileBytes },
      {
        mediaId,
        url: media.url,
        name,
        filename,
        stopped,
        ended: this.#stop.signal,
        onProgress: this.#progressOf(mediaId, media.sizeBytes),
      },
    );
    try {
      await files.mkdir(this.#absolute(FOLDER));
      const { sizeBytes, headerType } = await download.run();
      const partial = this.#partials.path(name);
      const head = await files.read(partial, 0, HEAD_BYTES);
      // The beginning of a document does not always tell which it is; nothing of that kind is larger than what is sent.
      const whole = async (): Promise<Uint8Array> =>
        sizeBytes > FILE_KINDS.document.maxBytes ? head : files.readAll(partial);
      const contentType = (await contentTypeOf(head, whole)) ?? plainType(headerType ?? media.contentType);
      // Deleted while it was on its way.
      if (this.#needs.source(mediaId) === null) throw new CodedError('NOT_FOUND', 'No such media', { mediaId });
      await this.#partials.finish(name, this.#absolute(path));
      const entry = { mediaId, url: media.url, path, filename, contentType, sizeBytes, usedAt: clock.now() };
      store.writeMinor(() => store.cache.put(entry));
      await this.#evict(mediaId);
      return entry;
    } catch (error) {
      if (!again && isRefused(error) && (await this.#needs.refresh?.(mediaId)) === true) {
        const fresh = this.#needs.source(mediaId);
        if (fresh !== null && fresh.url !== media.url) return this.#fetchInto(mediaId, fresh, stopped, true);
      }
      if (this.#needs.source(mediaId) === null) await this.#partials.remove(name);
      throw fileError(error);
    }
  }

  #progressOf(mediaId: string, expectedBytes: number | null): (progress: DownloadProgress) => void {
    const { clock } = this.#needs;
    let toldAt = clock.monotonic();
    return (progress) => {
      const state: MediaState = { ...progress, state: 'coming', totalBytes: progress.totalBytes ?? expectedBytes };
      const running = this.#underWay.get(mediaId);
      if (running !== undefined) running.state = state;
      if (clock.monotonic() - toldAt < TOLD_EVERY_MS) return;
      toldAt = clock.monotonic();
      this.#tell(mediaId, state);
    };
  }

  #tell(mediaId: string, state: MediaState): void {
    this.#needs.onState?.(mediaId, state);
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
        this.#tell(victim.mediaId, { ...UNKNOWN, totalBytes: victim.sizeBytes });
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

function isRefused(error: unknown): boolean {
  if (!(error instanceof CodedError)) return false;
  const { status } = error.details;
  return status === 401 || status === 403 || status === 404 || status === 410;
}
