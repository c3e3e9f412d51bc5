import { unreachable } from '#shared/errors.ts';
import { useWords } from '../i18n/use-words.ts';
import { AccountMenu } from '../rail/AccountMenu.tsx';
import { useCounts, useLayout, useSession, useSessionState } from '../state/desk.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Pill } from '../ui/Pill.tsx';
import styles from './inbox.module.css';

/** What the pane shows, and which account it is when that matters. */
export function PaneHead() {
  const words = useWords();
  const view = useLayout((state) => state.view);
  const openDialog = useLayout((state) => state.openDialog);
  const bridgeIsTab = useSessionState((state) => state.host?.kind !== 'desktop');
  const counts = useCounts();
  const demo = useSession()?.account?.demo ?? false;
  const detail = (): string | null => {
    if (counts === null) return null;
    switch (view) {
      case 'inbox':
        return counts.unread > 0 ? words('rail.unread', { count: counts.unread }) : null;
      case 'needs-reply':
        return counts.needsReply > 0 ? words('rail.needsReplyCount', { count: counts.needsReply }) : null;
      case 'outbox':
        return counts.waiting + counts.failed > 0
          ? words('rail.outboxCount', { count: counts.waiting + counts.failed })
          : null;
      case 'search':
        return null;
      default:
        return unreachable(view);
    }
  };
  return (
    <header className={styles['head']}>
      <div className={styles['headText']}>
        <h1 className={styles['heading']}>
          {view === 'outbox'
            ? words('rail.outbox')
            : view === 'needs-reply'
              ? words('rail.needsReply')
              : words('rail.inbox')}
        </h1>
        {detail() !== null && <p className={styles['detail']}>{detail()}</p>}
      </div>
      {demo && (
        <span title={words('rail.demoLong')}>
          <Pill tone="accent">{words('rail.demo')}</Pill>
        </span>
      )}
      <IconButton
        icon="compose"
        label={words('newConversation.open')}
        keys={bridgeIsTab ? 'Alt+N' : 'Ctrl+N'}
        onClick={() => openDialog('new-conversation')}
      />
      <div className={styles['narrowOnly']}>
        <AccountMenu side="bottom" align="end" />
      </div>
    </header>
  );
}
