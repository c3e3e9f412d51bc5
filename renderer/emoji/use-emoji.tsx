import { useId, useMemo } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { completionAria, useChoice } from '#renderer/composer/completion/use-choice.ts';
import type { CompletionAria } from '#renderer/composer/completion/use-choice.ts';
import { useWordAtCursor } from '#renderer/composer/completion/use-word-at-cursor.ts';
import type { ComposerStore } from '#renderer/composer/state/composer-store.ts';
import { useLanguage } from '#renderer/i18n/use-words.ts';
import { colonWordAt } from './colon-word.ts';
import { EmojiList } from './EmojiList.tsx';
import { findEmoji } from './find-emoji.ts';
import type { FoundEmoji } from './find-emoji.ts';

export interface EmojiInComposer {
  /** Above the text while a `:word` is being typed that fits something; else null. */
  readonly list: ReactNode;
  readonly aria: CompletionAria;
  /** True where the key was meant for the list. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
  /** The cursor has moved. */
  readonly onSelect: () => void;
}

/** Emoji by name: `:jem` or `:thumb` opens the list. `active`: see `useWordAtCursor`. */
export function useEmojiCompletion(store: ComposerStore, active: boolean): EmojiInComposer {
  const language = useLanguage();
  const listId = useId();
  const { word, dismiss, moved } = useWordAtCursor(store, active, colonWordAt);
  const query = word?.query ?? null;
  const found = useMemo(() => (query === null ? [] : findEmoji(query, language)), [query, language]);
  const open = word !== null && found.length > 0;
  const choice = useChoice(open ? word : null, found.length, listId);

  const choose = (one: FoundEmoji | undefined): void => {
    if (word === null || one === undefined) return;
    const { text } = store.store.getState();
    store.setSelection(word.from, word.to);
    store.insert(/^\s/.test(text.slice(word.to)) ? one.emoji : `${one.emoji} `);
  };

  return {
    list: open ? (
      <EmojiList id={listId} found={found} active={choice.at} onActive={choice.setActive} onChoose={choose} />
    ) : null,
    aria: open ? completionAria(listId, choice.at) : {},
    onKeyDown: (event) => choice.onKeyDown(event, { choose: () => choose(found[choice.at]), leave: dismiss }),
    onSelect: () => {
      moved();
    },
  };
}
