import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useStore } from 'zustand';
import { useBridge } from '#renderer/bridge/context.ts';
import { completionAria, useChoice } from '#renderer/composer/completion/use-choice.ts';
import type { CompletionAria } from '#renderer/composer/completion/use-choice.ts';
import { useWordAtCursor } from '#renderer/composer/completion/use-word-at-cursor.ts';
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
  readonly aria: CompletionAria;
  /** True where the key was meant for the list. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** The cursor has moved. */
  readonly onSelect: () => void;
  /** The button: as if a slash had been typed. */
  readonly toggle: () => void;
}

/** Canned replies in a composer: `/` at the start of a word opens the list, arrows move, Enter and Tab insert, Escape closes. `active`: see `useWordAtCursor`. */
export function useCannedReplies(
  store: ComposerStore,
  conversationId: ConversationId,
  active: boolean,
): CannedInComposer {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const { canned } = useDesk();
  const listId = useId();
  const replies = useStore(canned, (state) => state.replies);
  const editing = useStore(store.store, (state) => state.editing);
  const byButton = useRef(false);

  const { word: slash, dismiss, reopen, moved } = useWordAtCursor(store, active && editing === null, slashAt);
  const open = slash !== null;
  const query = slash?.query ?? '';
  const found = useMemo(() => (open && replies !== null ? matching(replies, query) : []), [open, replies, query]);
  const values = useValues(conversationId, open);
  const choice = useChoice(slash, found.length, listId);

  /** A slash that stood only for opening the list goes with it. */
  const close = (onlyOpened: boolean): void => {
    if (slash === null) return;
    if (onlyOpened && slash.query === '') {
      store.setSelection(slash.from, slash.to);
      store.insert('');
    } else dismiss();
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
        query={query}
        replies={found}
        total={replies?.length ?? null}
        active={choice.at}
        values={values.known}
        onActive={choice.setActive}
        onChoose={(reply) => void choose(reply)}
        onLeave={() => close(true)}
      />
    ) : null,
    aria: open ? completionAria(listId, found.length === 0 ? null : choice.at) : {},
    onKeyDown(event) {
      const current = found[choice.at];
      return choice.onKeyDown(event, {
        choose: () => {
          if (current !== undefined) void choose(current);
        },
        leave: () => close(byButton.current),
      });
    },
    onSelect() {
      if (!moved()) byButton.current = false;
    },
    toggle() {
      if (open) {
        close(byButton.current);
        return;
      }
      const { start } = store.selection;
      byButton.current = true;
      reopen();
      store.insert(start > 0 && !/\s/.test(store.store.getState().text.charAt(start - 1)) ? ' /' : '/');
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
