import type { ConversationId } from '#shared/domain/message.ts';

type Show = (windowId: string, conversationId: ConversationId | null, focused: boolean) => void;

/** Which conversation each window shows, and whether the agent is in any of them. */
export class OpenWindows {
  readonly #shown = new Map<string, { readonly conversationId: ConversationId | null; readonly focused: boolean }>();
  readonly #show: Show;

  constructor(show: Show) {
    this.#show = show;
  }

  show(windowId: string, conversationId: ConversationId | null, focused: boolean): void {
    if (conversationId === null && !focused) this.#shown.delete(windowId);
    else this.#shown.set(windowId, { conversationId, focused });
    this.#show(windowId, conversationId, focused);
  }

  /** A conversation goes by another name now: what is shown is the same. */
  again(): void {
    for (const [windowId, { conversationId, focused }] of this.#shown) this.#show(windowId, conversationId, focused);
  }

  get conversations(): ConversationId[] {
    const ids = [...this.#shown.values()].map((window) => window.conversationId).filter((id) => id !== null);
    return [...new Set(ids)];
  }

  get focused(): boolean {
    return [...this.#shown.values()].some((window) => window.focused);
  }
}
