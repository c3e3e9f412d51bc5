import type { Random, TimerHandle, Timers } from '../ports.ts';

export const BACKOFF_MIN_MS = 1_000;
export const BACKOFF_MAX_MS = 300_000;

/** Waits that double from 1 s to 5 min, each between half and the whole of its step, so that clients do not come back in step. */
export class Backoff {
  readonly #random: Random;
  readonly #min: number;
  readonly #max: number;
  #attempts = 0;

  constructor(random: Random, min = BACKOFF_MIN_MS, max = BACKOFF_MAX_MS) {
    this.#random = random;
    this.#min = min;
    this.#max = max;
  }

  /** Milliseconds to wait before the next attempt. */
  next(): number {
    const step = Math.min(this.#max, this.#min * 2 ** Math.min(this.#attempts, 30));
    this.#attempts++;
    return Math.round(step / 2 + (this.#random.next() * step) / 2);
  }

  reset(): void {
    this.#attempts = 0;
  }
}

/** A wait that an event can end: `wake` ends all that are under way. */
export class Alarm {
  readonly #timers: Timers;
  readonly #ringing = new Set<() => void>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Resolves after the time, when woken, or when the signal aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<'time' | 'woken' | 'aborted'> {
    if (signal?.aborted) return Promise.resolve('aborted');
    return new Promise((resolve) => {
      let handle: TimerHandle | null = null;
      const end = (reason: 'time' | 'woken' | 'aborted'): void => {
        if (handle !== null) this.#timers.clearTimeout(handle);
        this.#ringing.delete(woken);
        signal?.removeEventListener('abort', aborted);
        resolve(reason);
      };
      const woken = (): void => end('woken');
      const aborted = (): void => end('aborted');
      this.#ringing.add(woken);
      signal?.addEventListener('abort', aborted, { once: true });
      if (Number.isFinite(milliseconds)) {
        handle = this.#timers.setTimeout(
          () => {
            handle = null;
            end('time');
          },
          Math.max(0, milliseconds),
        );
      }
    });
  }

  wake(): void {
    for (const ring of this.#ringing) ring();
  }
}
