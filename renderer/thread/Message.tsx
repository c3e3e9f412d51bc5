import { memo, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Facts } from '#renderer/cards/Facts.tsx';
import { canForward } from '#renderer/forward/forward-message.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import { VisuallyHidden } from '#renderer/ui/VisuallyHidden.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import { Attachments } from './Attachments.tsx';
import { Card } from './Card.tsx';
import { FailedChanges } from './FailedChanges.tsx';
import { useThreadActions, useThreadOffer } from './context.ts';
import { MessageActions } from './MessageActions.tsx';
import { LinkedText, MessageText } from './MessageText.tsx';
import styles from './message.module.css';
import type { ShownReaders } from './model/items.ts';
import { withKeys } from './model/keys.ts';
import { isOnlyEmoji } from './model/links.ts';
import { messageName, nameOf, roleWord, shortNameOf } from './model/name.ts';
import { typedText } from './model/plain-text.ts';
import { Quote } from './Quote.tsx';
import { Reactions } from './Reactions.tsx';
import { Readers } from './Readers.tsx';
import { MessageMeta } from './StateMark.tsx';
import { UnsentLine } from './UnsentLine.tsx';

export interface MessageProps {
  readonly row: MessageRow;
  readonly isNext: boolean;
  readonly hasNext: boolean;
  readonly turn: number | null;
  readonly readers: ShownReaders;
  /** It was jumped to a moment ago. */
  readonly marked: boolean;
  /** In the side panel of its own thread the way there is not offered again. */
  readonly inPanel?: boolean;
}

export const Message = memo(function Message(props: MessageProps) {
  return props.row.contentType === 'system' ? <SystemLine row={props.row} /> : <Bubble {...props} />;
});

/** Told to the log, which moves the focus and acts on keys. */
function article(row: MessageRow, name: string) {
  return {
    'aria-label': name,
    tabIndex: -1,
    'data-key': row.key,
    'data-message-id': row.messageId ?? undefined,
  } as const;
}

function SystemLine({ row }: { readonly row: MessageRow }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <article className={styles['system']} {...article(row, messageName(row, words, formats))}>
      <Icon name="system" size="xs" />
      <p dir="auto">
        {row.content.trim() === '' ? words('content.systemEmpty') : <LinkedText content={row.content} />} ·{' '}
        <time dateTime={new Date(row.createdAt).toISOString()}>{formats.time(row.createdAt)}</time>
      </p>
    </article>
  );
}

function Bubble({ row, isNext, hasNext, turn, readers, marked, inPanel = false }: MessageProps) {
  const words = useWords();
  const formats = useFormats();
  const actions = useThreadActions();
  const offer = useThreadOffer();
  const [picking, setPicking] = useState(false);
  const [active, setActive] = useState(false);
  const { unsent, own, deleted } = row;
  const self = useRef<HTMLElement>(null);
  const before = useRef({ deleted, active });
  useLayoutEffect(() => {
    // Its controls go with its content: who was at one of them is at the message now.
    if (deleted && !before.current.deleted && before.current.active) self.current?.focus({ preventScroll: true });
    before.current = { deleted, active };
  }, [deleted, active]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    // Single letters act only while the message itself has the focus.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || deleted) return;
    const key = event.key.toLowerCase();
    if (key === 'r' && offer.write) {
      event.preventDefault();
      actions.reply(row);
    } else if (key === 'e' && offer.react && row.messageId !== null && unsent === null) {
      event.preventDefault();
      setPicking(true);
    }
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a message has the focus while its keys act
    <article
      ref={self}
      className={cx(
        styles['msg'],
        own ? styles['own'] : styles['other'],
        isNext && styles['next'],
        hasNext && styles['hasNext'],
        unsent !== null && (unsent.state === 'failed' ? styles['failed'] : styles['waiting']),
        unsent === null && row.tick === 'failed' && styles['failed'],
        marked && styles['marked'],
      )}
      {...article(row, messageName(row, words, formats))}
      onKeyDown={onKeyDown}
      onFocus={() => setActive(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setActive(false);
      }}
    >
      {!own && (isNext ? <span /> : <Avatar className={styles['avatar']} person={row.sender} size="sm" />)}
      <div className={styles['col']}>
        <Who row={row} hidden={own || isNext} />
        <div className={styles['bubbleBox']}>
          {deleted ? <Tombstone row={row} /> : <Content row={row} inPanel={inPanel} />}
          {!deleted && <MessageActions row={row} active={active} picking={picking} onPicking={setPicking} />}
        </div>
        {row.reactions.length > 0 && <Reactions row={row} />}
        {row.replyCount > 0 && row.messageId !== null && !inPanel && (
          <button
            type="button"
            className={styles['replies']}
            onClick={() => {
              if (row.messageId !== null) actions.openThread(row.messageId);
            }}
          >
            <Icon name="thread" size="sm" />
            {words('thread.replies', { count: row.replyCount })}
          </button>
        )}
        {unsent !== null && <UnsentLine row={row} unsent={unsent} turn={turn} />}
        {unsent === null && row.tick === 'failed' && (
          <p className={styles['wait']}>
            <span className={cx(styles['waitState'], styles['fail'])}>
              <Icon name="fail" size="sm" />
              {words('thread.state.not-sent')}
            </span>
            <span>{words('thread.failed.server')}</span>
            {offer.write && canForward(row) && (
              <span className={styles['acts']}>
                <LinkButton onClick={() => actions.askAgain(row)}>{words('thread.again.act')}</LinkButton>
              </span>
            )}
          </p>
        )}
        <FailedChanges row={row} />
        {row.notKept.map((what) => (
          <p key={what} className={styles['note']}>
            <Icon name="alert" size="sm" />
            {words(`thread.notKept.${what}`)}
          </p>
        ))}
        {readers !== 'none' && <Readers row={row} shown={readers} />}
      </div>
    </article>
  );
}

