import type { Clock } from '../ports.ts';

/**
 * Moments to wait for, on the monotonic clock, so that a change of the computer's clock neither shortens nor stretches a wait. What is stored
 * is wall time; after a restart it is trusted only as far as `longest`.
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

  /** As stored before a restart. `mono`: the same moment on the monotonic clock, which may or may not still count from the same beginning. */
  restore(name: string, wall: number | null, longest: number, mono: number | null = null): void {
    if (wall === null) return;
    const byWall = clamp(wall - this.#clock.now(), longest);
    const left = mono === null ? 0 : mono - this.#clock.monotonic();
    const byMono = left > 0 && left <= longest ? left : 0;
    this.#at.set(name, this.#clock.monotonic() + Math.max(byWall, byMono));
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
