import { useStore } from 'zustand';
import { useWords } from '#renderer/i18n/use-words.ts';
import { attachmentWords } from '#renderer/inbox/preview.ts';
import { nameOf } from '#renderer/thread/model/name.ts';
import { typedText } from '#renderer/thread/model/plain-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import { hasMainModifier } from '#renderer/ui/platform.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import styles from './composer.module.css';
import type { ComposerStore } from './state/composer-store.ts';

/** Above the text: what it answers, or what it changes. */
export function ContextChip({ store, quoted }: { readonly store: ComposerStore; readonly quoted: MessageRow | null }) {
  const words = useWords();
  const { replyTo, editing, card } = useStore(store.store);
  if (editing !== null) {
    return (
      <div className={cx(styles['context'], styles['withReason'])}>
        <Icon name="edit" size="sm" />
        <p>
          <b>{words('composer.editing')}</b> {editing.original}
        </p>
        <input
          className={styles['reason']}
          aria-label={words('composer.reason')}
          placeholder={words('composer.reason')}
          maxLength={255}
          value={editing.reason}
          onChange={(event) => store.setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            // As in the text: Escape gives up; Enter, with or without the modifier, saves by way of the form.
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Escape') {
              event.preventDefault();
              store.stopEditing();
              store.focus();
            } else if (event.key === 'Enter' && hasMainModifier(event)) {
              event.preventDefault();
              event.currentTarget.form?.requestSubmit();
            }
          }}
        />
        <IconButton
          size="sm"
          iconSize="sm"
          icon="x"
          label={words('composer.stopEditing')}
          onClick={() => store.stopEditing()}
        />
      </div>
    );
  }
  return (
    <>
      {replyTo !== null && <ReplyChip store={store} quoted={quoted} />}
      {card !== null && (
        <div className={styles['context']}>
          <Icon name={card.contentType === 'order_card' ? 'order' : 'product'} size="sm" />
          <p>
            <b>{words(card.contentType === 'order_card' ? 'thread.card.order' : 'thread.card.product')}</b>{' '}
            {cardTitle(card.metadata)}
          </p>
          <IconButton
            size="sm"
            iconSize="sm"
            icon="x"
            label={words('composer.removeCard')}
            onClick={() => store.setCard(null)}
          />
        </div>
      )}
    </>
  );
}

/** What names the card in its metadata, as far as it is text. */
function cardTitle(metadata: Readonly<Record<string, unknown>>): string {
  for (const key of ['order_number', 'product_name', 'name', 'title']) {
    const value = metadata[key];
    if (typeof value === 'string') return value;
  }
  return '';
}

function ReplyChip({ store, quoted }: { readonly store: ComposerStore; readonly quoted: MessageRow | null }) {
  const words = useWords();
  const text =
    quoted === null
      ? words('thread.quote.missing')
      : quoted.deleted
        ? words('thread.quote.deleted')
        : typedText(quoted) !== ''
          ? typedText(quoted)
          : quoted.attachments.length === 0
            ? words('thread.quote.wordless')
            : attachmentWords(
                { attachmentKind: quoted.attachments[0]?.kind ?? null, attachmentCount: quoted.attachments.length },
                words,
              );
  return (
    <div className={styles['context']}>
      <Icon name="reply" size="sm" />
      <p>
        <b>{quoted === null ? words('thread.action.reply') : nameOf(quoted.sender, words)}</b> {text}
      </p>
      <IconButton
        size="sm"
        iconSize="sm"
        icon="x"
        label={words('composer.stopReplying')}
        onClick={() => store.stopReplying()}
      />
    </div>
  );
}
