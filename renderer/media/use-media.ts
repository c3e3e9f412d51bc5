import { useState } from 'react';
import type { MediaState } from '#shared/domain/media.ts';
import { mediaUrl } from './media-url.ts';
import { useAway } from './use-away.ts';
import { useTransfer } from './use-transfer.ts';

export interface Media {
  /** Changes with each try, so that a broken answer is not taken from memory. */
  readonly src: string;
  readonly failed: boolean;
  /** Words for why: it is not on this computer and can't be fetched now, the agent stopped it, or it could not be shown. */
  readonly reason: 'notHere' | 'stopped' | 'broken';
  /** Where the file is; null until it is known. */
  readonly state: MediaState | null;
  readonly onError: () => void;
  readonly retry: () => void;
  readonly stop: () => void;
}

/** A file on screen: what could not be had while there was no network is asked for again by itself when there is one. */
export function useMedia(media: { readonly mediaId: string }): Media {
  const away = useAway();
  const { state, stop } = useTransfer(media);
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState<'away' | 'there' | null>(null);
  const error = state?.state === 'away' ? (state.error?.code ?? null) : null;
  const retry = (): void => {
    setTries(tries + 1);
    setFailed(null);
  };
  // The request may end before the program knows that there is no network.
  if (failed === 'there' && away && (error === 'OFFLINE' || error === 'TIMED_OUT')) setFailed('away');
  if (failed === 'away' && !away && error !== 'CANCELLED') retry();
  return {
    src: tries === 0 ? mediaUrl(media) : `${mediaUrl(media)}?try=${tries}`,
    failed: failed !== null,
    reason: error === 'CANCELLED' ? 'stopped' : failed === 'away' ? 'notHere' : 'broken',
    state,
    onError: () => setFailed(away ? 'away' : 'there'),
    retry,
    stop,
  };
}
