import { useWords } from '#renderer/i18n/use-words.ts';
import { KeyHint } from '#renderer/ui/KeyHint.tsx';
import { cx } from '#renderer/ui/cx.ts';
import styles from './emoji-list.module.css';
import type { FoundEmoji } from './find-emoji.ts';

export function EmojiList({
  id,
  found,
  active,
  onActive,
  onChoose,
}: {
  readonly id: string;
  readonly found: readonly FoundEmoji[];
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onChoose: (index: number) => void;
}) {
  const words = useWords();
  return (
    // The text keeps the focus.
    <div className={styles['popup']} role="presentation" onMouseDown={(event) => event.preventDefault()}>
      <div id={id} role="listbox" aria-label={words('emoji.label')} className={styles['options']}>
        {found.map(({ emoji, name, by }, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the text box's, which has the focus
          <div
            key={emoji}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={cx(styles['option'], index === active && styles['active'])}
            onMouseMove={() => onActive(index)}
            onClick={() => onChoose(index)}
          >
            <span className={styles['emoji']}>{emoji}</span> <span className={styles['name']}>{name}</span>{' '}
            {by !== null && <span className={styles['by']}>{by}</span>}
          </div>
        ))}
      </div>
      <p className={styles['hints']} aria-hidden="true">
        <KeyHint keys="↑" />
        <KeyHint keys="↓" /> {words('canned.hint.choose')}
        <KeyHint keys="Enter" /> {words('canned.hint.insert')}
        <KeyHint keys="Esc" /> {words('canned.hint.close')}
      </p>
    </div>
  );
}
