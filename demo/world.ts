import type { Clock, Random } from './ports.ts';
import type { Store } from './store/store.ts';

/** What has just been committed. Realtime events and the demo's people follow from these. */
export type WorldEvent =
  | { kind: 'message'; conversationId: number; messageId: number; change: 'new' | 'changed' }
  | { kind: 'status'; conversationId: number; statusIds: number[] }
  | { kind: 'conversation'; conversationId: number; onlyUserId: number | null };

/** What every part of the demo works on. */
export type World = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Where files are served, without a slash at the end. Known only after listening, hence not fixed. */
  origin: string;
  /** Which signature the addresses of sent files must carry now; 0: none, they never expire. */
  fileSignature: number;
  /** Whether this person has a realtime connection now. */
  isConnected(userId: number): boolean;
  emit(event: WorldEvent): void;
  listen(listener: (event: WorldEvent) => void): () => void;
};

export function createWorld(store: Store, clock: Clock, random: Random, origin: string): World {
  const listeners = new Set<(event: WorldEvent) => void>();
  return {
    store,
    clock,
    random,
    origin,
    fileSignature: 0,
    isConnected: () => false,
    emit(event) {
      store.afterCommit(() => {
        for (const listener of listeners) listener(event);
      });
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
