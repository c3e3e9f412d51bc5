import { SqliteStore, type Db } from '../sqlite.ts';
import { Touched, type Publish } from '../touched.ts';
import { AliasesTable } from './aliases-table.ts';
import { CacheTable } from './cache-table.ts';
import { CannedTable } from './canned-table.ts';
import { DraftsTable } from './drafts-table.ts';
import { KeyValues, SettingsValues } from './key-values.ts';
import { MarksTable } from './marks-table.ts';
import { OutboxTable } from './outbox-table.ts';
import { StagedTable } from './staged-table.ts';
import { StickersTable } from './stickers-table.ts';

/** local.db: what exists only on this computer. */
export class LocalStore extends SqliteStore {
  readonly outbox: OutboxTable;
  readonly staged: StagedTable;
  readonly drafts: DraftsTable;
  readonly marks: MarksTable;
  readonly aliases: AliasesTable;
  readonly values: KeyValues;
  readonly settings: SettingsValues;
  readonly cache: CacheTable;
  readonly canned: CannedTable;
  readonly stickers: StickersTable;
  readonly #publish: Publish;
  readonly #onWrite: (change: 'made' | 'kept') => void;
  #newestItem = 0;

  /** `onWrite` is called after each commit; `made`: with something that could be had from nowhere else. */
  constructor(db: Db, publish: Publish, onWrite: (change: 'made' | 'kept') => void = () => undefined) {
    super(db, publish);
    this.#publish = publish;
    this.#onWrite = onWrite;
    this.outbox = new OutboxTable(this);
    this.staged = new StagedTable(this);
    this.drafts = new DraftsTable(this, this.staged);
    this.marks = new MarksTable(this);
    this.aliases = new AliasesTable(this);
    this.values = new KeyValues(this);
    this.settings = new SettingsValues(this.values);
    this.cache = new CacheTable(this);
    this.canned = new CannedTable(this, this.staged);
    this.stickers = new StickersTable(this, this.staged);
  }

  override write<T>(work: (tx: Db, touched: Touched) => T): T {
    let seen: Touched | null = null;
    const result = super.write((tx, touched) => {
      seen = touched;
      return work(tx, touched);
    });
    this.#onWrite(seen !== null && this.#madeSomething(seen) ? 'made' : 'kept');
    return result;
  }

  /**
   * For what may be lost in a power failure without harm (rate windows, when a picture was last looked at): not forced to the disk, and no
   * reason for a new copy.
   */
  writeMinor<T>(work: (tx: Db, touched: Touched) => T): T {
    if (this.db.inTransaction) return super.write(work);
    this.db.pragma('synchronous = NORMAL');
    try {
      return super.write(work);
    } finally {
      this.db.pragma('synchronous = FULL');
    }
  }

  /** Nothing stored has changed, but what is shown of it has: why something waits, how far an upload is. */
  announce(note: (touched: Touched) => void): void {
    const touched = new Touched();
    note(touched);
    if (!touched.empty) this.#publish(touched);
  }

  /** What the outbox notes about its own attempts can be found out again; new items, drafts, marks and settings can't. */
  #madeSomething(touched: Touched): boolean {
    if (touched.drafts.size > 0 || touched.settings) return true;
    if (touched.outbox.size === 0) return !touched.empty;
    const newest = this.outbox.newestSeq();
    const isNew = newest > this.#newestItem;
    this.#newestItem = newest;
    return isNew;
  }
}
