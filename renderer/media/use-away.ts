import { useSyncStatus } from '#renderer/state/desk.ts';

/** Nothing can be fetched now. */
export function useAway(): boolean {
  const connection = useSyncStatus()?.connection ?? 'online';
  return connection === 'offline' || connection === 'captive-portal' || connection === 'server-down';
}
