import type { MessageRow } from '#shared/domain/message.ts';
import { describe, expect, it } from 'vitest';
import { itemsOf, reuseItems } from './items.ts';
import { message, own, rina, waiting } from '../testing/rows.ts';

const build = (input: Partial<Parameters<typeof itemsOf>[0]>) =>
  itemsOf({ rows: [], unsent: [], holes: [], divider: null, ...input });

describe('what stands around the messages', () => {
  it('groups by sender', () => {
    const items = build({ rows: [message(1), message(2), own(3), own(4), message(5, { sender: rina }), message(6)] });
    expect(items.map((item) => [item.isNext, item.hasNext])).toEqual([
      [false, true],
      [true, false],
      [false, true],
      [true, false],
      [false, false],
      [false, false],
    ]);
  });

  it('begins a day, and a group with it, at midnight of this computer', () => {
    const late = new Date(2025, 8, 26, 23, 59).getTime();
    const early = new Date(2025, 8, 27, 0, 1).getTime();
    const items = build({ rows: [message(1, { createdAt: late }), message(2, { createdAt: early })] });
    expect(items.map((item) => item.day)).toEqual([late, early]);
    expect(items[1]?.isNext).toBe(false);
  });

  it('puts the divider above the first unread message that is here', () => {
    const items = build({ rows: [message(1), message(4), message(5)], divider: { messageId: 3, count: 2 } });
    expect(items.map((item) => item.newCount)).toEqual([null, 2, null]);
    expect(items[1]?.isNext).toBe(false);
  });

  it('shows a hole between the rows around it and breaks the group there', () => {
    const hole = { afterId: 2, beforeId: 8 };
    const items = build({ rows: [message(2), message(8), message(9)], holes: [{ afterId: null, beforeId: 2 }, hole] });
    expect(items.map((item) => item.hole)).toEqual([null, hole, null]);
    expect(items[1]?.isNext).toBe(false);
    expect(items[2]?.isNext).toBe(true);
  });

  it('never groups what waits, and lets the guard stand once above all it holds', () => {
    const held = { state: 'held', hold: 'newer-answer' } as const;
    const items = build({ rows: [own(1)], unsent: [waiting('a'), waiting('b', held), waiting('c', held)] });
    expect(items.every((item) => !item.isNext)).toBe(true);
    expect(items.map((item) => item.guard?.length ?? 0)).toEqual([0, 0, 2, 0]);
  });

  it('names the readers under the newest own message that anybody has read', () => {
    const read = { receipts: [{ userId: 2, name: 'Siti', status: 'read', at: null, device: null }] };
    const readers = (rows: readonly MessageRow[]) => build({ rows }).map((item) => item.readers);
    expect(readers([own(1, read), own(2, read)])).toEqual(['none', 'newest']);
    expect(readers([own(1, read), own(2, read), message(3), own(4)])).toEqual(['none', 'up-to-here', 'none', 'none']);
    expect(readers([own(1), message(2, read)])).toEqual(['none', 'none']);
  });

  it('keeps items that did not change', () => {
    const rows = [message(1), message(2)];
    const before = build({ rows });
    const after = reuseItems(before, build({ rows: [...rows, own(3)] }));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after).toHaveLength(3);
  });
});
