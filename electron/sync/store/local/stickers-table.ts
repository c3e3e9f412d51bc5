import type { StagedFile } from '#shared/domain/draft.ts';
import type { SqliteStore } from '../sqlite.ts';
import type { StagedTable } from './staged-table.ts';

/** The agent's own stickers, newest first. Writes belong into a `write` of the store. */
export class StickersTable {
  readonly #store: SqliteStore;
  readonly #staged: StagedTable;

  constructor(store: SqliteStore, staged: StagedTable) {
    this.#store = store;
    this.#staged = staged;
  }

  all(): StagedFile[] {
    return this.#ids().flatMap((stageId) => this.#staged.find(stageId)?.file ?? []);
  }

  put(stageId: string, now: number): void {
    this.#store
      .sql<[string, number]>('insert or ignore into stickers (stage_id, added_at) values (?, ?)')
      .run(stageId, now);
  }

  remove(stageId: string): void {
    this.#store.sql<[string]>('delete from stickers where stage_id = ?').run(stageId);
  }

  heldFiles(): Set<string> {
    return new Set(this.#ids());
  }

  #ids(): string[] {
    return this.#store
      .sql<[], { stage_id: string }>('select stage_id from stickers order by added_at desc, stage_id')
      .all()
      .map((row) => row.stage_id);
  }
}
