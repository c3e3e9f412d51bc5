import { RATE_LIMITS, type RateBucket } from '#shared/limits.ts';
import type { JsonValue } from '../api/types.ts';
import type { RateStorage, RateWindow } from '../network/rate-limiter.ts';
import type { Clock } from '../ports.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import { isNoRoom } from '../store/sqlite.ts';
import { numberOf, objectOf } from '../views/json.ts';

/** Rate windows in local.db: another start of the program does not get a fresh minute from the server. */
export class LocalRateStorage implements RateStorage {
  readonly #local: LocalStore;
  readonly #clock: Clock;

  constructor(local: LocalStore, clock: Clock) {
    this.#local = local;
    this.#clock = clock;
  }

  load(): RateWindow[] {
    return [...this.#local.values.all('rate')].flatMap(([bucket, { value }]) => {
      const stored = objectOf(value);
      if (stored === null || !isBucket(bucket)) return [];
      const stamps = Array.isArray(stored['stamps'])
        ? stored['stamps'].filter((stamp) => typeof stamp === 'number')
        : [];
      return [
        {
          bucket,
          stamps,
          // Whatever does not say when it was written down is from another start of the computer.
          savedAt: numberOf(stored['savedAt']) ?? Number.POSITIVE_INFINITY,
          blockedFor: numberOf(stored['blockedFor']) ?? 0,
          budget: numberOf(stored['budget']),
        },
      ];
    });
  }

  save(window: RateWindow): void {
    const { stamps, savedAt, blockedFor, budget } = window;
    const value: JsonValue = { stamps: [...stamps], savedAt, blockedFor, budget };
    try {
      this.#local.writeMinor(() => {
        this.#local.values.set('rate', window.bucket, value, this.#clock.now());
      });
    } catch (error) {
      // The window in memory counts all the same: requests do not wait for room on the disk.
      if (!isNoRoom(error)) throw error;
    }
  }
}

function isBucket(name: string): name is RateBucket {
  return Object.hasOwn(RATE_LIMITS, name);
}
