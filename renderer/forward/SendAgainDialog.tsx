import { useState } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useRefusedTypes } from '#renderer/state/desk.ts';
import { useThreadStore } from '#renderer/thread/answered-by.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import type { MessageRow } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { Forwarding } from './forward-message.ts';

/** The server took the message and says that it could not deliver it: sent once more only after asking, for it may be there all the same. */
export function SendAgainDialog({ row, onClose }: { readonly row: MessageRow; readonly onClose: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const thread = useThreadStore();
  const refusedTypes = useRefusedTypes();
  const [sending] = useState(() => new Forwarding(bridge, [row], { again: true }));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorInfo | null>(null);

  const send = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const outcome = await sending.send(row.conversationId, new Set(), refusedTypes);
    setBusy(false);
    switch (outcome.kind) {
      case 'done':
        thread.answered();
        onClose();
        return;
      case 'refused':
        setError(outcome.error);
        return;
      case 'files':
        setError(outcome.missing[0]?.error ?? null);
        return;
      default:
        outcome satisfies never;
    }
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words('thread.again.title')}
      size="narrow"
      footer={
        <>
          <Button onClick={onClose}>{words('ui.cancel')}</Button>
          <Button variant="primary" icon="send" aria-disabled={busy} onClick={() => void send()}>
            {words(busy ? 'thread.again.sending' : 'thread.again.act')}
          </Button>
        </>
      }
    >
      <p>{words('thread.again.text')}</p>
      {error !== null && (
        <p role="alert">{words('thread.act.failed', { reason: describeError(words, formats, error) })}</p>
      )}
    </Dialog>
  );
}
