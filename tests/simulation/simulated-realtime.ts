import type { Hub, HubConnection } from '#demo/realtime/hub.ts';
import type { RealtimeConnection, RealtimeOptions, RealtimeTransport } from '#electron/sync/ports.ts';
import type { VirtualTime } from '#tests/support/virtual-time.ts';

const CONNECT_MS = 20;
const RECONNECT_MS = 1_000;
const LATENCY_MS = 5;

interface Frame {
  readonly event: string;
  readonly channel?: string;
  readonly data?: unknown;
  readonly user_id?: string;
}

/** The engine's realtime port, straight onto the demo's hub: the protocol's frames over virtual time instead of a socket. */
export class SimulatedRealtime implements RealtimeTransport {
  readonly #hub: Hub;
  readonly #time: VirtualTime;
  readonly #open = new Set<SimulatedConnection>();

  constructor(hub: Hub, time: VirtualTime) {
    this.#hub = hub;
    this.#time = time;
  }

  connect(options: RealtimeOptions): RealtimeConnection {
    const connection = new SimulatedConnection(options, this.#hub, this.#time, () => this.#open.delete(connection));
    this.#open.add(connection);
    return connection;
  }

  /** The process died: no farewell, and nothing is heard of it any more. */
  kill(): void {
    for (const connection of this.#open) connection.kill();
    this.#open.clear();
  }
}

class SimulatedConnection implements RealtimeConnection {
  readonly #options: RealtimeOptions;
  readonly #hub: Hub;
  readonly #time: VirtualTime;
  readonly #closed: () => void;
  readonly #channels = new Set<string>();
  readonly #subscribed = new Set<string>();
  /** Grows with each connection: what belongs to an earlier one is dropped. */
  #generation = 0;
  #link: HubConnection | null = null;
  #ended = false;

  constructor(options: RealtimeOptions, hub: Hub, time: VirtualTime, closed: () => void) {
    this.#options = options;
    this.#hub = hub;
    this.#time = time;
    this.#closed = closed;
    this.#dial(CONNECT_MS);
  }

  subscribe(channel: string): void {
    if (this.#channels.has(channel)) return;
    this.#channels.add(channel);
    if (this.#link !== null) this.#join(this.#link, channel);
  }

  unsubscribe(channel: string): void {
    this.#channels.delete(channel);
    this.#subscribed.delete(channel);
    this.#link?.receive(JSON.stringify({ event: 'pusher:unsubscribe', data: { channel } }));
  }

  trigger(channel: string, event: string, data: unknown): boolean {
    if (this.#link === null || !this.#subscribed.has(channel)) return false;
    this.#link.receive(JSON.stringify({ event, channel, data }));
    return true;
  }

  reconnect(): void {
    this.#drop();
    if (!this.#ended) this.#dial(CONNECT_MS);
  }

  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#drop();
    this.#closed();
    this.#options.onState('disconnected');
  }

  kill(): void {
    this.#ended = true;
    this.#drop();
  }

  #drop(): void {
    const link = this.#link;
    this.#link = null;
    this.#generation += 1;
    this.#subscribed.clear();
    link?.closed();
  }

  #dial(after: number): void {
    const generation = ++this.#generation;
    if (!this.#ended) this.#options.onState('connecting');
    this.#time.setTimeout(() => {
      if (generation !== this.#generation || this.#ended) return;
      const later = (work: () => void): void => {
        this.#time.setTimeout(() => {
          if (generation === this.#generation && !this.#ended) work();
        }, LATENCY_MS);
      };
      this.#link = this.#hub.connect(
        {
          send: (text) => {
            later(() => {
              this.#receive(JSON.parse(text) as Frame);
            });
          },
          close: () => {
            later(() => {
              this.#link = null;
              this.#subscribed.clear();
              this.#options.onState('unavailable');
              this.#dial(RECONNECT_MS);
            });
          },
        },
        { key: this.#options.key, protocol: '7' },
      );
    }, after);
  }

  #receive(frame: Frame): void {
    const data: unknown = typeof frame.data === 'string' ? parsed(frame.data) : frame.data;
    switch (frame.event) {
      case 'pusher:connection_established':
        this.#options.onState('connected');
        if (this.#link !== null) for (const channel of this.#channels) this.#join(this.#link, channel);
        return;
      case 'pusher_internal:subscription_succeeded':
        if (frame.channel !== undefined && this.#channels.has(frame.channel)) {
          this.#subscribed.add(frame.channel);
          this.#options.onSubscribed(frame.channel);
        }
        return;
      case 'pusher:ping':
        this.#link?.receive(JSON.stringify({ event: 'pusher:pong', data: {} }));
        return;
      default:
        if (frame.event.startsWith('pusher') || frame.channel === undefined) return;
        this.#options.onEvent({
          channel: frame.channel,
          event: frame.event,
          data,
          userId: frame.user_id ?? null,
        });
    }
  }

  #join(link: HubConnection, channel: string): void {
    this.#options.authorize(channel, link.socketId).then(
      (auth) => {
        if (this.#link !== link || !this.#channels.has(channel)) return;
        link.receive(JSON.stringify({ event: 'pusher:subscribe', data: { channel, ...auth } }));
      },
      (error: unknown) => {
        if (this.#link !== link) return;
        this.#options.onSubscriptionError(channel, error instanceof Error ? error.message : String(error));
      },
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('The hub sent data that is not JSON', { cause: error });
  }
}
