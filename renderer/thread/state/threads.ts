import type { Bridge } from '#shared/contract/bridge.ts';
import type { StampedEvent } from '#shared/contract/engine.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import { ThreadStore } from './thread-store.ts';

/** Conversations kept in memory after they were left, so that going back costs nothing. */
const KEPT = 12;

/** The conversations that were on screen lately, each kept true by its own feed. */
export class Threads {
  readonly #bridge: Bridge;
  /** The least recently opened first. */
  readonly #stores = new Map<ConversationId, ThreadStore>();
  #accountId: string | null | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.onEngineEvent((event) => this.#receive(event));
  }

  open(conversationId: ConversationId): ThreadStore {
    const store = this.#stores.get(conversationId) ?? new ThreadStore(this.#bridge, conversationId);
    this.#stores.delete(conversationId);
    this.#stores.set(conversationId, store);
    for (const id of this.#stores.keys()) {
      if (this.#stores.size <= KEPT) break;
      this.#stores.get(id)?.stop();
      this.#stores.delete(id);
    }
    return store;
  }

  #receive({ event }: StampedEvent): void {
    if (event.type === 'session') {
      // Another account: its conversations have nothing to do with these, though ids may be the same.
      const accountId = event.session.account?.accountId ?? null;
      if (this.#accountId !== undefined && this.#accountId !== accountId) this.#forget();
      this.#accountId = accountId;
    } else if (event.type === 'changed') {
      for (const { from, to } of event.aliases) {
        const store = this.#stores.get(from);
        if (store === undefined) continue;
        this.#stores.delete(from);
        this.#stores.set(to, store);
        store.becomes(to);
      }
    }
  }

  #forget(): void {
    for (const store of this.#stores.values()) store.stop();
    this.#stores.clear();
  }
}

const byBridge = new WeakMap<Bridge, Threads>();

export function threadsOf(bridge: Bridge): Threads {
  let threads = byBridge.get(bridge);
  if (threads === undefined) {
    threads = new Threads(bridge);
    byBridge.set(bridge, threads);
  }
  return threads;
}
