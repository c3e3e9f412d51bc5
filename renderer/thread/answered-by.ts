import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { useWords } from '#renderer/i18n/use-words.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import { shortNameOf } from './model/name.ts';
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

export function useAnsweredBy(): string | null {
  const words = useWords();
  const answer = useNewestAnswer();
  return answer === null ? null : shortNameOf(answer.sender, words);
}
