import type { Hub, HubConnection } from '#demo/realtime/hub.ts';
import type { RealtimeConnection, RealtimeOptions, RealtimeTransport, Timers } from '#electron/sync/ports.ts';

const RECONNECT_MS = 1_000;

/** The engine's realtime port straight onto the demo's hub: the Pusher protocol without a socket, on the test's own time. */
export class HubTransport implements RealtimeTransport {
  readonly connections: HubLink[] = [];
  readonly #hub: Hub;
  readonly #timers: Timers;
  readonly #isCut: () => boolean;
  readonly #latencyMs: number;

  /** `latencyMs`: how long a frame from the server is on its way; 0: it arrives within the very call that sent it. */
  constructor(hub: Hub, timers: Timers, isCut: () => boolean, latencyMs = 0) {
    this.#hub = hub;
    this.#timers = timers;
    this.#isCut = isCut;
    this.#latencyMs = latencyMs;
  }

  connect(options: RealtimeOptions): RealtimeConnection {
    const link = new HubLink(this.#hub, this.#timers, this.#isCut, this.#latencyMs, options);
    this.connections.push(link);
    return link;
  }

  /** Its process died: no farewell, and nothing is heard of it any more. */
  kill(): void {
    for (const link of this.connections) link.kill();
  }
}

interface Frame {
  readonly event: string;
  readonly channel?: string;
  readonly data?: unknown;
  readonly user_id?: string;
}

export class HubLink implements RealtimeConnection {
  readonly #hub: Hub;
  readonly #timers: Timers;
  readonly #isCut: () => boolean;
  readonly #latencyMs: number;
  readonly #options: RealtimeOptions;
  readonly #channels = new Set<string>();
  readonly #subscribed = new Set<string>();
  #entry: HubConnection | null = null;
  #attempt = 0;
  #closed = false;
  #socketId: string | null = null;
  /** Connects attempted so far. */
  attempts = 0;

  constructor(hub: Hub, timers: Timers, isCut: () => boolean, latencyMs: number, options: RealtimeOptions) {
    this.#hub = hub;
    this.#timers = timers;
    this.#isCut = isCut;
    this.#latencyMs = latencyMs;
    this.#options = options;
    queueMicrotask(() => this.#open());
  }

  subscribe(channel: string): void {
    this.#channels.add(channel);
    if (this.#socketId !== null) void this.#ask(channel);
  }

  unsubscribe(channel: string): void {
    this.#channels.delete(channel);
    this.#subscribed.delete(channel);
    this.#send({ event: 'pusher:unsubscribe', data: { channel } });
  }

  trigger(channel: string, event: string, data: unknown): boolean {
    if (!this.#subscribed.has(channel)) return false;
    this.#send({ event, channel, data });
    return true;
  }

  reconnect(): void {
    this.#drop();
    this.#open();
  }

  close(): void {
    this.#closed = true;
    this.#drop();
    this.#options.onState('disconnected');
  }

  kill(): void {
    this.#closed = true;
    this.#drop();
  }

  /** The line breaks without a word. */
  breakOff(): void {
    this.#lost();
  }

  #open(): void {
    if (this.#closed) return;
    const attempt = ++this.#attempt;
    this.attempts++;
    this.#options.onState('connecting');
    if (this.#isCut()) {
      this.#lost();
      return;
    }
    const waiting: string[] = [];
    const mine = (): boolean => this.#attempt === attempt && !this.#closed;
    const peer = {
      send: (text: string) => {
        if (this.#entry === null) waiting.push(text);
        else this.#soon(mine, () => this.#receive(JSON.parse(text) as Frame));
      },
      close: () => {
        this.#soon(mine, () => this.#lost());
      },
    };
    const entry = this.#hub.connect(peer, { key: this.#options.key, protocol: '7' });
    if (!mine()) return;
    this.#entry = entry;
    for (const text of waiting) this.#soon(mine, () => this.#receive(JSON.parse(text) as Frame));
  }

  #soon(mine: () => boolean, run: () => void): void {
    if (this.#latencyMs === 0) {
      if (mine()) run();
      return;
    }
    this.#timers.setTimeout(() => {
      if (mine()) run();
    }, this.#latencyMs);
  }

  #receive(frame: Frame): void {
    const data: unknown = typeof frame.data === 'string' ? JSON.parse(frame.data) : frame.data;
    if (frame.event === 'pusher:connection_established') {
      this.#socketId = (data as { socket_id: string }).socket_id;
      this.#options.onState('connected');
      for (const channel of this.#channels) void this.#ask(channel);
      return;
    }
    if (frame.event === 'pusher:ping') this.#send({ event: 'pusher:pong', data: {} });
    if (frame.channel === undefined) return;
    if (frame.event === 'pusher_internal:subscription_succeeded') {
      this.#subscribed.add(frame.channel);
      this.#options.onSubscribed(frame.channel);
      return;
    }
    const event = frame.event === 'pusher_internal:member_removed' ? 'pusher:member_removed' : frame.event;
    if (event.startsWith('pusher') && event !== 'pusher:member_removed') return;
    this.#options.onEvent({ channel: frame.channel, event, data, userId: frame.user_id ?? null });
  }

  async #ask(channel: string): Promise<void> {
    const socketId = this.#socketId;
    if (socketId === null) return;
    try {
      const signature = await this.#options.authorize(channel, socketId);
      if (this.#socketId === socketId) this.#send({ event: 'pusher:subscribe', data: { channel, ...signature } });
    } catch (error) {
      this.#options.onSubscriptionError(channel, error instanceof Error ? error.name : 'unknown');
    }
  }

  #send(frame: Frame): void {
    this.#entry?.receive(JSON.stringify(frame));
  }

  #drop(): void {
    this.#attempt++;
    const entry = this.#entry;
    this.#entry = null;
    this.#socketId = null;
    this.#subscribed.clear();
    entry?.closed();
  }

  #lost(): void {
    this.#drop();
    if (this.#closed) return;
    this.#options.onState('connecting');
    const attempt = this.#attempt;
    this.#timers.setTimeout(() => {
      if (this.#attempt === attempt) this.#open();
    }, RECONNECT_MS);
  }
}
