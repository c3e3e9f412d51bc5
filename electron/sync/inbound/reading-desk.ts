import { ApiFailure } from '../api/failure.ts';
import type { RatePriority } from '../network/rate-limiter.ts';
import { Urgency } from './requests.ts';

type Work = (urgency: Urgency, signal: AbortSignal) => Promise<void>;

interface Flight {
  readonly urgency: Urgency;
  readonly done: Promise<void>;
}

/**
 * One reading of a kind and a conversation at a time. Whoever needs one that begins now joins the one that waits behind the one under way;
 * whoever is more urgent makes it more urgent.
 */
export class ReadingDesk {
  readonly #signal: AbortSignal;
  readonly #current = new Map<string, Flight>();
  readonly #next = new Map<string, Flight>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Joins what is under way. */
  join(key: string, priority: RatePriority, work: Work): Promise<void> {
    const flight = this.#current.get(key);
    if (flight === undefined) return this.#start(key, new Urgency(priority), work);
    flight.urgency.raise(priority);
    return flight.done;
  }

  /** A reading whose request begins after this call. */
  fresh(key: string, priority: RatePriority, work: Work): Promise<void> {
    const current = this.#current.get(key);
    if (current === undefined) return this.#start(key, new Urgency(priority), work);
    if (!current.urgency.sent) {
      current.urgency.raise(priority);
      return current.done;
    }
    current.urgency.raise(priority);
    const waiting = this.#next.get(key);
    if (waiting !== undefined) {
      waiting.urgency.raise(priority);
      return waiting.done;
    }
    const urgency = new Urgency(priority);
    const done = this.#after(current, key, urgency, work);
    this.#next.set(key, { urgency, done });
    return done;
  }

  isBusy(key: string): boolean {
    return this.#current.has(key);
  }

  async #after(current: Flight, key: string, urgency: Urgency, work: Work): Promise<void> {
    await current.done.catch(() => undefined);
    this.#next.delete(key);
    await this.#start(key, urgency, work);
  }

  #start(key: string, urgency: Urgency, work: Work): Promise<void> {
    const done = this.#run(key, urgency, work);
    this.#current.set(key, { urgency, done });
    return done;
  }

  async #run(key: string, urgency: Urgency, work: Work): Promise<void> {
    // A turn later, so that the flight is in its place before it ends.
    await Promise.resolve();
    try {
      if (this.#signal.aborted) throw new ApiFailure({ kind: 'aborted', mayHaveCommitted: false });
      await work(urgency, this.#signal);
    } finally {
      this.#current.delete(key);
    }
  }
}
