import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { Stamp } from '#shared/contract/definition.ts';
import type { StampedEvent } from '#shared/contract/engine.ts';
import type { MediaState } from '#shared/domain/media.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { ask } from '#renderer/thread/state/ask.ts';

/** As many as one question may name. */
const ASKED_AT_ONCE = 200;

export interface TransfersState {
  /** Of the files on screen, as far as they are known. */
  readonly states: ReadonlyMap<string, MediaState>;
}

/** Where the files on screen are: on this computer, on their way, or not here. Asked for together, then followed by events. */
export class Transfers {
  readonly store: StoreApi<TransfersState> = createStore<TransfersState>()(() => ({ states: new Map() }));
  readonly #bridge: Bridge;
  /** How many places show it. */
  readonly #watched = new Map<string, number>();
  /** The last event about each, for answers that are older. */
  readonly #told = new Map<string, Stamp>();
  /** The agent asked for these, and the network went away over it. */
  readonly #wanted = new Set<string>();
  #toAsk = new Set<string>();
  #online = true;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.onEngineEvent((stamped) => this.#receive(stamped));
    bridge.onHostEvent((event) => {
      if (event.type === 'engine' && event.life === 'running') this.#askAgain();
    });
    bridge.onChannel((state) => {
      if (state === 'open') this.#askAgain();
    });
  }

  /** Returns how to stop. */
  watch(mediaId: string): () => void {
    const count = this.#watched.get(mediaId) ?? 0;
    this.#watched.set(mediaId, count + 1);
    if (count === 0) this.#ask(mediaId);
    return () => {
      const left = (this.#watched.get(mediaId) ?? 1) - 1;
      if (left > 0) {
        this.#watched.set(mediaId, left);
        return;
      }
      this.#watched.delete(mediaId);
      this.#told.delete(mediaId);
      this.store.setState(({ states }) => {
        const next = new Map(states);
        next.delete(mediaId);
        return { states: next };
      });
    };
  }

  /** Resolves when it is here, or with why it is not; what the network ended is fetched again by itself when there is one. */
  async fetch(mediaId: string): Promise<ErrorInfo | null> {
    this.#wanted.delete(mediaId);
    const before = this.store.getState().states.get(mediaId);
    if (before?.state === 'away') {
      // Said before the first byte: the agent has pressed something.
      const { receivedBytes, totalBytes } = before;
      this.#set(mediaId, { state: 'coming', receivedBytes, totalBytes, start: 'anew' });
    }
    const answer = await ask(this.#bridge, 'media.fetch', { mediaId });
    if (answer.ok) {
      if (this.#watched.has(mediaId)) this.#set(mediaId, { state: 'here' });
      return null;
    }
    if (answer.error.code === 'OFFLINE' || answer.error.code === 'TIMED_OUT') this.#wanted.add(mediaId);
    if (this.store.getState().states.get(mediaId)?.state === 'coming') this.#ask(mediaId);
    return answer.error;
  }

  stop(mediaId: string): void {
    this.#wanted.delete(mediaId);
    void ask(this.#bridge, 'media.stop', { mediaId });
  }

  #receive({ stamp, event }: StampedEvent): void {
    if (event.type === 'media') {
      if (!this.#watched.has(event.mediaId)) return;
      this.#told.set(event.mediaId, stamp);
      this.#set(event.mediaId, event.state);
    } else if (event.type === 'sync') {
      const online = event.status.connection === 'online';
      if (online && !this.#online) for (const mediaId of this.#wanted) void this.fetch(mediaId);
      this.#online = online;
    } else if (event.type === 'session') {
      this.#wanted.clear();
    }
  }

  #set(mediaId: string, state: MediaState): void {
    this.store.setState(({ states }) => ({ states: new Map(states).set(mediaId, state) }));
  }

  #askAgain(): void {
    for (const mediaId of this.#watched.keys()) this.#ask(mediaId);
  }

  /** Together with all others that come on screen in this moment. */
  #ask(mediaId: string): void {
    this.#toAsk.add(mediaId);
    if (this.#toAsk.size > 1) return;
    queueMicrotask(() => {
      const all = [...this.#toAsk];
      this.#toAsk = new Set();
      for (let from = 0; from < all.length; from += ASKED_AT_ONCE)
        void this.#look(all.slice(from, from + ASKED_AT_ONCE));
    });
  }

  async #look(mediaIds: readonly string[]): Promise<void> {
    const answer = await ask(this.#bridge, 'media.states', { mediaIds: [...mediaIds] });
    // Without an answer nothing is said of them; they are asked for again when the engine is back.
    if (!answer.ok) return;
    const { stamp } = answer;
    this.store.setState(({ states }) => {
      const next = new Map(states);
      for (const [mediaId, state] of Object.entries(answer.value)) {
        const told = this.#told.get(mediaId);
        const isOlder = told !== undefined && stamp?.epoch === told.epoch && stamp.revision < told.revision;
        if (!isOlder && this.#watched.has(mediaId)) next.set(mediaId, state);
      }
      return { states: next };
    });
  }
}

const byBridge = new WeakMap<Bridge, Transfers>();

export function transfersOf(bridge: Bridge): Transfers {
  let transfers = byBridge.get(bridge);
  if (transfers === undefined) {
    transfers = new Transfers(bridge);
    byBridge.set(bridge, transfers);
  }
  return transfers;
}
