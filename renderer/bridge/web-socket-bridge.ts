import type { Bridge } from '#shared/contract/bridge.ts';
import type { Envelope } from '#shared/contract/definition.ts';
import type { StampedEvent } from '#shared/contract/engine.ts';
import type { HostEvent } from '#shared/contract/host.ts';
import { mayRepeat } from './repeatable.ts';
import { stageInChunks } from './stage-in-chunks.ts';

/**
 * The page's side of the browser host: JSON frames over one WebSocket of the page's own origin.
 * To the host `{ id, side, method, input }`; from it `{ id, envelope }`, `{ engineEvent }` or `{ hostEvent }`.
 */

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** A call made while the connection is lost waits this long for it. */
const CALL_WAITS_MS = 10_000;

interface Call {
  readonly id: number;
  readonly side: 'engine' | 'host';
  readonly method: string;
  readonly frame: string;
  readonly resolve: (envelope: Envelope<unknown>) => void;
  timer: ReturnType<typeof setTimeout> | null;
}

type FromHost =
  | { readonly id: number; readonly envelope: Envelope<unknown> }
  | { readonly engineEvent: StampedEvent }
  | { readonly hostEvent: HostEvent };

/** What the bridge takes from the browser, so that tests can pass their own. */
export interface BridgePage {
  /** `ws://127.0.0.1:PORT/socket` */
  readonly socketUrl: string;
  connect(url: string): WebSocket;
  /** Exchanges a token from the address for the session's cookie; called before the first connection. */
  readonly session: () => Promise<void>;
}

export interface WebSocketBridge extends Bridge {
  /** Tries to connect now, e.g. because a new address was opened in this tab. */
  reconnect(): void;
  close(): void;
}

export function createWebSocketBridge(page: BridgePage): WebSocketBridge {
  const calls = new Map<number, Call>();
  const engineListeners = new Set<(event: StampedEvent) => void>();
  const hostListeners = new Set<(event: HostEvent) => void>();
  const channelListeners = new Set<(state: 'open' | 'lost') => void>();
  let socket: WebSocket | null = null;
  let open = false;
  let closed = false;
  let lastId = 0;
  let retryMs = FIRST_RETRY_MS;
  let retryTimer: ReturnType<typeof setTimeout> | null = null;

  const settle = (call: Call, envelope: Envelope<unknown>): void => {
    if (call.timer) clearTimeout(call.timer);
    if (calls.delete(call.id)) call.resolve(envelope);
  };

  const waitForConnection = (call: Call): void => {
    call.timer = setTimeout(() => settle(call, unavailable()), CALL_WAITS_MS);
  };

  const receive = (data: unknown): void => {
    const message = parseFrame(data);
    if (message === null) return;
    if ('envelope' in message) {
      const call = calls.get(message.id);
      if (call) settle(call, message.envelope);
    } else if ('engineEvent' in message) {
      for (const listener of engineListeners) listener(message.engineEvent);
    } else {
      for (const listener of hostListeners) listener(message.hostEvent);
    }
  };

  const opened = (connection: WebSocket): void => {
    open = true;
    retryMs = FIRST_RETRY_MS;
    for (const call of calls.values()) {
      if (call.timer) clearTimeout(call.timer);
      call.timer = null;
      connection.send(call.frame);
    }
    for (const listener of channelListeners) listener('open');
  };

  const lost = (): void => {
    const wasOpen = open;
    open = false;
    socket = null;
    for (const call of calls.values()) {
      if (call.timer !== null) continue;
      if (mayRepeat(call.side, call.method)) waitForConnection(call);
      else settle(call, unavailable());
    }
    if (wasOpen) for (const listener of channelListeners) listener('lost');
    if (closed) return;
    retryTimer = setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  };

  const connect = (): void => {
    retryTimer = null;
    const connection = page.connect(page.socketUrl);
    socket = connection;
    connection.addEventListener('open', () => {
      if (socket === connection) opened(connection);
    });
    connection.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (socket === connection) receive(event.data);
    });
    // A failed attempt is followed by `close` as well.
    connection.addEventListener('close', () => {
      if (socket === connection) lost();
    });
  };

  const start = (): void => {
    page.session().then(connect, connect);
  };

  const call = <Value>(side: 'engine' | 'host', method: string, input: unknown): Promise<Envelope<Value>> =>
    new Promise((resolve) => {
      lastId += 1;
      const made: Call = {
        id: lastId,
        side,
        method,
        frame: JSON.stringify({ id: lastId, side, method, input }),
        resolve: resolve as (envelope: Envelope<unknown>) => void,
        timer: null,
      };
      calls.set(made.id, made);
      if (open && socket) socket.send(made.frame);
      else waitForConnection(made);
    });

  const engine: Bridge['engine'] = (method, input) => call('engine', method, input);
  start();

  return {
    engine,
    host: (method, input) => call('host', method, input),
    onEngineEvent: (listener) => listen(engineListeners, listener),
    onHostEvent: (listener) => listen(hostListeners, listener),
    onChannel: (listener) => listen(channelListeners, listener),
    stage: (file, options, onProgress) => stageInChunks(engine, file, options, onProgress),
    reconnect() {
      if (retryTimer !== null) clearTimeout(retryTimer);
      retryTimer = null;
      const before = socket;
      if (before) {
        lost();
        if (retryTimer !== null) clearTimeout(retryTimer);
        before.close();
      }
      retryMs = FIRST_RETRY_MS;
      start();
    },
    close() {
      closed = true;
      if (retryTimer !== null) clearTimeout(retryTimer);
      socket?.close();
    },
  };
}

function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function parseFrame(data: unknown): FromHost | null {
  if (typeof data !== 'string') return null;
  const message: unknown = JSON.parse(data);
  return typeof message === 'object' && message !== null ? (message as FromHost) : null;
}

function unavailable(): Envelope<never> {
  return {
    ok: false,
    error: { code: 'ENGINE_UNAVAILABLE', message: 'The connection to the program is lost.', details: {} },
  };
}
