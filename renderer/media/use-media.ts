import { useState } from 'react';
import { useSyncStatus } from '#renderer/state/desk.ts';
import { mediaUrl } from './media-url.ts';

export interface Media {
  /** Changes with each try, so that a broken answer is not taken from memory. */
  readonly src: string;
  readonly failed: boolean;
  /** Words for why: it is not on this computer and can't be fetched now, or it could not be shown. */
  readonly reason: 'notHere' | 'broken';
  readonly onError: () => void;
  readonly retry: () => void;
}

/** A file on screen: what could not be had while there was no network is asked for again by itself when there is one. */
export function useMedia(media: { readonly mediaId: string }): Media {
  const connection = useSyncStatus()?.connection ?? 'online';
  const away = connection === 'offline' || connection === 'captive-portal' || connection === 'server-down';
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState<'away' | 'there' | null>(null);
  const retry = (): void => {
    setTries(tries + 1);
    setFailed(null);
  };
  if (failed === 'away' && !away) retry();
  return {
    src: tries === 0 ? mediaUrl(media) : `${mediaUrl(media)}?try=${tries}`,
    failed: failed !== null,
    reason: failed === 'away' ? 'notHere' : 'broken',
    onError: () => setFailed(away ? 'away' : 'there'),
    retry,
  };
}
