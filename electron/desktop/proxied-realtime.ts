import type { RealtimeConnection, RealtimeOptions, RealtimeTransport } from '../sync/ports.ts';

/**
 * A realtime transport that finds out the way through the system's proxy before each connection. What is asked of the connection meanwhile
 * (a few milliseconds) is done as soon as it is there.
 */

export interface ProxiedParts {
  readonly inner: RealtimeTransport;
  /** The address without its path, as `https:` or `http:`, to the proxy's URL or null. Never rejects. */
  readonly resolve: (url: string) => Promise<string | null>;
  /** Sockets opened from now on go through it. */
  readonly use: (proxy: string | null) => void;
}

export class ProxiedRealtime implements RealtimeTransport {
  readonly #parts: ProxiedParts;

  constructor(parts: ProxiedParts) {
    this.#parts = parts;
  }

  connect(options: RealtimeOptions): RealtimeConnection {
    const { inner, resolve, use } = this.#parts;
    const address = addressOf(options);
    let connection: RealtimeConnection | null = null;
    let closed = false;
    let waiting: ((connection: RealtimeConnection) => void)[] = [];

    const whenOpen = (action: (connection: RealtimeConnection) => void): void => {
      if (connection === null) waiting.push(action);
      else action(connection);
    };

    void resolve(address).then((proxy) => {
      if (closed) return;
      use(proxy);
      connection = inner.connect(options);
      for (const action of waiting) action(connection);
      waiting = [];
    });

    return {
      subscribe: (channel) => {
        whenOpen((open) => {
          open.subscribe(channel);
        });
      },
      unsubscribe: (channel) => {
        whenOpen((open) => {
          open.unsubscribe(channel);
        });
      },
      trigger: (channel, event, data) => connection?.trigger(channel, event, data) ?? false,
      reconnect: () => {
        // After a wake-up or in another network the way may be another one.
        void resolve(address).then((proxy) => {
          if (closed) return;
          use(proxy);
          connection?.reconnect();
        });
      },
      close: () => {
        closed = true;
        connection?.close();
      },
    };
  }
}

function addressOf({ host, port, cluster, tls }: RealtimeOptions): string {
  const name = host ?? (cluster === '' ? 'ws.pusherapp.com' : `ws-${cluster}.pusher.com`);
  return `${tls ? 'https' : 'http'}://${name}${port === null ? '' : `:${port}`}/`;
}
