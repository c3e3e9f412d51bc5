import type { RealtimeState } from '#shared/domain/sync-status.ts';
import { ApiFailure } from '../api/failure.ts';
import { Backoff } from '../network/backoff.ts';
import type { RealtimeConnection, RealtimeEvent, RealtimeState as TransportState, TimerHandle } from '../ports.ts';
import type { InboundNeeds } from './types.ts';

/** A connection that is neither up nor given up for so long is replaced. */
const STUCK_AFTER_MS = 30_000;
/** After a refused subscription it is tried again with back-off from here. */
const RETRY_MIN_MS = 10_000;
/** A try that has just begun is left alone, whatever happens around it. */
const FRESH_MS = 5_000;

type LiveNeeds = 'realtime' | 'profile' | 'api' | 'connection' | 'clock' | 'timers' | 'random' | 'log';

export interface LiveEvents {
  /** The user's channel is subscribed: from now on events come. */
  onUp(): void;
  /** Events may have been missed from now on. */
  onDown(): void;
  onState(): void;
  /** The channel's signature was refused for the token's sake. */
  onTokenRefused(): void;
  /** `conversationId`: of the conversation's own channel; null for the user's. */
  onEvent(event: RealtimeEvent, conversationId: number | null): void;
  /** An open conversation's channel is subscribed. */
  onJoined(conversationId: number): void;
}

/** The realtime connection: the user's channel always, those of open conversations while they are open. What is stuck is replaced. */
export class Live {
  readonly #needs: Pick<InboundNeeds, LiveNeeds>;
  readonly #events: LiveEvents;
  readonly #userChannel: string;
  readonly #open = new Map<string, number>();
  readonly #backoff: Backoff;
  #connection: RealtimeConnection | null = null;
  #transport: TransportState = 'disconnected';
  #up = false;
  #refused = false;
  #tryingSince = 0;
  #timer: TimerHandle | null = null;

  constructor(needs: Pick<InboundNeeds, LiveNeeds>, me: number, events: LiveEvents) {
    this.#needs = needs;
    this.#events = events;
    this.#userChannel = needs.profile.channels.user.replaceAll('{userId}', String(me));
    this.#backoff = new Backoff(needs.random, RETRY_MIN_MS);
  }

  /** Events come, as far as anybody can know. */
  get up(): boolean {
    return this.#up;
  }

