import { useState } from 'react';
import { useStore } from 'zustand';
import { useBridge } from '#renderer/bridge/context.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useDesk } from '#renderer/state/desk.ts';
import { useThreadStore } from '#renderer/thread/answered-by.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { showToast } from '#renderer/ui/Toast.tsx';
import type { NewConversation } from '#shared/domain/conversation.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { problemsOf } from './model/request.ts';
import styles from './new-conversation.module.css';

/** Above a conversation that the server does not have yet: where that stands and what can be done. Nothing once it is there. */
export function CreationNotice() {
  const thread = useThreadStore();
  const creation = useStore(thread.store, (state) => state.details?.creation ?? null);
  return creation === null ? null : <Strip creation={creation} />;
}

function Strip({ creation }: { readonly creation: NewConversation }) {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const { layout } = useDesk();
  const thread = useThreadStore();
  const waiting = useStore(thread.store, (state) => state.window.unsent);
  const [asking, setAsking] = useState(false);
  const { unsent } = creation;
  const failed = unsent.state === 'failed';
  const failedWith = (error: ErrorInfo): void => {
    showToast({
      text: words('thread.act.failed', { reason: describeError(words, formats, error) }),
      icon: 'alert',
    });
  };
  const retry = async (): Promise<void> => {
    const answer = await ask(bridge, 'outbox.act', { clientMessageId: unsent.clientMessageId, action: 'retry' });
    if (!answer.ok) failedWith(answer.error);
  };
  const sendAnyway = async (): Promise<void> => {
    const answer = await ask(bridge, 'outbox.act', { clientMessageId: unsent.clientMessageId, action: 'send-anyway' });
    if (!answer.ok) failedWith(answer.error);
  };
  /** Its messages first: without the conversation nobody could find them again. */
  const discard = async (): Promise<void> => {
    setAsking(false);
    const ids = [...waiting.flatMap((row) => row.unsent?.clientMessageId ?? []), unsent.clientMessageId];
    for (const clientMessageId of ids) {
      const answer = await ask(bridge, 'outbox.act', { clientMessageId, action: 'discard' });
      if (!answer.ok) {
        failedWith(answer.error);
        return;
      }
    }
    layout.getState().closeConversation();
  };
  const underWay = unsent.state === 'sending' || unsent.state === 'checking';
  return (
    <div className={styles['strip']} role={failed ? 'alert' : undefined}>
      <Icon name={failed ? 'fail' : 'clock'} className={failed ? styles['stripFailed'] : undefined} />
      <p>
        <b>{words(titleOf(unsent.state))}</b>{' '}
        {failed && unsent.error !== null ? reasonWords(creation, unsent.error) : words('newConversation.state.text')}
      </p>
      <span className={styles['stripActs']}>
        {failed && (
          <Button size="sm" onClick={() => void retry()}>
            {words('thread.act.retry')}
          </Button>
        )}
        {unsent.state === 'unconfirmed' && (
          <Button size="sm" onClick={() => void sendAnyway()}>
            {words('newConversation.createAnyway')}
          </Button>
        )}
        {(failed || unsent.state === 'queued') && (
          <Button size="sm" onClick={() => layout.getState().changeNewConversation(thread.conversationId)}>
            {words('thread.act.edit')}
          </Button>
        )}
        {!underWay && (
          <Button size="sm" variant="danger" onClick={() => setAsking(true)}>
            {words('thread.act.discard')}
          </Button>
        )}
      </span>
      {asking && (
        <Dialog
          open
          onOpenChange={setAsking}
          size="narrow"
          title={words('newConversation.discard.title')}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>{words('ui.cancel')}</Button>
              <Button variant="danger" onClick={() => void discard()}>
                {words('thread.act.discard')}
              </Button>
            </>
          }
        >
          <p>{words('newConversation.discard.text', { count: waiting.length })}</p>
        </Dialog>
      )}
    </div>
  );

  function reasonWords({ people }: NewConversation, error: ErrorInfo): string {
    const { refused } = problemsOf(error, people);
    const names = people
      .filter((person) => person.userId !== null && refused.has(person.userId))
      .map((person) => (person.name === '' ? words('rail.nameless', { id: person.userId ?? 0 }) : person.name));
    return names.length > 0
      ? words('newConversation.state.people', { names: formats.list(names) })
      : describeError(words, formats, error);
  }
}

function titleOf(state: NewConversation['unsent']['state']) {
  switch (state) {
    case 'queued':
    case 'held':
      return 'newConversation.state.queued';
    case 'sending':
      return 'newConversation.state.sending';
    case 'checking':
      return 'newConversation.state.checking';
    case 'unconfirmed':
      return 'newConversation.state.unconfirmed';
    case 'failed':
      return 'newConversation.state.failed';
    default:
      return state satisfies never;
  }
}
