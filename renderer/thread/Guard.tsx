import { useId } from 'react';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { MessageRow } from '#shared/domain/message.ts';
import { useNewestAnswer } from './answered-by.ts';
import { useThreadActions } from './context.ts';
import styles from './message.module.css';
import { nameOf, roleWord, shortNameOf } from './model/name.ts';

/** Stands once above the messages that are held because somebody answered meanwhile. */
export function Guard({ held }: { readonly held: readonly MessageRow[] }) {
  const words = useWords();
  const formats = useFormats();
  const actions = useThreadActions();
  const answer = useNewestAnswer();
  const id = useId();
  const count = held.length;
  const all = (action: 'send-anyway' | 'discard'): void => {
    for (const row of held) if (row.unsent !== null) actions.outbox(row.unsent.clientMessageId, action);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would bring a form's semantics
    <div className={styles['guard']} role="group" aria-labelledby={id}>
      <h2 id={id}>
        <Icon name="alert" size="sm" />
        {words('thread.guard.title', {
          count,
          name: answer === null ? words('thread.someone') : shortNameOf(answer.sender, words),
        })}
      </h2>
      {answer !== null && answer.messageId !== null && (
        <button
          type="button"
          className={styles['quote']}
          onClick={() => actions.jump(answer.messageId ?? 0, held[0]?.key ?? answer.key)}
        >
          <b>
            {[nameOf(answer.sender, words), roleWord(answer.sender, words), formats.time(answer.createdAt)].join(' · ')}
          </b>
          <span dir="auto">
            {answer.content === '' ? answer.attachments.map((one) => one.filename).join(', ') : answer.content}
          </span>
        </button>
      )}
      <p>{words('thread.guard.text')}</p>
      <div className={styles['guardActs']}>
        <Button size="sm" variant="primary" onClick={() => all('send-anyway')}>
          {words('thread.guard.send', { count })}
        </Button>
        <Button size="sm" variant="danger" onClick={() => all('discard')}>
          {words('thread.guard.discard', { count })}
        </Button>
      </div>
    </div>
  );
}
