import { useEffect, useId, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { typeIcon, typeReference, typeWord } from '#renderer/inbox/conversation-type.ts';
import { useDesk, useRefusedTypes } from '#renderer/state/desk.ts';
import { withKeys } from '#renderer/thread/model/keys.ts';
import { cardName, nameOf } from '#renderer/thread/model/name.ts';
import { plainText, typedText } from '#renderer/thread/model/plain-text.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { showToast } from '#renderer/ui/Toast.tsx';
import type { ConversationRow } from '#shared/domain/conversation.ts';
import type { ConversationId, MessageRow } from '#shared/domain/message.ts';
import type { Forwarded } from './forward-message.ts';
import { Forwarding } from './forward-message.ts';
import styles from './forward.module.css';

const MOST_FOUND = 30;

/** `dialog "Forward"`: finds a conversation by title, people, order number or product, and sends the messages on to it, in their order. */
export function ForwardDialog({
  rows,
  onClose,
}: {
  /** Of one conversation; at least one. */
  readonly rows: readonly MessageRow[];
  readonly onClose: () => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const { layout } = useDesk();
  const [text, setText] = useState('');
  const refusedTypes = useRefusedTypes();
  const [forwarding] = useState(() => new Forwarding(bridge, rows));
  const { found, fresh } = useFound(text, rows[0]?.conversationId ?? '');
  const [chosen, setChosen] = useState<ConversationId | null>(null);
  const [sending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<Exclude<Forwarded, { kind: 'done' }> | null>(null);
  const listId = useId();
  const open = found?.filter((one) => one.lock === null) ?? [];
  const at = open.findIndex((one) => one.id === chosen);
  const target = open[Math.max(0, at)];
  const missing = outcome?.kind === 'files' ? outcome.missing : [];
  const files = rows.reduce((count, row) => count + row.attachments.length, 0);
  const something = files > missing.length || rows.some((row) => plainText(row) !== '');

  const forward = async (withoutMissing: boolean): Promise<void> => {
    // Nothing goes to what was found for the words before.
    if (target === undefined || !fresh || sending) return;
    setSending(true);
    const leaveOut = new Set(withoutMissing ? missing.map(({ attachment }) => attachment.mediaId) : []);
    const answer = await forwarding.send(target.id, leaveOut, refusedTypes);
    setSending(false);
    if (answer.kind !== 'done') {
      setOutcome(answer);
      return;
    }
    const { id, title } = target;
    showToast({
      text: words('forward.done', { title }),
      icon: 'forward',
      action: { label: words('forward.open'), run: () => layout.getState().openConversation(id, null) },
    });
    onClose();
  };

  const choose = (index: number): void => {
    const one = open[index];
    if (one === undefined) return;
    setChosen(one.id);
    document.getElementById(`${listId}-${one.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (found === null) return;
    if (event.key === 'ArrowDown') choose(Math.min(open.length - 1, Math.max(0, at) + 1));
    else if (event.key === 'ArrowUp') choose(Math.max(0, at - 1));
    else if (event.key === 'Enter') void forward(false);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words('forward.title')}
      size="narrow"
      footer={
        <>
          <Button onClick={onClose}>{words('ui.cancel')}</Button>
          {missing.length > 0 && something ? (
            <Button variant="primary" icon="forward" aria-disabled={sending} onClick={() => void forward(true)}>
              {words('forward.without', { count: missing.length })}
            </Button>
          ) : (
            <Button
              variant="primary"
              icon="forward"
              aria-disabled={sending || !fresh || target === undefined}
              onClick={() => void forward(false)}
            >
              {words(sending ? 'forward.sending' : 'forward.send')}
            </Button>
          )}
        </>
      }
    >
      <div className={styles['body']}>
        <div className={styles['preview']}>
          {rows.map((row) => (
            <Preview key={row.key} row={row} named={rows.length > 1} />
          ))}
        </div>
        <input
          className={styles['search']}
          type="text"
          role="combobox"
          aria-expanded={(found?.length ?? 0) > 0}
          aria-controls={listId}
          aria-activedescendant={target === undefined ? undefined : `${listId}-${target.id}`}
          aria-autocomplete="list"
          aria-label={words('forward.find')}
          placeholder={words('forward.find')}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(null);
          }}
          onKeyDown={onKeyDown}
        />
        <div id={listId} className={styles['list']} role="listbox" aria-label={words('forward.to')}>
          {(found ?? []).map((one) => (
            <Option
              key={one.id}
              id={`${listId}-${one.id}`}
              row={one}
              selected={one.id === target?.id}
              onChoose={() => setChosen(one.id)}
            />
          ))}
        </div>
        {found !== null && open.length === 0 && <p className={styles['none']}>{words('forward.none')}</p>}
        {outcome !== null && (
          <div className={styles['trouble']} role="alert">
            {outcome.kind === 'refused' ? (
              <p>
                {outcome.sent > 0
                  ? words('forward.partly', { reason: describeError(words, formats, outcome.error) })
                  : describeError(words, formats, outcome.error)}
              </p>
            ) : (
              outcome.missing.map(({ attachment, error }) => (
                <p key={attachment.mediaId}>
                  {words('forward.missing', {
                    filename: attachment.filename,
                    reason: describeError(words, formats, {
                      ...error,
                      details: { filename: attachment.filename, ...error.details },
                    }),
                  })}
                </p>
              ))
            )}
          </div>
        )}
      </div>
    </Dialog>
  );
}

function Preview({ row, named }: { readonly row: MessageRow; readonly named: boolean }) {
  const words = useWords();
  const text = typedText(row);
  return (
    <>
      {named && <p className={styles['who']}>{nameOf(row.sender, words)}</p>}
      {text !== '' && <p dir="auto">{text}</p>}
      {withKeys(row.cards, (card) => cardName(card, words)).map(([key, card]) => (
        <p key={key} className={styles['file']}>
          <Icon name={card.kind === 'unknown' ? 'info' : card.kind} size="sm" />
          <span>{card.kind === 'unknown' && card.title === null ? card.actionUrl : cardName(card, words)}</span>
        </p>
      ))}
      {row.attachments.map((attachment) => (
        <p key={attachment.mediaId} className={styles['file']}>
          <Icon name={attachment.kind === 'image' ? 'image' : 'file'} size="sm" />
          <span>{attachment.filename}</span>
        </p>
      ))}
    </>
  );
}

function Option({
  id,
  row,
  selected,
  onChoose,
}: {
  readonly id: string;
  readonly row: ConversationRow;
  readonly selected: boolean;
  readonly onChoose: () => void;
}) {
  const words = useWords();
  const reference = typeReference(row, words);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above moves through the list by keys
    <div
      id={id}
      className={styles['option']}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-disabled={row.lock !== null}
      onMouseDown={(event) => event.preventDefault()}
      onClick={row.lock === null ? onChoose : undefined}
    >
      <Avatar person={row.counterpart} fallbackName={row.title} size="sm" />
      <p>
        <span className={styles['title']}>{row.title}</span>
        <span className={styles['kind']}>
          <Icon name={row.lock === null ? typeIcon(row.type) : 'lock'} size="xs" />
          {row.lock === null
            ? [typeWord(row.type, words), reference].filter((part) => part !== null).join(' · ')
            : words(`composer.locked.${row.lock}`)}
        </span>
      </p>
      {selected && <Icon name="check" size="sm" />}
    </div>
  );
}

/** Conversations without the one it is in, those that can be written in first; null before the first answer. `fresh`: they are what was asked for last. */
function useFound(
  text: string,
  without: ConversationId,
): { readonly found: readonly ConversationRow[] | null; readonly fresh: boolean } {
  const bridge = useBridge();
  const [answered, setAnswered] = useState<{ text: string; rows: readonly ConversationRow[] } | null>(null);
  useEffect(() => {
    let gone = false;
    void ask(bridge, 'conversations.search', { text, limit: MOST_FOUND }).then((answer) => {
      if (gone || !answer.ok) return;
      const others = answer.value.filter((one) => one.id !== without);
      const [open, locked] = [others.filter((one) => one.lock === null), others.filter((one) => one.lock !== null)];
      setAnswered({ text, rows: [...open, ...locked] });
    });
    return () => {
      gone = true;
    };
  }, [bridge, text, without]);
  return { found: answered?.rows ?? null, fresh: answered?.text === text };
}
