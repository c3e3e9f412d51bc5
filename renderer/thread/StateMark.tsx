import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { VisuallyHidden } from '#renderer/ui/VisuallyHidden.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import { useThreadActions } from './context.ts';
import styles from './message.module.css';
import { stateOf } from './model/states.ts';

/** Time, *edited*, and the tick of an own message that is on the server: the tick and its word. */
export function MessageMeta({ row, block }: { readonly row: MessageRow; readonly block: boolean }) {
  const words = useWords();
  const formats = useFormats();
  const actions = useThreadActions();
  return (
    <span className={cx(styles['meta'], block && styles['metaBlock'])}>
      {row.edited && !row.deleted && (
        <button type="button" className={styles['edited']} onClick={() => actions.showHistory(row)}>
          {words('thread.edited')}
        </button>
      )}
      <time dateTime={new Date(row.createdAt).toISOString()} title={formats.dateTime(row.createdAt)}>
        {formats.time(row.createdAt)}
      </time>
      {row.own && row.unsent === null && !row.deleted && <Tick row={row} />}
    </span>
  );
}

function Tick({ row }: { readonly row: MessageRow }) {
  const words = useWords();
  const state = stateOf(row);
  if (state === null) return null;
  const icon = state === 'not-sent' ? 'fail' : state === 'sent' ? 'check' : 'checks';
  return (
    <>
      <Icon
        name={icon}
        size="sm"
        className={cx(state === 'read' && styles['read'], state === 'not-sent' && styles['tickFailed'])}
      />
      <VisuallyHidden>{words(`thread.state.${state}`)}</VisuallyHidden>
    </>
  );
}
