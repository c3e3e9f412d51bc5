import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useLayout } from '#renderer/state/desk.ts';
import { withKeys } from '#renderer/thread/model/keys.ts';
import { cx } from '#renderer/ui/cx.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { KeyHint } from '#renderer/ui/KeyHint.tsx';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import type { CannedReply, CannedValues } from '#shared/domain/canned-reply.ts';
import styles from './canned.module.css';
import { templateParts } from './model/values.ts';

export interface CannedListProps {
  readonly id: string;
  readonly query: string;
  readonly replies: readonly CannedReply[];
  /** How many there are in all; null until they are known. */
  readonly total: number | null;
  readonly active: number;
  readonly values: CannedValues;
  readonly onActive: (index: number) => void;
  readonly onChoose: (reply: CannedReply) => void;
  /** On the way to where replies are made. */
  readonly onLeave: () => void;
}

export function CannedList({
  id,
  query,
  replies,
  total,
  active,
  values,
  onActive,
  onChoose,
  onLeave,
}: CannedListProps) {
  const words = useWords();
  const formats = useFormats();
  const openDialog = useLayout((state) => state.openDialog);
  const manage = (): void => {
    onLeave();
    openDialog('canned-replies');
  };
  return (
    // The text keeps the focus.
    <div className={styles['popup']} role="presentation" onMouseDown={(event) => event.preventDefault()}>
      <p className={styles['popupHead']}>
        <b>{words('canned.title')}</b>{' '}
        {query !== '' &&
          words('canned.matching', {
            query,
            count: formats.number(replies.length),
            total: formats.number(total ?? 0),
          })}
      </p>
      <div id={id} role="listbox" aria-label={words('canned.title')} className={styles['options']}>
        {replies.map((reply, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the text box's, which has the focus
          <div
            key={reply.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={cx(styles['option'], index === active && styles['active'])}
            onMouseMove={() => onActive(index)}
            onClick={() => onChoose(reply)}
          >
            <span className={styles['shortcut']}>/{reply.shortcut}</span>{' '}
            <span className={styles['optionBody']}>
              <span className={styles['optionTitle']}>{reply.title}</span> <Preview reply={reply} values={values} />
            </span>
          </div>
        ))}
      </div>
      {replies.length === 0 && (
        <p className={styles['none']}>
          {words(total === null ? 'canned.loading' : total === 0 ? 'canned.empty.text' : 'canned.noneFound')}
        </p>
      )}
      <p className={styles['popupFoot']}>
        {replies.length > 0 && (
          <span className={styles['hints']} aria-hidden="true">
            <KeyHint keys="↑" />
            <KeyHint keys="↓" /> {words('canned.hint.choose')}
            <KeyHint keys="Enter" /> {words('canned.hint.insert')}
            <KeyHint keys="Esc" /> {words('canned.hint.close')}
          </span>
        )}
        <LinkButton onClick={manage}>{words(total === 0 ? 'canned.create' : 'canned.manage')}</LinkButton>
      </p>
    </div>
  );
}

/** The first line as it will stand in the message: what was filled in, and what is missing. */
export function Preview({
  reply,
  values,
  variables = false,
}: {
  readonly reply: CannedReply;
  readonly values: CannedValues;
  /** Outside a conversation nothing is filled in, and nothing is missing. */
  readonly variables?: boolean;
}) {
  const words = useWords();
  const parts = templateParts(reply.text, values);
  const holes = variables ? 0 : new Set(parts.filter((part) => part.kind === 'hole').map((part) => part.text)).size;
  return (
    <>
      <span className={styles['preview']}>
        {withKeys(parts, (part) => part.text.slice(0, 40)).map(([key, part]) =>
          part.kind === 'text' ? (
            <span key={key}>{part.text}</span>
          ) : (
            <span key={key} className={part.kind === 'hole' && !variables ? styles['hole'] : styles['filled']}>
              {part.text}
            </span>
          ),
        )}
      </span>
      {(holes > 0 || reply.files.length > 0) && (
        <span className={styles['notes']}>
          {holes > 0 && (
            <span className={styles['warning']}>
              <Icon name="alert" size="xs" />
              {words('canned.blanks', { count: holes })}
            </span>
          )}
          {reply.files.length > 0 && (
            <span>
              <Icon name="clip" size="xs" />
              {words('canned.files', { count: reply.files.length })}
            </span>
          )}
        </span>
      )}
    </>
  );
}
