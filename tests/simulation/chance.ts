import { seededUuid } from './simulated-desk.ts';

/** Everything that is left to chance in a run comes from its seed through here. */
export class Chance {
  readonly next: () => number;

  constructor(next: () => number) {
    this.next = next;
  }

  of(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from 0 up to, and without, `count`. */
  upTo(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<T>(from: readonly T[]): T {
    const item = from[this.upTo(from.length)];
    if (item === undefined) throw new Error('Nothing to choose from');
    return item;
  }

  uuid(): string {
    return seededUuid(this.next);
  }
}
