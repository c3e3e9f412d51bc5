import type { ApiFailure } from '../api/failure.ts';
import type { ApiMessage } from '../api/types.ts';
import type { RatePriority } from '../network/rate-limiter.ts';
import { Backfill } from './backfill.ts';
import { CatchUp } from './catch-up.ts';
import { ConversationReader } from './conversation-reader.ts';
import { Delays } from './delays.ts';
import { EventIntake } from './event-intake.ts';
import { Health } from './health.ts';
import { History } from './history.ts';
import { LevelBook } from './level-book.ts';
import { ListSource } from './list-source.ts';
import { Live } from './live.ts';
import { ReadingQueue } from './reading-queue.ts';
import { Requests } from './requests.ts';
import { Screen } from './screen.ts';
import { Supervisor } from './supervisor.ts';
import { ThreadSource } from './thread-source.ts';
import { ServerTraits, type ListEndpoint } from './traits.ts';
import { TypingSender, TypingTracker } from './typing.ts';
import { WayBack } from './way-back.ts';
import { DEFAULT_INBOUND_OPTIONS, type InboundNeeds, type InboundStatus, type Trouble } from './types.ts';

/** Conversations read side by side: latency, not the budget, would be the limit otherwise. */
const READERS = 4;

/**
 * Everything that comes from the server: one way to catch up for start, reconnect, wake, network back and the periodic check; live events;
 * history. What it reads is in the mirror before anybody is told.
 *
 * The one front door: it holds the parts together and says what each news from outside means to which of them.
 */
export class Inbound {
  readonly #needs: InboundNeeds;
  readonly #stopper = new AbortController();
  readonly #supervisor: Supervisor;
  readonly #delays: Delays;
  readonly #book = new LevelBook();
  readonly #health: Health;
  readonly #live: Live;
  readonly #wayBack: WayBack;
  readonly #reader: ConversationReader;
  readonly #screen: Screen;
  readonly #queue: ReadingQueue;
  readonly #catchUp: CatchUp;
  readonly #backfill: Backfill;
  readonly #history: History;
  readonly #events: EventIntake;
  readonly #typing: TypingTracker;
  readonly #typingSender: TypingSender;
  #loops: Promise<unknown> = Promise.resolve();
  #unsubscribe: (() => void) | null = null;
  #started = false;

