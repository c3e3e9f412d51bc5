import { RATE_LIMITS, RATE_WINDOW_MS, type RateBucket } from '#shared/limits.ts';
import { ApiError } from '../errors.ts';
import type { Clock } from '../ports.ts';

export type RateLimiter = {
  /** Counts a request, or refuses it with 429 and `Retry-After`. Answers the headers that tell what is left. */
  take(userId: number, bucket: RateBucket): Record<string, string>;
  enabled: boolean;
  reset(): void;
};

/**
 * The limits of docs/api.md section 10, per user and bucket. The algorithm is a *sliding-window log*: the moment of every counted request
 * is kept, and a request is refused when as many as the limit lie in the 60 seconds before it. So no 60 seconds, wherever they begin,
 * hold more than the limit. A refused request is not counted. `Retry-After` is when the oldest of them leaves the window, in whole
 * seconds, rounded up.
 */
export function createRateLimiter(clock: Clock): RateLimiter {
  const logs = new Map<string, number[]>();
  return {
    enabled: true,
    take(userId, bucket) {
      if (!this.enabled) return {};
      const now = clock.now();
      const limit = RATE_LIMITS[bucket];
      const key = `${bucket}:${userId}`;
      const log = (logs.get(key) ?? []).filter((at) => at > now - RATE_WINDOW_MS && at <= now);
      logs.set(key, log);
      const oldest = log[0];
      if (oldest !== undefined && log.length >= limit) {
        const wait = Math.max(1, Math.ceil((oldest + RATE_WINDOW_MS - now) / 1000));
        throw new ApiError(429, 'Too many requests', {
          code: 'RATE_LIMIT_EXCEEDED',
          headers: { 'Retry-After': String(wait), 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Remaining': '0' },
        });
      }
      log.push(now);
      return { 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Remaining': String(limit - log.length) };
    },
    reset() {
      logs.clear();
    },
  };
}
