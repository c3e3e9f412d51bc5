import type { Bridge } from '#shared/contract/bridge.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { ComposerStore, placeOf } from './composer-store.ts';

/** The composers of this window, for as long as it is open: what was typed never depends on what is on screen. */
export class Composers {
  readonly #bridge: Bridge;
  readonly #stores = new Map<string, ComposerStore>();
  #accountId: string | null | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    void ask(bridge, 'session.get', {}).then((answer) => {
      if (answer.ok) this.#accountId ??= answer.value.account?.accountId ?? null;
    });
    bridge.onEngineEvent(({ event }) => {
      if (event.type === 'session') {
        const accountId = event.session.account?.accountId ?? null;
        if (this.#accountId !== undefined && this.#accountId !== accountId) this.#forget();
        this.#accountId = accountId;
      } else if (event.type === 'changed') {
        for (const { from, to } of event.aliases) this.#rename(from, to);
        for (const { conversationId, parentMessageId, draft } of event.drafts) {
          this.#stores.get(placeOf(conversationId, parentMessageId))?.receive(draft);
        }
      }
    });
    const back = (): void => {
      for (const store of this.#stores.values()) store.engineIsBack();
    };
    bridge.onHostEvent((event) => {
      if (event.type === 'engine' && event.life === 'running') back();
    });
    bridge.onChannel((state) => {
      if (state === 'open') back();
    });
    globalThis.addEventListener('pagehide', () => {
      for (const store of this.#stores.values()) store.leavePage();
    });
  }

  of(conversationId: ConversationId, parentMessageId: number | null): ComposerStore {
    const key = placeOf(conversationId, parentMessageId);
    let store = this.#stores.get(key);
    if (store === undefined) {
      store = new ComposerStore(this.#bridge, conversationId, {
        parentMessageId,
        accountId: () => this.#accountId ?? null,
      });
      this.#stores.set(key, store);
    }
    return store;
  }

  #rename(from: ConversationId, to: ConversationId): void {
    for (const [key, store] of this.#stores) {
      if (store.conversationId !== from) continue;
      this.#stores.delete(key);
      this.#stores.set(placeOf(to, store.parentMessageId), store);
      store.becomes(to);
    }
  }

  #forget(): void {
    for (const store of this.#stores.values()) store.leaveAccount();
    this.#stores.clear();
  }
}

const byBridge = new WeakMap<Bridge, Composers>();

export function composersOf(bridge: Bridge): Composers {
  let composers = byBridge.get(bridge);
  if (composers === undefined) {
    composers = new Composers(bridge);
    byBridge.set(bridge, composers);
  }
  return composers;
}
