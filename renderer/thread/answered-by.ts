import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { MessageRow } from '#shared/domain/message.ts';
import type { ThreadStore } from './state/thread-store.ts';

export const ThreadStoreContext = createContext<ThreadStore | null>(null);

export function useThreadStore(): ThreadStore {
  const store = use(ThreadStoreContext);
  if (store === null) throw new Error('useThreadStore needs a ThreadStoreContext above it.');
  return store;
}

/** The newest message of another agent: what a held message was overtaken by. */
export function useNewestAnswer(): MessageRow | null {
  return useStore(
    useThreadStore().store,
    (state) => state.window.rows.findLast((row) => row.sender.role === 'agent' && !row.own && !row.deleted) ?? null,
  );
}
