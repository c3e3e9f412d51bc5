import { EMOJI } from '#renderer/emoji/emoji.ts';
import { wordsOf } from '#renderer/emoji/find-emoji.ts';
import { useLanguage, useWords } from '#renderer/i18n/use-words.ts';
import styles from './emoji.module.css';

const GROUPS = ['quick', 'faces', 'gestures', 'things'] as const;

/** A small set, quick to reach by keys; more are found by name in the composer. */
export function EmojiPicker({ onPick }: { readonly onPick: (emoji: string) => void }) {
  const words = useWords();
  const language = useLanguage();
  return (
    <div className={styles['picker']}>
      {GROUPS.map((group) => (
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would bring a form's semantics
        <div key={group} role="group" aria-label={words(`emoji.${group}`)}>
          <p className={styles['heading']} aria-hidden="true">
            {words(`emoji.${group}`)}
          </p>
          <div className={styles['row']}>
            {EMOJI[group].map((one) => (
              <button
                key={one}
                type="button"
                className={styles['one']}
                title={wordsOf(one, language)[0]}
                onClick={() => onPick(one)}
              >
                {one}
              </button>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
