import type { ConversationRow } from '#shared/domain/conversation.ts';
import type { ConversationId } from '#shared/domain/message.ts';

/** Pure rules of the list: what belongs to a filter, in which order, and how far it is known. */

export type InboxFilter = 'all' | 'unread' | 'mine' | 'needs-reply';

/**
 * What stays in the list although it no longer matches: the open conversation, so that reading it does not take it away under the agent's
 * eyes. `since` keeps its place among those that wait for a reply.
 */
export interface Pinned {
  readonly id: ConversationId;
  readonly since: number | null;
}

export function matches(row: ConversationRow, filter: InboxFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'unread':
      return row.unread > 0;
    case 'mine':
      return row.mine;
    case 'needs-reply':
      return row.needsReplySince !== null;
    default:
      return filter satisfies never;
  }
}

/** Negative when `a` stands above `b`: newest activity first; among those that wait for a reply the longest wait first. */
function compare(a: ConversationRow, b: ConversationRow, filter: InboxFilter, pinned: Pinned | null): number {
  if (filter === 'needs-reply') {
    const since = (row: ConversationRow): number =>
      row.needsReplySince ?? (row.id === pinned?.id ? pinned.since : null) ?? Number.MAX_SAFE_INTEGER;
    if (since(a) !== since(b)) return since(a) - since(b);
  } else if (a.lastActivityAt !== b.lastActivityAt) {
    return b.lastActivityAt - a.lastActivityAt;
  }
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

export interface ListState {
  readonly filter: InboxFilter;
  readonly pinned: Pinned | null;
  readonly rows: readonly ConversationRow[];
  /** More rows follow the last one; they are not loaded yet. */
  readonly open: boolean;
}

/** The list after rows changed. What sorts below the last loaded row while more follow is left to its page. */
export function withChanges(
  list: ListState,
  changed: readonly ConversationRow[],
  removed: readonly ConversationId[],
): readonly ConversationRow[] {
  const { filter, pinned, open } = list;
  const gone = new Set(removed);
  const byId = new Map(changed.map((row) => [row.id, row]));
  const last = list.rows[list.rows.length - 1];
  const keeps = (row: ConversationRow): boolean => matches(row, filter) || row.id === pinned?.id;
  const kept = list.rows.filter((row) => !gone.has(row.id) && !byId.has(row.id));
  const present = new Set(list.rows.map((row) => row.id));
  const added = [...byId.values()].filter((row) => {
    if (gone.has(row.id) || !keeps(row)) return false;
    // A pinned row that is not in this list (opened from elsewhere) does not enter it.
    if (!matches(row, filter) && !present.has(row.id)) return false;
    return !open || last === undefined || row.id === last.id || compare(row, last, filter, pinned) < 0;
  });
  return sorted([...kept, ...added], filter, pinned);
}

export function sorted(
  rows: readonly ConversationRow[],
  filter: InboxFilter,
  pinned: Pinned | null,
): readonly ConversationRow[] {
  return [...rows].sort((a, b) => compare(a, b, filter, pinned));
}

/** A further page below what is loaded; a row that both have is taken from the page. */
export function withPage(list: ListState, page: readonly ConversationRow[]): readonly ConversationRow[] {
  const ids = new Set(page.map((row) => row.id));
  return sorted([...list.rows.filter((row) => !ids.has(row.id)), ...page], list.filter, list.pinned);
}
