import type { SqliteStore } from '../sqlite.ts';

export interface CachedMedia {
  readonly mediaId: string;
  readonly url: string;
  /** Within the account's media folder. */
  readonly path: string;
  readonly filename: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly usedAt: number;
}

interface Stored {
  media_id: string;
  url: string;
  path: string;
  filename: string;
  content_type: string;
  size_bytes: number;
  used_at: number;
}

/** Downloads on disk, and when each was last wanted. */
export class CacheTable {
  readonly #store: SqliteStore;

  constructor(store: SqliteStore) {
    this.#store = store;
  }

  find(mediaId: string): CachedMedia | null {
    const stored = this.#store.sql<[string], Stored>('select * from media_cache where media_id = ?').get(mediaId);
    return stored === undefined ? null : decode(stored);
  }

  put(media: CachedMedia): void {
    this.#store
      .sql<unknown[]>(
        'insert or replace into media_cache (media_id, url, path, filename, content_type, size_bytes, used_at) values (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(media.mediaId, media.url, media.path, media.filename, media.contentType, media.sizeBytes, media.usedAt);
  }

  /** Its files; their ids begin with that of the message (electron/sync/views/media-ids.ts). */
  ofMessage(conversationId: number, messageId: number): CachedMedia[] {
    const start = `a_${conversationId}_${messageId}`;
    return this.#store
      .sql<[string, string], Stored>('select * from media_cache where media_id > ? and media_id < ?')
      .all(`${start}_`, `${start}_:`)
      .map((stored) => decode(stored));
  }

  used(mediaId: string, now: number): void {
    this.#store.sql<[number, string]>('update media_cache set used_at = ? where media_id = ?').run(now, mediaId);
  }

  remove(mediaId: string): void {
    this.#store.sql<[string]>('delete from media_cache where media_id = ?').run(mediaId);
  }

  totalBytes(): number {
    return (
      this.#store.sql<[], { total: number | null }>('select sum(size_bytes) total from media_cache').get()?.total ?? 0
    );
  }

  leastRecentlyUsed(limit: number): CachedMedia[] {
    return this.#store
      .sql<[number], Stored>('select * from media_cache order by used_at, media_id limit ?')
      .all(limit)
      .map((stored) => decode(stored));
  }
}

function decode(stored: Stored): CachedMedia {
  return {
    mediaId: stored.media_id,
    url: stored.url,
    path: stored.path,
    filename: stored.filename,
    contentType: stored.content_type,
    sizeBytes: stored.size_bytes,
    usedAt: stored.used_at,
  };
}
