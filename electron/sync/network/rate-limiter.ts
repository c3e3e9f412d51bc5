import { RATE_WINDOW_MS, rateBudget, type RateBucket } from '#shared/limits.ts';
import type { Clock, TimerHandle, Timers } from '../ports.ts';

/** Who goes first when a budget is short. */
export type RatePriority = 'agent' | 'send' | 'catch-up' | 'backfill';

const RANK: Readonly<Record<RatePriority, number>> = { agent: 0, send: 1, 'catch-up': 2, backfill: 3 };

/**
 * One budget's past, as it is kept over restarts: moments of the monotonic clock, which nobody can set. It counts from the computer's start, so
 * that it never makes anything look older than it is.
 */
export interface RateWindow {
  readonly bucket: RateBucket;
  /** When requests were let through, oldest first; not older than the window. */
  readonly stamps: readonly number[];
  /** When this was written down. */
  readonly savedAt: number;
  /** Milliseconds, from `savedAt` on, in which nothing leaves (a 429); 0: nothing is blocked. */
  readonly blockedFor: number;
  /** What a 429 has taught; null: the documented limit less its reserve. */
  readonly budget: number | null;
}

export interface RateStorage {
  load(): readonly RateWindow[];
  save(window: RateWindow): void;
}

interface Waiter {
  readonly rank: number;
  readonly grant: () => void;
}

interface Bucket {
  /** Monotonic moments of the requests in the window, oldest first. */
  stamps: number[];
  blockedUntil: number;
  budget: number;
  readonly fullBudget: number;
  lastRefusal: number;
  readonly waiters: Waiter[];
  timer: TimerHandle | null;
}

/** Of each budget, this share is kept for the agent's own clicks and sends while catching up and backfilling. */
const AGENT_SHARE = 0.05;
/** After a 429 the budget shrinks to this share, and grows back by a tenth of the whole after each of these quiet times. */
const LEARN_DOWN = 0.75;
const RECOVER_AFTER_MS = 10 * 60_000;
const LEAST_SHARE = 0.2;
/** A server that asks for more is asked again after this. */
const LONGEST_BLOCK_MS = 60 * 60_000;

