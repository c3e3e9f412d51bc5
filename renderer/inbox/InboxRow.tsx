import { memo } from 'react';
import type { ConversationRow } from '#shared/domain/conversation.ts';
import type { ConversationId, Person, TypingPerson } from '#shared/domain/message.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/Icon.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { typeIcon, typeReference, typeWord } from './conversation-type.ts';
import { rowPreview } from './preview.ts';
import { RowMark } from './RowMark.tsx';
import styles from './inbox-row.module.css';

export interface InboxRowProps {
  readonly row: ConversationRow;
  readonly typing: readonly TypingPerson[];
  readonly selected: boolean;
  /** The keyboard stands on it. */
  readonly active: boolean;
  readonly position: number;
  /** -1 while not all rows are loaded, as ARIA has it. */
  readonly setSize: number;
  readonly now: number;
  readonly id: string;
  /** Longest wait first: the time is the wait's. */
  readonly showWait: boolean;
  readonly onOpen: (conversationId: ConversationId) => void;
}

/** Its name is its content, read in this order: title, unread, time, type, reference, preview, sign. */
export const InboxRow = memo(function InboxRow(props: InboxRowProps) {
  const { row, typing, selected, active, position, setSize, now, id, showWait, onOpen } = props;
  const words = useWords();
  const formats = useFormats();
  const preview = rowPreview(row, typing, words);
  const reference = typeReference(row, words);
  const at = showWait && row.needsReplySince !== null ? row.needsReplySince : row.lastActivityAt;
  const time = showWait ? formats.age(at, now) : formats.when(at, now);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the listbox's, which has the focus
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-posinset={position}
      aria-setsize={setSize}
      // The listbox has the focus and names the active option.
      tabIndex={-1}
      className={cx(styles['row'], row.unread > 0 && styles['unread'], active && styles['active'])}
      onClick={() => onOpen(row.id)}
      data-conversation={row.id}
    >
      <Avatar person={avatarOf(row)} fallbackName={row.title} />
      <div className={styles['body']}>
        <p className={styles['line']}>
          <span className={styles['title']} dir="auto">
            {row.title}
          </span>{' '}
          {row.unread > 0 && <VisuallyHidden>{words('inbox.row.unread', { count: row.unread })}</VisuallyHidden>}{' '}
          <time className={styles['time']} dateTime={new Date(at).toISOString()} title={formats.dateTime(at)}>
            {time}
          </time>
        </p>
        <p className={cx(styles['line'], styles['kind'])}>
          <Icon name={typeIcon(row.type)} size="xs" className={styles['kindIcon']} />
          <span className={styles['type']}>{typeWord(row.type, words)}</span>{' '}
          {reference !== null && (
            <>
              <span className={styles['dot']} aria-hidden="true">
                ·
              </span>
              <span className={styles['reference']}>{reference}</span>
            </>
          )}
        </p>
        <p className={styles['line']}>
          <span className={styles['preview']} dir="auto">
            {preview.word !== null && (
              <span className={cx(styles['word'], preview.tone && styles[preview.tone])}>{preview.word} </span>
            )}
            {preview.text}
          </span>{' '}
          <RowMark row={row} now={now} />
        </p>
      </div>
    </div>
  );
});

/** A group is nobody in particular: its own name gives letters and colour. */
function avatarOf(row: ConversationRow): Person | null {
  if (row.type === 'system') return null;
  if (row.type !== 'group' && row.counterpart) return row.counterpart;
  return { userId: null, shopId: null, name: row.title, shopName: null, pictureUrl: null, role: 'customer' };
}
