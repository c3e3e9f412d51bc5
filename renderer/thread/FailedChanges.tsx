import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { MessageRow, PendingChange } from '#shared/domain/message.ts';
import { useThreadActions, useThreadOffer } from './context.ts';
import styles from './message.module.css';

/** Below a message that the server would not change as the agent wanted: what, why, and what can be done. The message shows what the server has. */
export function FailedChanges({ row }: { readonly row: MessageRow }) {
  const failed = row.pending.filter((change) => change.state === 'failed');
  return failed.map((change) => <FailedChange key={change.clientId} row={row} change={change} />);
}

function FailedChange({ row, change }: { readonly row: MessageRow; readonly change: PendingChange }) {
  const words = useWords();
  const formats = useFormats();
  const actions = useThreadActions();
  const offer = useThreadOffer();
  const { clientId, kind, text, error } = change;
  const overwrites = kind === 'edit' && error?.code === 'EDIT_CONFLICT';
  return (
    <p className={styles['wait']}>
      <span className={cx(styles['waitState'], styles['fail'])}>
        <Icon name="fail" size="sm" />
        {kind === 'react' || kind === 'unreact'
          ? words(`thread.change.${kind}`, { emoji: text })
          : words(`thread.change.${kind}`)}
      </span>
      {error !== null && <span>{describeError(words, formats, error)}</span>}
      <span className={styles['acts']}>
        <LinkButton onClick={() => actions.outbox(clientId, 'retry')}>
          {words(overwrites ? 'thread.change.overwrite' : 'thread.act.retry')}
        </LinkButton>
        {kind === 'edit' && offer.edit && (
          <LinkButton onClick={() => actions.editAgain(row, change)}>{words('thread.act.edit')}</LinkButton>
        )}
        <LinkButton danger onClick={() => actions.outbox(clientId, 'discard')}>
          {words('thread.act.discard')}
        </LinkButton>
      </span>
    </p>
  );
}
