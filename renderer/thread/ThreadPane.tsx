import { useEffect, useMemo, useState } from 'react';
import type { DragEvent } from 'react';
import { useStore } from 'zustand';
import { useBridge } from '#renderer/bridge/context.ts';
import { Composer } from '#renderer/composer/Composer.tsx';
import { Locked } from '#renderer/composer/Locked.tsx';
import { composersOf } from '#renderer/composer/state/composers.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import {
  useConversationRow,
  useDesk,
  useLayout,
  useSession,
  useSettings,
  useSyncStatus,
} from '#renderer/state/desk.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Loading, SkeletonBar } from '#renderer/ui/Skeleton.tsx';
import { showToast } from '#renderer/ui/Toast.tsx';
import { cx } from '#renderer/ui/cx.ts';
import { hasMainModifier } from '#renderer/ui/platform.ts';
import type { ConversationId, MessageRow } from '#shared/domain/message.ts';
import { useThreadActionsOf } from './actions.ts';
import { Announcer } from './Announcer.tsx';
import { ThreadStoreContext } from './answered-by.ts';
import { ThreadActionsContext, ThreadOfferContext } from './context.ts';
import type { ThreadOffer } from './context.ts';
import { DropTarget } from './DropTarget.tsx';
import { JumpButtons } from './JumpButtons.tsx';
import { MessageDialogs } from './MessageDialogs.tsx';
import type { OpenDialog } from './MessageDialogs.tsx';
import { MessageLog } from './MessageLog.tsx';
import { ReplyPanel } from './ReplyPanel.tsx';
import { useWindowFocus } from './sight.ts';
import { ask } from './state/ask.ts';
import type { ThreadWindow } from './model/window.ts';
import type { ThreadStore } from './state/thread-store.ts';
import { threadsOf } from './state/threads.ts';
import { ThreadHead } from './ThreadHead.tsx';
import { ThreadNotice } from './ThreadNotice.tsx';
import { TypingLine } from './TypingLine.tsx';
import styles from './thread.module.css';

/** Fills `main "Conversation"`, which the shell provides: header, notice, log, typing line, composer. */
export function ThreadPane({ conversationId }: { readonly conversationId: ConversationId }) {
  const bridge = useBridge();
  const thread = useMemo(() => threadsOf(bridge).open(conversationId), [bridge, conversationId]);
  // A thread is a pane of its own: nothing of the last one's state may stay.
  return (
    <ThreadStoreContext value={thread}>
      <Pane key={keyOf(thread)} thread={thread} conversationId={conversationId} />
    </ThreadStoreContext>
  );
}

const keys = new WeakMap<ThreadStore, string>();
let lastKey = 0;

/** Of the store, not of the id: a conversation that gets its server id while it is open stays as it is on screen. */
function keyOf(thread: ThreadStore): string {
  let key = keys.get(thread);
  if (key === undefined) {
    lastKey += 1;
    key = `thread-${lastKey}`;
    keys.set(thread, key);
  }
  return key;
}

