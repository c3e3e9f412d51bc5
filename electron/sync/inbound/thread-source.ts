import { ApiFailure } from '../api/failure.ts';
import type { Answer, ApiMessage, ListMessagesInput, Page } from '../api/types.ts';
import type { Applied, Mirror, PageFacts } from '../store/mirror/mirror.ts';
import type { KnownRange } from '../store/mirror/records.ts';
import { DoubtfulPages } from './doubtful-pages.ts';
import type { LevelBook } from './level-book.ts';
import type { Requests, Urgency } from './requests.ts';
import type { ServerTraits } from './traits.ts';
import type { InboundHooks } from './types.ts';

/** The documented page size of messages (docs/api.md section 4); history is asked for in larger ones where a server gives them. */
export const PAGE = 50;
export const HISTORY_PAGE = 100;
/** The limit with which a single message is asked for. */
const ONE = 2;
const EVERYTHING = Number.MAX_SAFE_INTEGER;
/** No conversation needs more pages in one go; a server that never ends must not hold us for ever. */
const MOST_PAGES = 2_000;
/**
 * So many of the newest known messages are read again with what is new. A server gives a message its id before it commits it: one that was long
 * in the making (its files were stored first) shows below others that were read already, and nothing above them tells of it.
 */
const OVERLAP = 5;
/** A page with a record that can't be read is asked for again so often. */
const UNREADABLE_AGAIN = 3;

interface Reading {
  readonly answer: Answer<Page<ApiMessage>>;
  readonly limit: number;
  /** Rows of the page, also those that were set aside. */
  readonly rows: number;
  readonly full: boolean;
  readonly low: number;
  readonly high: number;
}

export interface OlderPage {
  readonly arrived: number;
  /** The server may have more below. */
  readonly more: boolean;
}

/**
 * Reads the messages of one conversation so that what is mirrored is known without gaps: each page is stored together with what it proves, and
 * never with more (docs/api.md section 4, and 12 for servers that order, page or ignore in ways of their own).
 */
export class ThreadSource {
  readonly #mirror: Mirror;
  readonly #requests: Requests;
  readonly #traits: ServerTraits;
  readonly #book: LevelBook;
  readonly #hooks: InboundHooks;
  readonly #now: () => number;
  readonly #doubtful: DoubtfulPages;
  /** By conversation: how many pages in a row had such a record. */
  readonly #unreadable = new Map<number, number>();

  constructor(
    mirror: Mirror,
    requests: Requests,
    traits: ServerTraits,
    book: LevelBook,
    hooks: InboundHooks,
    now: () => number,
  ) {
    this.#mirror = mirror;
    this.#requests = requests;
    this.#traits = traits;
    this.#book = book;
    this.#hooks = hooks;
    this.#now = now;
    this.#doubtful = new DoubtfulPages(mirror.state);
  }

  /** From where `level` reads: see OVERLAP. Null where nothing is known yet. */
  levelFrom(conversationId: number): number | null {
    const top = this.#mirror.ranges.of(conversationId).at(-1);
    if (top === undefined) return null;
    const [lowest] = this.#mirror.messages.before(conversationId, top.high + 1, OVERLAP + 1);
    return Math.max(top.low, lowest?.id ?? top.high);
  }

