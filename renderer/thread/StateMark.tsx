import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useLater } from '#renderer/ui/Skeleton.tsx';
import { VisuallyHidden } from '#renderer/ui/VisuallyHidden.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import { useThreadActions } from './context.ts';
import { waits } from './model/pending.ts';
import styles from './message.module.css';
import { stateOf } from './model/states.ts';

const NOT_YET_AFTER_MS = 700;

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
      {waits(row, 'edit', 'delete') && <NotYet />}
      <time dateTime={new Date(row.createdAt).toISOString()} title={formats.dateTime(row.createdAt)}>
        {formats.time(row.createdAt)}
      </time>
      {row.own && row.unsent === null && !row.deleted && <Tick row={row} />}
    </span>
  );
}

/** An edit or a deletion that waits; most are through before this would be seen. */
function NotYet() {
  const words = useWords();
  const late = useLater(NOT_YET_AFTER_MS);
  if (!late) return null;
  return (
    <span className={styles['notYet']} title={words('thread.notYet')}>
      <Icon name="clock" size="sm" />
      <VisuallyHidden>{words('thread.notYet')}</VisuallyHidden>
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