function Pane({ thread, conversationId }: { readonly thread: ThreadStore; readonly conversationId: ConversationId }) {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const focused = useWindowFocus();
  const { readPolicy } = useSettings();
  const composer = useMemo(() => composersOf(bridge).of(conversationId, null), [bridge, conversationId]);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [panel, setPanel] = useState<number | null>(null);
  const phase = useStore(thread.store, (state) => state.phase);
  const error = useStore(thread.store, (state) => state.error);
  const window = useStore(thread.store, (state) => state.window);
  const unseen = useStore(thread.store, (state) => state.unseen);
  const away = useStore(thread.store, (state) => state.away) || window.newer || unseen > 0;
  const inboxRow = useConversationRow(conversationId);
  const row = useStore(thread.store, (state) => state.details?.row) ?? inboxRow;
  const replyTo = useStore(composer.store, (state) => state.replyTo);
  const draftText = useStore(composer.store, (state) => state.text);
  const offer = useOffer(row?.lock ?? null);
  const actions = useThreadActionsOf({ thread, composer, bridge, setDialog, setPanel });
  const lock = row?.lock ?? null;

  useEffect(() => {
    void thread.open();
  }, [thread]);
  useEffect(() => {
    // Also where nothing can be written any more: what was written can still be taken along.
    void composer.load();
  }, [composer]);
  useShown(conversationId, focused);
  useJumpTarget(thread, phase === 'ready');
  const dropping = useDrop(lock === null ? (files) => void composer.addFiles(files) : null);

  const markUnread = (): void => {
    void thread.markUnread().then((answer) => {
      showToast(
        answer.ok
          ? { text: words('thread.markedUnread'), icon: 'inbox' }
          : { text: describeError(words, formats, answer.error), icon: 'alert' },
      );
    });
  };
  useThreadKeys(thread, markUnread);

  const quoted = useQuoted(conversationId, window, replyTo);
  const held = window.unsent.some((one) => one.unsent?.state === 'held');
  const empty = phase === 'ready' && window.rows.length === 0 && window.unsent.length === 0;

  return (
    <ThreadActionsContext value={actions}>
      <ThreadOfferContext value={offer}>
        <div className={cx(styles['pane'], panel !== null && styles['withPanel'])} {...dropping.handlers}>
          <ThreadHead row={row} onMarkRead={() => void thread.markAllRead()} onMarkUnread={markUnread} />
          <ThreadNotice />
          <div className={styles['body']}>
            {phase === 'loading' && <LogSkeleton />}
            {phase === 'failed' && (
              <div className={styles['state']}>
                <EmptyState
                  icon="alert"
                  title={words('thread.failed.title')}
                  actions={
                    <Button size="sm" onClick={() => void thread.open()}>
                      {words('ui.tryAgain')}
                    </Button>
                  }
                >
                  {error !== null && describeError(words, formats, error)} {words('thread.failed.kept')}
                </EmptyState>
              </div>
            )}
            {empty && window.older === 'none' && (
              <div className={styles['state']}>
                <EmptyState icon="thread" title={words('thread.empty.title')}>
                  {lock === null && words('thread.empty.text')}
                </EmptyState>
              </div>
            )}
            {phase === 'ready' && !(empty && window.older === 'none') && <MessageLog focused={focused} />}
            {dropping.over && <DropTarget title={row?.title ?? ''} />}
            {phase === 'ready' && <JumpButtons away={away && !empty} />}
          </div>
          <div className={styles['foot']}>
            <TypingLine />
            {lock === null ? (
              <Composer
                store={composer}
                conversationId={conversationId}
                inThread={false}
                quoted={quoted}
                held={held}
                dropping={dropping.over}
                newestShown={() => thread.newestShown}
                onSent={() => {
                  if (readPolicy === 'on-reply' && thread.newestShown !== null)
                    void thread.markRead(thread.newestShown);
                  thread.answered();
                }}
              />
            ) : (
              <Locked lock={lock} draft={draftText} onCopy={(text) => actions.copy(text, 'text')} />
            )}
          </div>
          {panel !== null && <ReplyPanel parentMessageId={panel} lock={lock} onClose={() => setPanel(null)} />}
          <Announcer />
        </div>
        <MessageDialogs
          open={dialog}
          onClose={() => setDialog(null)}
          onDelete={(message) => actions.remove(message)}
          onOpenLink={(url) => actions.openLink(url, true)}
          onCopyLink={(url) => actions.copy(url, 'link')}
        />
      </ThreadOfferContext>
    </ThreadActionsContext>
  );
}

type QuoteTarget = { readonly messageId: number | null; readonly clientMessageId: string | null };

/** What the composer quotes; of a message that is further up than the window reaches, as it is on this computer. */
function useQuoted(
  conversationId: ConversationId,
  window: ThreadWindow,
  replyTo: QuoteTarget | null,
): MessageRow | null {
  const bridge = useBridge();
  const [elsewhere, setElsewhere] = useState<MessageRow | null>(null);
  const here = useMemo(
    () => (replyTo === null ? null : findQuoted([...window.rows, ...window.unsent], replyTo)),
    [replyTo, window],
  );
  const wanted = here === null ? (replyTo?.messageId ?? null) : null;
  useEffect(() => {
    if (wanted === null) return undefined;
    let gone = false;
    const from = { kind: 'around', messageId: wanted } as const;
    void ask(bridge, 'thread.page', { conversationId, from, limit: 2 }).then((answer) => {
      if (!gone) setElsewhere((answer.ok && answer.value.rows.find((row) => row.messageId === wanted)) || null);
    });
    return () => {
      gone = true;
    };
  }, [bridge, conversationId, wanted]);
  return here ?? (elsewhere?.messageId === wanted ? elsewhere : null);
}

