import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useNow } from '#renderer/state/now.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { IconName } from '#renderer/ui/Icon.tsx';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { MessageRow, UnsentState } from '#shared/domain/message.ts';
import type { OutboxAction } from '#shared/domain/outbox-state.ts';
import { actionsFor } from '#shared/domain/outbox-state.ts';
import { useThreadActions, useThreadOffer } from './context.ts';
import styles from './message.module.css';
import { plainText } from './model/plain-text.ts';
import { reasonOf } from './model/reason.ts';
import { stateOf } from './model/states.ts';

type State = UnsentState['state'];

const ICONS: Readonly<Record<State, IconName>> = {
  queued: 'clock',
  sending: 'send',
  checking: 'search',
  unconfirmed: 'alert',
  held: 'held',
  failed: 'fail',
};

const TONES: Readonly<Record<State, string | undefined>> = {
  queued: undefined,
  sending: styles['busy'],
  checking: styles['check'],
  unconfirmed: styles['check'],
  held: styles['held'],
  failed: styles['fail'],
};

const RED: ReadonlySet<OutboxAction> = new Set(['discard', 'cancel']);

/** Below a message that is not on the server: its state, why, and what can be done. */
export function UnsentLine({
  row,
  unsent,
  turn,
}: {
  readonly row: MessageRow;
  readonly unsent: UnsentState;
  readonly turn: number | null;
}) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(unsent.nextAttemptAt === null ? 60_000 : 1_000);
  const { offline } = useThreadOffer();
  const state = stateOf(row);
  const reason = reasonOf(row, unsent, { words, formats, now, turn, offline });
  return (
    <p className={styles['wait']}>
      <span className={cx(styles['waitState'], TONES[unsent.state])}>
        <Icon name={ICONS[unsent.state]} size="sm" />
        {state !== null && words(`thread.state.${state}`)}
      </span>
      {reason !== '' && <span>{reason}</span>}
      {unsent.pendingIntent === null && <Acts row={row} unsent={unsent} />}
    </p>
  );
}

function Acts({ row, unsent }: { readonly row: MessageRow; readonly unsent: UnsentState }) {
  const words = useWords();
  const actions = useThreadActions();
  const { clientMessageId } = unsent;
  // An upload whose end has not left is given up at once.
  const uploading = unsent.state === 'sending' && row.attachments.some((one) => one.progress !== null);
  const targetFailed = unsent.hold === 'target-failed' && row.quote !== null;
  const asText = unsent.state === 'failed' && unsent.error?.code === 'INVALID_MESSAGE_TYPE' ? plainText(row) : '';
  // While it can be undone there is one way back: into the composer.
  const undo = unsent.wait === 'undo';
  const offered = undo ? (['edit'] as const) : actionsFor(unsent.state);
  return (
    <span className={styles['acts']}>
      {asText !== '' && (
        <LinkButton onClick={() => actions.outbox(clientMessageId, 'retry', { asText })}>
          {words('thread.act.as-text')}
        </LinkButton>
      )}
      {offered.map((action) => (
        <LinkButton
          key={action}
          danger={RED.has(action)}
          onClick={() =>
            actions.outbox(
              clientMessageId,
              action,
              action === 'send-anyway' && targetFailed ? { withoutReply: true } : {},
            )
          }
        >
          {words(
            undo
              ? 'thread.act.undo'
              : action === 'send-anyway' && targetFailed
                ? 'thread.act.without-reply'
                : `thread.act.${action === 'discard' && uploading ? 'cancel' : action}`,
          )}
        </LinkButton>
      ))}
    </span>
  );
}
