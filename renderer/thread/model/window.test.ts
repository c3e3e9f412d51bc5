import { describe, expect, it } from 'vitest';
import type { CardRow } from '#shared/domain/message.ts';
import { changes, message, own, page, waiting } from '../testing/rows.ts';
import { fillsCard, windowOf, withChanges, withNewer, withOlder } from './window.ts';

const ids = (rows: readonly { messageId: number | null; key: string }[]) => rows.map((row) => row.messageId ?? row.key);

describe('the window of a thread', () => {
  it('puts older and newer pages where they belong, each message once', () => {
    let window = windowOf(
      page({ rows: [message(10), message(11)], older: 'mirrored', newer: true, unsent: [waiting('a')] }),
    );
    expect(window.unsent).toEqual([]);
    window = withOlder(window, page({ rows: [message(8), message(9), message(10)], older: 'unknown' }));
    window = withNewer(window, page({ rows: [message(12)], unsent: [waiting('a')], older: 'mirrored' }));
    expect(ids(window.rows)).toEqual([8, 9, 10, 11, 12]);
    expect(ids(window.unsent)).toEqual(['o:a']);
    expect(window.older).toBe('unknown');
    expect(window.newer).toBe(false);
  });

  it('takes new rows at the end and replaces known ones', () => {
    const window = windowOf(page({ rows: [message(1), message(2)] }));
    const merged = withChanges(window, changes({ rows: [message(3), message(2, { content: 'edited' })] }));
    expect(ids(merged.window.rows)).toEqual([1, 2, 3]);
    expect(merged.window.rows[1]?.content).toBe('edited');
    expect(merged.reread).toBe(false);
  });

  it('keeps the same rows when nothing in the window changed', () => {
    const window = windowOf(page({ rows: [message(5)], older: 'unknown' }));
    const merged = withChanges(window, changes({ rows: [message(2)] }));
    expect(merged.window.rows).toBe(window.rows);
    expect(merged.window.older).toBe('mirrored');
  });

  it('leaves out what arrives above a window that does not reach the newest message', () => {
    const window = windowOf(page({ rows: [message(1)], newer: true }));
    const merged = withChanges(window, changes({ rows: [message(9), waiting('a')] }));
    expect(ids(merged.window.rows)).toEqual([1]);
    expect(merged.window.unsent).toEqual([]);
    expect(merged.window.newer).toBe(true);
  });

  it('turns a waiting bubble into a sent one under the same key', () => {
    const window = windowOf(page({ rows: [message(1)], unsent: [waiting('a'), waiting('b')] }));
    const sent = own(2, { key: 'o:a' });
    const merged = withChanges(window, changes({ rows: [sent] }));
    expect(merged.window.rows.map((row) => row.key)).toEqual(['m:1', 'o:a']);
    expect(ids(merged.window.unsent)).toEqual(['o:b']);
  });

  it('shows a message once when its key changes', () => {
    const window = windowOf(page({ rows: [message(1), own(2)] }));
    const merged = withChanges(window, changes({ rows: [own(2, { key: 'o:a' })], removed: ['m:2'] }));
    expect(merged.window.rows.map((row) => row.key)).toEqual(['m:1', 'o:a']);
  });

  it('keeps the order of what waits while its states change, and drops what was discarded', () => {
    const window = windowOf(page({ unsent: [waiting('a'), waiting('b'), waiting('c')] }));
    const merged = withChanges(
      window,
      changes({ rows: [waiting('a', { state: 'sending' }), waiting('d')], removed: ['o:b'] }),
    );
    expect(ids(merged.window.unsent)).toEqual(['o:a', 'o:c', 'o:d']);
    expect(merged.window.unsent[0]?.unsent?.state).toBe('sending');
  });

  it('asks for the pages again when a hole shrinks or an event says so', () => {
    const window = windowOf(page({ rows: [message(1), message(9)], holes: [{ afterId: 1, beforeId: 9 }] }));
    expect(withChanges(window, changes({ rows: [message(5)] })).reread).toBe(true);
    expect(withChanges(window, changes({ reread: true })).reread).toBe(true);
    expect(withChanges(window, changes({ rows: [message(10)] })).reread).toBe(false);
  });
});

describe('what quotes another message', () => {
  const quote = {
    key: 'm:1',
    messageId: 1,
    senderName: 'Siti Rahma',
    text: 'text 1',
    deleted: false,
    attachmentKind: null,
    attachmentCount: 0,
    pictureId: null,
  } as const;
  const window = windowOf(
    page({ rows: [message(1), message(2, { quote }), message(3)], unsent: [waiting('a', {}, { quote })] }),
  );

  it('follows when that is edited or deleted, also where it waits', () => {
    const edited = withChanges(window, changes({ rows: [message(1, { content: 'new' })] })).window;
    expect(edited.rows[1]?.quote).toMatchObject({ text: 'new', deleted: false });
    const gone = withChanges(window, changes({ rows: [message(1, { content: '', deleted: true })] })).window;
    expect([gone.rows[1]?.quote, gone.unsent[0]?.quote]).toMatchObject([
      { text: null, deleted: true },
      { text: null, deleted: true },
    ]);
  });

  it('says who wrote it and what, once that is on this computer', () => {
    const missing = { ...quote, key: null, senderName: null, text: null } as const;
    const before = windowOf(page({ rows: [message(2, { quote: missing })] }));
    const { rows } = withChanges(before, changes({ rows: [message(1)] })).window;
    expect(rows.at(-1)?.quote).toEqual(quote);
  });

  it('stays the same row when something else about it changed', () => {
    const next = withChanges(window, changes({ rows: [message(1, { replyCount: 1 })] })).window;
    expect(next.rows[1]).toBe(window.rows[1]);
    expect(next.unsent).toEqual(window.unsent);
  });
});

describe('a card that knows no more than its name', () => {
  const bare: CardRow = {
    kind: 'order',
    ids: ['id:12'],
    title: '#12',
    status: null,
    shopName: null,
    stock: null,
    total: null,
    items: [],
    imageUrl: null,
    asOf: null,
    actionUrl: null,
    actionAllowed: false,
    extra: [],
  };
  const full: CardRow = { ...bare, ids: ['id:12', 'number:ORD-12'], status: 'paid', total: 5 };
  const told = (card: CardRow) => [changes({ conversationId: '99', rows: [message(7, { cards: [card] })] })];
  const window = windowOf(page({ rows: [message(1, { cards: [bare] })], unsent: [waiting('a', {}, {})] }));

  it('is to be read again once a snapshot of the same thing has come, in whatever conversation', () => {
    expect(fillsCard(window, told(full))).toBe(true);
    expect(fillsCard(window, [changes({ reread: true })])).toBe(true);
    expect(fillsCard(window, told({ ...full, ids: ['id:13'] }))).toBe(false);
    expect(fillsCard(window, told({ ...full, kind: 'product' }))).toBe(false);
    expect(fillsCard(window, told(bare))).toBe(false);
    expect(fillsCard(windowOf(page({ rows: [message(1, { cards: [full] })] })), told(full))).toBe(false);
  });
});
