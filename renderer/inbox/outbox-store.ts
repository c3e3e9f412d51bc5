import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { OutboxEntry } from '#shared/contract/engine.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { SyncFeed } from '../state/sync-feed.ts';
import { createSyncFeed } from '../state/sync-feed.ts';

export interface OutboxState {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly error: ErrorInfo | null;
  readonly entries: readonly OutboxEntry[];
}

export interface OutboxStore extends StoreApi<OutboxState> {
  readonly feed: SyncFeed;
}

/** What is not on the server yet. */
export function createOutboxStore(bridge: Bridge): OutboxStore {
  const store = createStore<OutboxState>()(() => ({ phase: 'loading', error: null, entries: [] }));
  const feed = createSyncFeed(bridge, {
    ask: () => bridge.engine('outbox.list', {}),
    replace: (entries) => store.setState({ entries, phase: 'ready', error: null }),
    failed: (error) => store.setState({ error, phase: store.getState().phase === 'ready' ? 'ready' : 'failed' }),
    apply(event) {
      if (event.type !== 'changed') return;
      const entries = store.getState().entries;
      let after: readonly OutboxEntry[] = entries;
      let asks = false;
      for (const change of event.messages) {
        if (change.reread) asks ||= entries.some((entry) => entry.conversationId === change.conversationId);
        const gone = new Set(change.removed);
        const byKey = new Map(change.rows.map((row) => [row.key, row]));
        const known = new Set(after.map((entry) => entry.message.key));
        after = after
          .map((entry) => {
            const row = entry.conversationId === change.conversationId ? byKey.get(entry.message.key) : undefined;
            return row ? { ...entry, message: row } : entry;
          })
          .filter(
            ({ conversationId, message }) =>
              message.unsent !== null && !(conversationId === change.conversationId && gone.has(message.key)),
          );
        // The title of its conversation is not in the event.
        asks ||= change.rows.some((row) => row.unsent !== null && !known.has(row.key));
      }
      if (after.length !== entries.length || after.some((entry, index) => entry !== entries[index])) {
        store.setState({ entries: after });
      }
      // What waits to be created tells of itself by its row alone, and what was done to messages only that it is different now.
      asks ||=
        event.outboxChanges ||
        event.conversations.some((row) => row.id.startsWith('new:')) ||
        event.removedConversations.some((id) => id.startsWith('new:'));
      if (asks || event.aliases.length > 0) feed.refresh();
    },
  });
  return Object.assign(store, { feed });
}
