import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalStore } from './local-store.ts';
import { copyPathOf } from './copy.ts';
import { LocalFolder } from './testing.ts';

let local: LocalFolder;
beforeEach(() => {
  local = new LocalFolder();
});
afterEach(() => local.remove());

function write(store: LocalStore, clientId: string, size = 10): void {
  store.write((_, touched) => {
    const content = clientId.padEnd(size, '.');
    store.outbox.insert(
      {
        clientId,
        kind: 'message',
        payload: {
          typed: content,
          content,
          contentType: 'text',
          metadata: {},
          replyTo: null,
          parentMessageId: null,
          files: [],
        },
        conversationRef: '7',
        conversationId: 7,
        createdAt: 1,
      },
      touched,
    );
    store.drafts.save(
      {
        conversationId: clientId,
        text: content,
        files: [],
        replyTo: null,
        selectionStart: 0,
        selectionEnd: 0,
        version: 1,
      },
      1,
      touched,
    );
  });
}

const states = (store: LocalStore) => store.outbox.active().map((row) => `${row.clientId}:${row.state}`);

describe('the copy', () => {
  test('is made after 30 idle seconds with changes, and not again without', async () => {
    const { store } = local.open();
    await local.time.advance(20_000);
    write(store, 'a');
    await local.time.advance(20_000);
    expect(existsSync(copyPathOf(local.path))).toBe(false);
    await local.time.advance(10_000);
    expect(existsSync(copyPathOf(local.path))).toBe(true);
    expect(local.time.pendingTimers).toBe(0);
  });

  test('is made within a minute where changes never pause', async () => {
    const { store } = local.open();
    for (let round = 0; round < 6; round++) {
      store.write((_, touched) => store.settings.set({ theme: 'dark' }, round, touched));
      await local.time.advance(10_000);
    }
    expect(existsSync(copyPathOf(local.path))).toBe(true);
  });
});

test('the copy is not put off by what the outbox notes about its attempts', async () => {
  const { store } = local.open();
  write(store, 'a');
  for (let second = 0; second < 31; second++) {
    store.write((_, touched) => store.outbox.change(store.outbox.get('a'), { attempts: second }, touched));
    await local.time.advance(1_000);
  }
  expect(existsSync(copyPathOf(local.path))).toBe(true);
});

describe('a damaged file', () => {
  async function withCopy(before: string[], after: string[], size?: number): Promise<void> {
    const { store } = local.open();
    for (const id of before) write(store, id, size);
    await local.time.advance(30_000);
    for (const id of after) write(store, id, size);
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    local.close();
  }

  test('that is no database any more is replaced by its copy; what waits may have been sent since, so it is settled first', async () => {
    await withCopy(['a', 'b'], ['c']);
    writeFileSync(local.path, Buffer.alloc(statSync(local.path).size));
    const { store, repair } = local.open();
    expect(repair).toMatchObject({ from: 'copy', report: { uncertain: 2 } });
    expect(states(store)).toEqual(['a:sending', 'b:sending']);
    expect(store.outbox.get('a')).toMatchObject({ recovered: true, ambiguous: true });
    expect(store.drafts.find('b')?.text).toBe('b.........');
    expect(existsSync(repair!.setAside)).toBe(true);
  });

  test.each([0, 60])('that was cut to %i bytes, or removed, is not taken for a new one', async (bytes) => {
    await withCopy(['a'], []);
    if (bytes > 0) truncateSync(local.path, bytes);
    else rmSync(local.path);
    expect(states(local.open().store)).toEqual(['a:sending']);
  });

  test('with a bad page gives what can still be read, also what is newer than the copy', async () => {
    const before = Array.from({ length: 40 }, (_, index) => `old-${index}`);
    const after = Array.from({ length: 40 }, (_, index) => `new-${index}`);
    await withCopy(before, after, 900);
    const bytes = readFileSync(local.path);
    const at = bytes.indexOf('old-20....');
    const file = openSync(local.path, 'r+');
    writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, Math.floor(at / 4096) * 4096);
    closeSync(file);
    const { store, repair } = local.open();
    expect(repair?.from).toBe('copy');
    const found = new Map(store.outbox.active().map((row) => [row.clientId, row.state]));
    expect(before.filter((id) => !found.has(id))).toEqual([]);
    const newer = after.filter((id) => found.get(id) === 'queued');
    expect(newer.length).toBeGreaterThan(30);
    expect(repair!.report.uncertain).toBeGreaterThan(0);
    expect(repair!.report.uncertain).toBeLessThan(20);
    expect(before.filter((id) => store.drafts.find(id)?.text.startsWith(id) !== true)).toEqual([]);
  });

  test('whose copy is damaged too still gives what can be read', async () => {
    await withCopy(['a'], ['b']);
    writeFileSync(copyPathOf(local.path), 'nothing');
    const bytes = readFileSync(local.path);
    writeFileSync(local.path, bytes.subarray(0, bytes.length - 4096));
    const { store, repair } = local.open();
    expect(repair?.from).toBe('nothing');
    expect(states(store)).toEqual(['a:queued', 'b:queued']);
  });

  test('is put aside only a few times', async () => {
    await withCopy(['a'], []);
    for (let round = 0; round < 6; round++) {
      await local.time.advance(1_000);
      writeFileSync(local.path, Buffer.alloc(8192, 7));
      local.open();
      local.close();
    }
    const { readdirSync } = await import('node:fs');
    expect(readdirSync(local.folder).filter((name) => name.includes('damaged'))).toHaveLength(3);
  });
});
