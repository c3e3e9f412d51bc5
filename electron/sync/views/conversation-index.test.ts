import { describe, expect, it } from 'vitest';
import type { ConversationRow } from '#shared/domain/conversation.ts';
import { ConversationIndex } from './conversation-index.ts';

const row = (id: string, changes: Partial<ConversationRow>): ConversationRow => ({
  id,
  type: 'private',
  title: id,
  reference: null,
  counterpart: null,
  participantCount: 2,
  isOpen: true,
  lock: null,
  lastActivityAt: 0,
  preview: null,
  draft: null,
  unread: 0,
  mutedUntil: null,
  mine: false,
  needsReplySince: null,
  mark: 'none',
  waitingCount: 0,
  failedCount: 0,
  heldCount: 0,
  ...changes,
});

function indexOf(rows: ConversationRow[], now = () => 1_000, waiting: string[] = []) {
  const read: string[] = [];
  const byId = new Map(rows.map((one) => [one.id, one]));
  const index = new ConversationIndex({
    rows: (wanted) => {
      read.push(...wanted);
      return new Map([...byId].filter(([id]) => wanted.includes(id)));
    },
    waiting: () => waiting,
    mirrored: () => rows.map((one) => one.id),
    now,
  });
  return { index, byId, read };
}

const ids = (page: { rows: readonly ConversationRow[] }): string[] => page.rows.map((one) => one.id);

describe('the conversation index', () => {
  const rows = [
    row('1', { lastActivityAt: 10, unread: 2 }),
    row('2', { lastActivityAt: 30, mine: true, needsReplySince: 25 }),
    row('3', { lastActivityAt: 20, unread: 1, mutedUntil: 2_000, needsReplySince: 5 }),
    row('10', { lastActivityAt: 20 }),
  ];

  it('pages through each view in its order, without repeating or leaving out', () => {
    const { index } = indexOf(rows);
    const first = index.page('all', null, 2);
    expect(ids(first)).toEqual(['2', '10']);
    const second = index.page('all', first.next, 2);
    expect(ids(second)).toEqual(['3', '1']);
    expect(second.next).toBeNull();
    expect(ids(index.page('unread', null, 9))).toEqual(['3', '1']);
    expect(ids(index.page('mine', null, 9))).toEqual(['2']);
    expect(ids(index.page('needs-reply', null, 9))).toEqual(['3', '2']);
  });

  it('counts what was muted from the moment in which the mute ends', () => {
    let now = 1_000;
    const { index } = indexOf(rows, () => now);
    index.page('all', null, 9);
    expect(index.counts().unread).toBe(2);
    expect([...index.mutedUntil(now)]).toEqual([['3', 2_000]]);
    now = 2_000;
    expect(index.counts().unread).toBe(3);
    expect(index.mutedUntil(now).size).toBe(0);
  });

  it('goes on after its cursor although the row it names has moved', () => {
    const { index, byId } = indexOf(rows);
    const first = index.page('all', null, 2);
    byId.set('10', row('10', { lastActivityAt: 99 }));
    index.update('10');
    expect(ids(index.page('all', first.next, 9))).toEqual(['3', '1']);
  });

  it('counts a muted conversation as unread, but none of its messages in the badge', () => {
    const { index } = indexOf(rows);
    index.page('all', null, 1);
    expect(index.counts()).toEqual({
      unread: 2,
      unreadConversations: 2,
      allConversations: 4,
      mineConversations: 1,
      needsReply: 2,
    });
  });

  it('follows what changes and what is gone', () => {
    const { index, byId } = indexOf(rows);
    index.page('all', null, 1);
    byId.set('1', row('1', { lastActivityAt: 50 }));
    byId.delete('2');
    index.update('1');
    expect(index.update('2')).toBeNull();
    expect(ids(index.page('all', null, 9))).toEqual(['1', '10', '3']);
    expect(index.counts()).toMatchObject({ unread: 0, allConversations: 3, mineConversations: 0 });
  });

  it('is read in slices', () => {
    const { index } = indexOf(many(350));
    let time = 0;
    const slow = (): number => (time += 1);
    expect(index.warm(2, slow)).toBe(false);
    expect(index.isWhole).toBe(false);
    while (!index.warm(2, slow));
    expect(index.isWhole).toBe(true);
    expect(index.counts().allConversations).toBe(350);
  });

  it('lists the newest before the others are read, and counts only once all are', () => {
    const { index, read } = indexOf(many(1_000));
    const first = index.page('all', null, 50);
    expect(ids(first)).toEqual(many(50).map((one) => one.id));
    expect(new Set(read).size).toBeLessThan(200);
    const second = index.page('all', first.next, 200);
    expect(ids(second)).toEqual(
      many(250)
        .slice(50)
        .map((one) => one.id),
    );
    expect(new Set(read).size).toBeLessThan(500);
    expect(index.counts().allConversations).toBe(1_000);
    expect(new Set(read).size).toBe(1_000);
  });

  it('has at its top what waits in an old conversation, before that is reached by reading', () => {
    const rowsOfAll = many(1_000).map((one) => (one.id === '7' ? { ...one, lastActivityAt: 5_000 } : one));
    const { index } = indexOf(rowsOfAll, () => 1_000, ['7']);
    expect(ids(index.page('all', null, 3))).toEqual(['7', '1000', '999']);
    index.counts();
    expect(ids(index.page('all', null, 3))).toEqual(['7', '1000', '999']);
  });

  it.each(['unread', 'mine', 'needs-reply'] as const)('finds what is %s wherever it stands', (view) => {
    const rowsOfAll = many(1_000).map((one) =>
      one.id === '3' ? { ...one, unread: 1, mine: true, needsReplySince: 1 } : one,
    );
    expect(ids(indexOf(rowsOfAll).index.page(view, null, 50))).toEqual(['3']);
  });
});

/** Newest first, ids and times falling. */
function many(count: number): ConversationRow[] {
  return Array.from({ length: count }, (_, at) => row(String(1_000 - at), { lastActivityAt: 1_000 - at }));
}
