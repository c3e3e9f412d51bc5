import Database from 'better-sqlite3';
import { CodedError } from '#shared/errors.ts';
import { Touched, type Publish } from './touched.ts';

export type Db = Database.Database;
export type Statement<Parameters extends unknown[], Row = unknown> = Database.Statement<Parameters, Row>;
export type SqlValue = string | number | bigint | Uint8Array | null;

/** One step of a schema, in a file of its own. Ids rise; a released step never changes. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  up(db: Db): void;
}

export interface OpenOptions {
  /** A file's path, or `:memory:`. */
  readonly path: string;
  /** FULL for what exists only here, NORMAL for what can be fetched again. */
  readonly synchronous: 'NORMAL' | 'FULL';
  readonly migrations: readonly Migration[];
  /** Called before an existing database is migrated, outside any transaction: the place for a copy (see copyInto). */
  readonly beforeMigration?: (db: Db, from: number, to: number) => void;
}

const CACHE_KIB = 32 * 1024;

/**
 * Opens a database, sets its pragmas and brings its schema up to date in one transaction.
 * Throws CodedError: NEWER_DATABASE where a later version has written it, READ_ONLY, DISK_FULL, or STORAGE_FAILED (see isDamage).
 */
export function openDatabase(options: OpenOptions): Db {
  let db: Db;
  try {
    db = new Database(options.path);
  } catch (error) {
    throw storageError(error);
  }
  try {
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${options.synchronous}`);
    db.pragma('foreign_keys = OFF');
    db.pragma('temp_store = MEMORY');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    migrate(db, options.migrations, options.beforeMigration);
    return db;
  } catch (error) {
    db.close();
    throw storageError(error);
  }
}

function migrate(db: Db, migrations: readonly Migration[], beforeMigration: OpenOptions['beforeMigration']): void {
  const target = checkedTarget(migrations);
  const from = schemaVersion(db);
  if (from > target) {
    throw new CodedError('NEWER_DATABASE', 'The database was written by a newer version', {
      found: from,
      known: target,
    });
  }
  if (from === target) return;
  if (from > 0) beforeMigration?.(db, from, target);
  db.transaction(() => {
    for (const migration of migrations) if (migration.id > from) migration.up(db);
    db.pragma(`user_version = ${target}`);
  }).immediate();
}

function checkedTarget(migrations: readonly Migration[]): number {
  let last = 0;
  for (const migration of migrations) {
    if (!Number.isSafeInteger(migration.id) || migration.id <= last) {
      throw new Error(`Migration ${migration.name} does not come after number ${last}`);
    }
    last = migration.id;
  }
  return last;
}

export function schemaVersion(db: Db): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** A whole, compact copy of the database as of now; the target must not exist. */
export function copyInto(db: Db, path: string): void {
  db.prepare<[string]>('VACUUM INTO ?').run(path);
}

/** What SQLite reports when the file itself is broken. */
const DAMAGE = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

function sqliteCode(error: unknown): string | null {
  return error instanceof Database.SqliteError ? error.code : null;
}

/** The same error with a code that crosses the contract; what is no storage error stays as it is. */
export function storageError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === null) return isOpenFailure(error) ? coded('STORAGE_FAILED', error, null) : error;
  if (code.startsWith('SQLITE_FULL')) return coded('DISK_FULL', error, code);
  if (code.startsWith('SQLITE_READONLY')) return coded('READ_ONLY', error, code);
  return coded('STORAGE_FAILED', error, code);
}

/** better-sqlite3 reports a missing folder as a TypeError, before SQLite is asked. */
function isOpenFailure(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes('directory does not exist');
}

function coded(code: 'DISK_FULL' | 'READ_ONLY' | 'STORAGE_FAILED', cause: unknown, sqlite: string | null): CodedError {
  const damaged = sqlite !== null && DAMAGE.some((prefix) => sqlite.startsWith(prefix));
  const busy = sqlite !== null && (sqlite.startsWith('SQLITE_BUSY') || sqlite.startsWith('SQLITE_LOCKED'));
  return new CodedError(code, cause instanceof Error ? cause.message : '', { sqlite, damaged, busy }, { cause });
}

/** Whether the file is broken (as far as SQLite reports it), so that it has to be set aside and replaced. */
export function isDamage(error: unknown): boolean {
  if (error instanceof CodedError) return error.details['damaged'] === true;
  const code = sqliteCode(error);
  return code !== null && DAMAGE.some((prefix) => code.startsWith(prefix));
}

/** The computer has no room, or does not let anything be written now: news for the agent, not a fault of the program. */
export function isNoRoom(error: unknown): boolean {
  if (!(error instanceof CodedError)) return false;
  return error.code === 'DISK_FULL' || error.code === 'READ_ONLY' || error.details['busy'] === true;
}

/**
 * SQLite's planner looks at the values that are compared for equality or limit the rows, and for that SQLite prepares the statement anew at each
 * call, which takes longer than running it. No plan of ours depends on a value: a unary plus, which changes nothing, hides it.
 */
function steady(sql: string): string {
  return sql.replaceAll(/(=|\b(?:is|is not|like|limit|offset))\s*\?/g, '$1 +?');
}

/**
 * A store over one connection. Every change goes through `write`: one transaction, whose touched keys are published once, after the commit.
 * A write inside a write joins it.
 */
export class SqliteStore {
  readonly db: Db;
  readonly #publish: Publish;
  readonly #begin: Statement<[]>;
  readonly #commit: Statement<[]>;
  readonly #statements = new Map<string, Statement<unknown[]>>();
  #open: Touched | null = null;
  /** Told how each transaction ended: null, or why the storage refused it. */
  onOutcome: (refusal: CodedError | null) => void = () => undefined;

  constructor(db: Db, publish: Publish) {
    this.db = db;
    this.#begin = db.prepare('begin immediate');
    this.#commit = db.prepare('commit');
    this.#publish = publish;
  }

  /** Runs `work` in one transaction. Throws what `work` threw (rolled back, nothing published) or a CodedError of the storage. */
  write<T>(work: (tx: Db, touched: Touched) => T): T {
    if (this.#open !== null) return work(this.db, this.#open);
    const touched = new Touched();
    let result: T;
    try {
      this.#begin.run();
      this.#open = touched;
      result = work(this.db, touched);
      this.#commit.run();
    } catch (error) {
      this.#open = null;
      if (this.db.open && this.db.inTransaction) this.db.exec('ROLLBACK');
      const refusal = storageError(error);
      if (refusal instanceof CodedError) this.onOutcome(refusal);
      throw refusal;
    }
    this.#open = null;
    this.onOutcome(null);
    if (!touched.empty) this.#publish(touched);
    return result;
  }

  /** A prepared statement, prepared once for each text (see `steady`). */
  sql<Parameters extends unknown[] = [], Row = unknown>(text: string): Statement<Parameters, Row> {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.db.prepare(steady(text));
      this.#statements.set(text, statement);
    }
    return statement as unknown as Statement<Parameters, Row>;
  }

  /** False after damage that SQLite can see, and where parts of the file can't be read at all. Reads the whole file: not for the way to the first paint. */
  quickCheck(): boolean {
    try {
      return this.db.pragma('quick_check(1)', { simple: true }) === 'ok';
    } catch (error) {
      if (isDamage(error) || sqliteCode(error)?.startsWith('SQLITE_IOERR') === true) return false;
      throw storageError(error);
    }
  }

  close(): void {
    if (this.db.open) this.db.close();
  }
}
