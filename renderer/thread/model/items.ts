import type { HoleRow, MessageKey, MessageRow, Milliseconds, Person } from '#shared/domain/message.ts';

/** One row of the list: a message and what stands directly above it. One item a message, so that prepended rows can be counted. */
export interface ThreadItem {
  readonly key: MessageKey;
  readonly row: MessageRow;
  /** Set where a new day begins. */
  readonly day: Milliseconds | null;
  /** Set on the first unread message: how many are new. */
  readonly newCount: number | null;
  /** What is not on this computer, between the row above and this one. */
  readonly hole: HoleRow | null;
  /** On the first of the messages held for a newer answer: all of them. */
  readonly guard: readonly MessageRow[] | null;
  /** The message above is of the same group: no name, no avatar, a small corner. */
  readonly isNext: boolean;
  readonly hasNext: boolean;
  /** Of what waits: its turn in this conversation, from 1; what failed or is held is in no line. */
  readonly turn: number | null;
  /** The newest own message that anybody has read: who did is said below. */
  readonly readers: ShownReaders;
}

/** Whether there is an own message after it, which is not read yet. */
export type ShownReaders = 'none' | 'newest' | 'up-to-here';

export interface Divider {
  readonly messageId: number;
  readonly count: number;
}

export interface ItemsInput {
  readonly rows: readonly MessageRow[];
  readonly unsent: readonly MessageRow[];
  readonly holes: readonly HoleRow[];
  readonly divider: Divider | null;
}

export function itemsOf({ rows, unsent, holes, divider }: ItemsInput): readonly ThreadItem[] {
  const held = unsent.filter((row) => row.unsent?.state === 'held' && row.unsent.hold === 'newer-answer');
  const told = rows.filter((row) => row.own && !row.deleted && row.contentType !== 'system');
  const newestRead = told.findLast((row) => row.receipts.some((receipt) => receipt.status === 'read'));
  const readers = newestRead === told.at(-1) ? 'newest' : 'up-to-here';
  const dividerAt =
    divider === null ? null : (rows.find((row) => (row.messageId ?? 0) >= divider.messageId)?.key ?? null);
  const all = [...rows, ...unsent];
  const items: ThreadItem[] = [];
  let holeIndex = 0;
  let turn = 0;
  for (const [index, row] of all.entries()) {
    const above = all[index - 1];
    const day = above === undefined || !sameDay(above.createdAt, row.createdAt) ? row.createdAt : null;
    let hole: HoleRow | null = null;
    while (row.messageId !== null && row.unsent === null) {
      const candidate = holes[holeIndex];
      if (candidate === undefined || candidate.beforeId > row.messageId) break;
      // Below the first row there is nothing to stand between; that end of the thread speaks for itself.
      if (above !== undefined) hole = candidate;
      holeIndex += 1;
    }
    const newCount = row.key === dividerAt && divider !== null ? divider.count : null;
    const guard = row.key === held[0]?.key ? held : null;
    const isNext =
      above !== undefined && day === null && hole === null && newCount === null && guard === null && groups(above, row);
    items.push({
      key: row.key,
      row,
      day,
      newCount,
      hole,
      guard,
      isNext,
      hasNext: false,
      turn: inLine(row) ? (turn += 1) : null,
      readers: row === newestRead ? readers : 'none',
    });
    const previous = items.at(-2);
    if (isNext && previous !== undefined) items[items.length - 2] = { ...previous, hasNext: true };
  }
  return items;
}

/** Rows are replaced, never changed in place: an item whose parts are the same can be kept, and React then skips it. */
export function reuseItems(previous: readonly ThreadItem[], next: readonly ThreadItem[]): readonly ThreadItem[] {
  const old = new Map(previous.map((item) => [item.key, item]));
  return next.map((item) => {
    const before = old.get(item.key);
    return before !== undefined && sameItem(before, item) ? before : item;
  });
}

function sameItem(a: ThreadItem, b: ThreadItem): boolean {
  return (
    a.row === b.row &&
    a.day === b.day &&
    a.newCount === b.newCount &&
    a.hole === b.hole &&
    a.isNext === b.isNext &&
    a.hasNext === b.hasNext &&
    a.turn === b.turn &&
    a.readers === b.readers &&
    a.guard?.length === b.guard?.length &&
    (a.guard ?? []).every((row, index) => row === b.guard?.[index])
  );
}

function inLine(row: MessageRow): boolean {
  const state = row.unsent?.state;
  return state === 'queued' || state === 'sending' || state === 'checking';
}

function groups(above: MessageRow, row: MessageRow): boolean {
  if (above.contentType === 'system' || row.contentType === 'system') return false;
  // What waits has a line of its own below each bubble.
  if (above.unsent !== null || row.unsent !== null) return false;
  return above.own === row.own && samePerson(above.sender, row.sender);
}

function samePerson(a: Person, b: Person): boolean {
  return a.userId === b.userId && a.shopId === b.shopId && a.name === b.name;
}

/** In the computer's own time zone. */
export function sameDay(a: Milliseconds, b: Milliseconds): boolean {
  const left = new Date(a);
  const right = new Date(b);
  return (
    left.getDate() === right.getDate() &&
    left.getMonth() === right.getMonth() &&
    left.getFullYear() === right.getFullYear()
  );
}
