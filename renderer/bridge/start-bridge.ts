import type { Bridge } from '#shared/contract/bridge.ts';
import { openSession } from './open-session.ts';
import { createWebSocketBridge } from './web-socket-bridge.ts';

declare global {
  interface Window {
    /** Put there by the desktop host's preload. */
    readonly desk?: Bridge;
  }
}

/** The desktop host's bridge where there is one, else the browser host's WebSocket. */
export function startBridge(): Bridge {
  if (window.desk) return window.desk;
  const bridge = createWebSocketBridge({
    socketUrl: `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/socket`,
    connect: (url) => new WebSocket(url),
    session: openSession,
  });
  // The printed address opened once more in the same tab: no reload, but a new token.
  window.addEventListener('hashchange', () => {
    if (location.hash.includes('token=')) bridge.reconnect();
  });
  return bridge;
}
