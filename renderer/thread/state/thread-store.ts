import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { createSyncFeed } from '#renderer/state/sync-feed.ts';
import type { SyncFeed } from '#renderer/state/sync-feed.ts';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { Envelope } from '#shared/contract/definition.ts';
import type {
  EngineInput,
  EngineMethod,
  EngineOutput,
  MessageChanges,
  EngineEvent,
  ThreadPage,
} from '#shared/contract/engine.ts';
import type { ConversationDetails } from '#shared/domain/conversation.ts';
import type { ConversationId, HoleRow, MessageKey, MessageRow, TypingPerson } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { TYPING_SHOWN_MS } from '#shared/limits.ts';
import type { Divider, ThreadItem } from '../model/items.ts';
import { itemsOf, reuseItems } from '../model/items.ts';
import type { ThreadWindow } from '../model/window.ts';
import type { Seen } from '../sight.ts';
import { ask } from './ask.ts';
import { fillsCard, windowOf, withChanges, withNewer, withOlder } from '../model/window.ts';

/** Rows a page; a screen holds about 15. */
const PAGE_ROWS = 60;
/** The most that a page may hold; used when what is in memory is read again. */
const REREAD_ROWS = 200;
/** Virtuoso counts its first row from here, so that rows can be put above it. */
const FIRST_ITEM_INDEX = 1_000_000;

/** Where the list is to go next; a new `serial` for each wish. */
export interface ScrollWish {
  readonly serial: number;
  readonly key: MessageKey;
  readonly align: 'start' | 'center' | 'end';
  /** Ringed for a moment, and given the focus: it was jumped to. */
  readonly mark: boolean;
}

/** The row at the top of the screen and how far it is scrolled out, px. */
export interface Place {
  readonly key: MessageKey;
  readonly offset: number;
}

export interface ThreadState {
  readonly phase: 'loading' | 'ready' | 'failed';
  /** Why nothing is here (`failed`), or why older rows did not come. */
  readonly error: ErrorInfo | null;
  /** Counts the openings: the list is built anew for each. */
  readonly opening: number;
  readonly window: ThreadWindow;
  readonly details: ConversationDetails | null;
  readonly divider: Divider | null;
  readonly firstItemIndex: number;
  readonly loadingOlder: boolean;
  readonly loadingNewer: boolean;
  readonly olderError: ErrorInfo | null;
  readonly filling: HoleRow | null;
  readonly typing: readonly TypingPerson[];
  /** The end is out of sight. */
  readonly away: boolean;
  /** Others' messages that came while the end was out of sight. */
  readonly unseen: number;
  /** The newest arrivals, for the live region; a new array for each transaction. */
  readonly arrived: readonly MessageRow[];
  readonly scroll: ScrollWish | null;
  /** Places that quotes were followed from, the newest last. */
  readonly back: readonly MessageKey[];
}

const EMPTY: ThreadWindow = { rows: [], unsent: [], holes: [], older: 'none', newer: false };

/** What the view tells the store; none of it is drawn. */
interface Sight {
  atBottom: boolean;
  /** The window has the focus. */
  focused: boolean;
  /** The top row on screen, which keeps its place when rows change around it. */
  topKey: MessageKey | null;
  /** The newest server id that was on screen since the conversation was opened. */
  newestShown: number | null;
}

export type JumpOutcome = 'shown' | 'missing' | 'unreachable';

/** From where the next whole snapshot is read; `again`: what is in memory now. */
type Wish = { readonly kind: 'open' | 'newest' | 'again' } | { readonly kind: 'around'; readonly messageId: number };

interface Snapshot {
  readonly wish: Wish;
  readonly window: ThreadWindow;
  /** Null where it was not asked for. */
  readonly details: ConversationDetails | null;
}

/**
 * One open conversation: the pages that are in memory, kept true by the engine's events. It reads a page at a time and asks for all of it again
 * where an event can't say what changed, or when the engine was started anew.
 */
