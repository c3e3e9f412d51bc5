import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import type { SyncFeed } from '../state/sync-feed.ts';
import { createSyncFeed } from '../state/sync-feed.ts';

export interface SyncState {
  /** Null until the first answer. */
  readonly status: SyncStatus | null;
}

export interface SyncStore extends StoreApi<SyncState> {
  readonly feed: SyncFeed;
}

export function createSyncStore(bridge: Bridge): SyncStore {
  const store = createStore<SyncState>()(() => ({ status: null }));
  const feed = createSyncFeed(bridge, {
    ask: () => bridge.engine('sync.status', {}),
    replace: (status) => store.setState({ status }),
    apply(event) {
      if (event.type === 'sync') store.setState({ status: event.status });
    },
  });
  return Object.assign(store, { feed });
}
