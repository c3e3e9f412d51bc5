import type { OutboxEntry } from '#shared/contract/engine.ts';
import { describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { useDesk, useLayout, useOutbox } from '../state/desk.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { InboxSkeleton } from './InboxSkeleton.tsx';
import { OutboxItem } from './OutboxItem.tsx';
import styles from './outbox.module.css';

/** Everything that is not on the server yet, by conversation, oldest first; a click opens it. */
export function OutboxList() {
  const words = useWords();
  const formats = useFormats();
  const { outbox } = useDesk();
  const { phase, error, entries } = useOutbox((state) => state);
  if (phase === 'loading') return <InboxSkeleton label={words('outbox.loading')} />;
  if (phase === 'failed' && error) {
    return (
      <EmptyState
        icon="alert"
        title={words('outbox.error.title')}
        actions={
          <Button size="sm" onClick={() => outbox.feed.refresh()}>
            {words('ui.tryAgain')}
          </Button>
        }
      >
        {describeError(words, formats, error)}
      </EmptyState>
    );
  }
  if (entries.length === 0) {
    return (
      <EmptyState icon="done" title={words('outbox.empty.title')}>
        {words('outbox.empty.text')}
      </EmptyState>
    );
  }
  return (
    <div className={styles['outbox']}>
      {groups(entries).map((group) => (
        <Group key={group.conversationId} {...group} />
      ))}
    </div>
  );
}

interface OutboxGroup {
  readonly conversationId: string;
  readonly title: string;
  readonly entries: readonly OutboxEntry[];
}

function groups(entries: readonly OutboxEntry[]): OutboxGroup[] {
  const byConversation = Map.groupBy(entries, (entry) => entry.conversationId);
  return [...byConversation].map(([conversationId, list]) => ({
    conversationId,
    title: list[0]?.conversationTitle ?? '',
    entries: list,
  }));
}

function Group({ conversationId, title, entries }: OutboxGroup) {
  const formats = useFormats();
  const open = useLayout((state) => state.openConversation);
  const openId = useLayout((state) => state.open?.conversationId ?? null);
  return (
    <section className={styles['group']} aria-label={title}>
      <h2 className={styles['title']}>
        {title} <span className={styles['count']}>{formats.number(entries.length)}</span>
      </h2>
      <ul>
        {entries.map((entry) => {
          const { message, change } = entry;
          if (message.unsent === null) return null;
          return (
            <OutboxItem
              key={message.key}
              entry={entry}
              unsent={message.unsent}
              isOpen={openId === conversationId}
              onOpen={() => open(conversationId, change === null ? null : message.messageId)}
            />
          );
        })}
      </ul>
    </section>
  );
}
