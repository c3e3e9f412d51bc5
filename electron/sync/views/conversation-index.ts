import type { EngineParsed, InboxPage } from '#shared/contract/engine.ts';
import type { ConversationRow, Counts } from '#shared/domain/conversation.ts';
import type { ConversationId } from '#shared/domain/message.ts';

type View = EngineParsed<'inbox.list'>['view'];

/** What lists and counts need of each conversation; the rows themselves are read when they are shown. */
interface Entry {
  readonly id: ConversationId;
  readonly activityAt: number;
  readonly unread: number;
  readonly mutedUntil: number | null;
  readonly mine: boolean;
  readonly needsReplySince: number | null;
}

export interface IndexSources {
  row(id: ConversationId): ConversationRow | null;
  /** Every conversation there is, newest activity first; also the ones that exist only here. */
  ids(): readonly ConversationId[];
  now(): number;
}

/**
 * Every conversation's place in the inbox and its share of the counts, kept in memory and brought up to date with each transaction, so that
 * neither a list nor a count reads all conversations again. All counts on screen come from here.
 */
export class ConversationIndex {
  readonly #sources: IndexSources;
  readonly #entries = new Map<ConversationId, Entry>();
  #sorted: Entry[] | null = null;
  #toRead: ConversationId[] | null = null;

  constructor(sources: IndexSources) {
    this.#sources = sources;
  }

  /** Reads conversations for at most `milliseconds`; true once all are read. Newest first, so that early lists are right at their top. */
  warm(milliseconds: number, monotonic: () => number): boolean {
    this.#toRead ??= this.#sources.ids().toReversed();
    const until = monotonic() + milliseconds;
    while (this.#toRead.length > 0 && monotonic() < until) {
      const id = this.#toRead.pop();
      if (id !== undefined && !this.#entries.has(id)) this.update(id);
    }
    return this.#toRead.length === 0;
  }

  /** Reads one conversation anew; its row, or null once it is no more. */
  update(id: ConversationId): ConversationRow | null {
    const row = this.#sources.row(id);
    this.#sorted = null;
    if (row === null) this.#entries.delete(id);
    else this.#entries.set(id, entryOf(row));
    return row;
  }

  /** Newest activity first; `needs-reply` has whoever waits longest first. A cursor names the last row seen and what it was sorted by. */
  page(view: View, cursor: string | null, limit: number): InboxPage {
    this.#finish();
    const after = cursor === null ? null : parseCursor(cursor);
    const rows: ConversationRow[] = [];
    let last: Entry | null = null;
    for (const entry of this.#inView(view)) {
      if (after !== null && compare(view, entry, after) <= 0) continue;
      if (rows.length === limit) return { rows, next: last === null ? null : cursorOf(view, last) };
      const row = this.#sources.row(entry.id);
      if (row === null) continue;
      rows.push(row);
      last = entry;
    }
    return { rows, next: null };
  }

  counts(): Pick<Counts, 'unread' | 'unreadConversations' | 'allConversations' | 'mineConversations' | 'needsReply'> {
    const now = this.#sources.now();
    const counts = { unread: 0, unreadConversations: 0, allConversations: 0, mineConversations: 0, needsReply: 0 };
    for (const entry of this.#entries.values()) {
      counts.allConversations += 1;
      if (entry.unread > 0) counts.unreadConversations += 1;
      if (!isMuted(entry, now)) counts.unread += entry.unread;
      if (entry.mine) counts.mineConversations += 1;
      if (entry.needsReplySince !== null) counts.needsReply += 1;
    }
    return counts;
  }

  /** The conversations that are muted now, and until when (wall clock). */
  mutedUntil(now: number): ReadonlyMap<ConversationId, number> {
    const muted = new Map<ConversationId, number>();
    for (const { id, mutedUntil } of this.#entries.values()) {
      if (mutedUntil !== null && mutedUntil > now) muted.set(id, mutedUntil);
    }
    return muted;
  }

  #finish(): void {
    this.warm(Number.POSITIVE_INFINITY, () => 0);
  }

  #inView(view: View): readonly Entry[] {
    this.#sorted ??= [...this.#entries.values()].toSorted((a, b) => compare('all', a, b));
    switch (view) {
      case 'all':
        return this.#sorted;
      case 'unread':
        return this.#sorted.filter((entry) => entry.unread > 0);
      case 'mine':
        return this.#sorted.filter((entry) => entry.mine);
      case 'needs-reply':
        return this.#sorted
          .filter((entry) => entry.needsReplySince !== null)
          .toSorted((a, b) => compare('needs-reply', a, b));
      default:
        return view satisfies never;
    }
  }
}

function isMuted({ mutedUntil }: Entry, now: number): boolean {
  return mutedUntil !== null && mutedUntil > now;
}

function entryOf(row: ConversationRow): Entry {
  return {
    id: row.id,
    activityAt: row.lastActivityAt,
    unread: row.unread,
    mutedUntil: row.mutedUntil,
    mine: row.mine,
    needsReplySince: row.needsReplySince,
  };
}

type Place = Pick<Entry, 'id' | 'activityAt' | 'needsReplySince'>;

function compare(view: View, a: Place, b: Place): number {
  const byTime =
    view === 'needs-reply' ? (a.needsReplySince ?? 0) - (b.needsReplySince ?? 0) : b.activityAt - a.activityAt;
  return byTime === 0 ? compareIds(b.id, a.id) : byTime;
}

function compareIds(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return a < b ? -1 : a > b ? 1 : 0;
  return x - y;
}

function cursorOf(view: View, entry: Entry): string {
  return `${view === 'needs-reply' ? (entry.needsReplySince ?? 0) : entry.activityAt}/${entry.id}`;
}

function parseCursor(cursor: string): Place {
  const slash = cursor.indexOf('/');
  const time = Number(cursor.slice(0, slash));
  return { id: cursor.slice(slash + 1), activityAt: time, needsReplySince: time };
}
