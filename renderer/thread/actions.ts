import { useMemo } from 'react';
import type { ComposerStore } from '#renderer/composer/state/composer-store.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { showToast } from '#renderer/ui/Toast.tsx';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { Envelope } from '#shared/contract/definition.ts';
import type { HostInput, HostMethod, HostOutput } from '#shared/contract/host.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { ThreadActions } from './context.ts';
import type { OpenDialog } from './MessageDialogs.tsx';
import { ask } from './state/ask.ts';
import type { ThreadStore } from './state/thread-store.ts';

export interface PaneActions extends ThreadActions {
  readonly remove: (row: MessageRow) => void;
}

/** Where a message is found again, inside Zukses Desk. */
export function linkTo(row: Pick<MessageRow, 'conversationId' | 'messageId'>): string {
  return `zukses-desk://conversation/${row.conversationId}/message/${row.messageId ?? ''}`;
}

export function useThreadActionsOf({
  thread,
  composer,
  bridge,
  setDialog,
  setPanel,
}: {
  readonly thread: ThreadStore;
  readonly composer: ComposerStore;
  readonly bridge: Bridge;
  readonly setDialog: (dialog: OpenDialog) => void;
  readonly setPanel: (parentMessageId: number) => void;
}): PaneActions {
  const words = useWords();
  const formats = useFormats();
  return useMemo(() => {
    const failed = (error: ErrorInfo): void => {
      showToast({
        text: words('thread.act.failed', { reason: describeError(words, formats, error) }),
        icon: 'alert',
      });
    };
    const settle = async <Value>(answer: Promise<Envelope<Value>>): Promise<Value | null> => {
      const settled = await answer;
      if (settled.ok) return settled.value;
      failed(settled.error);
      return null;
    };
    const copy = (text: string, said: 'text' | 'link'): void => {
      navigator.clipboard.writeText(text).then(
        () => showToast({ text: words(said === 'text' ? 'thread.copied' : 'thread.linkCopied'), icon: 'copy' }),
        () => showToast({ text: words('thread.copyFailed'), icon: 'alert' }),
      );
    };
    const openLink = async (url: string): Promise<void> => {
      const answer = await host(bridge, 'shell.openExternal', { url });
      if (answer?.opened === true) return;
      // A host that can't reach the system's browser: the page is in one.
      const opened = globalThis.open(url, '_blank', 'noopener,noreferrer');
      if (opened === null && answer === null) showToast({ text: words('thread.link.failed'), icon: 'alert' });
    };
    return {
      reply: (row) => composer.reply(row),
      openThread: setPanel,
      react: (row, emoji, on) => {
        const { messageId, conversationId } = row;
        if (messageId !== null) void settle(ask(bridge, 'reaction.set', { conversationId, messageId, emoji, on }));
      },
      edit: (row) => {
        if (row.messageId !== null) composer.edit(row.messageId, row.content);
      },
      askDelete: (row) => setDialog({ kind: 'delete', row }),
      remove: ({ conversationId, messageId }) => {
        if (messageId !== null) void settle(ask(bridge, 'message.delete', { conversationId, messageId }));
      },
      copy,
      copyLink: (row) => copy(linkTo(row), 'link'),
      showDetails: (row) => setDialog({ kind: 'details', row }),
      showHistory: (row) => setDialog({ kind: 'history', row }),
      jump: (messageId, from) => {
        void thread.jumpTo(messageId, from).then((outcome) => {
          if (outcome === 'shown') return;
          showToast({
            text: words(outcome === 'missing' ? 'thread.quote.gone' : 'thread.quote.unreachable'),
            icon: 'gap',
          });
        });
      },
      openLink: (url, known) => {
        if (known) void openLink(url);
        else setDialog({ kind: 'link', url });
      },
      view: (attachments, index) => setDialog({ kind: 'picture', attachments, index }),
      save: ({ mediaId, filename }) => {
        void host(bridge, 'media.saveAs', { mediaId }).then((answer) => {
          if (answer === null) showToast({ text: words('thread.file.notSaved', { filename }), icon: 'alert' });
        });
      },
      openFile: ({ mediaId, filename }) => {
        void host(bridge, 'media.open', { mediaId }).then((answer) => {
          if (answer?.opened !== true) showToast({ text: words('thread.file.notOpened', { filename }), icon: 'alert' });
        });
      },
      outbox: (clientMessageId, action, withoutReply = false) => {
        const act = async (): Promise<void> => {
          // What stands in the composer must be stored before the engine puts something above it.
          if (action === 'edit') await composer.flush();
          const before = composer.store.getState().text;
          const answer = await settle(
            ask(bridge, 'outbox.act', { clientMessageId, action, ...(withoutReply ? { withoutReply } : {}) }),
          );
          if (answer?.outcome === 'when-answered') showToast({ text: words('thread.act.later'), icon: 'clock' });
          else if (answer?.outcome === 'already-delivered')
            showToast({ text: words('thread.act.delivered'), icon: 'check' });
          else if (answer !== null && action === 'edit') await composer.takeBack(before);
        };
        void act();
      },
    };
  }, [thread, composer, bridge, setDialog, setPanel, words, formats]);
}

/** Null when the host could not do it, or is not there. */
async function host<Name extends HostMethod>(
  bridge: Bridge,
  method: Name,
  input: HostInput<Name>,
): Promise<HostOutput<Name> | null> {
  try {
    const answer = await bridge.host(method, input);
    return answer.ok ? answer.value : null;
  } catch {
    return null;
  }
}
