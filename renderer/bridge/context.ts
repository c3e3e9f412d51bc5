import { createContext, use } from 'react';
import type { Bridge } from '#shared/contract/bridge.ts';

export const BridgeContext = createContext<Bridge | null>(null);

/** The way to the engine and the host. */
export function useBridge(): Bridge {
  const bridge = use(BridgeContext);
  if (!bridge) throw new Error('useBridge needs a BridgeContext above it.');
  return bridge;
}
