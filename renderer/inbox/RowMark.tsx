import type { ConversationRow, InboxMark } from '#shared/domain/conversation.ts';
import { useWords } from '../i18n/use-words.ts';
import { Badge } from '../ui/Badge.tsx';
import { cx } from '../ui/cx.ts';
import type { IconName } from '../ui/icon-names.ts';
import { Icon } from '../ui/Icon.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import styles from './inbox-row.module.css';

const ICONS: Readonly<Record<Exclude<InboxMark, 'none'>, IconName>> = {
  draft: 'edit',
  waiting: 'clock',
  held: 'held',
  failed: 'fail',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
};

/** One mark at the end of the row: what needs the agent first, then unread, a lock, and where the newest own message stands. */
export function RowMark({ row, now }: { readonly row: ConversationRow; readonly now: number }) {
  const words = useWords();
  const muted = row.mutedUntil !== null && row.mutedUntil > now;
  const urgent = row.mark === 'failed' || row.mark === 'held' ? row.mark : null;
  return (
    <span className={styles['end']}>
      {muted && (
        <span title={words('inbox.row.muted')}>
          <Icon name="mute" size="sm" />
          <VisuallyHidden>{words('inbox.row.muted')}</VisuallyHidden>
        </span>
      )}
      {urgent !== null && <Mark mark={urgent} />}
      {row.unread > 0 ? <Badge count={row.unread} quiet={muted} /> : urgent === null && <QuietMark row={row} />}
    </span>
  );
}

function QuietMark({ row }: { readonly row: ConversationRow }) {
  const words = useWords();
  if (row.mark === 'draft' || row.mark === 'waiting') return <Mark mark={row.mark} />;
  if (row.lock !== null && row.lock !== 'system') {
    return (
      <span title={words(`inbox.lock.${row.lock}`)}>
        <Icon name="lock" size="sm" />
        <VisuallyHidden>{words(`inbox.lock.${row.lock}`)}</VisuallyHidden>
      </span>
    );
  }
  return row.mark === 'none' ? null : <Mark mark={row.mark} />;
}

function Mark({ mark }: { readonly mark: Exclude<InboxMark, 'none'> }) {
  const words = useWords();
  return (
    <span
      title={words(`inbox.mark.${mark}`)}
      className={cx(
        mark === 'failed' && styles['danger'],
        mark === 'held' && styles['warning'],
        mark === 'read' && styles['accent'],
      )}
    >
      <Icon name={ICONS[mark]} size="sm" />
      <VisuallyHidden>{words(`inbox.mark.${mark}`)}</VisuallyHidden>
    </span>
  );
}
