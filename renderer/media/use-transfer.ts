import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useBridge } from '#renderer/bridge/context.ts';
import type { MediaState } from '#shared/domain/media.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { transfersOf } from './state/transfers.ts';

export interface Transfer {
  /** Null until it is known. */
  readonly state: MediaState | null;
  /** Null when it is here, else why it is not. */
  readonly fetch: () => Promise<ErrorInfo | null>;
  readonly stop: () => void;
}

/** Whether a file is on this computer, how far it has come, and the way to fetch it and to stop that. */
export function useTransfer({ mediaId }: { readonly mediaId: string }): Transfer {
  const transfers = transfersOf(useBridge());
  useEffect(() => transfers.watch(mediaId), [transfers, mediaId]);
  const state = useStore(transfers.store, ({ states }) => states.get(mediaId) ?? null);
  return { state, fetch: () => transfers.fetch(mediaId), stop: () => transfers.stop(mediaId) };
}