export class ThreadStore {
  readonly store: StoreApi<ThreadState>;
  readonly #sight: Sight = { atBottom: true, focused: false, topKey: null, newestShown: null };
  #place: Place | null = null;
  #items: readonly ThreadItem[] = [];
  #id: ConversationId;
  readonly #bridge: Bridge;
  readonly #feed: SyncFeed;
  #started = false;
  #wish: Wish = { kind: 'open' };
  /** A snapshot is on its way; what waits for it. */
  #reading = false;
  #readAgain = false;
  #whenRead: ((ok: boolean) => void)[] = [];
  #serial = 0;
  #marked = 0;
  #keepUnread = false;
  #newestArrived = 0;
  #detailsAsked = false;
  #typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge, conversationId: ConversationId) {
    this.#bridge = bridge;
    this.#id = conversationId;
    this.store = createStore<ThreadState>()(() => ({
      phase: 'loading',
      error: null,
      opening: 0,
      window: EMPTY,
      details: null,
      divider: null,
      firstItemIndex: FIRST_ITEM_INDEX,
      loadingOlder: false,
      loadingNewer: false,
      olderError: null,
      filling: null,
      typing: [],
      away: false,
      unseen: 0,
      arrived: [],
      scroll: null,
      back: [],
    }));
    this.#feed = createSyncFeed<Snapshot>(bridge, {
      ask: () => this.#snapshot(),
      replace: (snapshot) => this.#replaceAll(snapshot),
      apply: (event) => this.#apply(event),
      failed: (error) => {
        if (this.#state.phase === 'loading') this.#set({ phase: 'failed', error });
        this.#read(false);
      },
    });
  }

  get conversationId(): ConversationId {
    return this.#id;
  }

  /** A conversation that existed only here has got its server id. */
  becomes(conversationId: ConversationId): void {
    this.#id = conversationId;
  }

  /** On screen again: at the first unread message, else where it was left, else at the end. */
  async open(): Promise<void> {
    this.#keepUnread = false;
    this.#sight.newestShown = null;
    this.#set({ back: [], scroll: null, unseen: 0, arrived: [] });
    if (!this.#started || this.#state.phase !== 'ready') {
      this.#set({ phase: 'loading', error: null });
      await this.#load({ kind: 'open' });
      return;
    }
    const details = await this.#feed.page(
      () => this.#ask('conversation.get', { conversationId: this.#id }),
      (value) => this.#set({ details: value }),
    );
    const unread = details.ok ? details.value.firstUnreadMessageId : null;
    if (unread !== null && !this.#state.window.rows.some((row) => row.messageId === unread)) {
      await this.#load({ kind: 'open' });
      return;
    }
    this.#set({ divider: details.ok ? dividerOf(details.value) : null, opening: this.#state.opening + 1 });
  }

  /** Forgotten: it was opened too long ago. */
  stop(): void {
    this.#feed.stop();
    clearTimeout(this.#typingEnds);
  }

  async loadOlder(): Promise<void> {
    const { window, loadingOlder, phase } = this.#state;
    if (loadingOlder || phase !== 'ready' || window.older === 'none') return;
    this.#set({ loadingOlder: true, olderError: null });
    const error = await this.#older(window);
    this.#set({ loadingOlder: false, olderError: error });
  }

  async #older(window: ThreadWindow): Promise<ErrorInfo | null> {
    const first = window.rows[0]?.messageId ?? null;
    let more = true;
    if (window.older === 'unknown') {
      const asked = await this.#ask('thread.loadOlder', { conversationId: this.#id, beforeId: first });
      if (!asked.ok) return asked.error;
      more = asked.value.more;
    }
    if (first === null) {
      // Nothing was here; what has come is the newest now.
      await this.#load({ kind: 'newest' });
      return null;
    }
    const page = await this.#feed.page(
      () => this.#page({ kind: 'before', messageId: first }),
      (value) => {
        const next = withOlder(this.#state.window, value);
        // An empty page below which the server has nothing, too: this is the beginning.
        const older = value.rows.length === 0 && !more ? 'none' : next.older;
        this.#replace({ ...next, older }, this.#state.window.rows[0]?.key ?? null);
      },
    );
    return page.ok ? null : page.error;
  }

  async loadNewer(): Promise<void> {
    const { window, loadingNewer, phase } = this.#state;
    const last = window.rows.at(-1)?.messageId;
    if (loadingNewer || phase !== 'ready' || !window.newer || last === undefined || last === null) return;
    this.#set({ loadingNewer: true });
    await this.#feed.page(
      () => this.#page({ kind: 'after', messageId: last }),
      (value) => this.#replace(withNewer(this.#state.window, value), this.#sight.topKey),
    );
    this.#set({ loadingNewer: false });
  }

  /** Asks the server for what a hole lacks, then reads the window again: only a page tells how much of the hole is left. */
  async fill(hole: HoleRow): Promise<void> {
    if (this.#state.filling !== null) return;
    this.#set({ filling: hole, olderError: null });
    const asked = await this.#ask('thread.loadOlder', { conversationId: this.#id, beforeId: hole.beforeId });
    if (asked.ok) await this.#load({ kind: 'again' });
    this.#set({ filling: null, olderError: asked.ok ? null : asked.error });
  }

  /** Shows a message, fetching it where it is not in memory or not on this computer. */
  async jumpTo(messageId: number, from: MessageKey | null): Promise<JumpOutcome> {
    const here = (): MessageRow | undefined => this.#state.window.rows.find((row) => row.messageId === messageId);
    if (here() === undefined && !((await this.#load({ kind: 'around', messageId })) && here() !== undefined)) {
      const fetched = await this.#ask('thread.fetchMessage', { conversationId: this.#id, messageId });
      if (!fetched.ok) return 'unreachable';
      if (!fetched.value.found) return 'missing';
      if (!(await this.#load({ kind: 'around', messageId }))) return 'unreachable';
    }
    const target = here();
    if (target === undefined) return 'missing';
    if (from !== null) this.#set({ back: [...this.#state.back.filter((key) => key !== from), from] });
    this.scrollTo(target.key, 'center', true);
    return 'shown';
  }

  /** Back to where the last quote was followed from. */
  async jumpBack(): Promise<boolean> {
    const key = this.#state.back.at(-1);
    if (key === undefined) return false;
    this.#set({ back: this.#state.back.slice(0, -1) });
    const all = [...this.#state.window.rows, ...this.#state.window.unsent];
    if (all.some((row) => row.key === key)) this.scrollTo(key, 'center', true);
    else if (key.startsWith('m:')) return (await this.jumpTo(Number(key.slice(2)), null)) === 'shown';
    else await this.toNewest();
    return true;
  }

  async toNewest(): Promise<void> {
    if (this.#state.window.newer) {
      this.#place = null;
      this.#set({ divider: null, unseen: 0 });
      await this.#load({ kind: 'newest' });
      return;
    }
    const newest = this.#state.window.unsent.at(-1) ?? this.#state.window.rows.at(-1);
    if (newest !== undefined) this.scrollTo(newest.key, 'end', false);
    this.#set({ unseen: 0 });
  }

  scrollTo(key: MessageKey, align: ScrollWish['align'], mark: boolean): void {
    this.#serial += 1;
    this.#set({ scroll: { serial: this.#serial, key, align, mark } });
  }

  /** What is on screen in a focused window counts as read, unless the agent has just said the opposite. */
  async markRead(messageId: number): Promise<void> {
    if (messageId <= this.#marked || this.#keepUnread) return;
    const { details } = this.#state;
    const firstUnread = details?.firstUnreadMessageId ?? null;
    if ((details?.row.unread ?? 0) === 0 && (firstUnread === null || firstUnread > messageId)) return;
    const before = this.#marked;
    this.#marked = messageId;
    const marked = await this.#ask('read.mark', { conversationId: this.#id, messageId });
    if (!marked.ok && this.#marked === messageId) this.#marked = before;
  }

  /** The agent says so, whatever was on screen. */
  async markAllRead(): Promise<void> {
    this.#keepUnread = false;
    const newest = this.#state.window.newer ? null : this.#state.window.rows.at(-1)?.messageId;
    if (newest !== null && newest !== undefined) await this.markRead(newest);
    else if (this.#state.window.newer) await this.toNewest().then(() => this.markAllRead());
  }

  async markUnread(): Promise<Envelope<null>> {
    this.#keepUnread = true;
    this.#marked = 0;
    return await this.#ask('read.markUnread', { conversationId: this.#id });
  }

  /** The agent answered: what was new is dealt with. */
  answered(): void {
    this.#keepUnread = false;
    this.#set({ divider: null });
    void this.toNewest();
  }

  atBottom(atBottom: boolean): void {
    this.#sight.atBottom = atBottom && !this.#state.window.newer;
    if (this.#sight.atBottom === this.#state.away) this.#set({ away: !this.#sight.atBottom });
    if (this.#sight.atBottom && this.#state.unseen > 0) this.#set({ unseen: 0 });
  }

  focused(focused: boolean): void {
    this.#sight.focused = focused;
  }

  /** What the agent sees now. Read is only what is seen in a focused window, and only where that is the agent's policy. */
  see(seen: Seen, markRead: boolean): void {
    this.#sight.topKey = seen.topKey;
    this.#place = this.#sight.atBottom ? null : { key: seen.topKey, offset: seen.topOffset };
    if (seen.newestId === null) return;
    this.#sight.newestShown = Math.max(this.#sight.newestShown ?? 0, seen.newestId);
    if (this.#sight.focused && markRead) void this.markRead(seen.newestId);
  }

  /** Where it was left; null: at the end. */
  get place(): Place | null {
    return this.#place;
  }

  /** The newest server message that was on screen: what the agent knew when pressing Send. What is read but not drawn yet is as good as shown. */
  get newestShown(): number | null {
    const { rows, newer } = this.#state.window;
    return this.#sight.newestShown ?? (newer ? null : (rows.at(-1)?.messageId ?? null));
  }

  /** The rows as the list draws them; items that did not change stay the same objects. */
  items({ rows, unsent, holes }: ThreadWindow, divider: Divider | null): readonly ThreadItem[] {
    this.#items = reuseItems(this.#items, itemsOf({ rows, unsent, holes, divider }));
    return this.#items;
  }

  get #state(): ThreadState {
    return this.store.getState();
  }

  #set(changes: Partial<ThreadState>): void {
    this.store.setState(changes);
  }

  /** Reads a whole snapshot; resolves when it is in place, or false when it could not be had. */
  #load(wish: Wish): Promise<boolean> {
    return new Promise((resolve) => {
      this.#whenRead.push(resolve);
      // What is in memory now is read again after the snapshot that is on its way; any other wish takes its place.
      if (this.#reading && wish.kind === 'again') {
        this.#readAgain = true;
        return;
      }
      this.#wish = wish;
      this.#reading = true;
      if (this.#started) this.#feed.refresh();
      else this.#feed.start();
      this.#started = true;
    });
  }

  #read(ok: boolean): void {
    this.#reading = false;
    const waiting = this.#whenRead;
    this.#whenRead = [];
    for (const resolve of waiting) resolve(ok);
    if (!this.#readAgain) return;
    this.#readAgain = false;
    void this.#load({ kind: 'again' });
  }

  /** Stamped as its first answer: events after that one are applied again, which does no harm. */
  async #snapshot(): Promise<Envelope<Snapshot>> {
    const wish = this.#wish;
    this.#reading = true;
    if (wish.kind === 'newest' || wish.kind === 'around') {
      const page = await this.#page(wish.kind === 'around' ? { kind: 'around', messageId: wish.messageId } : NEWEST);
      if (!page.ok) return page;
      return { ok: true, value: { wish, window: windowOf(page.value), details: null }, stamp: page.stamp };
    }
    const details = await this.#ask('conversation.get', { conversationId: this.#id });
    if (!details.ok) return details;
    const window = wish.kind === 'open' ? await this.#firstPage() : await this.#sameRows();
    if (!window.ok) return window;
    return { ok: true, value: { wish, window: window.value, details: details.value }, stamp: details.stamp };
  }

  async #firstPage(): Promise<Envelope<ThreadWindow>> {
    const page = await this.#page({ kind: 'unread' });
    return page.ok ? { ...page, value: windowOf(page.value) } : page;
  }

  /** From the newest row in memory down to the oldest. */
  async #sameRows(): Promise<Envelope<ThreadWindow>> {
    const { window } = this.#state;
    // Without rows, one page is all there was.
    const first = window.rows[0]?.messageId ?? Number.MAX_SAFE_INTEGER;
    const last = window.rows.at(-1)?.messageId ?? null;
    const partial = window.newer && last !== null;
    const newest = await this.#page(partial ? { kind: 'before', messageId: last + 1 } : NEWEST, REREAD_ROWS);
    if (!newest.ok) return newest;
    // A `before` page can't say what lies above it: that was known.
    let next: ThreadWindow = { ...windowOf(newest.value), newer: partial || newest.value.newer };
    let lowest = next.rows[0]?.messageId ?? null;
    while (next.older === 'mirrored' && lowest !== null && lowest > first) {
      const page = await this.#page({ kind: 'before', messageId: lowest }, REREAD_ROWS);
      if (!page.ok) return page;
      next = withOlder(next, page.value);
      const reached = next.rows[0]?.messageId ?? null;
      if (reached === lowest) break;
      lowest = reached;
    }
    return { ...newest, value: next };
  }

  #replaceAll({ wish, window, details }: Snapshot): void {
    this.#wish = { kind: 'again' };
    if (details !== null) this.#set({ details });
    if (wish.kind === 'again') {
      const before = this.#state.window;
      const last = before.rows.at(-1)?.messageId ?? 0;
      this.#replace(window, this.#sight.topKey);
      if (!before.newer)
        this.#arrive(
          window.rows.filter((row) => (row.messageId ?? 0) > last && !row.own),
          last,
        );
    } else {
      this.#newestArrived = Math.max(this.#newestArrived, window.rows.at(-1)?.messageId ?? 0);
      this.#set({
        phase: 'ready',
        error: null,
        window,
        firstItemIndex: FIRST_ITEM_INDEX,
        opening: this.#state.opening + 1,
        olderError: null,
        ...(wish.kind === 'open' && details !== null ? { divider: dividerOf(details) } : {}),
      });
      if (window.rows.length === 0 && window.older !== 'none') void this.loadOlder();
    }
    this.#read(true);
  }

  /** What else the engine says is the business of other stores. */
  #apply(event: EngineEvent): void {
    if (event.type === 'typing') {
      if (event.conversationId === this.#id) this.#typing(event.people);
      return;
    }
    if (event.type !== 'changed') return;
    const row = event.conversations.find((conversation) => conversation.id === this.#id);
    if (row !== undefined) {
      const { details } = this.#state;
      if (details !== null) this.#set({ details: { ...details, row } });
      void this.refreshDetails();
    }
    for (const change of event.messages) if (change.conversationId === this.#id) this.#changes(change);
    // What is known of an order may have come in any conversation.
    if (fillsCard(this.#state.window, event.messages)) void this.#load({ kind: 'again' });
  }

  #changes(change: MessageChanges): void {
    const { window, phase } = this.#state;
    if (phase !== 'ready') return;
    const merged = withChanges(window, change);
    const last = window.rows.at(-1)?.messageId ?? 0;
    this.#replace(merged.window, this.#sight.topKey);
    this.#hush(change.rows);
    this.#arrive(
      change.rows.filter((row) => row.messageId !== null && !row.own && change.arrived.includes(row.messageId)),
      last,
    );
    if (merged.reread) void this.#load({ kind: 'again' });
  }

  /** What the details say beyond the row: participants, read pointers, trouble. */
  async refreshDetails(): Promise<void> {
    if (this.#detailsAsked) return;
    this.#detailsAsked = true;
    await this.#feed.page(
      () => {
        this.#detailsAsked = false;
        return this.#ask('conversation.get', { conversationId: this.#id });
      },
      (details) => this.#set({ details }),
    );
  }

  /** What is deleted stays nowhere on the page, not even where it was said. */
  #hush(changed: readonly MessageRow[]): void {
    const { arrived } = this.#state;
    const gone = new Set(changed.flatMap((row) => (row.deleted ? [row.key] : [])));
    if (arrived.some((row) => gone.has(row.key))) this.#set({ arrived: arrived.filter((row) => !gone.has(row.key)) });
  }

  #arrive(rows: readonly MessageRow[], lastBefore: number): void {
    // An event may be applied twice; a message arrives once.
    const arrived = rows.filter((row) => (row.messageId ?? 0) > this.#newestArrived);
    if (arrived.length === 0) return;
    this.#newestArrived = Math.max(...arrived.map((row) => row.messageId ?? 0));
    const { divider, unseen } = this.#state;
    const { atBottom, focused, newestShown } = this.#sight;
    const typing = this.#state.typing.filter((person) => !arrived.some((row) => row.sender.userId === person.userId));
    this.#set({
      arrived,
      typing,
      unseen: atBottom ? unseen : unseen + arrived.length,
      divider: atBottom && focused ? divider : dividerAfter(divider, arrived, (newestShown ?? 0) >= lastBefore),
    });
  }

  #typing(people: readonly TypingPerson[]): void {
    clearTimeout(this.#typingEnds);
    this.#set({ typing: people });
    // The engine ends it; should its word be lost, it ends all the same.
    if (people.length > 0) this.#typingEnds = setTimeout(() => this.#set({ typing: [] }), TYPING_SHOWN_MS + 1_000);
  }

  /** Puts new rows in place such that the one named keeps its index in the list, and with it its place on screen. */
  #replace(window: ThreadWindow, anchor: MessageKey | null): void {
    const before = this.#state.window;
    if (window === before) return;
    const shift = shiftOf([...before.rows, ...before.unsent], [...window.rows, ...window.unsent], anchor);
    this.#set({ window, firstItemIndex: this.#state.firstItemIndex - shift });
  }

  #page(from: EngineInput<'thread.page'>['from'], limit = PAGE_ROWS): Promise<Envelope<ThreadPage>> {
    return this.#ask('thread.page', { conversationId: this.#id, from, limit });
  }

  #ask<Name extends EngineMethod>(method: Name, input: EngineInput<Name>): Promise<Envelope<EngineOutput<Name>>> {
    return ask(this.#bridge, method, input);
  }
}

