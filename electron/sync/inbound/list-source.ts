import { ApiFailure } from '../api/failure.ts';
import type { ApiConversation, ApiMessage } from '../api/types.ts';
import type { Mirror } from '../store/mirror/mirror.ts';
import type { LevelBook } from './level-book.ts';
import { Urgency, type Requests } from './requests.ts';
import type { ServerTraits } from './traits.ts';
import type { InboundHooks } from './types.ts';

/** The largest page of the list that is asked for; what the server really gives is learnt. */
const LIST_PAGE = 100;
const SMALLEST_LIST_PAGE = 20;
const MOST_PAGES = 1_000;
/** While paging the list shifts: page 1 is read again until nothing is new, at most so often. */
const MOST_REPEATS = 5;

export interface ListResult {
  /** Conversations that have to be read, in the list's order: newest first. */
  readonly toRead: readonly number[];
  /** The end of the list was reached. */
  readonly whole: boolean;
}

/** Reads the conversation list as far as anything changed, or all of it (docs/api.md section 3). */
export class ListSource {
  readonly #mirror: Mirror;
  readonly #requests: Requests;
  readonly #traits: ServerTraits;
  readonly #book: LevelBook;
  readonly #hooks: InboundHooks;
  #first: Urgency | null = null;

  constructor(mirror: Mirror, requests: Requests, traits: ServerTraits, book: LevelBook, hooks: InboundHooks) {
    this.#mirror = mirror;
    this.#requests = requests;
    this.#traits = traits;
    this.#book = book;
    this.#hooks = hooks;
  }

  /** The reading under way shows what the server has now: its first request has not left yet. */
  get isFresh(): boolean {
    return this.#first?.sent === false;
  }

  /**
   * `whole`: to the end, also past what is unchanged. `found` is told of each page's conversations that have to be read, so that reading them
   * begins before the list has ended.
   */
  async read(
    whole: boolean,
    signal: AbortSignal,
    found: (conversationIds: readonly number[]) => void,
  ): Promise<ListResult> {
    const { generation } = this.#book;
    const first = new Urgency('catch-up');
    this.#first = first;
    const toRead = new Set<number>();
    let reachedEnd = false;
    let pages = 0;
    let before: readonly number[] = [];
    while (!reachedEnd && pages < MOST_PAGES) {
      pages++;
      const page = await this.#page(pages, signal, whole, pages === 1 ? first : new Urgency('catch-up'));
      const ids = page.items.map((item) => item.id);
      if (pages > 1 && sameIds(ids, before)) {
        this.#mirror.write(() => this.#traits.setIgnoresParameters('conversations'));
        reachedEnd = true;
        break;
      }
      before = ids;
      note(toRead, page.toRead, found);
      reachedEnd = page.last;
      if (!whole && page.unchangedBelow) break;
    }
    if (pages > 1) await this.#repeatFirst(toRead, signal, whole, found);
    this.#book.listed(generation);
    return { toRead: [...toRead], whole: reachedEnd };
  }

  async #repeatFirst(
    toRead: Set<number>,
    signal: AbortSignal,
    whole: boolean,
    found: (conversationIds: readonly number[]) => void,
  ): Promise<void> {
    for (let repeat = 0; repeat < MOST_REPEATS; repeat++) {
      const page = await this.#page(1, signal, whole, new Urgency('catch-up'));
      const fresh = page.toRead.filter((id) => !toRead.has(id));
      if (!page.changed && fresh.length === 0) return;
      note(toRead, fresh, found);
      if (fresh.length === 0) return;
    }
  }

  async #page(
    page: number,
    signal: AbortSignal,
    whole: boolean,
    urgency: Urgency,
  ): Promise<{
    readonly items: readonly ApiConversation[];
    readonly toRead: readonly number[];
    readonly changed: boolean;
    readonly last: boolean;
    readonly unchangedBelow: boolean;
  }> {
    const limit = this.#limit;
    const answer = await this.#ask(page, limit, urgency, signal);
    const { items, setAside, pagination } = answer.value;
    const rows = items.length + setAside.filter((record) => record.kind === 'conversation').length;
    const states = items.map((item) => this.#mirror.levelState(item));
    // Where the list names no last message it does not say whether there is anything new: read on the slow cycle.
    const silent = items.filter((item) => (item.lastMessageId ?? null) === null);
    const known = new Set(
      items.filter((item) => this.#mirror.conversations.byId(item.id) !== null).map((item) => item.id),
    );
    const full = this.#traits.isFull('conversations', rows, limit, pagination);
    const applied = this.#mirror.applyConversationPage(items, answer.ticket, setAside, () => {
      this.#traits.noteRows('conversations', rows, limit);
      const { perPage } = pagination ?? { perPage: null };
      if (perPage !== null && perPage > 0 && perPage < limit && rows >= perPage)
        this.#mirror.state.set('list.limit', perPage);
    });
    const toRead = items
      .filter((item, index) => states[index] !== 'level' || (whole && silent.includes(item)))
      .map((item) => item.id);
    for (const id of toRead) this.#book.differs(id);
    for (const item of silent) this.#book.differs(item.id);
    this.#announce(applied.arrived, known);
    const everything = rows > limit || this.#traits.ignoresParameters('conversations');
    const lastPage = pagination?.totalPages != null && pagination.totalPages > 0 && page >= pagination.totalPages;
    const lowest = items.at(-1);
    return {
      items,
      toRead,
      changed: applied.changed,
      last: rows === 0 || !full || everything || lastPage,
      unchangedBelow: lowest !== undefined && states.at(-1) === 'level' && isNewestFirst(items),
    };
  }

  get #limit(): number {
    return this.#mirror.state.number('list.limit') ?? LIST_PAGE;
  }

  async #ask(
    page: number,
    limit: number,
    urgency: Urgency,
    signal: AbortSignal,
  ): ReturnType<Requests['conversations']> {
    try {
      return await this.#requests.conversations({ page, limit }, urgency, signal);
    } catch (error) {
      // A server that refuses so large a page is asked for the documented one.
      const refused = error instanceof ApiFailure && error.kind === 'validation' && limit > SMALLEST_LIST_PAGE;
      if (!refused) throw error;
      this.#mirror.write(() => this.#mirror.state.set('list.limit', SMALLEST_LIST_PAGE));
      return this.#requests.conversations({ page, limit: SMALLEST_LIST_PAGE }, urgency, signal);
    }
  }

  /** Previews that were not mirrored: news of conversations that were known, or that appeared after the first sync. */
  #announce(arrived: readonly ApiMessage[], known: ReadonlySet<number>): void {
    const bootstrapped = this.#mirror.state.get('bootstrapped') === true;
    for (const message of arrived) {
      const { conversationId } = message;
      if (message.senderUserId === this.#mirror.me) this.#hooks.onOwnMessages?.(conversationId, [message]);
      if (bootstrapped || known.has(conversationId)) this.#hooks.onArrived?.(conversationId, [message]);
    }
  }
}

function note(toRead: Set<number>, ids: readonly number[], found: (ids: readonly number[]) => void): void {
  const fresh = ids.filter((id) => !toRead.has(id));
  for (const id of fresh) toRead.add(id);
  if (fresh.length > 0) found(fresh);
}

function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

/** Only a list that falls by its last message's time says that everything below something unchanged is unchanged. */
function isNewestFirst(items: readonly ApiConversation[]): boolean {
  let last = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const at = item.lastMessageAt?.ms ?? Number.NEGATIVE_INFINITY;
    if (at > last) return false;
    last = at;
  }
  return true;
}
