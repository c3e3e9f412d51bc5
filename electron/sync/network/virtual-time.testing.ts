import type { Clock, Random, TimerHandle, Timers } from '../ports.ts';

/** For unit tests: time that moves only when told, running due timers in order and letting promises settle after each. */
export class VirtualTime implements Clock, Timers {
  #now = 0;
  #wallOffset = Date.UTC(2026, 0, 1);
  #serial = 0;
  readonly #timers = new Map<number, { at: number; run: () => void }>();

  now(): number {
    return this.#now + this.#wallOffset;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Sets the computer's clock by this much; timers and the monotonic clock do not notice. */
  jumpWall(milliseconds: number): void {
    this.#wallOffset += milliseconds;
  }

  setTimeout(run: () => void, milliseconds: number): TimerHandle {
    const id = ++this.#serial;
    this.#timers.set(id, { at: this.#now + Math.max(0, milliseconds), run });
    return id;
  }

  clearTimeout(handle: TimerHandle): void {
    this.#timers.delete(handle as number);
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settle();
    for (;;) {
      let due: [number, { at: number; run: () => void }] | null = null;
      for (const entry of this.#timers)
        if (entry[1].at <= end && (due === null || entry[1].at < due[1].at)) due = entry;
      if (due === null) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].run();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets every promise that can settle without time or input settle. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

export function seededRandom(seed = 1): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const hex = (length: number): string => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('');
  return { next, uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}` };
}
