/* oxlint-disable typescript/no-unnecessary-type-parameters -- SQLite gives rows without types: whoever asks knows the columns. */
import Database from 'better-sqlite3';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';

export type Value = string | number | null | Uint8Array;

export type Reader = {
  get<Row>(sql: string, ...values: Value[]): Row | undefined;
  all<Row>(sql: string, ...values: Value[]): Row[];
};

class Connection implements Reader {
  readonly database: Database.Database;
  readonly #statements = new Map<string, Database.Statement<Value[]>>();

  constructor(database: Database.Database) {
    this.database = database;
  }

  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  run(sql: string, values: Value[]): Database.RunResult {
    return this.#prepare(sql).run(...values);
  }

  #prepare(sql: string): Database.Statement<Value[]> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare<Value[]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

type Write = { sql: string; values: Value[] };
type Commit = { at: number; writes: Write[] };

export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/**
 * The demo's data. Every change goes through `run`, so that a second database can follow the first at a distance: that is the read
 * replica of the fault of the same name, and it lags in whole transactions as a real one does.
 */
export class Store implements Reader {
  readonly isNew: boolean;
  readonly #primary: Connection;
  readonly #now: () => number;
  #depth = 0;
  #writes: Write[] = [];
  #afterCommit: Array<() => void> = [];
  #replica: Connection | null = null;
  #behind: Commit[] = [];

  constructor(path: string, now: () => number) {
    this.#now = now;
    this.#primary = new Connection(openExclusively(path));
    this.isNew = this.get("SELECT 1 FROM sqlite_master WHERE name = 'settings'") === undefined;
    if (this.isNew) {
      this.#primary.database.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
    } else if (this.get<{ user_version: number }>('PRAGMA user_version')?.user_version !== SCHEMA_VERSION) {
      this.#primary.database.close();
      throw new StoreError(`${path} holds the data of another version of the demo.`);
    }
  }

  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#primary.get<Row>(sql, ...values);
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#primary.all<Row>(sql, ...values);
  }

  /** Changes rows; answers the id of the row inserted, if one was. */
  run(sql: string, ...values: Value[]): number {
    const result = this.#primary.run(sql, values);
    if (this.#replica !== null) {
      this.#writes.push({ sql, values });
      if (this.#depth === 0) this.#commit();
    }
    return Number(result.lastInsertRowid);
  }

  /** Runs all of it or nothing. What `afterCommit` was given runs when the outermost transaction is through. */
  transaction<Result>(work: () => Result): Result {
    if (this.#depth > 0) return work();
    this.#primary.database.exec('BEGIN IMMEDIATE');
    this.#depth = 1;
    let result: Result;
    try {
      result = work();
      this.#primary.database.exec('COMMIT');
    } catch (error) {
      this.#primary.database.exec('ROLLBACK');
      this.#writes = [];
      this.#afterCommit = [];
      throw error;
    } finally {
      this.#depth = 0;
    }
    this.#commit();
    const callbacks = this.#afterCommit;
    this.#afterCommit = [];
    for (const callback of callbacks) callback();
    return result;
  }

  afterCommit(callback: () => void): void {
    if (this.#depth > 0) this.#afterCommit.push(callback);
    else callback();
  }

  /** From now on `asOf` can answer the past: everything from this moment on, and nothing older than this moment. */
  startReplica(): void {
    if (this.#replica !== null) return;
    this.#replica = new Connection(new Database(this.#primary.database.serialize()));
    this.#behind = [];
  }

  stopReplica(): void {
    this.#replica?.database.close();
    this.#replica = null;
    this.#behind = [];
    this.#writes = [];
  }

  /**
   * The data as it was that many milliseconds ago. One replica only: it never goes back, as a real one does not, so a smaller lag asked
   * once shows through to a larger one asked later.
   */
  asOf(lagMilliseconds: number): Reader {
    if (this.#replica === null) return this;
    const until = this.#now() - lagMilliseconds;
    while (this.#behind[0] !== undefined && this.#behind[0].at <= until) {
      for (const write of this.#behind[0].writes) this.#replica.run(write.sql, write.values);
      this.#behind.shift();
    }
    return this.#replica;
  }

  close(): void {
    this.stopReplica();
    this.#primary.database.close();
  }

  #commit(): void {
    if (this.#writes.length === 0) return;
    this.#behind.push({ at: this.#now(), writes: this.#writes });
    this.#writes = [];
  }
}

function openExclusively(path: string): Database.Database {
  const database = new Database(path, { timeout: 0 });
  try {
    // Not WAL: a copy made by serialize() could not be opened in memory.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = TRUNCATE');
    database.pragma('synchronous = NORMAL');
    database.exec('BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new StoreError(`${path} is in use by another demo server.`, { cause: error });
    }
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB') {
      throw new StoreError(`${path} is not a database of the demo.`, { cause: error });
    }
    throw error;
  }
  return database;
}
