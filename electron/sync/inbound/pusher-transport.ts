import Pusher, { type ChannelAuthorizationCallback } from 'pusher-js';
import type { RealtimeConnection, RealtimeEvent, RealtimeOptions, RealtimeState, RealtimeTransport } from '../ports.ts';

/** Realtime over the official Pusher client: the ports' transport on a real machine (docs/api.md section 8). */
export class PusherTransport implements RealtimeTransport {
  connect(options: RealtimeOptions): RealtimeConnection {
    return new PusherConnection(options);
  }
}

/** What the client emits for each frame that came. */
interface Frame {
  readonly event: string;
  readonly channel?: string;
  readonly data?: unknown;
  readonly user_id?: string;
}

class PusherConnection implements RealtimeConnection {
  readonly #options: RealtimeOptions;
  readonly #channels = new Set<string>();
  #pusher: Pusher;
  #closed = false;

  constructor(options: RealtimeOptions) {
    this.#options = options;
    this.#pusher = this.#open();
  }

  subscribe(channel: string): void {
    if (this.#channels.has(channel)) return;
    this.#channels.add(channel);
    this.#listen(this.#pusher, channel);
  }

  unsubscribe(channel: string): void {
    if (this.#channels.delete(channel)) this.#pusher.unsubscribe(channel);
  }

  trigger(channel: string, event: string, data: unknown): boolean {
    const open = this.#pusher.channel(channel) as
      { subscribed: boolean; trigger(event: string, data: unknown): boolean } | undefined;
    return open?.subscribed === true && open.trigger(event, data);
  }

  /** A client that is stuck is not mended but replaced. */
  reconnect(): void {
    if (this.#closed) return;
    this.#discard();
    this.#options.onState('connecting');
    this.#pusher = this.#open();
    for (const channel of this.#channels) this.#listen(this.#pusher, channel);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#discard();
    this.#options.onState('disconnected');
  }

  #open(): Pusher {
    const { key, cluster, host, port, tls } = this.#options;
    const pusher = new Pusher(key, {
      cluster,
      forceTLS: tls,
      enableStats: false,
      // Plain sockets only: the fallbacks of browsers have no place here.
      enabledTransports: tls ? ['wss'] : ['ws'],
      ...(host === null ? {} : { wsHost: host }),
      ...(port === null ? {} : { wsPort: port, wssPort: port }),
      channelAuthorization: {
        customHandler: ({ channelName, socketId }, callback) => {
          void this.#authorize(channelName, socketId, callback);
        },
      },
    });
    const current = (): boolean => !this.#closed && this.#pusher === pusher;
    pusher.connection.bind('state_change', ({ current: state }: { current: string }) => {
      if (current()) this.#options.onState(stateOf(state));
    });
    pusher.connection.bind('message', (frame: Frame) => {
      if (current()) this.#frame(frame);
    });
    return pusher;
  }

  async #authorize(channel: string, socketId: string, answer: ChannelAuthorizationCallback): Promise<void> {
    try {
      const signature = await this.#options.authorize(channel, socketId);
      answer(null, signature);
    } catch (error) {
      answer(error instanceof Error ? error : new Error(String(error)), null);
    }
  }

  #listen(pusher: Pusher, name: string): void {
    const channel = pusher.subscribe(name);
    const current = (): boolean => !this.#closed && this.#pusher === pusher && this.#channels.has(name);
    channel.bind('pusher:subscription_succeeded', () => {
      if (current()) this.#options.onSubscribed(name);
    });
    channel.bind('pusher:subscription_error', (error: { readonly error?: string; readonly status?: number }) => {
      if (current()) this.#options.onSubscriptionError(name, String(error.status ?? error.error ?? 'unknown'));
    });
  }

  #frame(frame: Frame): void {
    const event = eventOf(frame);
    if (event !== null) this.#options.onEvent(event);
  }

  /** The client keeps every instance in a list of its own. */
  #discard(): void {
    const old = this.#pusher;
    old.connection.unbind_all();
    old.disconnect();
    const at = Pusher.instances.indexOf(old);
    if (at >= 0) Pusher.instances.splice(at, 1);
  }
}

/** Events of the application, and of Pusher's own only who left. */
function eventOf(frame: Frame): RealtimeEvent | null {
  if (frame.channel === undefined) return null;
  const left = frame.event === 'pusher_internal:member_removed';
  if (frame.event.startsWith('pusher') && !left) return null;
  return {
    channel: frame.channel,
    event: left ? 'pusher:member_removed' : frame.event,
    data: frame.data,
    userId: frame.user_id ?? null,
  };
}

function stateOf(state: string): RealtimeState {
  switch (state) {
    case 'connected':
    case 'unavailable':
    case 'failed':
    case 'disconnected':
      return state;
    default:
      return 'connecting';
  }
}
