import { useWords } from '../i18n/use-words.ts';
import { useCounts } from '../state/desk.ts';
import type { RailView } from '../state/layout-store.ts';
import styles from './inbox.module.css';

/** Says which list the pane shows where no tabs do, and how much is in it. */
export function PaneTitle({ view }: { readonly view: Extract<RailView, 'needs-reply' | 'outbox'> }) {
  const words = useWords();
  const counts = useCounts();
  const isOutbox = view === 'outbox';
  const count = counts === null ? 0 : isOutbox ? counts.waiting + counts.failed : counts.needsReply;
  return (
    <div className={styles['title']}>
      <h1 className={styles['heading']}>{words(isOutbox ? 'rail.outbox' : 'rail.needsReply')}</h1>
      {count > 0 && (
        <p className={styles['detail']}>{words(isOutbox ? 'rail.outboxCount' : 'rail.needsReplyCount', { count })}</p>
      )}
    </div>
  );
}
