import type { TimerHandle, Timers } from '../ports.ts';

/** Work put off for a time; none of it runs after the end. */
export class Delays {
  readonly #timers: Timers;
  readonly #signal: AbortSignal;
  readonly #waiting = new Set<TimerHandle>();

  constructor(timers: Timers, signal: AbortSignal) {
    this.#timers = timers;
    this.#signal = signal;
  }

  after(milliseconds: number, run: () => void): void {
    const timer = this.#timers.setTimeout(() => {
      this.#waiting.delete(timer);
      if (!this.#signal.aborted) run();
    }, milliseconds);
    this.#waiting.add(timer);
  }

  stop(): void {
    for (const timer of this.#waiting) this.#timers.clearTimeout(timer);
  }
}
