import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Tooltip } from '#renderer/ui/Tooltip.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import { useThreadActions, useThreadOffer } from './context.ts';
import styles from './message.module.css';

/** Grouped by emoji; who, on hover and in the name; a press adds or takes back one's own. */
export function Reactions({ row }: { readonly row: MessageRow }) {
  const words = useWords();
  const formats = useFormats();
  const actions = useThreadActions();
  const offer = useThreadOffer();
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would bring a form's semantics
    <div className={styles['reactions']} role="group" aria-label={words('thread.reactions')}>
      {row.reactions.map((reaction) => {
        const names = formats.list(reaction.names);
        const waiting = row.pending.some((one) => one.state === 'waiting' && one.text === reaction.emoji);
        const key = reaction.mine && offer.react ? 'thread.reaction.mine' : 'thread.reaction';
        return (
          <Tooltip key={reaction.emoji} label={names}>
            <button
              type="button"
              className={cx(styles['reaction'], waiting && styles['reactionWaiting'])}
              aria-pressed={reaction.mine}
              aria-label={[
                words(key, { emoji: reaction.emoji, count: reaction.count, names }),
                ...(waiting ? [words('thread.notYet')] : []),
              ].join(', ')}
              aria-disabled={!offer.react}
              onClick={() => {
                if (offer.react) actions.react(row, reaction.emoji, !reaction.mine);
              }}
            >
              <span aria-hidden="true">{reaction.emoji}</span>
              {formats.number(reaction.count)}
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
}
