// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FixtureThread, FixtureThreadOptions } from '#tests/support/fixture-thread.ts';
import { createFixtureThread, fixtureMessage } from '#tests/support/fixture-thread.ts';
import { ThreadStore } from './thread-store.ts';
import { threadsOf } from './threads.ts';

const rows = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => fixtureMessage(from + index));
const ids = (store: ThreadStore) => store.store.getState().window.rows.map((row) => row.messageId);

afterEach(() => vi.useRealTimers());

async function opened(options: FixtureThreadOptions): Promise<{ bridge: FixtureThread; thread: ThreadStore }> {
  const bridge = createFixtureThread(options);
  const thread = new ThreadStore(bridge, '101');
  await thread.open();
  return { bridge, thread };
}

describe('opening', () => {
  it('begins around the first unread message, with the line there', async () => {
    const { thread } = await opened({
      rows: rows(1, 200),
      row: { unread: 100 },
      details: { firstUnreadMessageId: 101 },
    });
    expect(ids(thread)).toContain(101);
    expect(thread.store.getState()).toMatchObject({ phase: 'ready', divider: { messageId: 101, count: 100 } });
    expect(thread.store.getState().window.newer).toBe(true);
  });

  it('asks the server at once where nothing is mirrored', async () => {
    const { bridge, thread } = await opened({ rows: [], onServer: rows(1, 3) });
    await vi.waitFor(() => expect(ids(thread)).toEqual([1, 2, 3]));
    expect(bridge.inputs('thread.loadOlder')).toEqual([{ conversationId: '101', beforeId: null }]);
  });

  it('reads nothing twice when it is opened again, and finds what became unread meanwhile', async () => {
    const { bridge, thread } = await opened({ rows: rows(1, 5) });
    bridge.put(fixtureMessage(6));
    bridge.setDetails({ firstUnreadMessageId: 6 });
    bridge.setRow({ unread: 1 });
    await thread.open();
    expect(bridge.inputs('thread.page')).toHaveLength(1);
    expect(thread.store.getState().divider).toEqual({ messageId: 6, count: 1 });
  });
});

describe('scrolling', () => {
  it('reads older rows from the mirror, then from the server, to the beginning', async () => {
    const { bridge, thread } = await opened({ rows: rows(51, 150), onServer: rows(1, 50) });
    expect(ids(thread)[0]).toBe(91);
    await thread.loadOlder();
    expect(ids(thread)[0]).toBe(51);
    expect(bridge.inputs('thread.loadOlder')).toEqual([]);
    await thread.loadOlder();
    expect(ids(thread)[0]).toBe(1);
    expect(thread.store.getState().window.older).toBe('none');
    expect(ids(thread)).toHaveLength(150);
  });

  it('keeps the row on screen at its index when rows come above it', async () => {
    const { thread } = await opened({ rows: rows(1, 150) });
    const before = thread.store.getState().firstItemIndex;
    await thread.loadOlder();
    expect(thread.store.getState().firstItemIndex).toBe(before - 60);
  });

  it('keeps what the agent sees and says why when older rows do not come', async () => {
    const { bridge, thread } = await opened({ rows: rows(1, 3), onServer: [fixtureMessage(0)] });
    bridge.failWith('thread.loadOlder', { code: 'OFFLINE', message: '', details: {} });
    await thread.loadOlder();
    expect(thread.store.getState().olderError?.code).toBe('OFFLINE');
    expect(ids(thread)).toEqual([1, 2, 3]);
  });

  it('reads up to the newest, with what waits only there', async () => {
    const unsent = [
      fixtureMessage(0, {
        key: 'o:a',
        messageId: null,
        own: true,
        unsent: {
          clientMessageId: 'a',
          state: 'queued',
          wait: 'offline',
          hold: null,
          nextAttemptAt: null,
          attempts: 0,
          error: null,
          pendingIntent: null,
        },
      }),
    ];
    const { thread } = await opened({
      rows: rows(1, 200),
      unsent,
      row: { unread: 100 },
      details: { firstUnreadMessageId: 101 },
    });
    expect(thread.store.getState().window.unsent).toEqual([]);
    await thread.loadNewer();
    await thread.loadNewer();
    expect(ids(thread).at(-1)).toBe(200);
    expect(thread.store.getState().window.unsent).toHaveLength(1);
  });
});

describe('jumping', () => {
  it('goes to a message that is not in memory, and back', async () => {
    const { thread } = await opened({ rows: rows(1, 300) });
    expect(await thread.jumpTo(20, 'm:290')).toBe('shown');
    expect(thread.store.getState().scroll).toMatchObject({ key: 'm:20', mark: true });
    expect(await thread.jumpBack()).toBe(true);
    expect(thread.store.getState().scroll).toMatchObject({ key: 'm:290' });
    expect(await thread.jumpBack()).toBe(false);
  });

  it('fetches one that is not mirrored, and says when it can not', async () => {
    const { bridge, thread } = await opened({ rows: rows(100, 110), onServer: rows(1, 50) });
    expect(await thread.jumpTo(50, null)).toBe('shown');
    expect(await thread.jumpTo(99, null)).toBe('missing');
    bridge.failWith('thread.fetchMessage', { code: 'OFFLINE', message: '', details: {} });
    expect(await thread.jumpTo(60, null)).toBe('unreachable');
  });
});

