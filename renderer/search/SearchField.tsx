import type { Ref } from 'react';
import { useStore } from 'zustand';
import { useWords } from '#renderer/i18n/use-words.ts';
import { useDesk } from '#renderer/state/desk.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { KeyHint } from '#renderer/ui/KeyHint.tsx';
import styles from './search.module.css';

export interface SearchFieldProps {
  readonly ref?: Ref<HTMLInputElement>;
  readonly hint: string;
  /** Some of its text is there: just typed, or asked for by Enter or a click. */
  readonly onAsk?: () => void;
}

/** The one field for what is searched, above the inbox and above the results. */
export function SearchField({ ref, hint, onAsk }: SearchFieldProps) {
  const words = useWords();
  const { search } = useDesk();
  const text = useStore(search, (state) => state.text);
  return (
    <div className={styles['box']}>
      <Icon name="search" />
      <input
        ref={ref}
        className={styles['field']}
        type="search"
        aria-label={words('search.field')}
        aria-keyshortcuts="Control+Shift+F Meta+Shift+F"
        placeholder={hint}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          search.setText(event.currentTarget.value);
          // Whoever answers may take the field away, and with it what an input method has begun.
          if (!(event.nativeEvent instanceof InputEvent && event.nativeEvent.isComposing)) onAsk?.();
        }}
        onCompositionEnd={() => onAsk?.()}
        onClick={() => text !== '' && onAsk?.()}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && text !== '') onAsk?.();
        }}
      />
      {text === '' ? (
        <KeyHint keys="Ctrl+Shift+F" />
      ) : (
        <IconButton
          icon="x"
          size="sm"
          iconSize="sm"
          label={words('search.clear')}
          onClick={(event) => {
            search.setText('');
            event.currentTarget.parentElement?.querySelector('input')?.focus();
          }}
        />
      )}
    </div>
  );
}