  get state(): RealtimeState {
    if (this.#needs.profile.pusher.key === null) return 'off';
    if (this.#up) return 'on';
    if (this.#refused) return 'unavailable';
    return this.#transport === 'connected' || this.#transport === 'connecting' ? 'connecting' : 'unavailable';
  }

  start(): void {
    const { key, cluster, host, port, tls } = this.#needs.profile.pusher;
    if (key === null || this.#connection !== null) return;
    this.#transport = 'connecting';
    this.#tryingSince = this.#needs.clock.monotonic();
    this.#connection = this.#needs.realtime.connect({
      key,
      cluster,
      host,
      port,
      tls,
      authorize: (channel, socketId) => this.#authorize(channel, socketId),
      onState: (state) => this.#changed(state),
      onEvent: (event) => this.#events.onEvent(event, this.#open.get(event.channel) ?? null),
      onSubscribed: (channel) => this.#subscribed(channel),
      onSubscriptionError: (channel, reason) => this.#subscriptionFailed(channel, reason),
    });
    this.#connection.subscribe(this.#userChannel);
    for (const channel of this.#open.keys()) this.#connection.subscribe(channel);
    this.#watch(STUCK_AFTER_MS);
    this.#events.onState();
  }

  stop(): void {
    this.#stopWatching();
    const connection = this.#connection;
    this.#connection = null;
    connection?.close();
    this.#transport = 'disconnected';
    this.#down();
  }

  /** The computer woke, or the network came back: a connection that is not up is replaced at once. */
  wake(): void {
    this.#backoff.reset();
    const trying = this.#transport === 'connecting' || this.#transport === 'connected';
    const fresh = trying && !this.#refused && this.#needs.clock.monotonic() - this.#tryingSince < FRESH_MS;
    if (this.#connection !== null && !this.#up && !fresh) this.#replace();
  }

  /** After sleep a connection may look alive and be dead. */
  replace(): void {
    if (this.#connection !== null) this.#replace();
  }

  /** The conversations on screen: their channels carry typing and presence. */
  show(conversationIds: ReadonlySet<number>): void {
    for (const [channel, id] of this.#open) {
      if (conversationIds.has(id)) continue;
      this.#open.delete(channel);
      this.#connection?.unsubscribe(channel);
    }
    for (const id of conversationIds) {
      const channel = this.#conversationChannel(id);
      if (this.#open.has(channel)) continue;
      this.#open.set(channel, id);
      this.#connection?.subscribe(channel);
    }
  }

  sendTyping(conversationId: number, typing: boolean, userId: number): boolean {
    const channel = this.#conversationChannel(conversationId);
    if (!this.#open.has(channel)) return false;
    return this.#connection?.trigger(channel, 'client-typing', { user_id: userId, is_typing: typing }) ?? false;
  }

  #conversationChannel(id: number): string {
    return this.#needs.profile.channels.conversation.replaceAll('{conversationId}', String(id));
  }

  async #authorize(channel: string, socketId: string): Promise<{ auth: string; channel_data?: string }> {
    try {
      return await this.#needs.api.authorizeChannel(socketId, channel);
    } catch (error) {
      // That there is no realtime says nothing of the rest; that nobody is there does. Whether the token is no good the list has to say: some
      // servers guard this one endpoint in another way.
      if (error instanceof ApiFailure && error.kind === 'offline') this.#needs.connection.failed(error, 'channel-auth');
      if (error instanceof ApiFailure && error.kind === 'auth') this.#events.onTokenRefused();
      throw error;
    }
  }

  #changed(state: TransportState): void {
    if (state === this.#transport) return;
    if (state === 'connecting') this.#tryingSince = this.#needs.clock.monotonic();
    this.#transport = state;
    if (state !== 'connected') {
      this.#down();
      if (this.#connection !== null && this.#timer === null) this.#watch(STUCK_AFTER_MS);
    }
    this.#events.onState();
  }

  #subscribed(channel: string): void {
    const conversationId = this.#open.get(channel);
    if (conversationId !== undefined) this.#events.onJoined(conversationId);
    if (channel !== this.#userChannel || this.#up) return;
    this.#up = true;
    this.#refused = false;
    this.#backoff.reset();
    this.#stopWatching();
    this.#events.onState();
    this.#events.onUp();
  }

  #subscriptionFailed(channel: string, reason: string): void {
    this.#needs.log({ level: 'warn', event: 'realtime subscription refused', details: { reason } });
    if (channel !== this.#userChannel) return;
    this.#refused = true;
    this.#down();
    this.#watch(this.#backoff.next());
    this.#events.onState();
  }

  #down(): void {
    if (!this.#up) return;
    this.#up = false;
    this.#events.onDown();
  }

  #replace(): void {
    this.#down();
    this.#refused = false;
    this.#transport = 'connecting';
    this.#tryingSince = this.#needs.clock.monotonic();
    this.#connection?.reconnect();
    this.#watch(STUCK_AFTER_MS + this.#backoff.next());
    this.#events.onState();
  }

  /** If it is not up by then, it is replaced. */
  #watch(milliseconds: number): void {
    this.#stopWatching();
    this.#timer = this.#needs.timers.setTimeout(() => {
      this.#timer = null;
      if (this.#connection !== null && !this.#up) this.#replace();
    }, milliseconds);
  }

  #stopWatching(): void {
    if (this.#timer !== null) this.#needs.timers.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
