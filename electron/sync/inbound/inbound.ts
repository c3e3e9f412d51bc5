import type { ApiMessage, ApiStatus } from '../api/types.ts';
import { endsConversation, type ApiFailure } from '../api/failure.ts';
import { Alarm } from '../network/backoff.ts';
import type { RatePriority } from '../network/rate-limiter.ts';
import type { RealtimeEvent, TimerHandle } from '../ports.ts';
import { BackfillReader } from '../store/mirror/backfill-reader.ts';
import { ConversationReader } from './conversation-reader.ts';
import { Delays } from './delays.ts';
import { understand } from './events.ts';
import { Health } from './health.ts';
import { History } from './history.ts';
import { LevelBook } from './level-book.ts';
import { ListSource } from './list-source.ts';
import { Live } from './live.ts';
import { Requests } from './requests.ts';
import { Supervisor } from './supervisor.ts';
import { HISTORY_PAGE, ThreadSource } from './thread-source.ts';
import { ServerTraits, type ListEndpoint } from './traits.ts';
import { TypingSender, TypingTracker } from './typing.ts';
import { WayBack } from './way-back.ts';
import {
  DEFAULT_INBOUND_OPTIONS,
  type InboundNeeds,
  type InboundOptions,
  type InboundStatus,
  type Trouble,
} from './types.ts';

/** Conversations read side by side: latency, not the budget, would be the limit otherwise. */
const READERS = 4;
/** A conversation on screen is not read again for a change of focus within this time. */
const REREAD_REST_MS = 5_000;
const BACKFILL_BATCH = 20;
/** A reading that failed waits at least this long for its next turn. */
const AGAIN_AFTER_MS = 1_000;
/** Whoever looks elsewhere for a shorter time has not been away. */
const AWAY_MS = 30_000;
/** The first sweep after a start that found everything mirrored before. */
const FIRST_SWEEP_MS = 60_000;
/** Where the list never names last messages, all conversations are read in turn: with at most half of the budget. */
const READS_A_MINUTE = 50;
/** Fewer where each reading brings a whole conversation. */
const WHOLE_READS_A_MINUTE = 12;

interface Window {
  readonly conversationId: number;
  readonly focused: boolean;
}

/**
 * Everything that comes from the server: one way to catch up for start, reconnect, wake, network back and the periodic check; live events;
 * history. What it reads is in the mirror before anybody is told.
 */
export class Inbound {
  readonly #needs: InboundNeeds;
  readonly #options: InboundOptions;
  readonly #stopper = new AbortController();
  readonly #supervisor: Supervisor;
  readonly #delays: Delays;
  readonly #alarm: Alarm;
  readonly #workAlarm: Alarm;
  readonly #backfillAlarm: Alarm;
  readonly #book = new LevelBook();
  readonly #traits: ServerTraits;
  readonly #health: Health;
  readonly #requests: Requests;
  readonly #reader: ConversationReader;
  readonly #history: History;
  readonly #list: ListSource;
  readonly #live: Live;
  readonly #wayBack: WayBack;
  readonly #typing: TypingTracker;
  readonly #typingSender: TypingSender;
  readonly #backfill: BackfillReader;
  readonly #windows = new Map<string, Window>();
  /** What has to be read: with unread messages first, each in the list's order. */
  readonly #unreadQueue = new Set<number>();
  readonly #queue = new Set<number>();
  readonly #reading = new Set<number>();
  readonly #eventTimers = new Map<number, TimerHandle>();
  #loops: Promise<unknown> = Promise.resolve();
  #unsubscribe: (() => void) | null = null;
  #started = false;
  #active = true;
  /** Monotonic: when the last window lost the focus. */
  #leftAt = 0;
  #wanted = true;
  #sweepWanted = false;
  #listing = false;
  #done = 0;
  #total = 0;
  #backfilling = false;
  #backfillLeft: { conversations: number; pages: number } | null = null;
  #lastSweep: number | null = null;