/**
 * Sliding windows for the documented limits (docs/api.md section 10), shared by everything that talks to the API: never more than the limit
 * less 10 % in any 60 s, on the monotonic clock, kept over restarts.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #storage: RateStorage;
  readonly #buckets = new Map<RateBucket, Bucket>();

  constructor(clock: Clock, timers: Timers, storage: RateStorage) {
    this.#clock = clock;
    this.#timers = timers;
    this.#storage = storage;
    for (const window of storage.load()) this.#restore(window);
  }

  /** Resolves when a request of this kind may leave now. Rejects with the signal's reason when it aborts first. */
  acquire(
    name: RateBucket,
    options: { readonly priority: RatePriority; readonly signal?: AbortSignal },
  ): Promise<void> {
    const { signal } = options;
    if (signal?.aborted) return Promise.reject(reasonOf(signal));
    const bucket = this.#bucket(name);
    const rank = RANK[options.priority];
    const ahead = bucket.waiters.some((waiter) => waiter.rank <= rank);
    if (!ahead && this.#waitFor(bucket, rank) === 0) {
      this.#grant(name, bucket);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        bucket.waiters.splice(bucket.waiters.indexOf(waiter), 1);
        reject(reasonOf(signal));
        this.#serve(name, bucket);
      };
      const waiter: Waiter = {
        rank,
        grant: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const at = bucket.waiters.findIndex((other) => other.rank > rank);
      bucket.waiters.splice(at < 0 ? bucket.waiters.length : at, 0, waiter);
      signal?.addEventListener('abort', leave, { once: true });
      this.#serve(name, bucket);
    });
  }

  /** Milliseconds until a request that comes after `ahead` others may leave; 0: now. */
  nextFreeIn(name: RateBucket, ahead = 0): number {
    const bucket = this.#bucket(name);
    this.#tidy(bucket);
    const now = this.#clock.monotonic();
    const blocked = Math.max(0, bucket.blockedUntil - now);
    const windows = Math.floor(ahead / bucket.budget);
    // The slot that becomes free is the oldest of those that would fill the window together with those ahead.
    const index = bucket.stamps.length + (ahead % bucket.budget) - bucket.budget;
    const stamp = index < 0 ? undefined : bucket.stamps[Math.min(index, bucket.stamps.length - 1)];
    const free = stamp === undefined ? 0 : stamp + RATE_WINDOW_MS - now;
    return Math.max(blocked, Math.max(0, free) + windows * RATE_WINDOW_MS);
  }

  /** The server said 429: nothing leaves for as long as it asked (a minute where it named no time), and the budget shrinks. */
  refused(name: RateBucket, retryAfterMs: number | null): void {
    const bucket = this.#bucket(name);
    const now = this.#clock.monotonic();
    // Those that were on their way together were refused together: that teaches once.
    const isNews = bucket.blockedUntil <= now;
    const wait = Math.min(retryAfterMs ?? RATE_WINDOW_MS, LONGEST_BLOCK_MS);
    bucket.blockedUntil = Math.max(bucket.blockedUntil, now + wait);
    const least = Math.max(1, Math.floor(bucket.fullBudget * LEAST_SHARE));
    if (isNews) bucket.budget = Math.max(least, Math.floor(bucket.budget * LEARN_DOWN));
    bucket.lastRefusal = now;
    this.#save(name, bucket);
    this.#serve(name, bucket);
  }

  #bucket(name: RateBucket): Bucket {
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      const fullBudget = rateBudget(name);
      bucket = {
        stamps: [],
        blockedUntil: 0,
        budget: fullBudget,
        fullBudget,
        lastRefusal: 0,
        waiters: [],
        timer: null,
      };
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }

  /**
   * A clock that shows less than what was written down belongs to another start of the computer: then all of it happened before that start, and
   * nothing more is known. Whatever is assumed here is at most too young.
   */
  #restore(window: RateWindow): void {
    const bucket = this.#bucket(window.bucket);
    const now = this.#clock.monotonic();
    const startedAnew = window.savedAt > now;
    bucket.stamps = window.stamps.map((stamp) => (startedAnew ? 0 : Math.min(now, stamp))).sort((a, b) => a - b);
    if (window.blockedFor > 0) {
      const until = (startedAnew ? 0 : window.savedAt) + window.blockedFor;
      bucket.blockedUntil = Math.min(until, now + LONGEST_BLOCK_MS);
    }
    if (window.budget !== null) {
      bucket.budget = Math.min(bucket.fullBudget, Math.max(1, window.budget));
      bucket.lastRefusal = now;
    }
  }

  #save(name: RateBucket, bucket: Bucket): void {
    const now = this.#clock.monotonic();
    this.#storage.save({
      bucket: name,
      stamps: bucket.stamps.map((stamp) => Math.ceil(stamp)),
      savedAt: Math.floor(now),
      blockedFor: Math.ceil(Math.max(0, bucket.blockedUntil - now)),
      budget: bucket.budget === bucket.fullBudget ? null : bucket.budget,
    });
  }

  #tidy(bucket: Bucket): void {
    const now = this.#clock.monotonic();
    const from = now - RATE_WINDOW_MS;
    const first = bucket.stamps.findIndex((stamp) => stamp > from);
    if (first !== 0) bucket.stamps = first < 0 ? [] : bucket.stamps.slice(first);
    while (bucket.budget < bucket.fullBudget && now - bucket.lastRefusal >= RECOVER_AFTER_MS) {
      bucket.budget = Math.min(bucket.fullBudget, bucket.budget + Math.ceil(bucket.fullBudget / 10));
      bucket.lastRefusal += RECOVER_AFTER_MS;
    }
  }

  /** Milliseconds until a request of this rank may leave. */
  #waitFor(bucket: Bucket, rank: number): number {
    this.#tidy(bucket);
    const now = this.#clock.monotonic();
    const kept = rank >= RANK['catch-up'] ? Math.ceil(bucket.budget * AGENT_SHARE) : 0;
    const budget = Math.max(1, bucket.budget - kept);
    const over = bucket.stamps.length - budget;
    const free = over < 0 ? 0 : (bucket.stamps[over] ?? now) + RATE_WINDOW_MS - now;
    return Math.max(0, bucket.blockedUntil - now, free);
  }

  #grant(name: RateBucket, bucket: Bucket): void {
    bucket.stamps.push(this.#clock.monotonic());
    this.#save(name, bucket);
  }

  /** Lets through whoever may go, and sets the timer for the next. */
  #serve(name: RateBucket, bucket: Bucket): void {
    if (bucket.timer !== null) this.#timers.clearTimeout(bucket.timer);
    bucket.timer = null;
    for (;;) {
      const [first] = bucket.waiters;
      if (first === undefined) return;
      const wait = this.#waitFor(bucket, first.rank);
      if (wait > 0) {
        bucket.timer = this.#timers.setTimeout(() => this.#serve(name, bucket), Math.ceil(wait));
        return;
      }
      bucket.waiters.shift();
      this.#grant(name, bucket);
      first.grant();
    }
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('Aborted', 'AbortError');
}
