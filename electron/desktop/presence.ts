import type { ConversationId } from '#shared/domain/message.ts';

/** Where the agent's eyes are: which conversation each window shows, which window has the focus, and whether anybody is there. */

export interface WindowState {
  readonly visible: boolean;
  readonly focused: boolean;
}

export interface PresenceParts {
  /** Of the window with this `webContents` id; null when it is gone. */
  readonly window: (contentsId: number) => WindowState | null;
  /** Seconds since the last input on this computer. */
  readonly idleSeconds: () => number;
}

/** Nobody is taken to read a message after this long without touching anything. */
export const ACTIVE_WITHIN_SECONDS = 120;

export class Presence {
  readonly #parts: PresenceParts;
  readonly #shown = new Map<number, ConversationId>();
  #locked = false;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  shows(contentsId: number, conversationId: ConversationId | null): void {
    if (conversationId === null) this.#shown.delete(contentsId);
    else this.#shown.set(contentsId, conversationId);
  }

  closed(contentsId: number): void {
    this.#shown.delete(contentsId);
  }

  setLocked(locked: boolean): void {
    this.#locked = locked;
  }

  of(conversationId: ConversationId): { visible: boolean; focused: boolean; agentActive: boolean } {
    const states = [...this.#shown]
      .filter(([, shown]) => shown === conversationId)
      .map(([contentsId]) => this.#parts.window(contentsId))
      .filter((state) => state?.visible === true);
    return {
      visible: states.length > 0,
      focused: states.some((state) => state?.focused === true),
      agentActive: !this.#locked && this.#parts.idleSeconds() < ACTIVE_WITHIN_SECONDS,
    };
  }
}
