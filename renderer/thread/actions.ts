import { useMemo } from 'react';
import { limitAfter } from '#renderer/composer/model/content.ts';
import type { ComposerStore } from '#renderer/composer/state/composer-store.ts';
import { composersOf } from '#renderer/composer/state/composers.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { askHost } from '#renderer/media/ask-host.ts';
import { useFileActions } from '#renderer/media/file-actions.ts';
import { useSessionState } from '#renderer/state/desk.ts';
import { showToast } from '#renderer/ui/Toast.tsx';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { Envelope } from '#shared/contract/definition.ts';
import { linkTo } from '#shared/domain/desk-link.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { ThreadActions } from './context.ts';
import type { OpenDialog } from './MessageDialogs.tsx';
import { ask } from './state/ask.ts';
import type { ThreadStore } from './state/thread-store.ts';

export interface PaneActions extends ThreadActions {
  readonly remove: (row: MessageRow) => void;
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
  const capabilities = useSessionState((state) => state.host?.capabilities ?? null);
  const files = useFileActions();
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
      if (capabilities?.openExternal !== true) {
        // This page is in a browser already; `noopener` makes the answer say nothing.
        globalThis.open(url, '_blank', 'noopener,noreferrer');
        return;
      }
      const answer = await askHost(bridge, 'shell.openExternal', { url });
      if (answer?.opened !== true) showToast({ text: words('thread.link.failed'), icon: 'alert' });
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
      editAgain: ({ messageId, content }, { clientId, text }) => {
        if (messageId === null) return;
        composer.edit(messageId, content, text);
        void settle(ask(bridge, 'outbox.act', { clientMessageId: clientId, action: 'discard' }));
      },
      askAgain: (row) => setDialog({ kind: 'again', row }),
      askDelete: (row) => setDialog({ kind: 'delete', row }),
      remove: ({ conversationId, messageId }) => {
        if (messageId !== null) void settle(ask(bridge, 'message.delete', { conversationId, messageId }));
      },
      copy,
      copyLink: (row) => copy(linkTo(row), 'link'),
      forward: (row) => setDialog({ kind: 'forward', row }),
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
      view: (attachments, index) =>
        setDialog({ kind: 'picture', conversationId: thread.conversationId, attachments, index }),
      save: files.save,
      outbox: (clientMessageId, action, how = {}) => {
        const act = async (): Promise<void> => {
          const { unsent } = thread.store.getState().window;
          const row = unsent.find((one) => one.unsent?.clientMessageId === clientMessageId);
          const parent = row?.parentMessageId ?? null;
          const place = parent === null ? composer : composersOf(bridge).of(thread.conversationId, parent);
          // What stands in the composer must be stored before the engine puts something above it.
          if (action === 'edit') await place.flush();
          const before = place.store.getState().text;
          const answer = await settle(ask(bridge, 'outbox.act', { clientMessageId, action, ...how }));
          if (answer?.outcome === 'when-answered') showToast({ text: words('thread.act.later'), icon: 'clock' });
          else if (answer?.outcome === 'already-delivered')
            showToast({ text: words('thread.act.delivered'), icon: 'check' });
          else if (answer !== null && action === 'edit') {
            if (parent !== null) setPanel(parent);
            const error = row?.unsent?.error ?? null;
            const tooLong = error?.code === 'MESSAGE_TOO_LONG';
            await place.takeBack(before, row && tooLong ? limitAfter(row.content, error.details) : null);
          }
        };
        void act();
      },
    };
  }, [thread, composer, bridge, setDialog, setPanel, words, formats, capabilities, files]);
}
