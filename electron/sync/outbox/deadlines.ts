import type { Clock } from '../ports.ts';

/**
 * Moments to wait for, on the monotonic clock, so that a change of the computer's clock neither shortens nor stretches a wait. A restart
 * believes what is stored only as far as `longest`.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #at = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the wall time of the moment, UTC milliseconds, for storing and showing. */
  set(name: string, inMs: number): number {
    const milliseconds = Math.max(0, Math.ceil(inMs));
    this.#at.set(name, this.#clock.monotonic() + milliseconds);
    return this.#clock.now() + milliseconds;
  }

  /** `wall`: the moment as `set` returned it. For waits that a change of the clock may shorten. */
  restore(name: string, wall: number | null, longest: number): void {
    if (wall === null) return;
    this.#at.set(name, this.#clock.monotonic() + clamp(wall - this.#clock.now(), longest));
  }

  /**
   * `monotonic`: the moment on the monotonic clock, in a life of the program before this one. Never shorter than it should be: that clock counts
   * from the computer's start, so that after another start it shows less than the time that has passed, and the wait becomes the longest.
   */
  restoreMonotonic(name: string, monotonic: number | null, longest: number): void {
    if (monotonic === null) return;
    const now = this.#clock.monotonic();
    this.#at.set(name, now + clamp(monotonic - now, longest));
  }

  /** Milliseconds left; 0 where it has passed or was never set. */
  left(name: string): number {
    const at = this.#at.get(name);
    return at === undefined ? 0 : Math.max(0, at - this.#clock.monotonic());
  }

  clear(name: string): void {
    this.#at.delete(name);
  }
}

function clamp(value: number, longest: number): number {
  return Math.min(longest, Math.max(0, value));
}
