import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useBridge } from '#renderer/bridge/context.ts';
import { Composer } from '#renderer/composer/Composer.tsx';
import { Locked } from '#renderer/composer/Locked.tsx';
import composerStyles from '#renderer/composer/composer.module.css';
import { composersOf } from '#renderer/composer/state/composers.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import { focusOrigin, returnFocus } from '#renderer/ui/focus-origin.ts';
import type { ComposerLock } from '#shared/domain/conversation.ts';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { ConversationId, MessageRow } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { useThreadStore } from './answered-by.ts';
import { useThreadActions } from './context.ts';
import { Message } from './Message.tsx';
import { itemsOf } from './model/items.ts';
import { ask } from './state/ask.ts';
import styles from './thread.module.css';

interface Read {
  /** With the thread's first message, where that is on this computer; null before the first answer. */
  readonly replies: readonly MessageRow[] | null;
  readonly error: ErrorInfo | null;
}

/** Calls back when anything in the thread has changed, or may have. Returns how to stop. */
function onThreadChange(
  bridge: Bridge,
  conversationId: ConversationId,
  parentMessageId: number,
  changed: () => void,
): () => void {
  const belongs = (row: MessageRow): boolean =>
    row.messageId === parentMessageId || row.parentMessageId === parentMessageId;
  let epoch: string | null = null;
  return bridge.onEngineEvent(({ event, stamp }) => {
    const isAnother = epoch !== null && epoch !== stamp.epoch;
    epoch = stamp.epoch;
    const touched =
      event.type === 'changed' &&
      event.messages.some(
        (change) =>
          change.conversationId === conversationId &&
          (change.reread || change.removed.length > 0 || change.rows.some(belongs)),
      );
    if (isAnother || touched) changed();
  });
}

/** A reply thread beside the conversation: its first message, what was answered to it, and a composer of its own. */
export function ReplyPanel({
  parentMessageId,
  lock,
  onClose,
}: {
  readonly parentMessageId: number;
  readonly lock: ComposerLock | null;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const thread = useThreadStore();
  const actions = useThreadActions();
  const { rows, unsent } = useStore(thread.store, (state) => state.window);
  const [read, setRead] = useState<Read>({ replies: null, error: null });
  const composer = useMemo(
    () => composersOf(bridge).of(thread.conversationId, parentMessageId),
    [bridge, thread, parentMessageId],
  );
  const draft = useStore(composer.store, (state) => state.text);
  useEffect(() => {
    void composer.load();
  }, [composer]);
  // The window may not reach as far back as the thread does.
  const isParent = (row: MessageRow): boolean => row.messageId === parentMessageId;
  const parent = rows.find(isParent) ?? read.replies?.find(isParent);
  const fresh = useMemo(() => rows.filter((row) => row.parentMessageId === parentMessageId), [rows, parentMessageId]);
  const waiting = useMemo(
    () => unsent.filter((row) => row.parentMessageId === parentMessageId),
    [unsent, parentMessageId],
  );

  // Asked for once; without a network the line says what is missing, and the next opening asks again.
  const [missing, setMissing] = useState(false);
  const isMissing = parent === undefined && read.replies !== null;
  useEffect(() => {
    if (!isMissing) return;
    const { conversationId } = thread;
    void ask(bridge, 'thread.fetchMessage', { conversationId, messageId: parentMessageId }).then(async (answer) => {
      const found = answer.ok && answer.value.found;
      const again = found ? await ask(bridge, 'thread.replies', { conversationId, parentMessageId }) : null;
      if (again?.ok === true) setRead({ replies: again.value, error: null });
      else setMissing(true);
    });
  }, [bridge, thread, parentMessageId, isMissing]);

  useEffect(() => {
    const { conversationId } = thread;
    let latest = 0;
    const readAgain = async (): Promise<void> => {
      const turn = (latest += 1);
      const answer = await ask(bridge, 'thread.replies', { conversationId, parentMessageId });
      if (turn !== latest) return;
      setRead((before) =>
        answer.ok ? { replies: answer.value, error: null } : { replies: before.replies, error: answer.error },
      );
    };
    void readAgain();
    const stop = onThreadChange(bridge, conversationId, parentMessageId, () => void readAgain());
    return () => {
      latest = -1;
      stop();
    };
  }, [bridge, thread, parentMessageId]);

  // Opened from a message: one goes on writing here, and is back there afterwards.
  const [origin] = useState(focusOrigin);
  const writable = lock === null;
  useEffect(() => {
    if (writable) composer.focus();
  }, [composer, writable]);
  const close = (): void => {
    onClose();
    returnFocus(origin);
  };

  const all = useMemo(() => {
    const byId = new Map<number, MessageRow>();
    for (const row of [...(read.replies ?? []), ...fresh]) {
      if (row.messageId !== null && row.messageId !== parentMessageId) byId.set(row.messageId, row);
    }
    return [...byId.values()].sort((a, b) => (a.messageId ?? 0) - (b.messageId ?? 0));
  }, [read, fresh, parentMessageId]);
  const items = useMemo(() => itemsOf({ rows: all, unsent: waiting, holes: [], divider: null }), [all, waiting]);

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape leaves the panel from anywhere in it
    <aside
      className={styles['panel']}
      aria-label={words('thread.panel.title')}
      onKeyDown={(event) => {
        // An input method, a list of suggestions or a menu of a message has it first.
        const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
        if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing || !inside) return;
        event.preventDefault();
        close();
      }}
    >
      <div className={styles['panelHead']}>
        <h2>{words('thread.panel.title')}</h2>
        <IconButton icon="x" label={words('thread.panel.close')} onClick={close} />
      </div>
      <div className={styles['panelBody']}>
        {parent !== undefined && (
          <div className={styles['item']}>
            <Message row={parent} isNext={false} hasNext={false} turn={null} readers="none" marked={false} inPanel />
          </div>
        )}
        {parent === undefined && missing && <p className={styles['panelLine']}>{words('thread.quote.missing')}</p>}
        <p className={styles['panelLine']}>
          {read.error !== null
            ? words('thread.panel.failed', { reason: describeError(words, formats, read.error) })
            : items.length === 0
              ? words('thread.panel.empty')
              : words('thread.replies', { count: items.length })}
        </p>
        {items.map((item) => (
          <div key={item.key} className={cx(styles['item'], item.isNext && styles['itemNext'])}>
            <Message
              row={item.row}
              isNext={item.isNext}
              hasNext={item.hasNext}
              turn={item.turn}
              readers="none"
              marked={false}
              inPanel
            />
          </div>
        ))}
      </div>
      <div className={composerStyles['inPanel']}>
        {lock === null ? (
          <Composer
            store={composer}
            conversationId={thread.conversationId}
            inThread
            quoted={null}
            held={false}
            newestShown={() => thread.newestShown}
            onSent={() => undefined}
          />
        ) : (
          // The conversation says why; here only what had been written is still to be had.
          draft.trim() !== '' && <Locked lock={lock} draft={draft} onCopy={(text) => actions.copy(text, 'text')} />
        )}
      </div>
    </aside>
  );
}
