import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useStore } from 'zustand';
import { useBridge } from '#renderer/bridge/context.ts';
import type { ComposerStore } from '#renderer/composer/state/composer-store.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useConversationRow, useDesk, useSession, useSettings } from '#renderer/state/desk.ts';
import { useNow } from '#renderer/state/now.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { showToast } from '#renderer/ui/Toast.tsx';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { SeenCard } from '#shared/contract/engine.ts';
import type { CannedReply, CannedValues } from '#shared/domain/canned-reply.ts';
import { fillCannedReply } from '#shared/domain/canned-reply.ts';
import type { ConversationDetails } from '#shared/domain/conversation.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import { CannedList } from './CannedList.tsx';
import { matching, slashAt } from './model/match.ts';
import { cannedValues } from './model/values.ts';

export interface CannedInComposer {
  /** Above the text while a `/word` is being typed; else null. */
  readonly list: ReactNode;
  readonly aria: {
    readonly 'aria-autocomplete'?: 'list';
    readonly 'aria-controls'?: string;
    readonly 'aria-activedescendant'?: string | undefined;
  };
  /** True where the key was meant for the list. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** The cursor has moved. */
  readonly onSelect: () => void;
  /** The button: as if a slash had been typed. */
  readonly toggle: () => void;
}

/** Canned replies in a composer: `/` at the start of a word opens the list, arrows move, Enter and Tab insert, Escape closes. */
export function useCannedReplies(store: ComposerStore, conversationId: ConversationId): CannedInComposer {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const { canned } = useDesk();
  const listId = useId();
  const replies = useStore(canned, (state) => state.replies);
  const text = useStore(store.store, (state) => state.text);
  const editing = useStore(store.store, (state) => state.editing);
  const [cursor, setCursor] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [moved, setMoved] = useState<{ readonly of: string; readonly to: number }>({ of: '', to: 0 });
  const byButton = useRef(false);

  // A text that has just changed has its cursor with it; `cursor` renews this when only the cursor moved.
  const slash = editing === null ? slashAt(text, Math.min(store.selection.start, text.length)) : null;
  const open = slash !== null && slash.from !== dismissed && store.selection.start === store.selection.end;
  const found = useMemo(
    () => (open && replies !== null ? matching(replies, slash?.query ?? '') : []),
    [open, replies, slash?.query],
  );
  const values = useValues(conversationId, open);
  // Another word begins at its first reply.
  const word = slash === null ? '' : `${slash.from}:${slash.query}`;
  const at = moved.of === word ? Math.min(moved.to, Math.max(0, found.length - 1)) : 0;
  const setActive = (to: number): void => setMoved({ of: word, to });
  const current = found[at] ?? null;

  /** A slash that stood only for opening the list goes with it. */
  const close = (onlyOpened: boolean): void => {
    if (slash === null) return;
    if (onlyOpened && slash.query === '') {
      store.setSelection(slash.from, slash.to);
      store.insert('');
    } else setDismissed(slash.from);
  };

  const choose = async (reply: CannedReply): Promise<void> => {
    if (slash === null) return;
    const { from, to } = slash;
    const before = store.store.getState().text;
    const [known, files] = await Promise.all([
      values.promise(),
      reply.files.length === 0 ? null : ask(bridge, 'canned.files', { id: reply.id }),
    ]);
    // Typed on meanwhile: the words stand where they were asked for only while nothing around them has changed.
    if (store.store.getState().text !== before) return;
    if (files !== null && !files.ok) {
      showToast({
        text: words('canned.filesFailed', { reason: describeError(words, formats, files.error) }),
        icon: 'alert',
      });
    }
    const filled = fillCannedReply(reply.text, known);
    store.setSelection(from, to);
    store.insert(filled.text);
    if (files?.ok === true) store.addStaged(files.value);
    if (filled.holes.length > 0) store.selectHole(filled.holes[0] ?? '');
  };

  return {
    list: open ? (
      <CannedList
        id={listId}
        query={slash?.query ?? ''}
        replies={found}
        total={replies?.length ?? null}
        active={at}
        values={values.known}
        onActive={setActive}
        onChoose={(reply) => void choose(reply)}
        onLeave={() => close(true)}
      />
    ) : null,
    aria: open
      ? {
          'aria-autocomplete': 'list',
          'aria-controls': listId,
          'aria-activedescendant': current === null ? undefined : `${listId}-${at}`,
        }
      : {},
    onKeyDown(event) {
      if (!open || event.altKey || event.ctrlKey || event.metaKey) return false;
      const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (event.key === 'Escape') close(byButton.current);
      else if (current === null) return false;
      else if (move !== 0) {
        const next = (at + move + found.length) % found.length;
        setActive(next);
        document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
      } else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) void choose(current);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    onSelect() {
      if (store.selection.start !== cursor) setCursor(store.selection.start);
      if (slashAt(store.store.getState().text, store.selection.start) !== null) return;
      setDismissed(null);
      byButton.current = false;
    },
    toggle() {
      if (open) {
        close(byButton.current);
        return;
      }
      const { start } = store.selection;
      byButton.current = true;
      setDismissed(null);
      store.insert(start > 0 && !/\s/.test(text.charAt(start - 1)) ? ' /' : '/');
    },
  };
}

/** What replies are filled with in this conversation; read when the list opens. */
function useValues(
  conversationId: ConversationId,
  wanted: boolean,
): { readonly known: CannedValues; readonly promise: () => Promise<CannedValues> } {
  const bridge = useBridge();
  const row = useConversationRow(conversationId);
  const agentName = useSession()?.account?.name ?? '';
  const { replyLanguage } = useSettings();
  const now = useNow(60_000);
  const [facts, setFacts] = useState<Facts | null>(null);
  const reading = useRef<Promise<Facts> | null>(null);
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    const read = readFacts(bridge, conversationId);
    reading.current = read;
    void read.then((value) => {
      if (current) setFacts(value);
    });
    return () => {
      current = false;
    };
  }, [bridge, conversationId, wanted]);
  const of = (read: Facts | null): CannedValues =>
    cannedValues({
      row: read?.details?.row ?? row,
      details: read?.details ?? null,
      cards: read?.cards ?? [],
      agentName,
      language: replyLanguage,
      now,
    });
  return { known: of(facts), promise: async () => of(await reading.current) };
}

interface Facts {
  readonly details: ConversationDetails | null;
  readonly cards: readonly SeenCard[];
}

async function readFacts(bridge: Bridge, conversationId: ConversationId): Promise<Facts> {
  const [details, cards] = await Promise.all([
    ask(bridge, 'conversation.get', { conversationId }),
    ask(bridge, 'cards.search', { text: '', conversationId, limit: 50 }),
  ]);
  return { details: details.ok ? details.value : null, cards: cards.ok ? cards.value : [] };
}
