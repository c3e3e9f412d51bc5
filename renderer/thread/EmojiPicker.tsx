import { useWords } from '#renderer/i18n/use-words.ts';
import styles from './emoji.module.css';

/** A small set, drawn by the system's own font: what support agents use, and quick to reach by keys. */
const GROUPS = [
  ['emoji.quick', ['👍', '🙏', '❤️', '😊', '😂', '😮', '😟', '✅']],
  ['emoji.faces', ['😀', '😁', '😅', '🙂', '😉', '😍', '🤗', '🤔', '😐', '😬', '😢', '😭', '😡', '😱', '🥳', '😎']],
  ['emoji.gestures', ['👌', '👏', '🙌', '💪', '👋', '🤝', '👆', '👇', '👉', '👎', '🤞', '🫶']],
  ['emoji.things', ['📦', '🚚', '🛒', '🧾', '💳', '💰', '📷', '📎', '🔧', '⏳', '⭐', '🔥', '🎉', '💯', '❌', '⚠️']],
] as const;

export function EmojiPicker({ onPick }: { readonly onPick: (emoji: string) => void }) {
  const words = useWords();
  return (
    <div className={styles['picker']}>
      {GROUPS.map(([key, emoji]) => (
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would bring a form's semantics
        <div key={key} role="group" aria-label={words(key)}>
          <p className={styles['heading']} aria-hidden="true">
            {words(key)}
          </p>
          <div className={styles['row']}>
            {emoji.map((one) => (
              <button key={one} type="button" className={styles['one']} onClick={() => onPick(one)}>
                {one}
              </button>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
