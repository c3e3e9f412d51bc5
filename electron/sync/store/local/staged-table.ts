import type { StagedFile } from '#shared/domain/draft.ts';
import type { SqliteStore } from '../sqlite.ts';
import type { StagedRecord } from './rows.ts';

interface Stored {
  stage_id: string;
  media_id: string;
  filename: string;
  path: string;
  declared_bytes: number;
  received_bytes: number;
  ready: number;
  as_sticker: number;
  kind: string | null;
  content_type: string | null;
  width: number | null;
  height: number | null;
  created_at: number;
}

/** Files that were attached: their copies lie in the account's media folder until their message is confirmed. */
export class StagedTable {
  readonly #store: SqliteStore;

  constructor(store: SqliteStore) {
    this.#store = store;
  }

  find(stageId: string): StagedRecord | null {
    return one(this.#store.sql<[string], Stored>('select * from staged_files where stage_id = ?').get(stageId));
  }

  byMedia(mediaId: string): StagedRecord | null {
    return one(this.#store.sql<[string], Stored>('select * from staged_files where media_id = ?').get(mediaId));
  }

  all(): StagedRecord[] {
    return this.#store
      .sql<[], Stored>('select * from staged_files order by created_at')
      .all()
      .map((stored) => decode(stored));
  }

  insert(record: Omit<StagedRecord, 'file' | 'receivedBytes'>): void {
    this.#store
      .sql<unknown[]>(
        `insert into staged_files (stage_id, media_id, filename, path, declared_bytes, as_sticker, width, height, created_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        record.stageId,
        record.mediaId,
        record.filename,
        record.path,
        record.declaredBytes,
        record.asSticker ? 1 : 0,
        record.width,
        record.height,
        record.createdAt,
      );
  }

  received(stageId: string, bytes: number): void {
    this.#store
      .sql<[number, string]>('update staged_files set received_bytes = ? where stage_id = ?')
      .run(bytes, stageId);
  }

  /** The last chunk is there, and the file is one that may be sent. */
  ready(stageId: string, facts: Pick<StagedFile, 'kind' | 'contentType' | 'width' | 'height'>): void {
    this.#store
      .sql<unknown[]>(
        'update staged_files set ready = 1, kind = ?, content_type = ?, width = ?, height = ? where stage_id = ?',
      )
      .run(facts.kind, facts.contentType, facts.width, facts.height, stageId);
  }

  remove(stageId: string): void {
    this.#store.sql<[string]>('delete from staged_files where stage_id = ?').run(stageId);
  }
}

function one(stored: Stored | undefined): StagedRecord | null {
  return stored === undefined ? null : decode(stored);
}

function decode(stored: Stored): StagedRecord {
  const file: StagedFile | null =
    stored.ready === 1 && stored.kind !== null && stored.content_type !== null
      ? {
          stageId: stored.stage_id,
          filename: stored.filename,
          kind: stored.kind as StagedFile['kind'],
          contentType: stored.content_type,
          sizeBytes: stored.received_bytes,
          width: stored.width,
          height: stored.height,
          mediaId: stored.media_id,
        }
      : null;
  return {
    stageId: stored.stage_id,
    mediaId: stored.media_id,
    filename: stored.filename,
    path: stored.path,
    declaredBytes: stored.declared_bytes,
    receivedBytes: stored.received_bytes,
    asSticker: stored.as_sticker === 1,
    file,
    width: stored.width,
    height: stored.height,
    createdAt: stored.created_at,
  };
}
