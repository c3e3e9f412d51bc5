import type { ConversationRow } from '#shared/domain/conversation.ts';
import { useWords } from '../i18n/use-words.ts';
import { Badge } from '../ui/Badge.tsx';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/Icon.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { isMuted, rowSign, signIcon, signWords } from './row-mark.ts';
import styles from './inbox-row.module.css';

export function RowMark({ row, now }: { readonly row: ConversationRow; readonly now: number }) {
  const words = useWords();
  const muted = isMuted(row, now);
  const sign = rowSign(row);
  return (
    <span className={styles['end']}>
      {muted && (
        <span title={words('inbox.row.muted')}>
          <Icon name="mute" size="sm" />
          <VisuallyHidden>{words('inbox.row.muted')}</VisuallyHidden>
        </span>
      )}{' '}
      {sign && (
        <span
          title={signWords(sign, words)}
          className={cx(
            sign.kind === 'mark' && sign.mark === 'failed' && styles['danger'],
            sign.kind === 'mark' && sign.mark === 'held' && styles['warning'],
            sign.kind === 'mark' && sign.mark === 'read' && styles['accent'],
          )}
        >
          <Icon name={signIcon(sign)} size="sm" />
          <VisuallyHidden>{signWords(sign, words)}</VisuallyHidden>
        </span>
      )}
      {row.unread > 0 && <Badge count={row.unread} quiet={muted} />}
    </span>
  );
}