  /**
   * Reads what is newer than what is known, and than `above` (null: see OVERLAP), until level: a page with nothing new, or one that is not full.
   * Returns whether the list names a message that the server does not give yet (a replica that lags behind).
   */
  async level(
    conversationId: number,
    urgency: Urgency,
    signal: AbortSignal,
    above: number | null = null,
  ): Promise<{ readonly lags: boolean }> {
    const top = this.#mirror.ranges.of(conversationId).at(-1);
    const start = this.levelFrom(conversationId);
    if (top === undefined || start === null) return this.newest(conversationId, urgency, signal);
    const { generation } = this.#book;
    const under = this.#mirror.conversations.byId(conversationId)?.lastMessageId ?? null;
    let from = above === null ? start : Math.min(start, Math.max(top.low, above));
    const newsAbove = from;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const reading = await this.#read(conversationId, { afterId: from, limit: PAGE }, urgency, signal);
      if (this.#mayHide(conversationId, reading)) {
        this.#store(conversationId, reading, { range: null }, undefined, newsAbove);
        throw new ApiFailure({ kind: 'unreadable', detail: 'set-aside' });
      }
      const ids = idsOf(reading);
      if (ids.some((id) => id < from)) return this.#ignored(conversationId, reading, from, under, generation);
      const fresh = ids.filter((id) => id > from);
      const high = Math.max(from, ...fresh);
      if (!reading.full || fresh.length === 0) {
        const known = Math.max(high, top.high);
        const facts = { range: { low: from, high: known }, level: { under, id: known } };
        this.#store(conversationId, reading, facts, undefined, newsAbove);
        return this.#levelled(conversationId, under, generation);
      }
      const joined = this.#traits.afterOrder === 'oldest';
      const range = { low: joined ? from : Math.min(...fresh), high };
      this.#store(conversationId, reading, { range }, undefined, newsAbove);
      const cut = (reading.answer.value.pagination?.totalPages ?? 1) > 1;
      if (!joined) await this.#closeGap(conversationId, from, Math.min(...fresh), urgency, signal, cut);
      from = high;
    }
    throw new ApiFailure({ kind: 'unreadable', detail: 'endless' });
  }

  /** Reads the newest window again (edits, deletions, reactions, receipts have no feed), and fills what lies between it and what is known. */
  async newest(conversationId: number, urgency: Urgency, signal: AbortSignal): Promise<{ readonly lags: boolean }> {
    const { generation } = this.#book;
    const known = this.#mirror.conversations.byId(conversationId);
    const under = known?.lastMessageId ?? null;
    const top = this.#mirror.ranges.of(conversationId).at(-1);
    let reading = await this.#read(conversationId, { limit: PAGE }, urgency, signal);
    const { pagination } = reading.answer.value;
    const pages = pagination?.totalPages ?? null;
    if (
      reading.full &&
      pages !== null &&
      pages > 1 &&
      (this.#traits.oldestFirst || (under !== null && reading.high < under))
    ) {
      // The list may name a newer message because this replica lags: only a last page above the first proves the order.
      const last = await this.#read(conversationId, { page: pages, limit: PAGE }, urgency, signal);
      if (last.rows > 0 && last.low > reading.high) {
        this.#store(conversationId, reading, { range: { low: 0, high: reading.high } }, () =>
          this.#traits.setOldestFirst(),
        );
        reading = { ...last, full: true };
      } else this.#store(conversationId, last, { range: null });
    }
    if (!reading.full || isEverything(reading)) return this.#whole(conversationId, reading, under, generation, true);
    const connected = top === undefined || reading.low <= top.high + 1;
    const window = { low: reading.low, high: EVERYTHING };
    this.#store(conversationId, reading, {
      range: { low: reading.low, high: reading.high },
      window,
      level: connected ? { under, id: reading.high } : null,
      rereadAt: this.#now(),
      total: pagination?.total ?? null,
    });
    if (!connected) {
      await this.#closeGap(conversationId, top.high, reading.low, urgency, signal);
      this.#setLevel(conversationId, { under, id: reading.high });
    }
    return this.#levelled(conversationId, under, generation);
  }

  /** The page of messages below an id: history, or the lower part of a hole. */
  async older(
    conversationId: number,
    beforeId: number,
    limit: number,
    urgency: Urgency,
    signal: AbortSignal,
  ): Promise<OlderPage> {
    const reading = await this.#read(conversationId, { beforeId, limit }, urgency, signal);
    const ids = idsOf(reading);
    if (ids.some((id) => id > beforeId) || isEverything(reading)) {
      const applied = this.#storeWhole(conversationId, reading, null, false);
      return { arrived: applied.arrived.length, more: false };
    }
    const below = ids.filter((id) => id < beforeId);
    const done = !reading.full || below.length === 0;
    const range = { low: done ? 0 : Math.min(...below), high: beforeId - 1 };
    const applied = this.#store(conversationId, reading, { range });
    return { arrived: applied.arrived.length, more: !done };
  }

  /**
   * A page with a record that can't be read does not prove what is not there: the record may be the very message that is looked for. It is read
   * again a few times; a record that stays so is lived with.
   */
  #mayHide(conversationId: number, reading: Reading): boolean {
    if (!hasUnreadable(reading)) {
      this.#unreadable.delete(conversationId);
      return false;
    }
    const times = (this.#unreadable.get(conversationId) ?? 0) + 1;
    this.#unreadable.set(conversationId, times);
    return times <= UNREADABLE_AGAIN;
  }

  /** One message, whole, as the server has it now; null where it has none. */
  async message(
    conversationId: number,
    messageId: number,
    urgency: Urgency,
    signal: AbortSignal,
  ): Promise<ApiMessage | null> {
    // Two rows: some servers count the id itself as before it.
    const reading = await this.#read(conversationId, { beforeId: messageId + 1, limit: ONE }, urgency, signal);
    const { items } = reading.answer.value;
    this.#store(conversationId, reading, { range: null });
    return items.find((item) => item.id === messageId) ?? null;
  }

  async #read(
    conversationId: number,
    input: ListMessagesInput & { readonly limit: number },
    urgency: Urgency,
    signal: AbortSignal,
  ): Promise<Reading> {
    const answer = await this.#requests.messages(conversationId, input, urgency, signal);
    const { items, setAside, pagination } = answer.value;
    const rows = items.length + setAside.filter((record) => record.kind === 'message').length;
    const ids = items.map((item) => item.id);
    return {
      answer,
      limit: input.limit,
      rows,
      // The rows around a single message say nothing of how many there are.
      full: input.limit === ONE || this.#traits.isFull('messages', rows, input.limit, pagination),
      low: ids.length === 0 ? 0 : Math.min(...ids),
      high: ids.length === 0 ? 0 : Math.max(...ids),
    };
  }

  /** Pages down from `high` until the message `low` is reached. Says on the way which end of a gap this server’s full pages come from; `cut`: there was more than the page above it held. */
  async #closeGap(
    conversationId: number,
    low: number,
    high: number,
    urgency: Urgency,
    signal: AbortSignal,
    cut = false,
  ): Promise<void> {
    let from = high;
    for (let pages = 0; pages < MOST_PAGES && from > low + 1; pages++) {
      const reading = await this.#read(conversationId, { beforeId: from, limit: PAGE }, urgency, signal);
      const ids = idsOf(reading);
      if (ids.some((id) => id > from)) {
        this.#store(conversationId, reading, { range: { low: reading.low, high: reading.high } });
        return;
      }
      const below = ids.filter((id) => id < from);
      const between = below.filter((id) => id > low);
      const done = !reading.full || between.length < below.length || below.length === 0;
      const range: KnownRange = { low: done ? low : Math.min(...below), high: from - 1 };
      this.#store(conversationId, reading, { range }, () => {
        if (pages > 0 || this.#traits.afterOrder !== null) return;
        // Nothing between says which end it was only where the page was cut: else there was nothing to leave out.
        if (between.length > 0) this.#traits.setAfterOrder('newest');
        else if (cut) this.#traits.setAfterOrder('oldest');
      });
      if (done) return;
      from = Math.min(...below);
    }
  }

  /** The page is everything the conversation has. */
  #whole(
    conversationId: number,
    reading: Reading,
    under: number | null,
    generation: number,
    reread = false,
  ): { readonly lags: boolean } {
    this.#storeWhole(conversationId, reading, { under, id: reading.high }, reread);
    return this.#levelled(conversationId, under, generation);
  }

  /** The server took no notice of the id that was asked from. */
  #ignored(
    conversationId: number,
    reading: Reading,
    from: number,
    under: number | null,
    generation: number,
  ): { readonly lags: boolean } {
    if (!reading.full || isEverything(reading)) return this.#whole(conversationId, reading, under, generation);
    // It pages all the same: what the page holds is known, and whether it reaches what was known shows in its ids.
    const high = Math.max(from, reading.high);
    const range = { low: reading.low, high: reading.high };
    this.#store(conversationId, reading, { range, level: { under, id: high } }, () =>
      this.#traits.setIgnoresParameters('messages'),
    );
    return this.#levelled(conversationId, under, generation);
  }

  #storeWhole(conversationId: number, reading: Reading, level: PageFacts['level'], reread: boolean): Applied {
    return this.#store(
      conversationId,
      reading,
      {
        range: { low: 0, high: reading.high },
        level,
        ...(reread ? { window: { low: 0, high: EVERYTHING }, rereadAt: this.#now(), total: reading.rows } : {}),
      },
      () => {
        if (isEverything(reading)) this.#traits.setIgnoresParameters('messages');
      },
    );
  }

  /**
   * Stores a page with its proof, then tells who waits for its messages. What arrives above `newsAbove`, or else above what was level, is news;
   * the rest is history.
   */
  #store(
    conversationId: number,
    reading: Reading,
    facts: Partial<PageFacts> & Pick<PageFacts, 'range'>,
    also?: () => void,
    newsAbove = Number.POSITIVE_INFINITY,
  ): Applied {
    const { value, ticket } = reading.answer;
    const before = this.#mirror.conversations.byId(conversationId);
    const applied = this.#mirror.applyMessagePage(
      conversationId,
      value.items,
      {
        ticket,
        level: null,
        setAside: value.setAside,
        ...facts,
        // A record that could not be read may be the very one that seems to be missing.
        window: hasUnreadable(reading) ? null : (facts.window ?? null),
      },
      () => {
        if (reading.limit > ONE) this.#traits.noteRows('messages', reading.rows, reading.limit);
        if (facts.range !== null) this.#doubt(conversationId, reading, facts.range);
        also?.();
      },
    );
    const own = value.items.filter((item) => item.senderUserId === this.#mirror.me);
    if (own.length > 0) this.#hooks.onOwnMessages?.(conversationId, own);
    const known = before?.levelId ?? null;
    const newer = applied.arrived.filter((item) => known !== null && item.id > Math.min(known, newsAbove));
    if (newer.length > 0) this.#hooks.onArrived?.(conversationId, newer);
    return applied;
  }

  /** What a page proves it proves but for a record that could not be read. */
  #doubt(conversationId: number, reading: Reading, { low, high }: KnownRange): void {
    if (hasUnreadable(reading)) this.#doubtful.note(conversationId, low, high);
    else this.#doubtful.clear(conversationId, low, high);
  }

  #setLevel(conversationId: number, level: NonNullable<PageFacts['level']>): void {
    this.#mirror.applyMessagePage(conversationId, [], {
      ticket: this.#mirror.tickets.next(),
      range: null,
      window: null,
      level,
    });
  }

  #levelled(conversationId: number, under: number | null, generation: number): { readonly lags: boolean } {
    if (this.#book.levelled(conversationId, generation)) this.#hooks.onLevel?.(conversationId);
    const high = this.#mirror.ranges.of(conversationId).at(-1)?.high ?? 0;
    return { lags: under !== null && under > high };
  }
}

function hasUnreadable(reading: Reading): boolean {
  return reading.answer.value.setAside.some((record) => record.kind === 'message');
}

function idsOf(reading: Reading): number[] {
  return reading.answer.value.items.map((item) => item.id);
}

/** More rows than were asked for, and no word of pages: the server gives everything whatever is asked. */
function isEverything(reading: Reading): boolean {
  return reading.limit > ONE && reading.rows > reading.limit && (reading.answer.value.pagination?.totalPages ?? 1) <= 1;
}
