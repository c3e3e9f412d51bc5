import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { CannedReply } from '#shared/domain/canned-reply.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { SyncFeed } from '../state/sync-feed.ts';
import { createSyncFeed } from '../state/sync-feed.ts';

export interface CannedState {
  /** By shortcut; null until they are known. */
  readonly replies: readonly CannedReply[] | null;
  readonly error: ErrorInfo | null;
}

export interface CannedStore extends StoreApi<CannedState> {
  readonly feed: SyncFeed;
}

/** The canned replies of this account, in all windows the same. */
export function createCannedStore(bridge: Bridge): CannedStore {
  const store = createStore<CannedState>()(() => ({ replies: null, error: null }));
  const feed = createSyncFeed(bridge, {
    ask: () => bridge.engine('canned.list', {}),
    replace: (replies) => store.setState({ replies, error: null }),
    failed: (error) => store.setState({ error }),
    apply(event) {
      if (event.type === 'canned') store.setState({ replies: event.replies, error: null });
    },
  });
  return Object.assign(store, { feed });
}
