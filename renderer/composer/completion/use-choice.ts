import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { WordAtCursor } from './use-word-at-cursor.ts';

export interface Choice {
  /** The place of the active option. */
  readonly at: number;
  readonly setActive: (index: number) => void;
  /** Arrows move, Enter and Tab choose, Escape leaves. True where the key was meant for the list. */
  readonly onKeyDown: (
    event: KeyboardEvent,
    act: { readonly choose: () => void; readonly leave: () => void },
  ) => boolean;
}

/** Which of `count` options is active while a word is being typed; another word begins at its first. `listId` names the options: `ID-0`, `ID-1`, … */
export function useChoice(word: WordAtCursor | null, count: number, listId: string): Choice {
  const [moved, setMoved] = useState<{ readonly of: string; readonly to: number }>({ of: '', to: 0 });
  const of = word === null ? '' : `${word.from}:${word.query}`;
  const at = moved.of === of ? Math.min(moved.to, Math.max(0, count - 1)) : 0;
  const setActive = (to: number): void => setMoved({ of, to });
  return {
    at,
    setActive,
    onKeyDown(event, { choose, leave }) {
      if (word === null || event.altKey || event.ctrlKey || event.metaKey) return false;
      const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (event.key === 'Escape') leave();
      else if (count === 0) return false;
      else if (move !== 0) {
        const next = (at + move + count) % count;
        setActive(next);
        document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
      } else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) choose();
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

/** For the text box whose list is open. */
export function completionAria(listId: string, active: number | null) {
  return {
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    'aria-activedescendant': active === null ? undefined : `${listId}-${active}`,
  } as const;
}

export type CompletionAria = Partial<ReturnType<typeof completionAria>>;