describe('events', () => {
  it('counts what comes while the end is out of sight, once each', async () => {
    const { bridge, thread } = await opened({ rows: rows(1, 5) });
    thread.focused(true);
    thread.see({ topKey: 'm:1', topOffset: 0, newestId: 5 }, false);
    thread.atBottom(false);
    bridge.put(fixtureMessage(6));
    bridge.put(fixtureMessage(7), fixtureMessage(6, { content: 'changed' }));
    expect(thread.store.getState()).toMatchObject({ unseen: 2, divider: { messageId: 6, count: 2 }, away: true });
    thread.atBottom(true);
    expect(thread.store.getState()).toMatchObject({ unseen: 0, away: false });
  });

  it('draws no line for what comes before the agent’s eyes', async () => {
    const { bridge, thread } = await opened({ rows: rows(1, 5) });
    thread.focused(true);
    bridge.put(fixtureMessage(6));
    expect(thread.store.getState()).toMatchObject({ unseen: 0, divider: null });
    expect(thread.store.getState().arrived.map((row) => row.messageId)).toEqual([6]);
  });

  it('reads all of it again after a new start of the engine, and misses nothing', async () => {
    const { bridge, thread } = await opened({ rows: rows(1, 150) });
    await thread.loadOlder();
    bridge.restart();
    bridge.put(fixtureMessage(151));
    await vi.waitFor(() => expect(ids(thread).at(-1)).toBe(151));
    // As far down as before, or further, without a gap.
    const [first] = ids(thread);
    expect(first).toBeLessThanOrEqual(31);
    expect(ids(thread)).toHaveLength(152 - (first ?? 0));
  });

  it('reads again once, however many events ask for it meanwhile', async () => {
    const { bridge, thread } = await opened({ rows: rows(1, 5) });
    const before = bridge.inputs('thread.page').length;
    const release = bridge.hold('thread.page');
    const again = { conversationId: '101', rows: [], removed: [], reread: true, arrived: [] };
    for (let count = 0; count < 5; count += 1) bridge.change({ messages: [again] });
    release();
    await vi.waitFor(() => expect(thread.store.getState().phase).toBe('ready'));
    await vi.waitFor(() => expect(bridge.inputs('thread.page').length).toBeGreaterThan(before));
    expect(bridge.inputs('thread.page').length - before).toBeLessThanOrEqual(2);
  });

  it('ends a typing line by itself when nobody says so', async () => {
    const { bridge, thread } = await opened({ rows: rows(1, 1) });
    vi.useFakeTimers();
    bridge.emit({ type: 'typing', conversationId: '101', people: [{ userId: 2, name: 'Siti' }] });
    expect(thread.store.getState().typing).toHaveLength(1);
    vi.advanceTimersByTime(7_000);
    expect(thread.store.getState().typing).toEqual([]);
  });
});

describe('reading', () => {
  it('marks what was seen in a focused window, only forward', async () => {
    const { bridge, thread } = await opened({
      rows: rows(1, 9),
      row: { unread: 5 },
      details: { firstUnreadMessageId: 5 },
    });
    thread.see({ topKey: 'm:1', topOffset: 0, newestId: 6 }, true);
    expect(bridge.inputs('read.mark')).toEqual([]);
    thread.focused(true);
    thread.see({ topKey: 'm:1', topOffset: 0, newestId: 7 }, true);
    thread.see({ topKey: 'm:1', topOffset: 0, newestId: 6 }, true);
    thread.see({ topKey: 'm:3', topOffset: 0, newestId: 9 }, false);
    expect(bridge.inputs('read.mark').map((input) => input.messageId)).toEqual([7]);
    expect(thread.newestShown).toBe(9);
  });

  it('leaves unread what the agent has marked so, until it is opened again', async () => {
    const { bridge, thread } = await opened({
      rows: rows(1, 9),
      row: { unread: 5 },
      details: { firstUnreadMessageId: 5 },
    });
    thread.focused(true);
    await thread.markUnread();
    thread.see({ topKey: 'm:1', topOffset: 0, newestId: 9 }, true);
    expect(bridge.inputs('read.mark')).toEqual([]);
    await thread.open();
    thread.see({ topKey: 'm:1', topOffset: 0, newestId: 9 }, true);
    expect(bridge.inputs('read.mark')).toHaveLength(1);
  });
});

it('stays the same store when its conversation gets its server id', async () => {
  const id = 'new:00000000-0000-4000-8000-000000000001';
  const bridge = createFixtureThread({ rows: rows(1, 2) });
  const thread = threadsOf(bridge).open(id);
  bridge.change({ aliases: [{ from: id, to: '101' }] });
  expect(threadsOf(bridge).open('101')).toBe(thread);
  expect(thread.conversationId).toBe('101');
});
