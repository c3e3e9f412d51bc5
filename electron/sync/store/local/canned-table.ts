import type { CannedReply } from '#shared/domain/canned-reply.ts';
import type { SqliteStore } from '../sqlite.ts';
import type { StagedTable } from './staged-table.ts';

interface Stored {
  id: string;
  shortcut: string;
  title: string;
  text: string;
  files: string;
  updated_at: number;
}

export interface CannedInput {
  readonly id: string;
  readonly shortcut: string;
  readonly title: string;
  readonly text: string;
  /** Stage ids. */
  readonly files: readonly string[];
}

/** Canned replies, by shortcut. Writes belong into a `write` of the store. */
export class CannedTable {
  readonly #store: SqliteStore;
  readonly #staged: StagedTable;

  constructor(store: SqliteStore, staged: StagedTable) {
    this.#store = store;
    this.#staged = staged;
  }

  all(): CannedReply[] {
    return this.#store
      .sql<[], Stored>('select * from canned_replies order by shortcut collate nocase')
      .all()
      .map((stored) => this.#decode(stored));
  }

  find(id: string): CannedReply | null {
    const stored = this.#store.sql<[string], Stored>('select * from canned_replies where id = ?').get(id);
    return stored === undefined ? null : this.#decode(stored);
  }

  byShortcut(shortcut: string): CannedReply | null {
    const stored = this.#store
      .sql<[string], Stored>('select * from canned_replies where shortcut = ? collate nocase')
      .get(shortcut);
    return stored === undefined ? null : this.#decode(stored);
  }

  put(input: CannedInput, now: number): void {
    this.#store
      .sql<unknown[]>(
        'insert or replace into canned_replies (id, shortcut, title, text, files, updated_at) values (?, ?, ?, ?, ?, ?)',
      )
      .run(input.id, input.shortcut, input.title, input.text, JSON.stringify(input.files), now);
  }

  remove(id: string): void {
    this.#store.sql<[string]>('delete from canned_replies where id = ?').run(id);
  }

  /** Stage ids that replies hold. */
  heldFiles(): Set<string> {
    const rows = this.#store.sql<[], { files: string }>('select files from canned_replies').all();
    return new Set(rows.flatMap((row) => JSON.parse(row.files) as string[]));
  }

  #decode(stored: Stored): CannedReply {
    return {
      id: stored.id,
      shortcut: stored.shortcut,
      title: stored.title,
      text: stored.text,
      files: (JSON.parse(stored.files) as string[]).flatMap((stageId) => this.#staged.find(stageId)?.file ?? []),
      updatedAt: stored.updated_at,
    };
  }
}
