/** What enters the demo from outside, so that a simulation can run it on virtual time and a seeded source of chance. */

export type Clock = {
  /** UTC milliseconds. */
  now(): number;
  setTimeout(run: () => void, milliseconds: number): unknown;
  clearTimeout(handle: unknown): void;
};

/** Uniform in [0, 1). */
export type Random = () => number;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
  clearTimeout: (handle) => {
    clearTimeout(handle as NodeJS.Timeout);
  },
};

/** The mulberry32 generator: small, fast and the same on every machine for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export type Timers = {
  /** Runs once after that many milliseconds, unless cancelled by the returned function or by `cancelAll`. */
  after(milliseconds: number, run: () => void): () => void;
  cancelAll(): void;
};

/** Timers that can all be ended at once, so that closing the demo leaves nothing behind that runs later. */
export function createTimers(clock: Clock): Timers {
  const pending = new Set<{ handle: unknown }>();
  return {
    after(milliseconds, run) {
      const entry: { handle: unknown } = { handle: undefined };
      entry.handle = clock.setTimeout(
        () => {
          pending.delete(entry);
          run();
        },
        Math.max(0, milliseconds),
      );
      pending.add(entry);
      return () => {
        if (pending.delete(entry)) clock.clearTimeout(entry.handle);
      };
    },
    cancelAll() {
      for (const entry of pending) clock.clearTimeout(entry.handle);
      pending.clear();
    },
  };
}
