import type { TimerHandle, Timers } from '../ports.ts';

const IDLE_MS = 30_000;

/** Gives up when nothing has moved for a while, or when one of the outer signals says so. */
export class Idle {
  readonly #controller = new AbortController();
  readonly #timers: Timers;
  readonly #outer: readonly AbortSignal[];
  readonly #stop: (event?: Event) => void;
  #handle: TimerHandle | null = null;
  expired = false;

  constructor(timers: Timers, outer: readonly AbortSignal[]) {
    this.#timers = timers;
    this.#outer = outer;
    this.#stop = () => this.#controller.abort(outer.find((signal) => signal.aborted)?.reason);
    for (const signal of outer) {
      if (signal.aborted) this.#stop();
      signal.addEventListener('abort', this.#stop, { once: true });
    }
    this.touch();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  touch(): void {
    if (this.#handle !== null) this.#timers.clearTimeout(this.#handle);
    this.#handle = this.#timers.setTimeout(() => {
      this.expired = true;
      this.#controller.abort(new DOMException('No byte moved in time', 'TimeoutError'));
    }, IDLE_MS);
  }

  /** A fetch from outside need not tie everything to the signal. */
  guard<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const stop = (): void => reject(this.signal.reason);
    if (this.signal.aborted) stop();
    this.signal.addEventListener('abort', stop, { once: true });
    return Promise.race([work, promise]).finally(() => this.signal.removeEventListener('abort', stop));
  }

  end(): void {
    if (this.#handle !== null) this.#timers.clearTimeout(this.#handle);
    this.#handle = null;
    for (const signal of this.#outer) signal.removeEventListener('abort', this.#stop);
  }
}
