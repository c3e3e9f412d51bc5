import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { Counts } from '#shared/domain/conversation.ts';
import type { SyncFeed } from './sync-feed.ts';
import { createSyncFeed } from './sync-feed.ts';

export interface CountsState {
  /** Null until the first answer: nothing is shown as 0 that is not known. */
  readonly counts: Counts | null;
}

export interface CountsStore extends StoreApi<CountsState> {
  readonly feed: SyncFeed;
}

/** Every count on screen: tabs, rail, title. All of them come from one query of the engine. */
export function createCountsStore(bridge: Bridge): CountsStore {
  const store = createStore<CountsState>()(() => ({ counts: null }));
  const feed = createSyncFeed(bridge, {
    ask: () => bridge.engine('counts.get', {}),
    replace: (counts) => store.setState({ counts }),
    apply(event) {
      if (event.type === 'changed' && event.counts) store.setState({ counts: event.counts });
    },
  });
  return Object.assign(store, { feed });
}
