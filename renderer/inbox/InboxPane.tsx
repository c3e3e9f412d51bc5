import { useEffect, useId } from 'react';
import { describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { SearchPane } from '../search/SearchPane.tsx';
import { HostNotices } from '../session/HostNotices.tsx';
import { SignedOutNotice } from '../session/SignedOutNotice.tsx';
import { useCounts, useDesk, useInbox, useLayout, useSyncStatus } from '../state/desk.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { SidePane } from '../ui/SidePane.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { ConversationList } from './ConversationList.tsx';
import { InboxSkeleton } from './InboxSkeleton.tsx';
import { InboxTabs } from './InboxTabs.tsx';
import { OutboxList } from './OutboxList.tsx';
import { PaneHead } from './PaneHead.tsx';
import { PaneTitle } from './PaneTitle.tsx';
import styles from './inbox.module.css';

/** The left pane: what the rail chose. */
export function InboxPane() {
  const words = useWords();
  const view = useLayout((state) => state.view);
  const panelId = useId();
  const { inbox } = useDesk();
  useEffect(() => {
    if (view === 'needs-reply') inbox.setFilter('needs-reply');
    if (view === 'inbox' && inbox.getState().filter === 'needs-reply') inbox.setFilter('all');
  }, [view, inbox]);
  if (view === 'search') return <SearchPane />;
  return (
    <SidePane aria-label={view === 'outbox' ? words('outbox.label') : words('inbox.label')}>
      <PaneHead />
      {view === 'inbox' ? (
        <>
          <h1>
            <VisuallyHidden>{words('rail.inbox')}</VisuallyHidden>
          </h1>
          <InboxTabs panelId={panelId} />
        </>
      ) : (
        <PaneTitle view={view} />
      )}
      <SignedOutNotice />
      <HostNotices />
      <div id={panelId} className={styles['panel']}>
        {view === 'outbox' ? <OutboxList /> : <Conversations />}
      </div>
    </SidePane>
  );
}

function Conversations() {
  const words = useWords();
  const formats = useFormats();
  const { inbox } = useDesk();
  const phase = useInbox((state) => state.phase);
  const error = useInbox((state) => state.error);
  const empty = useInbox((state) => state.rows.length === 0);
  if (phase === 'failed' && error) {
    return (
      <EmptyState
        icon="alert"
        title={words('inbox.error.title')}
        actions={
          <Button size="sm" onClick={() => inbox.feed.refresh()}>
            {words('ui.tryAgain')}
          </Button>
        }
      >
        {describeError(words, formats, error)}
      </EmptyState>
    );
  }
  if (phase === 'loading') return <InboxSkeleton label={words('inbox.loading')} />;
  return empty ? <EmptyInbox /> : <ConversationList />;
}

function EmptyInbox() {
  const words = useWords();
  const filter = useInbox((state) => state.filter);
  const counts = useCounts();
  const status = useSyncStatus();
  const { inbox } = useDesk();
  const others = counts?.allConversations ?? 0;
  const showAll = others > 0 && (
    <Button size="sm" onClick={() => inbox.setFilter('all')}>
      {words('inbox.showAll')}
    </Button>
  );
  switch (filter) {
    case 'unread':
      return (
        <EmptyState icon="inbox" title={words('inbox.emptyUnread.title')} actions={showAll}>
          {words('inbox.emptyUnread.text', { count: others })}
        </EmptyState>
      );
    case 'mine':
      return (
        <EmptyState icon="direct" title={words('inbox.emptyMine.title')} actions={showAll}>
          {words('inbox.emptyMine.text')}
        </EmptyState>
      );
    case 'needs-reply':
      return (
        <EmptyState icon="done" title={words('inbox.emptyNeedsReply.title')}>
          {words('inbox.emptyNeedsReply.text')}
        </EmptyState>
      );
    case 'all':
      return (
        <EmptyState icon="inbox" title={words('inbox.empty.title')}>
          {status?.connection === 'offline'
            ? words('inbox.empty.offline')
            : status?.catchUp
              ? words('inbox.empty.catchingUp')
              : words('inbox.empty.text')}
        </EmptyState>
      );
    default:
      return filter satisfies never;
  }
}
