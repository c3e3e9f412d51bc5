/** Tells the engine at once when the network comes or goes: pages hear of it first, and a slow look covers the time without a window. */

export interface NetworkParts {
  /** Electron's `net.isOnline`: a no is a strong sign, a yes is none. */
  readonly isOnline: () => boolean;
  readonly tell: (online: boolean) => void;
  readonly setInterval: (callback: () => void, milliseconds: number) => unknown;
  readonly clearInterval: (handle: never) => void;
}

export const LOOK_EVERY_MS = 5_000;

export class NetworkWatch {
  readonly #parts: NetworkParts;
  readonly #timer: unknown;
  #last: boolean;

  constructor(parts: NetworkParts) {
    this.#parts = parts;
    this.#last = parts.isOnline();
    this.#timer = parts.setInterval(() => {
      this.look();
    }, LOOK_EVERY_MS);
  }

  /** A hint came: from a page, or after a wake-up. */
  look(): void {
    const online = this.#parts.isOnline();
    if (online === this.#last) return;
    this.#last = online;
    this.#parts.tell(online);
  }

  stop(): void {
    this.#parts.clearInterval(this.#timer as never);
  }
}
