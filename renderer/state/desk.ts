import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { SessionInfo } from '#shared/contract/engine.ts';
import type { Counts, ConversationRow } from '#shared/domain/conversation.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { DEFAULT_SETTINGS } from '#shared/domain/settings.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { CannedStore } from '../canned/canned-store.ts';
import { createCannedStore } from '../canned/canned-store.ts';
import type { InboxState, InboxStore } from '../inbox/inbox-store.ts';
import { createInboxStore } from '../inbox/inbox-store.ts';
import type { OutboxState, OutboxStore } from '../inbox/outbox-store.ts';
import { createOutboxStore } from '../inbox/outbox-store.ts';
import type { SearchStore } from '../search/search-store.ts';
import { createSearchStore } from '../search/search-store.ts';
import type { SessionState, SessionStore } from '../session/session-store.ts';
import { createSessionStore } from '../session/session-store.ts';
import type { SyncStore } from '../sync-line/sync-store.ts';
import { createSyncStore } from '../sync-line/sync-store.ts';
import type { CountsStore } from './counts-store.ts';
import { createCountsStore } from './counts-store.ts';
import type { LayoutState, LayoutStore } from './layout-store.ts';
import { createLayoutStore } from './layout-store.ts';
import type { LookStore } from './look-store.ts';
import { createLookStore, pageStorage } from './look-store.ts';

/** The stores of one window, made with its bridge. */
export interface Desk {
  readonly bridge: Bridge;
  /** Of this window or tab, for `conversation.show`. */
  readonly windowId: string;
  readonly session: SessionStore;
  readonly look: LookStore;
  readonly layout: LayoutStore;
  readonly counts: CountsStore;
  readonly sync: SyncStore;
  readonly inbox: InboxStore;
  readonly outbox: OutboxStore;
  readonly canned: CannedStore;
  readonly search: SearchStore;
  /** Listens for who is signed in; the other stores follow with `startAccount`. Returns how to stop. */
  start(): () => void;
  /** An account is open: its stores ask and listen. Returns how to stop, and forgets nothing that the next one would show by mistake. */
  startAccount(): () => void;
  /** Shown at once; taken back with the error where the engine refuses. */
  changeSettings(change: Partial<Settings>): Promise<ErrorInfo | null>;
}

export function createDesk(bridge: Bridge): Desk {
  const session = createSessionStore(bridge);
  const look = createLookStore(pageStorage());
  const layout = createLayoutStore();
  const counts = createCountsStore(bridge);
  const sync = createSyncStore(bridge);
  const inbox = createInboxStore(bridge, (from, to) => layout.getState().renameConversation(from, to));
  const outbox = createOutboxStore(bridge);
  const canned = createCannedStore(bridge);
  const search = createSearchStore(bridge);

  return {
    bridge,
    windowId: crypto.randomUUID(),
    session,
    look,
    layout,
    counts,
    sync,
    inbox,
    outbox,
    canned,
    search,
    start() {
      const stopFollowing = session.subscribe(({ session: now }) => {
        if (now?.account) look.follow(now.settings);
      });
      const stopOpening = bridge.onHostEvent((event) => {
        if (event.type === 'open') layout.getState().openConversation(event.conversationId, event.messageId);
        if (event.type === 'menu' && event.command === 'settings') layout.getState().openDialog('settings');
        if (event.type === 'menu' && event.command === 'new-conversation')
          layout.getState().openDialog('new-conversation');
        if (event.type === 'menu' && event.command === 'search') {
          search.setWithin(null);
          layout.getState().show('search');
          search.wantFocus();
        }
        if (event.type === 'menu' && event.command === 'shortcuts') layout.getState().openDialog('shortcuts');
        if (event.type === 'menu' && event.command === 'sign-out') void bridge.engine('session.signOut', {});
      });
      const stopSession = session.start();
      return () => {
        stopFollowing();
        stopOpening();
        stopSession();
      };
    },
    startAccount() {
      const stopOpen = layout.subscribe(({ open }, { open: before }) => {
        if (open?.conversationId !== before?.conversationId) inbox.setOpen(open?.conversationId ?? null);
      });
      // What is looked at first is asked first: counting waits until every conversation is read, the list does not.
      inbox.feed.start();
      counts.feed.start();
      sync.feed.start();
      outbox.feed.start();
      canned.feed.start();
      search.start();
      return () => {
        stopOpen();
        counts.feed.stop();
        sync.feed.stop();
        inbox.stop();
        outbox.feed.stop();
        canned.feed.stop();
        search.stop();
        counts.setState(counts.getInitialState(), true);
        sync.setState(sync.getInitialState(), true);
        inbox.setState(inbox.getInitialState(), true);
        outbox.setState(outbox.getInitialState(), true);
        canned.setState(canned.getInitialState(), true);
        search.setState(search.getInitialState(), true);
        layout.setState(layout.getInitialState(), true);
      };
    },
    async changeSettings(change) {
      const before = session.getState().session?.settings ?? DEFAULT_SETTINGS;
      const { language, theme, ...rest } = change;
      look.choose(
        { ...(language && { language }), ...(theme && { theme }) },
        session.getState().session?.account !== null,
      );
      if (session.getState().session?.account === null) return null;
      const envelope = await bridge.engine('settings.set', {
        ...rest,
        ...(language && { language }),
        ...(theme && { theme }),
      });
      if (envelope.ok) return null;
      look.follow(before);
      return envelope.error;
    },
  };
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (!desk) throw new Error('useDesk needs a DeskContext above it.');
  return desk;
}

export function useLayout<Part>(select: (state: LayoutState) => Part): Part {
  return useStore(useDesk().layout, select);
}

export function useSessionState<Part>(select: (state: SessionState) => Part): Part {
  return useStore(useDesk().session, select);
}

export function useSession(): SessionInfo | null {
  return useSessionState((state) => state.session);
}

export function useSettings(): Settings {
  return useSessionState((state) => state.session?.settings ?? DEFAULT_SETTINGS);
}

/** Hosts whose links are opened without asking; none before the server's profile is known. */
export function useLinkHosts(): readonly string[] {
  return useSessionState((state) => state.session?.server.linkHosts ?? NONE);
}

/** Types of messages that the server has lately refused: what they say goes as text. */
export function useRefusedTypes(): readonly string[] {
  return useSessionState((state) => state.session?.server.refusedTypes ?? NONE);
}

const NONE: readonly string[] = [];

/** Null until they are known. */
export function useCounts(): Counts | null {
  return useStore(useDesk().counts, (state) => state.counts);
}

/** Null until it is known. */
export function useSyncStatus(): SyncStatus | null {
  return useStore(useDesk().sync, (state) => state.status);
}

export function useInbox<Part>(select: (state: InboxState) => Part): Part {
  return useStore(useDesk().inbox, select);
}

export function useOutbox<Part>(select: (state: OutboxState) => Part): Part {
  return useStore(useDesk().outbox, select);
}

/** The inbox's row of a conversation, where it has been seen. */
export function useConversationRow(conversationId: ConversationId | null): ConversationRow | null {
  return useInbox((state) => (conversationId === null ? null : (state.known.get(conversationId) ?? null)));
}
