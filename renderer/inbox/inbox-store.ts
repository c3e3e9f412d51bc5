import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { ChangeEvent } from '#shared/contract/engine.ts';
import type { ConversationRow } from '#shared/domain/conversation.ts';
import type { ConversationId, TypingPerson } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { TYPING_SHOWN_MS } from '#shared/limits.ts';
import type { SyncFeed } from '../state/sync-feed.ts';
import { createSyncFeed } from '../state/sync-feed.ts';
import type { InboxFilter, Pinned } from './inbox-list.ts';
import { matches, sorted, withChanges, withPage } from './inbox-list.ts';

/** Rows a page; a window shows about ten. */
const PAGE_ROWS = 60;

export interface InboxState {
  readonly filter: InboxFilter;
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly error: ErrorInfo | null;
  readonly rows: readonly ConversationRow[];
  /** Null at the end of what is mirrored. */
  readonly next: string | null;
  readonly loadingMore: boolean;
  readonly moreError: ErrorInfo | null;
  /** Every row seen so far, also of other filters: for titles, and to show another tab at once. */
  readonly known: ReadonlyMap<ConversationId, ConversationRow>;
  readonly typing: ReadonlyMap<ConversationId, readonly TypingPerson[]>;
}

export interface InboxStore extends StoreApi<InboxState> {
  readonly feed: SyncFeed;
  setFilter(filter: InboxFilter): void;
  /** The conversation on screen: it keeps its place until another is opened. */
  setOpen(conversationId: ConversationId | null): void;
  loadMore(): void;
  stop(): void;
}

export function createInboxStore(
  bridge: Bridge,
  onAlias: (from: ConversationId, to: ConversationId) => void,
): InboxStore {
  const store = createStore<InboxState>()(() => ({
    filter: 'all',
    phase: 'loading',
    error: null,
    rows: [],
    next: null,
    loadingMore: false,
    moreError: null,
    known: new Map(),
    typing: new Map(),
  }));
  let pinned: Pinned | null = null;
  const typingEnds = new Map<ConversationId, ReturnType<typeof setTimeout>>();

  const learn = (rows: readonly ConversationRow[]): ReadonlyMap<ConversationId, ConversationRow> => {
    const known = new Map(store.getState().known);
    for (const row of rows) known.set(row.id, row);
    return known;
  };

  const applyChange = (event: ChangeEvent): void => {
    if (event.aliases.length > 0) for (const { from, to } of event.aliases) onAlias(from, to);
    if (event.conversations.length === 0 && event.removedConversations.length === 0 && event.aliases.length === 0)
      return;
    const state = store.getState();
    const removed = [...event.removedConversations, ...event.aliases.map((alias) => alias.from)];
    const known = new Map(learn(event.conversations));
    for (const id of removed) known.delete(id);
    const renamed = event.aliases.find((alias) => alias.from === pinned?.id);
    if (pinned && renamed) pinned = { ...pinned, id: renamed.to };
    const rows = withChanges(
      { filter: state.filter, pinned, rows: state.rows, open: state.next !== null },
      event.conversations,
      removed,
    );
    store.setState({ rows, known });
  };

  const setTyping = (conversationId: ConversationId, people: readonly TypingPerson[]): void => {
    clearTimeout(typingEnds.get(conversationId));
    typingEnds.delete(conversationId);
    const typing = new Map(store.getState().typing);
    if (people.length === 0) typing.delete(conversationId);
    else {
      typing.set(conversationId, people);
      // It ends by itself, also when the word that it ended is lost.
      typingEnds.set(
        conversationId,
        setTimeout(() => setTyping(conversationId, []), TYPING_SHOWN_MS),
      );
    }
    store.setState({ typing });
  };

  const feed = createSyncFeed(bridge, {
    ask: () => bridge.engine('inbox.list', { view: store.getState().filter, cursor: null, limit: PAGE_ROWS }),
    replace(page) {
      const { filter, rows: before, known: knownBefore } = store.getState();
      const known = learn(page.rows);
      const pinnedRow = pinned === null ? undefined : known.get(pinned.id);
      const missing =
        pinnedRow !== undefined &&
        knownBefore.has(pinnedRow.id) &&
        before.some((row) => row.id === pinnedRow.id) &&
        !page.rows.some((row) => row.id === pinnedRow.id);
      const rows = missing && pinnedRow ? sorted([...page.rows, pinnedRow], filter, pinned) : page.rows;
      store.setState({
        rows,
        known,
        next: page.next,
        phase: 'ready',
        error: null,
        loadingMore: false,
        moreError: null,
      });
    },
    apply(event) {
      if (event.type === 'changed') applyChange(event);
      if (event.type === 'typing') setTyping(event.conversationId, event.people);
    },
    failed: (error) => store.setState({ error, phase: store.getState().rows.length > 0 ? 'ready' : 'failed' }),
  });

  return Object.assign(store, {
    feed,
    setFilter(filter: InboxFilter) {
      const { known, filter: before } = store.getState();
      if (filter === before) return;
      pinned = null;
      const rows = sorted(
        [...known.values()].filter((row) => matches(row, filter)),
        filter,
        null,
      ).slice(0, PAGE_ROWS);
      store.setState({
        filter,
        rows,
        next: null,
        phase: rows.length > 0 ? 'ready' : 'loading',
        error: null,
        moreError: null,
      });
      feed.refresh();
    },
    setOpen(conversationId: ConversationId | null) {
      const { rows, filter } = store.getState();
      const row = rows.find(({ id }) => id === conversationId);
      pinned = row ? { id: row.id, since: row.needsReplySince } : null;
      const still = rows.filter((each) => matches(each, filter) || each.id === pinned?.id);
      if (still.length !== rows.length) store.setState({ rows: still });
    },
    loadMore() {
      const { next, loadingMore, filter } = store.getState();
      if (next === null || loadingMore) return;
      store.setState({ loadingMore: true, moreError: null });
      feed
        .page(
          () => bridge.engine('inbox.list', { view: filter, cursor: next, limit: PAGE_ROWS }),
          (page) => {
            const { rows } = store.getState();
            store.setState({
              rows: withPage({ filter, pinned, rows, open: page.next !== null }, page.rows),
              known: learn(page.rows),
              next: page.next,
            });
          },
        )
        .then(
          (envelope) => store.setState({ loadingMore: false, moreError: envelope.ok ? null : envelope.error }),
          (error: unknown) =>
            store.setState({
              loadingMore: false,
              moreError: { code: 'ENGINE_UNAVAILABLE', message: String(error), details: {} },
            }),
        );
    },
    stop() {
      feed.stop();
      pinned = null;
      for (const timer of typingEnds.values()) clearTimeout(timer);
      typingEnds.clear();
    },
  });
}
