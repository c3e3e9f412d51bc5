import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FixtureBridge } from '#tests/support/fixture-bridge.ts';
import { createFixtureBridge } from '#tests/support/fixture-bridge.ts';
import { fixtureRow, fixtureUnsent } from '#tests/support/fixture-data.ts';
import type { InboxStore } from './inbox-store.ts';
import { createInboxStore } from './inbox-store.ts';
import { createOutboxStore } from './outbox-store.ts';

const NOW = 1_000_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

function manyRows(count: number) {
  return Array.from({ length: count }, (_, index) =>
    fixtureRow({ id: String(index + 1), lastActivityAt: NOW - index * 1_000 }),
  );
}

async function startInbox(bridge: FixtureBridge, renamed: string[] = []): Promise<InboxStore> {
  const inbox = createInboxStore(bridge, (from, to) => renamed.push(`${from} ${to}`));
  inbox.feed.start();
  await settled();
  return inbox;
}

describe('the inbox store', () => {
  it('reads page after page, and says when a page did not come', async () => {
    const bridge = createFixtureBridge({ conversations: manyRows(150) });
    const inbox = await startInbox(bridge);
    expect(inbox.getState().rows).toHaveLength(60);
    bridge.failWith('inbox.list', { code: 'STORAGE_FAILED', message: '', details: {} });
    inbox.loadMore();
    await settled();
    expect(inbox.getState()).toMatchObject({ loadingMore: false, moreError: { code: 'STORAGE_FAILED' } });
    bridge.failWith('inbox.list', null);
    inbox.loadMore();
    inbox.loadMore();
    await settled();
    expect(inbox.getState().rows).toHaveLength(120);
    inbox.loadMore();
    await settled();
    expect(inbox.getState()).toMatchObject({ next: null, moreError: null });
    expect(inbox.getState().rows).toHaveLength(150);
  });

  it('puts no row of a late page over a newer one', async () => {
    const bridge = createFixtureBridge({ conversations: manyRows(70) });
    const inbox = await startInbox(bridge);
    const release = bridge.hold('inbox.list');
    inbox.loadMore();
    await settled();
    const row = bridge.rows().find((each) => each.id === '65');
    if (!row) throw new Error('Row 65 is missing.');
    bridge.upsert({ ...row, unread: 3 });
    release();
    await settled();
    expect(inbox.getState().rows.find((each) => each.id === '65')?.unread).toBe(3);
  });

  it('takes the real id of a new conversation over', async () => {
    const renamed: string[] = [];
    const bridge = createFixtureBridge({ conversations: manyRows(2) });
    const inbox = await startInbox(bridge, renamed);
    const temporary = 'new:00000000-0000-4000-8000-000000000001';
    bridge.upsert(fixtureRow({ id: temporary, lastActivityAt: NOW + 1 }));
    inbox.setOpen(temporary);
    bridge.change({
      conversations: [fixtureRow({ id: '99', lastActivityAt: NOW + 2 })],
      aliases: [{ from: temporary, to: '99' }],
    });
    expect(renamed).toEqual([`${temporary} 99`]);
    expect(inbox.getState().rows.map((row) => row.id)).toEqual(['99', '1', '2']);
  });

  it('ends typing by itself', async () => {
    const bridge = createFixtureBridge({ conversations: manyRows(1) });
    const inbox = await startInbox(bridge);
    bridge.emit({ type: 'typing', conversationId: '1', people: [{ userId: 5, name: 'Siti' }] });
    expect(inbox.getState().typing.get('1')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(inbox.getState().typing.size).toBe(0);
  });

  it('shows another tab at once from what it knows, then what the engine says', async () => {
    const rows = manyRows(3).map((row) => ({ ...row, unread: row.id === '2' ? 1 : 0 }));
    const bridge = createFixtureBridge({ conversations: rows });
    const inbox = await startInbox(bridge);
    inbox.setFilter('unread');
    expect(inbox.getState()).toMatchObject({ phase: 'ready', rows: [{ id: '2' }] });
    inbox.setFilter('mine');
    expect(inbox.getState()).toMatchObject({ phase: 'loading', rows: [] });
    await settled();
    expect(inbox.getState()).toMatchObject({ phase: 'ready', rows: [] });
  });
});

describe('the outbox store', () => {
  const id = '00000000-0000-4000-8000-000000000001';
  const entry = (state: 'queued' | 'held') => ({
    conversationId: '1',
    conversationTitle: 'Siti Rahma',
    creates: false,
    change: null,
    message: fixtureUnsent('1', id, 'Baik, Kak', NOW, { state }),
  });
  const changed = (part: object) => ({
    conversationId: '1',
    rows: [],
    removed: [],
    reread: false,
    arrived: [],
    ...part,
  });

  it('follows what becomes of an item, and asks when there is a new one', async () => {
    const bridge = createFixtureBridge({ outbox: [entry('queued')] });
    const outbox = createOutboxStore(bridge);
    outbox.feed.start();
    await settled();
    expect(outbox.getState().entries[0]?.message.unsent?.state).toBe('queued');

    bridge.change({ messages: [changed({ rows: [entry('held').message] })] });
    expect(outbox.getState().entries[0]?.message.unsent?.state).toBe('held');

    bridge.change({ messages: [changed({ rows: [{ ...entry('held').message, unsent: null, messageId: 7 }] })] });
    expect(outbox.getState().entries).toEqual([]);

    const asked = (): number => bridge.calls.filter((call) => call.method === 'outbox.list').length;
    const before = asked();
    bridge.change({ messages: [changed({ rows: [entry('queued').message] })] });
    await settled();
    expect(asked()).toBe(before + 1);
    bridge.change({ messages: [changed({ removed: [`o:${id}`] })] });
    expect(outbox.getState().entries).toEqual([]);

    const then = asked();
    bridge.change({ outboxChanges: true });
    await settled();
    expect(asked()).toBe(then + 1);
  });
});
