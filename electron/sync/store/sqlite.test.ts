import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CodedError } from '#shared/errors.ts';
import { copyInto, isDamage, openDatabase, schemaVersion, SqliteStore, type Db, type Migration } from './sqlite.ts';
import type { Touched } from './touched.ts';

const first: Migration = {
  id: 10,
  name: 'first',
  up: (db) => db.exec('create table t(a integer primary key, b text)'),
};
const second: Migration = { id: 20, name: 'second', up: (db) => db.exec('alter table t add column c text') };
const failing: Migration = { id: 30, name: 'failing', up: (db) => db.exec('alter table nothing add column c text') };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-test-'));
  path = join(folder, 'x.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (migrations: Migration[], beforeMigration?: (db: Db, from: number, to: number) => void) =>
  openDatabase({ path, synchronous: 'NORMAL', migrations, ...(beforeMigration ? { beforeMigration } : {}) });

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}

function code(run: () => unknown): string {
  const error = thrown(run);
  return error instanceof CodedError ? error.code : 'none';
}

describe('migrations', () => {
  test('run once, in order, and a copy is made only of a database that exists', () => {
    const calls: string[] = [];
    open([first], () => calls.push('too early')).close();
    const db = open([first, second], (old, from, to) => {
      calls.push(`${from}→${to}`);
      copyInto(old, join(folder, 'copy.db'));
    });
    expect(calls).toEqual(['10→20']);
    expect(schemaVersion(db)).toBe(20);
    db.close();
    open([first, second], () => calls.push('again')).close();
    expect(calls).toHaveLength(1);
  });

  test('a step that fails leaves the version before', () => {
    open([first]).close();
    expect(() => open([first, second, failing])).toThrow('nothing');
    const db = open([first]);
    expect(schemaVersion(db)).toBe(10);
    expect(db.pragma('table_info(t)')).toHaveLength(2);
    db.close();
  });

  test('a newer database is refused', () => {
    open([first, second]).close();
    expect(code(() => open([first]))).toBe('NEWER_DATABASE');
  });

  test('numbers must rise', () => {
    expect(() => open([second, first])).toThrow('does not come after');
  });
});

describe('write', () => {
  test('publishes once after the commit, with everything that nested writes touched', () => {
    const published: Touched[] = [];
    const db = open([first]);
    const store = new SqliteStore(db, (touched) => {
      expect(db.inTransaction).toBe(false);
      published.push(touched);
    });
    store.write((tx, touched) => {
      tx.exec(`insert into t values (1, 'x')`);
      touched.conversation(1);
      store.write((_, inner) => inner.message(2, 3));
    });
    expect(published).toHaveLength(1);
    expect([...published[0]!.conversations]).toEqual([1, 2]);
    store.close();
  });

  test('a throw rolls back and publishes nothing', () => {
    let published = 0;
    const store = new SqliteStore(open([first]), () => published++);
    expect(() =>
      store.write((tx, touched) => {
        tx.exec(`insert into t values (1, 'x')`);
        touched.conversation(1);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.sql<[], { n: number }>('select count(*) n from t').get()?.n).toBe(0);
    expect(published).toBe(0);
    store.close();
  });
});

describe('statements', () => {
  test('hide from the planner what is compared, or each call would prepare them anew', () => {
    const store = new SqliteStore(open([first]), () => undefined);
    store.write((tx) => tx.exec(`insert into t values (1, 'one'), (2, null)`));
    const found = store.sql<[string, number], { a: number }>('select a from t where b = ? order by a limit ?');
    expect(found.source).toBe('select a from t where b = +? order by a limit +?');
    expect(found.all('one', 1)).toEqual([{ a: 1 }]);
    expect(store.sql<[null], { a: number }>('select a from t where b is ?').all(null)).toEqual([{ a: 2 }]);
    expect(store.sql<[string], { a: number }>('select a from t where b like ?').all('O%')).toEqual([{ a: 1 }]);
    expect(store.sql('update t set b = ? where a >= ? and a < ?').source).toBe(
      'update t set b = +? where a >= +? and a < ?',
    );
    expect(store.sql('insert into t values (?, ?)').source).toBe('insert into t values (?, ?)');
    store.close();
  });
});

describe('errors', () => {
  test('a file that is no database counts as damage', async () => {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, Buffer.alloc(8192, 7));
    const error = thrown(() => open([first]));
    expect(isDamage(error)).toBe(true);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED' });
  });

  test('a folder that does not exist is a storage failure, not a crash', () => {
    path = join(folder, 'none', 'x.db');
    expect(code(() => open([first]))).toBe('STORAGE_FAILED');
  });
});
