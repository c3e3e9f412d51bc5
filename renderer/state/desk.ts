import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { SessionInfo } from '#shared/contract/engine.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { DEFAULT_SETTINGS } from '#shared/domain/settings.ts';
import type { SessionState, SessionStore } from '../session/session-store.ts';
import { createSessionStore } from '../session/session-store.ts';
import type { LayoutState, LayoutStore } from './layout-store.ts';
import { createLayoutStore } from './layout-store.ts';

/** The stores of one window, made with its bridge. */
export interface Desk {
  readonly bridge: Bridge;
  /** Of this window or tab, for `conversation.show`. */
  readonly windowId: string;
  readonly session: SessionStore;
  readonly layout: LayoutStore;
}

export function createDesk(bridge: Bridge): Desk {
  return {
    bridge,
    windowId: crypto.randomUUID(),
    session: createSessionStore(bridge),
    layout: createLayoutStore(),
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