function Who({ row, hidden }: { readonly row: MessageRow; readonly hidden: boolean }) {
  const words = useWords();
  const name = nameOf(row.sender, words);
  if (hidden) return <VisuallyHidden>{name}</VisuallyHidden>;
  const shop = row.sender.userId !== null ? row.sender.shopName : null;
  return (
    <p className={styles['who']}>
      <b>{name}</b>
      <span>{shop === null ? roleWord(row.sender, words) : `${roleWord(row.sender, words)} · ${shop}`}</span>
    </p>
  );
}

function Tombstone({ row }: { readonly row: MessageRow }) {
  const words = useWords();
  return (
    <div className={cx(styles['bubble'], styles['plain'])}>
      <p className={styles['text']}>
        <Icon name="trash" size="sm" />
        <span>
          {row.own ? words('thread.deletedByYou') : words('thread.deletedBy', { name: shortNameOf(row.sender, words) })}
        </span>
        <MessageMeta row={row} block={false} />
      </p>
    </div>
  );
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(['text', 'template', 'product_card', 'order_card']);

function Content({ row, inPanel }: { readonly row: MessageRow; readonly inPanel: boolean }) {
  const words = useWords();
  const actions = useThreadActions();
  const hasCards = row.cards.length > 0;
  const hasFiles = row.attachments.length > 0;
  const text = typedText(row);
  const onlySticker =
    hasFiles && row.attachments.every((one) => one.kind === 'sticker') && text === '' && row.unsent === null;
  const unknown = !KNOWN_TYPES.has(row.contentType);
  const fields = row.fields.length > 0 && (unknown || row.contentType === 'template');
  const { parentMessageId } = row;
  const metaInText = text !== '' && !hasCards && !fields && !unknown;
  const meta = <MessageMeta row={row} block={!metaInText} />;
  return (
    <div
      className={cx(
        styles['bubble'],
        hasCards ? styles['card'] : hasFiles && styles['media'],
        (onlySticker || (isOnlyEmoji(text) && !hasFiles && !hasCards && row.quote === null && row.unsent === null)) &&
          styles['bare'],
      )}
    >
      {parentMessageId !== null && !inPanel && (
        <button type="button" className={styles['inThread']} onClick={() => actions.openThread(parentMessageId)}>
          <Icon name="thread" size="xs" />
          {words('thread.inThread')}
        </button>
      )}
      {row.quote !== null && <Quote quote={row.quote} onJump={(id) => actions.jump(id, row.key)} />}
      {hasFiles && (
        <Attachments
          attachments={row.attachments}
          unsent={row.unsent !== null}
          copied={row.unsent !== null && row.unsent.state !== 'failed'}
        />
      )}
      {text !== '' && <MessageText content={text} meta={metaInText ? meta : null} />}
      {fields && <Facts rows={row.fields} className={styles['fields']} />}
      {unknown && (
        <p className={styles['unknown']}>
          <Icon name="info" size="xs" />
          {words('thread.unknownType', { type: row.contentType })}
        </p>
      )}
      {withKeys(row.cards, (card) => `${card.kind}:${card.title ?? ''}`).map(([key, card]) => (
        <Card key={key} card={card} />
      ))}
      {!metaInText && meta}
    </div>
  );
}
