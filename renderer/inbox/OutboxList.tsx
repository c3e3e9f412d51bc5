import type { OutboxEntry } from '#shared/contract/engine.ts';
import type { UnsentState } from '#shared/domain/message.ts';
import { describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { useDesk, useLayout, useOutbox } from '../state/desk.ts';
import { useNow } from '../state/now.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import type { IconName } from '../ui/icon-names.ts';
import { Icon } from '../ui/Icon.tsx';
import { InboxSkeleton } from './InboxSkeleton.tsx';
import styles from './outbox.module.css';

const ICONS: Readonly<Record<UnsentState['state'], IconName>> = {
  queued: 'clock',
  sending: 'send',
  checking: 'search',
  unconfirmed: 'search',
  held: 'held',
  failed: 'fail',
};

const TONES: Readonly<Record<UnsentState['state'], string | undefined>> = {
  queued: undefined,
  sending: 'accent',
  checking: 'warning',
  unconfirmed: 'warning',
  held: 'warning',
  failed: 'danger',
};

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
  const words = useWords();
  const formats = useFormats();
  const open = useLayout((state) => state.openConversation);
  const openId = useLayout((state) => state.open?.conversationId ?? null);
  return (
    <section className={styles['group']} aria-label={title}>
      <h2 className={styles['title']}>
        {title} <span className={styles['count']}>{formats.number(entries.length)}</span>
      </h2>
      <ul>
        {entries.map(({ message, creates }) => (
          <li key={message.key}>
            <button
              type="button"
              className={cx(styles['item'], openId === conversationId && styles['open'])}
              onClick={() => open(conversationId)}
            >
              {message.unsent && (
                <Item
                  unsent={message.unsent}
                  text={creates ? words('outbox.creates', { title: message.content }) : message.content}
                  files={message.attachments.length}
                  at={message.createdAt}
                />
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Item({
  unsent,
  text,
  files,
  at,
}: {
  readonly unsent: UnsentState;
  readonly text: string;
  readonly files: number;
  readonly at: number;
}) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const tone = TONES[unsent.state];
  return (
    <>
      <Icon name={ICONS[unsent.state]} className={cx(styles['icon'], tone !== undefined && styles[tone])} />
      <span className={styles['body']}>
        <span className={styles['text']} dir="auto">
          {text.trim() === '' ? words('outbox.noText', { count: files }) : text}
        </span>
        <span className={styles['state']}>
          <span className={cx(tone !== undefined && styles[tone])}>{words(`outbox.state.${unsent.state}`)}</span>
          {' · '}
          {formats.moment(at, now)}
        </span>
        {unsent.error && unsent.state === 'failed' && (
          <span className={styles['reason']}>{describeError(words, formats, unsent.error)}</span>
        )}
      </span>
    </>
  );
}