  constructor(needs: InboundNeeds) {
    this.#needs = needs;
    this.#options = { ...DEFAULT_INBOUND_OPTIONS, ...needs.options };
    const { mirror, timers, clock, random, hooks } = needs;
    const { signal } = this.#stopper;
    this.#supervisor = new Supervisor(needs, signal);
    this.#delays = new Delays(timers, signal);
    this.#alarm = new Alarm(timers);
    this.#workAlarm = new Alarm(timers);
    this.#backfillAlarm = new Alarm(timers);
    this.#traits = new ServerTraits(mirror.state);
    this.#health = new Health(clock, random, () => {
      this.#changed();
      hooks.onTrouble?.();
    });
    this.#requests = new Requests(needs, this.#health, (endpoint) => this.#doubted(endpoint));
    const thread = new ThreadSource(mirror, this.#requests, this.#traits, this.#book, hooks, () => clock.now());
    this.#list = new ListSource(mirror, this.#requests, this.#traits, this.#book, hooks);
    this.#reader = new ConversationReader(thread, mirror, this.#supervisor, this.#delays, signal);
    this.#history = new History(mirror, needs.connection, this.#reader);
    this.#backfill = new BackfillReader(mirror.store);
    this.#typing = new TypingTracker(timers, (id, people) => hooks.onTyping?.(id, people));
    this.#typingSender = new TypingSender(clock, (id, typing) => this.#live.sendTyping(id, typing, mirror.me));
    this.#live = new Live(needs, mirror.me, {
      onUp: () => this.#liveUp(),
      onDown: () => {
        this.#wayBack.liveDown();
        this.#disconnected();
      },
      onState: () => this.#changed(),
      onTokenRefused: () => this.catchUp(),
      onEvent: (event, conversationId) => this.#event(event, conversationId),
      onJoined: (conversationId) => this.#typingSender.joined(conversationId),
    });
    this.#wayBack = new WayBack(clock, needs.connection, this.#live);
  }

  // ── Life ──

  start(): void {
    if (this.#started) return;
    this.#started = true;
    let reachable = this.#needs.connection.state === 'online';
    this.#unsubscribe = this.#needs.connection.subscribe(({ state }) => {
      const now = state === 'online';
      if (reachable && !now) this.#disconnected();
      if (!reachable && now) this.#reached();
      // Somebody else's try has failed: until the next one it is not as long as this one might have lasted.
      else if (!now) this.#alarm.wake();
      reachable = now;
    });
    if (this.#needs.connection.state !== 'signed-out') this.#live.start();
    const steps = [() => this.#catchUpStep(), () => this.#openStep(), () => this.#backfillStep()];
    for (let reader = 0; reader < READERS; reader++) steps.push(() => this.#readStep());
    this.#loops = Promise.all(steps.map((step) => this.#supervisor.forever(step)));
  }

  /** Ends every request and timer; resolves when nothing of it runs any more. */
  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#stopper.abort(new DOMException('Stopped', 'AbortError'));
    this.#live.stop();
    this.#typing.endAll();
    this.#delays.stop();
    for (const timer of this.#eventTimers.values()) this.#needs.timers.clearTimeout(timer);
    await this.#loops;
  }

  // ── What the host and the agent say ──

  /** The computer woke, a network appeared, the agent asked: everything is tried now. `slept`: connections may be dead without knowing. */
  wake(slept = false): void {
    this.#health.retryNow();
    this.#needs.connection.wake();
    if (slept) this.#live.replace();
    else this.#live.wake();
    this.#wayBack.awaitLive();
    this.catchUp();
    this.#workAlarm.wake();
    this.#backfillAlarm.wake();
  }

  /** A token is there again. */
  signedIn(): void {
    this.#health.retryNow();
    if (this.#started) this.#live.start();
    this.#live.wake();
    this.catchUp();
  }

  /** Nothing comes in any more until somebody signs in. */
  signedOut(): void {
    this.#live.stop();
  }

  /** Reads the list now, as far as anything changed. `whole`: all of it. */
  catchUp(whole = false): void {
    if (whole) this.#sweepWanted = true;
    // A reading whose request has not left yet is as good as a new one.
    if (!(this.#listing && this.#list.isFresh)) this.#wanted = true;
    this.#alarm.wake();
  }

  /**
   * Whether somebody uses the app now: it decides how often the list is read while live updates are off. Who comes back after a while finds
   * everything tried at once.
   */
  setActive(active: boolean): void {
    if (active === this.#active) return;
    this.#active = active;
    const now = this.#needs.clock.monotonic();
    const wasAway = active && now - this.#leftAt >= AWAY_MS;
    if (!active) this.#leftAt = now;
    this.#changed();
    if (wasAway) this.wake();
    // The waiting time is measured anew; nothing is read for it.
    else this.#alarm.wake();
  }

  /** What a window shows: its newest messages are read again, and its typing and presence listened to. Null: nothing. */
  show(windowId: string, conversationId: number | null, focused: boolean): void {
    const before = this.#windows.get(windowId);
    if (conversationId === null) this.#windows.delete(windowId);
    else this.#windows.set(windowId, { conversationId, focused });
    const open = new Set([...this.#windows.values()].map((window) => window.conversationId));
    if (before !== undefined && !open.has(before.conversationId)) this.#typing.endAll(before.conversationId);
    this.#live.show(open);
    if (conversationId === null) return;
    const opened = before?.conversationId !== conversationId;
    const focusedNow = focused && before?.focused !== true;
    if (!opened && !focusedNow) return;
    const justRead = this.#sinceReread(conversationId) < REREAD_REST_MS && this.isLevel(conversationId);
    if (justRead && this.trouble(conversationId) === null) return;
    void this.#supervisor.quietly(this.#reader.newest(conversationId, 'agent'));
  }

  /** Messages came with a conversation that somebody asked for or told of; they are in the mirror already. */
  answered(conversationId: number, messages: readonly ApiMessage[]): void {
    const own = messages.filter((message) => message.senderUserId === this.#needs.mirror.me);
    if (own.length > 0) this.#needs.hooks.onOwnMessages?.(conversationId, own);
    this.#arrived(messages);
  }

  /** Own typing, in a conversation that is on screen. */
  sendTyping(conversationId: number, typing: boolean): void {
    this.#typingSender.set(conversationId, typing);
  }

  // ── What the outbox and the views ask ──

  isLevel(conversationId: number): boolean {
    return this.#book.isLevel(conversationId);
  }

  /**
   * Reads what is newer now, by a request that begins after this call, and everything between that and `downTo` anew: a message that the server
   * was long in making stands below others that were read meanwhile, and a mirror that was begun anew knows its newest page only. Never rejects.
   */
  requestLevel(
    conversationId: number,
    priority: RatePriority,
    downTo: number | null = null,
  ): Promise<'level' | ApiFailure> {
    return this.#reader.levelDownTo(conversationId, priority, downTo);
  }

  newestId(conversationId: number): number | null {
    return this.#needs.mirror.conversations.byId(conversationId)?.newestId ?? null;
  }

  /** Reads one message from the server and stores it; null where it is not there. Never rejects. */
  reread(conversationId: number, messageId: number): Promise<ApiMessage | null | ApiFailure> {
    return this.#reader.message(conversationId, messageId);
  }

  /** What lies below an id (null: below everything mirrored), for the agent who scrolls. Throws ApiFailure. */
  loadOlder(conversationId: number, beforeId: number | null): Promise<{ loaded: number; more: boolean }> {
    return this.#history.loadOlder(conversationId, beforeId);
  }

  /** A message that is not mirrored (a quote's target), with what surrounds it. Throws ApiFailure. */
  fetchMessage(conversationId: number, messageId: number): Promise<{ found: boolean }> {
    return this.#history.fetchMessage(conversationId, messageId);
  }

  /** The conversation, or all of them, can't be read now although the server is there. */
  trouble(conversationId: number): Trouble | null {
    return this.#health.conversation(conversationId);
  }

  get status(): InboundStatus {
    const catchingUp = this.#listing || this.#queued > 0 || this.#reading.size > 0;
    const left = this.#backfillLeft;
    return {
      phase: catchingUp ? 'catching-up' : this.#backfilling ? 'backfilling' : 'idle',
      done: this.#done,
      total: this.#total,
      backfill:
        left === null || left.conversations === 0
          ? null
          : { conversationsLeft: left.conversations, secondsLeft: Math.ceil((left.pages / (2 * READS_A_MINUTE)) * 60) },
      lastUpToDateAt: this.#needs.mirror.state.number('last-up-to-date'),
      realtime: this.#live.state,
      pollSeconds: this.#live.up ? null : Math.round(this.#pollMs / 1000),
      trouble: this.#health.endpoint('conversations') ?? this.#health.endpoint('messages'),
    };
  }

  // ── Catching up ──

  async #catchUpStep(): Promise<void> {
    const { signal } = this.#stopper;
    const rest = Math.max(
      this.#health.waitFor('conversations', null),
      this.#wanted ? this.#wayBack.graceLeft : this.#nextCheckIn(),
    );
    const wait = rest > 0 ? rest : this.#wayBack.listAfter();
    if (wait > 0) {
      await this.#alarm.wait(wait, signal);
      return;
    }
    await this.#catchUpOnce();
  }

  #liveUp(): void {
    this.#wayBack.liveUp();
    // Where live updates come through, requests do too.
    if (this.#needs.connection.state !== 'online') this.#needs.connection.wake();
    this.catchUp();
  }

  async #catchUpOnce(): Promise<void> {
    const { mirror, clock } = this.#needs;
    this.#wanted = false;
    const first = mirror.state.get('bootstrapped') !== true;
    const whole = first || this.#sweepWanted || this.#sweepIsDue();
    this.#listing = true;
    if (this.#queued === 0 && this.#reading.size === 0) {
      this.#done = 0;
      this.#total = 0;
    }
    this.#changed();
    try {
      const result = await this.#list.read(whole, this.#stopper.signal, (ids) => this.#enqueue(ids));
      this.#lastCheck = clock.monotonic();
      this.#lastSweep ??= clock.monotonic() - this.#options.sweepMs + FIRST_SWEEP_MS;
      if (result.whole && (whole || this.#silent() === 0)) {
        this.#lastSweep = clock.monotonic();
        this.#sweepWanted = false;
        mirror.write(() => mirror.state.set('bootstrapped', true));
      }
    } catch (error) {
      // Reported where it happened; tried again behind the connection's gate, or when the endpoint may be asked again.
      const failure = this.#supervisor.failureOf(error);
      if (failure.kind !== 'aborted') this.#wanted = true;
      if (failure.detail === 'unforeseen') throw failure;
      this.#needs.log({
        level: 'info',
        event: 'list not read',
        details: { kind: failure.kind, status: failure.status },
      });
    } finally {
      this.#listing = false;
      this.#settleUpToDate();
      this.#changed();
      this.#backfillAlarm.wake();
    }
  }

  #lastCheck = Number.NEGATIVE_INFINITY;

  /** Milliseconds until the list is read by itself. */
  #nextCheckIn(): number {
    const every = this.#live.up ? this.#options.checkMs : this.#pollMs;
    return Math.max(0, this.#lastCheck + every - this.#needs.clock.monotonic());
  }

  get #pollMs(): number {
    return this.#active ? this.#options.pollActiveMs : this.#options.pollIdleMs;
  }

  #sweepIsDue(): boolean {
    if (this.#lastSweep === null) return false;
    const silent = this.#silent();
    const aMinute = this.#traits.ignoresParameters('messages') ? WHOLE_READS_A_MINUTE : READS_A_MINUTE;
    const every = silent === 0 ? this.#options.sweepMs : Math.min(this.#options.sweepMs, (silent / aMinute) * 60_000);
    return this.#needs.clock.monotonic() - this.#lastSweep >= every;
  }

  /** Conversations whose last message the list does not name. */
  #silent(): number {
    const counted = this.#needs.mirror.store
      .sql<[], { n: number }>(
        'select count(*) n from conversations where last_message_id is null and known = 1 and refused = 0',
      )
      .get();
    return counted?.n ?? 0;
  }

  /** In the list's order behind what is open or unread. */
  #enqueue(conversationIds: readonly number[]): void {
    for (const id of conversationIds) {
      if (this.#queue.has(id) || this.#unreadQueue.has(id)) continue;
      const unread = (this.#needs.mirror.conversations.byId(id)?.serverUnread ?? 0) > 0;
      (unread ? this.#unreadQueue : this.#queue).add(id);
      this.#total++;
    }
    this.#changed();
    this.#workAlarm.wake();
  }

  async #readStep(): Promise<void> {
    const id = this.#takeNext();
    if (id === null) {
      await this.#workAlarm.wait(Number.POSITIVE_INFINITY, this.#stopper.signal);
      return;
    }
    const wait = this.#health.waitFor('messages', id);
    if (wait === 0) {
      await this.#readOne(id);
      return;
    }
    this.#delays.after(wait, () => this.#enqueue([id]));
    this.#total--;
  }

  /** What is on screen first. */
  #takeNext(): number | null {
    for (const { conversationId } of this.#windows.values()) if (this.#take(conversationId)) return conversationId;
    for (const queue of [this.#unreadQueue, this.#queue]) {
      for (const id of queue) {
        queue.delete(id);
        return id;
      }
    }
    return null;
  }

  #take(id: number): boolean {
    return this.#unreadQueue.delete(id) || this.#queue.delete(id);
  }

  get #queued(): number {
    return this.#unreadQueue.size + this.#queue.size;
  }

  async #readOne(id: number): Promise<void> {
    this.#reading.add(id);
    try {
      await this.#reader.freshLevel(id, 'catch-up');
      this.#done++;
    } catch (error) {
      const failure = this.#supervisor.failureOf(error);
      // A refused conversation is done with; anything else comes back in its place.
      if (endsConversation(failure)) this.#done++;
      else if (failure.kind !== 'aborted') {
        this.#total--;
        this.#enqueueAgain(id);
      }
    } finally {
      this.#reading.delete(id);
      this.#settleUpToDate();
      this.#changed();
      if (this.#queued === 0) this.#backfillAlarm.wake();
    }
  }

  #settleUpToDate(): void {
    if (this.#listing || this.#wanted || this.#queued > 0 || this.#reading.size > 0) return;
    if (this.#needs.connection.state !== 'online' || this.#health.endpoint('messages') !== null) return;
    const { mirror, clock } = this.#needs;
    mirror.write(() => mirror.state.set('last-up-to-date', clock.now()));
  }

  /** Whether it is the server or only this endpoint, the other one tells. */
  #doubted(endpoint: ListEndpoint): void {
    if (endpoint === 'messages') {
      if (!this.#listing) this.catchUp();
      return;
    }
    const [open] = this.#windows.values();
    const id = open?.conversationId ?? this.#needs.mirror.conversations.page(null, 1)[0]?.id ?? null;
    if (id === null || this.#health.waitFor('messages', id) > 0) return;
    void this.#supervisor.quietly(this.#reader.level(id, 'catch-up'));
  }

  // ── The conversations on screen ──

  async #openStep(): Promise<void> {
    const { signal } = this.#stopper;
    await new Alarm(this.#needs.timers).wait(this.#options.pollOpenMs, signal);
    if (signal.aborted || this.#needs.connection.state !== 'online') return;
    for (const id of new Set([...this.#windows.values()].map((window) => window.conversationId))) {
      if (this.#health.waitFor('messages', id) > 0) continue;
      const due = this.#sinceReread(id) >= this.#options.rereadMs || this.trouble(id) !== null;
      if (due) void this.#supervisor.quietly(this.#reader.newest(id, 'catch-up'));
      else if (!this.#live.up && this.#active) {
        void this.#supervisor.quietly(this.#reader.level(id, 'catch-up'));
      }
    }
  }

  /** Milliseconds; infinite where the clock was set back since: how long ago it was nobody knows. */
  #sinceReread(id: number): number {
    const { rereadAt } = this.#needs.mirror.conversations.byId(id) ?? { rereadAt: 0 };
    const since = this.#needs.clock.now() - rereadAt;
    return since < 0 ? Number.POSITIVE_INFINITY : since;
  }

  // ── History ──

  async #backfillStep(): Promise<void> {
    const { signal } = this.#stopper;
    const batch = this.#mayBackfill() ? this.#nextHistory() : [];
    this.#backfilling = batch.length > 0;
    if (batch.length > 0 || this.#backfillLeft !== null) this.#backfillLeft = this.#backfill.left(HISTORY_PAGE);
    this.#changed();
    if (batch.length === 0) {
      await this.#backfillAlarm.wait(this.#options.sweepMs, signal);
      return;
    }
    for (const { conversationId, beforeId } of batch) {
      if (signal.aborted || !this.#mayBackfill()) return;
      await this.#supervisor.quietly(this.#reader.older(conversationId, beforeId, HISTORY_PAGE, 'backfill'));
    }
  }

  #mayBackfill(): boolean {
    const busy = this.#listing || this.#wanted || this.#queued > 0 || this.#reading.size > 0;
    return this.#options.backfill && !busy && this.#needs.connection.state === 'online';
  }

  /** What is on screen first; then unread, then by recency. */
  #nextHistory(): readonly { conversationId: number; beforeId: number }[] {
    const open = [...new Set([...this.#windows.values()].map((window) => window.conversationId))].flatMap((id) => {
      const ranges = this.#needs.mirror.ranges.of(id);
      const top = ranges.at(-1);
      return top === undefined || top.low === 0 ? [] : [{ conversationId: id, beforeId: top.low }];
    });
    const rest = this.#backfill
      .next(BACKFILL_BATCH)
      .filter((item) => !open.some((one) => one.conversationId === item.conversationId));
    return [...open, ...rest].filter((item) => this.#health.waitFor('messages', item.conversationId) === 0);
  }

  // ── Live events ──

  #event(event: RealtimeEvent, channel: number | null): void {
    try {
      this.#apply(event, channel);
    } catch (error) {
      // What could not be stored is still on the server.
      this.#supervisor.unforeseen(error);
      this.#wanted = true;
    }
  }

  #apply(event: RealtimeEvent, channel: number | null): void {
    const { mirror } = this.#needs;
    const seen = understand(event, channel);
    switch (seen.kind) {
      case 'message': {
        const { message } = seen;
        const { conversationId } = message;
        const unknown = mirror.conversations.byId(conversationId)?.known !== true;
        if (message.senderUserId != null) this.#typing.ended(conversationId, message.senderUserId);
        if (this.#isCutShort(message)) {
          // Too long for an event: it is read at once, and shown and told of when it is whole.
          if (unknown) this.catchUp();
          this.#readSoon(conversationId, 0);
          return;
        }
        const applied = mirror.applyMessage(message, 'event');
        if (message.senderUserId === mirror.me) this.#needs.hooks.onOwnMessages?.(conversationId, [message]);
        this.#arrived(applied.arrived);
        if (unknown) this.catchUp();
        this.#complete(message);
        return;
      }
      case 'status':
        this.#status(seen.status);
        return;
      case 'conversation': {
        const { conversation } = seen;
        const known = mirror.conversations.byId(conversation.id)?.known === true;
        const { arrived } = mirror.applyConversation(conversation, 'event');
        this.answered(conversation.id, arrived);
        if (!known && conversation.participants === undefined) this.catchUp();
        if (mirror.levelState(conversation) === 'differs') this.#readSoon(conversation.id);
        return;
      }
      case 'typing':
        if (seen.userId === mirror.me) return;
        if (seen.typing) {
          const name = seen.name || (mirror.conversations.person(seen.userId)?.name ?? '');
          this.#typing.started(seen.conversationId, seen.userId, name);
        } else this.#typing.ended(seen.conversationId, seen.userId);
        return;
      case 'left':
        this.#typing.ended(seen.conversationId, seen.userId);
        return;
      case 'unreadable':
        this.#needs.log({ level: 'warn', event: 'event not understood' });
        this.catchUp();
        return;
      case 'unknown':
        return;
      default:
        seen satisfies never;
    }
  }

  /** A new message of which the event has no text, while reading works. */
  #isCutShort(message: ApiMessage): boolean {
    if (message.content !== undefined || message.isDeleted === true) return false;
    const { conversationId, id } = message;
    return (
      this.#health.waitFor('messages', conversationId) === 0 &&
      this.#needs.mirror.messages.byId(conversationId, id) === null
    );
  }

  #arrived(messages: readonly ApiMessage[]): void {
    for (const message of messages) this.#needs.hooks.onArrived?.(message.conversationId, [message]);
  }

  /** An event is a hint: what is new is read up to it, what was cut is read whole. */
  #complete(message: ApiMessage): void {
    const { mirror } = this.#needs;
    const range = mirror.ranges.at(message.conversationId, message.id);
    if (range === null) this.#readSoon(message.conversationId);
    else if (message.content === undefined || message.content === null) {
      if (message.isDeleted === true) return;
      void this.reread(message.conversationId, message.id);
    }
  }

  #status(status: ApiStatus & { readonly messageId: number }): void {
    const { mirror } = this.#needs;
    const candidates =
      status.conversationId === null
        ? mirror.conversations.conversationsOfMessage(status.messageId)
        : [status.conversationId];
    const [only] = candidates;
    if (candidates.length === 1 && only !== undefined) {
      mirror.applyStatus(only, status.messageId, status);
      // A receipt of something newer than all that is known: the event that was to bring it is late or lost.
      const known = mirror.ranges.of(only).at(-1)?.high ?? Number.POSITIVE_INFINITY;
      if (status.messageId > known) this.#readSoon(only);
      return;
    }
    // Several conversations have such an id: which is meant only reading can tell.
    for (const id of candidates) void this.reread(id, status.messageId);
  }

  /** Events come in bunches: one reading for all of them. */
  #readSoon(conversationId: number, milliseconds = this.#options.settleEventMs): void {
    if (this.#eventTimers.has(conversationId)) return;
    const timer = this.#needs.timers.setTimeout(() => {
      this.#eventTimers.delete(conversationId);
      void this.#supervisor.quietly(this.#readAfterEvent(conversationId));
    }, milliseconds);
    this.#eventTimers.set(conversationId, timer);
  }

  /** What an event has shown to be there is read for sure: where it fails it waits among what has to be read. */
  async #readAfterEvent(conversationId: number): Promise<void> {
    try {
      await this.#reader.freshLevel(conversationId, 'catch-up');
    } catch (error) {
      const failure = this.#supervisor.failureOf(error);
      if (failure.kind !== 'aborted' && !endsConversation(failure)) this.#enqueueAgain(conversationId);
      throw failure;
    }
  }

  #enqueueAgain(conversationId: number): void {
    const wait = Math.max(AGAIN_AFTER_MS, this.#health.waitFor('messages', conversationId));
    this.#delays.after(wait, () => this.#enqueue([conversationId]));
  }

  // ── Small things ──

  #disconnected(): void {
    this.#book.disconnected();
    this.#typing.endAll();
    this.#wanted = true;
    this.#alarm.wake();
    this.#changed();
  }

  #reached(): void {
    this.#health.retryNow();
    this.#live.start();
    this.#live.wake();
    // The reading that found the way back is the catching up.
    if (!this.#listing) {
      this.#wayBack.awaitLive();
      this.catchUp();
    }
    this.#workAlarm.wake();
    this.#backfillAlarm.wake();
  }

  #changed(): void {
    this.#needs.hooks.changed?.();
  }
}