function findQuoted(rows: readonly MessageRow[], target: QuoteTarget): MessageRow | null {
  return (
    rows.find(
      (row) =>
        (target.messageId !== null && row.messageId === target.messageId) ||
        (target.clientMessageId !== null && row.key === `o:${target.clientMessageId}`),
    ) ?? null
  );
}

/** Extensions are tried on first use: only those known to be missing are not offered (docs/api.md section 11). */
function useOffer(lock: string | null): ThreadOffer {
  const extensions = useSession()?.extensions ?? null;
  const connection = useSyncStatus()?.connection ?? 'online';
  return useMemo(() => {
    const open = lock === null;
    return {
      write: open,
      react: open && extensions?.reactions !== 'unavailable',
      edit: open && extensions?.edit !== 'unavailable',
      remove: open && extensions?.delete !== 'unavailable',
      offline: connection === 'offline' || connection === 'captive-portal',
    };
  }, [lock, extensions, connection]);
}

/** Tells the engine what is on screen here, so that it re-reads and listens; again whenever it was started anew. */
function useShown(conversationId: ConversationId, focused: boolean): void {
  const { bridge, windowId } = useDesk();
  useEffect(() => {
    const tell = (): void => void ask(bridge, 'conversation.show', { windowId, conversationId, focused });
    tell();
    const stops = [
      bridge.onHostEvent((event) => {
        if (event.type === 'engine' && event.life === 'running') tell();
      }),
      bridge.onChannel((state) => {
        if (state === 'open') tell();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [bridge, windowId, conversationId, focused]);
  useEffect(
    () => () => void ask(bridge, 'conversation.show', { windowId, conversationId: null, focused: false }),
    [bridge, windowId],
  );
}

/** A search hit, a notification or a link wanted a certain message on screen. */
function useJumpTarget(thread: ThreadStore, ready: boolean): void {
  const target = useLayout((state) => state.open);
  const messageId = target?.conversationId === thread.conversationId ? target.messageId : null;
  const serial = target?.serial ?? 0;
  useEffect(() => {
    if (ready && messageId !== null && serial > 0) void thread.jumpTo(messageId, null);
  }, [thread, ready, messageId, serial]);
}

function useThreadKeys(thread: ThreadStore, onMarkUnread: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      if (event.altKey && event.key === 'ArrowLeft' && thread.store.getState().back.length > 0) {
        event.preventDefault();
        void thread.jumpBack();
      } else if (hasMainModifier(event) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'u') {
        event.preventDefault();
        onMarkUnread();
      }
    };
    globalThis.addEventListener('keydown', onKeyDown);
    return () => globalThis.removeEventListener('keydown', onKeyDown);
  });
}

/** Files may be dropped anywhere on the pane. */
function useDrop(take: ((files: readonly File[]) => void) | null) {
  const [depth, setDepth] = useState(0);
  const hasFiles = (event: DragEvent): boolean => take !== null && event.dataTransfer.types.includes('Files');
  return {
    over: depth > 0,
    handlers: {
      onDragEnter: (event: DragEvent) => {
        if (hasFiles(event)) setDepth((count) => count + 1);
      },
      onDragLeave: (event: DragEvent) => {
        if (hasFiles(event)) setDepth((count) => Math.max(0, count - 1));
      },
      onDragOver: (event: DragEvent) => {
        if (hasFiles(event)) event.preventDefault();
      },
      onDrop: (event: DragEvent) => {
        setDepth(0);
        if (!hasFiles(event)) return;
        event.preventDefault();
        take?.([...event.dataTransfer.files]);
      },
    },
  };
}

/** The shape of what comes: two of the others, one own. */
function LogSkeleton() {
  const words = useWords();
  return (
    <Loading label={words('thread.loading')}>
      <div className={styles['skeleton']}>
        <SkeletonBar width={62} />
        <SkeletonBar width={46} />
        <div className={styles['skeletonOwn']}>
          <SkeletonBar width={46} />
        </div>
        <SkeletonBar width={62} />
      </div>
    </Loading>
  );
}
