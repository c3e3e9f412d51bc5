import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { schemaVersion } from '../sqlite.ts';
import { copyPathOf } from './copy.ts';
import { localMigrations } from './migrations/index.ts';
import { LocalFolder } from './testing.ts';

/** As a real file of the first version holds it: text, so that whoever changes a released step sees it here. */
const FIRST = readFileSync(new URL('./migrations/local-10.sql', import.meta.url), 'utf8');

let local: LocalFolder;
beforeEach(() => {
  local = new LocalFolder();
});
afterEach(() => local.remove());

/** A file as the version with this schema left it. */
function leaveOldFile(version: number): void {
  const db = new Database(local.path);
  db.exec(FIRST);
  for (const step of localMigrations) if (step.id > 10 && step.id <= version) step.up(db);
  db.pragma(`user_version = ${version}`);
  db.close();
}

describe.each(localMigrations.map(({ id }) => id))('a file of version %i', (version) => {
  test('opens with everything that was in it, and a copy of it as it was', () => {
    leaveOldFile(version);
    const { store, repair } = local.open();
    expect(repair).toBeNull();
    expect(schemaVersion(store.db)).toBe(localMigrations.at(-1)?.id);
    expect(store.outbox.active().map((row) => `${row.clientId}:${row.state}`)).toEqual([
      'lama-sending:sending',
      'lama-queued:queued',
      'lama-failed:failed',
      'lama-read:queued',
      'b6a1:queued',
    ]);
    expect(store.outbox.get('lama-sending')).toMatchObject({ newestIdBeforeAttempt: 41, attempts: 1 });
    expect(store.outbox.get('lama-queued')).toMatchObject({
      conversationId: 7,
      newestShownMessageId: 41,
      payload: { content: 'Menunggu', replyTo: { clientMessageId: 'lama-sending' } },
    });
    expect(store.outbox.get('lama-failed').error).toMatchObject({ code: 'MESSAGE_TOO_LONG' });
    expect(store.outbox.get('lama-sent')).toMatchObject({ state: 'sent', messageId: 41 });
    expect(store.drafts.find('7')).toMatchObject({
      text: 'Draf dari versi lama',
      replyTo: { messageId: 12 },
      selectionEnd: 4,
      version: 6,
    });
    expect(store.marks.find(7)?.readMessageId).toBe(40);
    expect(store.marks.find(8)?.markedUnreadAt).toBe(1_764_000_000_000);
    expect(store.aliases.serverId('new:c0de')).toBe(9);
    expect(store.settings.read().undoSendSeconds).toBe(5);
    expect(store.values.get('server', 'echo.ids')?.value).toBe(true);
    const isOld = version < (localMigrations.at(-1)?.id ?? 0);
    expect(existsSync(copyPathOf(local.path))).toBe(isOld);
    if (!isOld) return;
    const copy = new Database(copyPathOf(local.path), { readonly: true });
    expect(schemaVersion(copy)).toBe(version);
    copy.close();
  });
});

test('a file that is damaged while only a copy of an older version is there comes back from it', () => {
  leaveOldFile(10);
  local.open();
  local.close();
  writeFileSync(local.path, Buffer.alloc(8_192, 7));
  const { store, repair } = local.open();
  expect(repair?.from).toBe('copy');
  expect(store.drafts.find('7')?.text).toBe('Draf dari versi lama');
  expect(store.outbox.get('lama-queued')).toMatchObject({ payload: { content: 'Menunggu' } });
});