  constructor(needs: InboundNeeds) {
    this.#needs = needs;
    const options = { ...DEFAULT_INBOUND_OPTIONS, ...needs.options };
    const { mirror, connection, timers, clock, random, hooks } = needs;
    const { signal } = this.#stopper;
    const supervisor = new Supervisor(needs, signal);
    const delays = new Delays(timers, signal);
    const traits = new ServerTraits(mirror.state);
    const health = new Health(clock, random, () => {
      this.#changed();
      hooks.onTrouble?.();
    });
    const book = this.#book;
    const requests = new Requests(needs, health, (endpoint) => this.#doubted(endpoint));
    const thread = new ThreadSource(mirror, requests, traits, book, hooks, () => clock.now());
    const list = new ListSource(mirror, requests, traits, book, hooks);
    const reader = new ConversationReader(thread, mirror, supervisor, delays, signal);
    const typing = new TypingTracker(timers, (id, people) => hooks.onTyping?.(id, people));
    const live = this.#liveUpdates();
    const wayBack = new WayBack(clock, connection, live);
    const onChanged = (): void => this.#changed();
    const screen = new Screen({ needs, options, signal, supervisor, health, book, reader, live, typing });
    const onScreen = (): ReadonlySet<number> => screen.conversationIds;
    const queue = new ReadingQueue({
      mirror,
      timers,
      signal,
      supervisor,
      delays,
      health,
      reader,
      onScreen,
      onChanged,
      onRead: () => this.#read(),
    });
    this.#catchUp = new CatchUp({
      needs,
      options,
      signal,
      supervisor,
      traits,
      health,
      list,
      live,
      wayBack,
      queue,
      isActive: () => screen.active,
      onChanged,
      onListed: () => this.#backfill.wake(),
    });
    this.#backfill = new Backfill({
      needs,
      options,
      signal,
      supervisor,
      health,
      reader,
      onScreen,
      isCatchingUp: () => this.#catchUp.pending || queue.isBusy,
      onChanged,
    });
    this.#events = new EventIntake({
      needs,
      options,
      supervisor,
      health,
      reader,
      typing,
      catchUp: () => this.catchUp(),
      onMissed: () => this.#catchUp.missed(),
      readLater: (id) => queue.addLater(id),
    });
    this.#history = new History(mirror, connection, reader);
    this.#typingSender = new TypingSender(clock, (id, isTyping) => live.sendTyping(id, isTyping, mirror.me));
    this.#supervisor = supervisor;
    this.#delays = delays;
    this.#health = health;
    this.#reader = reader;
    this.#typing = typing;
    this.#live = live;
    this.#wayBack = wayBack;
    this.#screen = screen;
    this.#queue = queue;
  }

  #liveUpdates(): Live {
    return new Live(this.#needs, this.#needs.mirror.me, {
      onUp: () => this.#liveUp(),
      onDown: () => {
        this.#wayBack.liveDown();
        this.#disconnected();
      },
      onState: () => this.#changed(),
      onTokenRefused: () => this.catchUp(),
      onEvent: (event, conversationId) => this.#events.take(event, conversationId),
      onJoined: (conversationId) => this.#typingSender.joined(conversationId),
    });
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
      else if (!now) this.#catchUp.wake();
      reachable = now;
    });
    if (this.#needs.connection.state !== 'signed-out') this.#live.start();
    const steps = [() => this.#catchUp.step(), () => this.#screen.step(), () => this.#backfill.step()];
    for (let reader = 0; reader < READERS; reader++) steps.push(() => this.#queue.step());
    this.#loops = Promise.all(steps.map((step) => this.#supervisor.forever(step)));
  }

  /** Ends every request and timer; resolves when nothing of it runs any more. */
  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#stopper.abort(new DOMException('Stopped', 'AbortError'));
    this.#live.stop();
    this.#typing.endAll();
    this.#delays.stop();
    this.#events.stop();
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
    this.#queue.wake();
    this.#backfill.wake();
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
    this.#catchUp.request(whole);
  }

  /**
   * Whether somebody uses the app now: it decides how often the list is read while live updates are off. Who comes back after a while finds
   * everything tried at once.
   */
  setActive(active: boolean): void {
    if (active === this.#screen.active) return;
    const wasAway = this.#screen.setActive(active);
    this.#changed();
    if (wasAway) this.wake();
    // The waiting time is measured anew; nothing is read for it.
    else this.#catchUp.wake();
  }

  /** What a window shows: its newest messages are read again, and its typing and presence listened to. Null: nothing. */
  show(windowId: string, conversationId: number | null, focused: boolean): void {
    this.#screen.show(windowId, conversationId, focused);
  }

  /** Messages came with a conversation that somebody asked for or told of; they are in the mirror already. */
  answered(conversationId: number, messages: readonly ApiMessage[]): void {
    this.#events.announce(conversationId, messages);
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
    const catchingUp = this.#catchUp.listing || this.#queue.isBusy;
    const { done, total } = this.#queue.progress;
    return {
      phase: catchingUp ? 'catching-up' : this.#backfill.running ? 'backfilling' : 'idle',
      done,
      total,
      backfill: this.#backfill.left,
      lastUpToDateAt: this.#needs.mirror.state.number('last-up-to-date'),
      realtime: this.#live.state,
      pollSeconds: this.#live.up ? null : Math.round(this.#catchUp.pollMs / 1000),
      trouble: this.#health.endpoint('conversations') ?? this.#health.endpoint('messages'),
    };
  }

  // ── What the parts say ──

  #liveUp(): void {
    this.#wayBack.liveUp();
    // Where live updates come through, requests do too.
    if (this.#needs.connection.state !== 'online') this.#needs.connection.wake();
    this.catchUp();
  }

  #disconnected(): void {
    this.#book.disconnected();
    this.#typing.endAll();
    this.#catchUp.missed();
    this.#catchUp.wake();
    this.#changed();
  }

  #reached(): void {
    this.#health.retryNow();
    this.#live.start();
    this.#live.wake();
    // The reading that found the way back is the catching up.
    if (!this.#catchUp.listing) {
      this.#wayBack.awaitLive();
      this.catchUp();
    }
    this.#queue.wake();
    this.#backfill.wake();
  }

  /** A conversation of the queue has been read, well or not. */
  #read(): void {
    this.#catchUp.settle();
    this.#changed();
    if (this.#queue.isEmpty) this.#backfill.wake();
  }

  /** Whether it is the server or only this endpoint, the other one tells. */
  #doubted(endpoint: ListEndpoint): void {
    if (endpoint === 'messages') {
      if (!this.#catchUp.listing) this.catchUp();
      return;
    }
    const [open] = this.#screen.conversationIds;
    const id = open ?? this.#needs.mirror.conversations.page(null, 1)[0]?.id ?? null;
    if (id === null || this.#health.waitFor('messages', id) > 0) return;
    void this.#supervisor.quietly(this.#reader.level(id, 'catch-up'));
  }

  #changed(): void {
    this.#needs.hooks.changed?.();
  }
}
