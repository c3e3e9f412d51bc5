import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { SearchHit } from '#shared/contract/engine.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { ask } from '../thread/state/ask.ts';

/** The engine gives no more at once. */
export const MOST_HITS = 100;
const ASK_AFTER_MS = 150;
/** What happens meanwhile is looked at again in one go. */
const AGAIN_AFTER_MS = 600;

export interface SearchState {
  readonly text: string;
  /** Null: everywhere. */
  readonly within: ConversationId | null;
  /** Of `asked`; null before the first answer. */
  readonly hits: readonly SearchHit[] | null;
  /** Messages that were looked through for `asked`; null before the first answer. */
  readonly searched: number | null;
  /** The text that the hits belong to. */
  readonly asked: string;
  readonly error: ErrorInfo | null;
  /** Grows when the search field is to take the focus. */
  readonly focus: number;
}

export interface SearchStore extends StoreApi<SearchState> {
  setText(text: string): void;
  setWithin(within: ConversationId | null): void;
  wantFocus(): void;
  start(): void;
  stop(): void;
}

/** Messages on this computer that hold the words; what is typed and found stays while something else is looked at. */
export function createSearchStore(bridge: Bridge): SearchStore {
  const store = createStore<SearchState>()(() => ({
    text: '',
    within: null,
    hits: null,
    searched: null,
    asked: '',
    error: null,
    focus: 0,
  }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let serial = 0;
  let stopListening: (() => void) | null = null;

  const run = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    serial += 1;
    const mine = serial;
    const { text, within } = store.getState();
    if (text.trim() === '') {
      store.setState({ hits: null, searched: null, asked: '', error: null });
      return;
    }
    const answer = await ask(bridge, 'search.messages', {
      // A space at the end says that the last word is whole.
      text: text.trimStart().slice(0, 500),
      conversationId: within,
      limit: MOST_HITS,
    });
    if (mine !== serial) return;
    store.setState(answer.ok ? { ...answer.value, asked: text, error: null } : { error: answer.error, asked: text });
  };
  const soon = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), ms);
  };

  return Object.assign(store, {
    setText(text: string) {
      store.setState({ text });
      soon(text === '' ? 0 : ASK_AFTER_MS);
    },
    setWithin(within: ConversationId | null) {
      if (store.getState().within === within) return;
      store.setState({ within });
      void run();
    },
    wantFocus: () => store.setState(({ focus }) => ({ focus: focus + 1 })),
    start() {
      stopListening = bridge.onEngineEvent(({ event }) => {
        if (event.type !== 'changed' || event.messages.length === 0 || store.getState().hits === null) return;
        // What was found may have been edited or deleted, and something new may fit.
        if (timer === undefined) soon(AGAIN_AFTER_MS);
      });
    },
    stop() {
      stopListening?.();
      clearTimeout(timer);
      timer = undefined;
      serial += 1;
    },
  });
}
