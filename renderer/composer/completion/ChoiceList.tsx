import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/use-words.ts';
import { KeyHint } from '#renderer/ui/KeyHint.tsx';
import { cx } from '#renderer/ui/cx.ts';
import styles from './choice-list.module.css';

/** What can be put in for the word that is being typed, above its text. The text keeps the focus and has the keys: see `useChoice`. */
export function ChoiceList<T>({
  id,
  label,
  options,
  keyOf,
  option,
  optionClass,
  active,
  onActive,
  onChoose,
  narrow = false,
  head,
  empty,
  foot,
}: {
  readonly id: string;
  readonly label: string;
  readonly options: readonly T[];
  readonly keyOf: (option: T) => string;
  readonly option: (option: T) => ReactNode;
  /** The columns of an option. */
  readonly optionClass: string | undefined;
  /** The place of the active option. */
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onChoose: (option: T) => void;
  /** Only as wide as short options need. */
  readonly narrow?: boolean;
  readonly head?: ReactNode;
  /** Said where there is no option. */
  readonly empty?: ReactNode;
  /** Beside the hints. */
  readonly foot?: ReactNode;
}) {
  const words = useWords();
  return (
    <div
      className={cx(styles['popup'], narrow && styles['narrow'])}
      role="presentation"
      onMouseDown={(event) => event.preventDefault()}
    >
      {head}
      <div id={id} role="listbox" aria-label={label} className={styles['options']}>
        {options.map((one, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the text box's, which has the focus
          <div
            key={keyOf(one)}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={cx(styles['option'], optionClass, index === active && styles['active'])}
            onMouseMove={() => onActive(index)}
            onClick={() => onChoose(one)}
          >
            {option(one)}
          </div>
        ))}
      </div>
      {options.length === 0 && empty}
      <p className={styles['foot']}>
        {options.length > 0 && (
          <span className={styles['hints']} aria-hidden="true">
            <KeyHint keys="↑" />
            <KeyHint keys="↓" /> {words('choices.choose')}
            <KeyHint keys="Enter" /> {words('choices.insert')}
            <KeyHint keys="Esc" /> {words('choices.close')}
          </span>
        )}
        {foot}
      </p>
    </div>
  );
}
