import { useState } from 'react';
import { useStore } from 'zustand';
import type { ComposerStore } from '../state/composer-store.ts';

/** What is being typed after a sign that opens a list: from the sign to the cursor, in UTF-16 units. */
export interface WordAtCursor {
  readonly from: number;
  readonly to: number;
  /** Without the sign. */
  readonly query: string;
}

export interface WordInComposer {
  /** Null where none is being typed, and where its list was closed. */
  readonly word: WordAtCursor | null;
  /** Closes the list until another word is begun. */
  readonly dismiss: () => void;
  readonly reopen: () => void;
  /** The cursor has moved; says whether it stands in a word. */
  readonly moved: () => boolean;
}

/** Follows the word at the cursor. `active`: the text has the focus, and no input method is composing in it. */
export function useWordAtCursor(
  store: ComposerStore,
  active: boolean,
  wordAt: (text: string, cursor: number) => WordAtCursor | null,
): WordInComposer {
  const text = useStore(store.store, (state) => state.text);
  const [cursor, setCursor] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const { start, end } = store.selection;
  // A text that has just changed has its cursor with it; `cursor` renews this when only the cursor moved.
  const found = active && start === end ? wordAt(text, Math.min(start, text.length)) : null;
  return {
    word: found !== null && found.from !== dismissed ? found : null,
    dismiss: () => setDismissed(found?.from ?? null),
    reopen: () => setDismissed(null),
    moved() {
      const now = store.selection.start;
      if (now !== cursor) setCursor(now);
      if (wordAt(store.store.getState().text, now) !== null) return true;
      setDismissed(null);
      return false;
    },
  };
}
