import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { SessionInfo } from '#shared/contract/engine.ts';
import type { EngineLife, HostInfo } from '#shared/contract/host.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { SyncFeed } from '../state/sync-feed.ts';
import { createSyncFeed } from '../state/sync-feed.ts';

export interface SessionState {
  /** Null until the first answer. */
  readonly session: SessionInfo | null;
  readonly host: HostInfo | null;
  readonly error: ErrorInfo | null;
  readonly channel: 'open' | 'lost';
  readonly engine: EngineLife;
  /** What the host said when the engine could not go on. */
  readonly engineReason: string | null;
}

export interface SessionStore extends StoreApi<SessionState> {
  readonly feed: SyncFeed;
  start(): () => void;
}

/** Who is signed in, with which settings, on which host; and whether host and engine are there at all. */
export function createSessionStore(bridge: Bridge): SessionStore {
  const store = createStore<SessionState>()(() => ({
    session: null,
    host: null,
    error: null,
    channel: 'open',
    engine: 'running',
    engineReason: null,
  }));

  const feed = createSyncFeed(bridge, {
    ask: () => bridge.engine('session.get', {}),
    replace: (session) => store.setState({ session, error: null }),
    failed: (error) => store.setState({ error }),
    apply(event) {
      if (event.type === 'session') store.setState({ session: event.session });
      const settings = event.type === 'changed' ? event.settings : null;
      if (settings) store.setState(({ session }) => (session ? { session: { ...session, settings } } : {}));
    },
  });

  const askHost = (): void => {
    bridge.host('host.info', {}).then(
      (envelope) => {
        if (envelope.ok) store.setState({ host: envelope.value });
      },
      // The channel is gone; it is asked for again when it is back.
      () => store.setState({ channel: 'lost' }),
    );
  };

  return Object.assign(store, {
    feed,
    start() {
      const stops = [
        bridge.onHostEvent((event) => {
          if (event.type === 'engine') store.setState({ engine: event.life, engineReason: event.reason });
        }),
        bridge.onChannel((channel) => {
          store.setState({ channel });
          if (channel === 'open' && !store.getState().host) askHost();
        }),
      ];
      askHost();
      feed.start();
      return () => {
        feed.stop();
        for (const stop of stops) stop();
      };
    },
  });
}
