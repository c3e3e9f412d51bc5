import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { ConversationId } from '#shared/domain/message.ts';

/** What the rail chose for the left pane. */
export type RailView = 'inbox' | 'needs-reply' | 'outbox' | 'search';

export interface OpenTarget {
  readonly conversationId: ConversationId;
  /** Jump to it; null opens where the thread thinks best. */
  readonly messageId: number | null;
  /** New with each request, so that the same message can be asked for twice. */
  readonly serial: number;
}

export interface LayoutState {
  readonly view: RailView;
  readonly open: OpenTarget | null;
  /** Under 700 px inbox and thread take turns. */
  readonly pane: 'inbox' | 'thread';
  /** The details pane where there is room for it. */
  readonly detailsShown: boolean;
  /** The details as a drawer, under 1000 px. */
  readonly drawerOpen: boolean;
  readonly dialog:
    'none' | 'settings' | 'canned-replies' | 'sign-in-again' | 'new-conversation' | 'switcher' | 'shortcuts';
  /** The conversation that the server does not have yet and that `new-conversation` changes; null: it makes one. */
  readonly editing: ConversationId | null;

  readonly show: (view: RailView) => void;
  readonly openConversation: (conversationId: ConversationId, messageId?: number | null) => void;
  /** A `new:…` id has become real. */
  readonly renameConversation: (from: ConversationId, to: ConversationId) => void;
  readonly closeConversation: () => void;
  /** Back to the list, where only one of the two is seen. */
  readonly showInbox: () => void;
  readonly setDetailsShown: (shown: boolean) => void;
  readonly setDrawerOpen: (open: boolean) => void;
  readonly openDialog: (dialog: LayoutState['dialog']) => void;
  readonly changeNewConversation: (conversationId: ConversationId) => void;
}

export type LayoutStore = StoreApi<LayoutState>;

export function createLayoutStore(): LayoutStore {
  let serial = 0;
  return createStore<LayoutState>()((set) => ({
    view: 'inbox',
    open: null,
    pane: 'inbox',
    detailsShown: true,
    drawerOpen: false,
    dialog: 'none',
    editing: null,
    show: (view) => set({ view, pane: 'inbox' }),
    openConversation(conversationId, messageId = null) {
      serial += 1;
      set({ open: { conversationId, messageId, serial }, pane: 'thread' });
    },
    renameConversation: (from, to) =>
      set((state) => (state.open?.conversationId === from ? { open: { ...state.open, conversationId: to } } : {})),
    closeConversation: () => set({ open: null, pane: 'inbox', drawerOpen: false }),
    showInbox: () => set({ pane: 'inbox', drawerOpen: false }),
    setDetailsShown: (detailsShown) => set({ detailsShown }),
    setDrawerOpen: (drawerOpen) => set({ drawerOpen }),
    openDialog: (dialog) => set({ dialog, editing: null }),
    changeNewConversation: (conversationId) => set({ dialog: 'new-conversation', editing: conversationId }),
  }));
}
