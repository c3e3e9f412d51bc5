/**
 * Time that passes only when a test says so: a clock and a scheduler in one. Timers run in the order of their due times (those of one moment
 * in the order they were set), and after each the microtasks it woke are drained, so that one seed or one test gives one history.
 *
 * Structurally the engine's `Clock` and `Timers` (electron/sync/ports.ts); it imports neither, so that the demo server can run on it too.
 */

interface Timer {
  readonly id: number;
  readonly due: number;
  readonly callback: () => void;
}

const SHORTEST_MS = 1;
/** Turns of the real event loop after which everything that only promises keep waiting has run. */
const TURNS = 3;

export class VirtualTime {
  #monotonic = 0;
  #wallLessMonotonic: number;
  #nextId = 1;
  #timers = new Map<number, Timer>();
  #tracked = new Set<Promise<unknown>>();

  /** `start`: the wall clock at the beginning, UTC milliseconds. */
  constructor(start = Date.UTC(2026, 0, 5, 2, 0, 0)) {
    this.#wallLessMonotonic = start;
  }

  now(): number {
    // Wall clocks count whole milliseconds.
    return Math.floor(this.#wallLessMonotonic + this.#monotonic);
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** Somebody sets the computer's clock: the wall time jumps, no time passes. */
  jump(milliseconds: number): void {
    this.#wallLessMonotonic += milliseconds;
  }

  /** The computer sleeps: time passes and no timer runs; what fell due meanwhile runs when time goes on. */
  sleep(milliseconds: number): void {
    this.#monotonic += milliseconds;
  }

  setTimeout(callback: () => void, milliseconds: number): number {
    const id = this.#nextId++;
    // The system's timers last a millisecond at least. Less is not even time: added to a large number it may leave it as it was.
    const delay = Number.isFinite(milliseconds) && milliseconds > 0 ? Math.max(SHORTEST_MS, milliseconds) : 0;
    this.#timers.set(id, { id, due: this.#monotonic + delay, callback });
    return id;
  }

  clearTimeout(handle: object | number): void {
    if (typeof handle === 'number') this.#timers.delete(handle);
  }

  /** Milliseconds until the next timer is due; null when none is set. */
  nextIn(): number | null {
    const next = this.#next(Number.POSITIVE_INFINITY);
    return next === null ? null : next.due - this.#monotonic;
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  /**
   * Real work (a file, a signature) that virtual time must not overtake: no timer runs while it is under way. Gives the promise back.
   */
  track<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.#tracked.add(settled);
    void settled.then(() => this.#tracked.delete(settled));
    return work;
  }

  /** Lets everything run that waits for no timer. */
  async settle(): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.#tracked.size === 0) return;
      // What waited for it goes on, and may begin more of the same.
      await Promise.all(this.#tracked);
    }
  }

  /** Lets `milliseconds` pass: runs every timer that falls due, in order, with what each of them wakes. */
  async advance(milliseconds: number): Promise<void> {
    const target = this.#monotonic + milliseconds;
    await this.settle();
    for (let next = this.#next(target); next !== null; next = this.#next(target)) {
      this.#timers.delete(next.id);
      this.#monotonic = Math.max(this.#monotonic, next.due);
      next.callback();
      await this.settle();
    }
    this.#monotonic = target;
  }

  /** Lets time pass until `done` is true; throws when it is not within `atMost` milliseconds of virtual time. */
  async advanceUntil(done: () => boolean, atMost = 3_600_000): Promise<void> {
    const end = this.#monotonic + atMost;
    await this.settle();
    while (!done()) {
      const next = this.#next(end);
      if (next === null) throw new Error(`Not done within ${atMost} virtual milliseconds`);
      await this.advance(next.due - this.#monotonic);
    }
  }

  #next(upTo: number): Timer | null {
    let best: Timer | null = null;
    for (const timer of this.#timers.values()) {
      if (timer.due > upTo) continue;
      if (best === null || timer.due < best.due || (timer.due === best.due && timer.id < best.id)) best = timer;
    }
    return best;
  }
}
