import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../sqlite.ts';
import { LocalStore } from '../local-store.ts';
import { salvage } from '../salvage.ts';
import { localMigrations } from './index.ts';
import { threadDrafts } from './0060-thread-drafts.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thread-drafts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file of a version that knew no drafts of reply threads, with one draft. */
function olderFile(): string {
  const path = join(folder, 'older.db');
  const before = localMigrations.filter(({ id }) => id < threadDrafts.id);
  const db = openDatabase({ path, synchronous: 'FULL', migrations: before });
  db.exec(`insert into drafts (conversation, text, files, reply_message_id, reply_client_id, selection_start, selection_end, saved_at, version, card)
    values ('7', 'dari versi lama', '[]', 12, null, 2, 4, 5, 6, null)`);
  db.close();
  return path;
}

const WHOLE = {
  text: 'dari versi lama',
  parentMessageId: null,
  replyTo: { messageId: 12, clientMessageId: null },
  selectionStart: 2,
  selectionEnd: 4,
  savedAt: 5,
  version: 6,
};

test('what was being written before is there after', () => {
  const db = openDatabase({ path: olderFile(), synchronous: 'FULL', migrations: localMigrations });
  expect(new LocalStore(db, () => undefined).drafts.find('7')).toMatchObject(WHOLE);
  db.close();
});

test('it is also had from a damaged file of the older version', () => {
  const path = olderFile();
  const db = openDatabase({ path: join(folder, 'new.db'), synchronous: 'FULL', migrations: localMigrations });
  expect(salvage(path, db).rows['drafts']).toBe(1);
  expect(new LocalStore(db, () => undefined).drafts.find('7')).toMatchObject(WHOLE);
  db.close();
});
