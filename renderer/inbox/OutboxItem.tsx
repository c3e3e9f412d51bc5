import { useId } from 'react';
import type { OutboxChange, OutboxEntry } from '#shared/contract/engine.ts';
import type { UnsentState } from '#shared/domain/message.ts';
import type { OutboxAction } from '#shared/domain/outbox-state.ts';
import { unreachable } from '#shared/errors.ts';
import { useBridge } from '../bridge/context.ts';
import { describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import type { Words } from '../i18n/words.ts';
import { useNow } from '../state/now.ts';
import { ask } from '../thread/state/ask.ts';
import { cx } from '../ui/cx.ts';
import type { IconName } from '../ui/icon-names.ts';
import { Icon } from '../ui/Icon.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { showToast } from '../ui/Toast.tsx';
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

/** What is not on the server yet, and where it stands. A click opens it; what is no message can be tried again or dropped right here. */
export function OutboxItem({
  entry,
  unsent,
  isOpen,
  onOpen,
}: {
  readonly entry: OutboxEntry;
  readonly unsent: UnsentState;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const textId = useId();
  const { message, change } = entry;
  const tone = TONES[unsent.state];
  const failed = unsent.state === 'failed';
  return (
    <li className={cx(styles['entry'], isOpen && styles['open'])}>
      <button type="button" className={styles['item']} onClick={onOpen}>
        <Icon name={ICONS[unsent.state]} className={cx(styles['icon'], tone !== undefined && styles[tone])} />
        <span className={styles['body']}>
          <span id={textId} className={styles['text']} dir="auto">
            {textOf(entry, words)}
          </span>
          <span className={styles['state']}>
            <span className={cx(tone !== undefined && styles[tone])}>
              {words(change !== null && failed ? 'outbox.change.notDone' : `outbox.state.${unsent.state}`)}
            </span>
            {' · '}
            {formats.moment(message.createdAt, now)}
          </span>
          {unsent.error && failed && (
            <span className={styles['reason']}>{describeError(words, formats, unsent.error)}</span>
          )}
        </span>
      </button>
      {change !== null && <Acts unsent={unsent} textId={textId} />}
    </li>
  );
}

function Acts({ unsent, textId }: { readonly unsent: UnsentState; readonly textId: string }) {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const { state, clientMessageId, error } = unsent;
  const act = async (action: OutboxAction): Promise<void> => {
    const answer = await ask(bridge, 'outbox.act', { clientMessageId, action });
    if (answer.ok) return;
    showToast({
      text: words('thread.act.failed', { reason: describeError(words, formats, answer.error) }),
      icon: 'alert',
    });
  };
  if (state !== 'failed' && state !== 'queued') return null;
  return (
    <p className={styles['acts']}>
      {state === 'failed' && (
        <LinkButton aria-describedby={textId} onClick={() => void act('retry')}>
          {words(error?.code === 'EDIT_CONFLICT' ? 'thread.change.overwrite' : 'thread.act.retry')}
        </LinkButton>
      )}
      <LinkButton danger aria-describedby={textId} onClick={() => void act('discard')}>
        {words(state === 'failed' ? 'thread.act.discard' : 'thread.act.cancel')}
      </LinkButton>
    </p>
  );
}

function textOf({ message, creates, change }: OutboxEntry, words: Words): string {
  if (creates) return words('outbox.creates', { title: message.content });
  if (change !== null) return changeText(change, message.content, words);
  return message.content.trim() === ''
    ? words('outbox.noText', { count: message.attachments.length })
    : message.content;
}

function changeText({ kind, emoji }: OutboxChange, content: string, words: Words): string {
  const text = content.trim() === '' ? words('outbox.change.someMessage') : content;
  switch (kind) {
    case 'edit':
    case 'delete':
    case 'report':
      return words(`outbox.change.${kind}`, { text });
    case 'react':
    case 'unreact':
      return words(`outbox.change.${kind}`, { text, emoji: emoji ?? '' });
    case 'mute':
    case 'unmute':
    case 'block':
    case 'unblock':
    case 'close':
    case 'reopen':
      return words(`outbox.change.${kind}`);
    default:
      return unreachable(kind);
  }
}
