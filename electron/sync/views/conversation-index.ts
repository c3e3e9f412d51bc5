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
  /** Those of the conversations that there are. */
  rows(ids: readonly ConversationId[]): ReadonlyMap<ConversationId, ConversationRow>;
  /** Conversations that stand higher than the mirror says, because something waits in them, and those that exist only here. */
  waiting(): readonly ConversationId[];
  /** All others at least, newest activity first. */
  mirrored(): readonly ConversationId[];
  now(): number;
}

/** So many conversations are read at once: few statements for many rows, and no long wait between two looks at the clock. */
const READ_AT_ONCE = 25;

/**
 * Every conversation's place in the inbox and its share of the counts, kept in memory and brought up to date with each transaction, so that
 * neither a list nor a count reads all conversations again. All counts on screen come from here.
 */
export class ConversationIndex {
  readonly #sources: IndexSources;
  readonly #entries = new Map<ConversationId, Entry>();
  #sorted: Entry[] | null = null;
  #toRead: ConversationId[] | null = null;
  /** In `all`, whatever is still to be read comes after this; null: it may come anywhere. */
  #readDownTo: Place | null = null;

  constructor(sources: IndexSources) {
    this.#sources = sources;
  }

  /** Whether every conversation has been read. */
  get isWhole(): boolean {
    return this.#toRead?.length === 0;
  }

  /** Reads conversations for about `milliseconds`; true once all are read. Newest first, so that the first list need not wait for all. */
  warm(milliseconds: number, monotonic: () => number): boolean {
    const until = monotonic() + milliseconds;
    while (!this.isWhole && monotonic() < until) this.#readOn();
    return this.isWhole;
  }

  /** What all rows depend on has changed. */
  readAgain(): void {
    const { isWhole } = this;
    this.#entries.clear();
    this.#sorted = null;
    this.#toRead = null;
    this.#readDownTo = null;
    if (isWhole) this.#finish();
  }

  /** Reads one conversation anew; its row, or null once it is no more. */
  update(id: ConversationId): ConversationRow | null {
    return this.#read([id]).get(id) ?? null;
  }

  /** Newest activity first; `needs-reply` has whoever waits longest first. A cursor names the last row seen and what it was sorted by. */
  page(view: View, cursor: string | null, limit: number): InboxPage {
    const after = cursor === null ? null : parseCursor(cursor);
    const startIn = (list: readonly Entry[]): number => {
      const at = after === null ? 0 : list.findIndex((entry) => compare(view, entry, after) > 0);
      return at < 0 ? list.length : at;
    };
    // One more than is shown: whether there is a next page has to be known as well.
    if (view !== 'all') this.#finish();
    while (!this.isWhole && !this.#isSettled(startIn(this.#inView('all')) + limit)) this.#readOn();
    const entries = this.#inView(view);
    const from = startIn(entries);
    const shown = entries.slice(from, from + limit);
    const rows = this.#sources.rows(shown.map(({ id }) => id));
    const last = shown.at(-1);
    const isMore = from + limit < entries.length && last !== undefined;
    return { rows: shown.flatMap(({ id }) => rows.get(id) ?? []), next: isMore ? cursorOf(view, last) : null };
  }

  /** Of all conversations: what is not read yet is read first. */
  counts(): Pick<Counts, 'unread' | 'unreadConversations' | 'allConversations' | 'mineConversations' | 'needsReply'> {
    this.#finish();
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

  #readOn(): void {
    this.#toRead ??= this.#begin();
    const ids = this.#toRead.splice(-READ_AT_ONCE).toReversed();
    const last = ids.at(-1);
    this.#read(ids.filter((id) => !this.#entries.has(id)));
    this.#readDownTo = (last === undefined ? undefined : this.#entries.get(last)) ?? this.#readDownTo;
  }

  #finish(): void {
    while (!this.isWhole) this.#readOn();
  }

  /** Those that stand higher than the mirror says are read at once: any of the others comes after all that are read before it. */
  #begin(): ConversationId[] {
    this.#read(this.#sources.waiting());
    return this.#sources.mirrored().toReversed();
  }

  /** Whether the entry at this place of `all`, and so each before it, will stand there as well when all are read. */
  #isSettled(index: number): boolean {
    const entry = this.#inView('all')[index];
    return entry !== undefined && this.#readDownTo !== null && compare('all', entry, this.#readDownTo) <= 0;
  }

  #read(ids: readonly ConversationId[]): ReadonlyMap<ConversationId, ConversationRow> {
    const rows = this.#sources.rows(ids);
    this.#sorted = null;
    for (const id of ids) {
      const row = rows.get(id);
      if (row === undefined) this.#entries.delete(id);
      else this.#entries.set(id, entryOf(row));
    }
    return rows;
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