const NEWEST = { kind: 'newest' } as const;

function dividerOf(details: ConversationDetails): Divider | null {
  const messageId = details.firstUnreadMessageId;
  return messageId !== null && details.row.unread > 0 ? { messageId, count: details.row.unread } : null;
}

/** Where the agent had seen everything, the line moves to what is new now; else it has more below it. */
function dividerAfter(divider: Divider | null, arrived: readonly MessageRow[], allSeen: boolean): Divider | null {
  const first = arrived[0]?.messageId ?? null;
  if (divider !== null && !allSeen) return { ...divider, count: divider.count + arrived.length };
  return first === null ? divider : { messageId: first, count: arrived.length };
}

/** By how many rows the anchor, or else the first row that is in both, moved down in the list. */
function shiftOf(before: readonly MessageRow[], after: readonly MessageRow[], anchor: MessageKey | null): number {
  const indexAfter = new Map<MessageKey | number, number>();
  for (const [index, row] of after.entries()) {
    indexAfter.set(row.key, index);
    if (row.messageId !== null) indexAfter.set(row.messageId, index);
  }
  const find = (row: MessageRow): number | undefined =>
    indexAfter.get(row.key) ?? (row.messageId === null ? undefined : indexAfter.get(row.messageId));
  const anchorAt = before.findIndex((row) => row.key === anchor);
  for (let index = Math.max(anchorAt, 0); index < before.length; index += 1) {
    const row = before[index];
    const at = row === undefined ? undefined : find(row);
    if (at !== undefined) return at - index;
  }
  return 0;
}
