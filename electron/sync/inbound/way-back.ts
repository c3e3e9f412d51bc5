import type { Connection } from '../network/connection.ts';
import type { Clock } from '../ports.ts';
import type { Live } from './live.ts';

/** Live updates that have just broken off usually come back at once: the list waits so long for them. */
const LIVE_GRACE_MS = 5_000;
/** So long live updates, which were there before, may take to come back before the list is read without them. */
const LIVE_FIRST_MS = 2_000;

/**
 * Who finds the way back to the server: live updates that were there before go first, if they can. The list is read once after them, and not
 * once to find out and once for what happened in between.
 */
export class WayBack {
  readonly #clock: Clock;
  readonly #connection: Pick<Connection, 'state' | 'waitLeft'>;
  readonly #live: Pick<Live, 'up' | 'wake'>;
  /** Monotonic: when live updates that had been there broke off; null while they are there, or never were. */
  #downAt: number | null = null;
  /** Monotonic: since when live updates are trying to find the way back before the list does. */
  #knockedAt: number | null = null;

  constructor(clock: Clock, connection: Pick<Connection, 'state' | 'waitLeft'>, live: Pick<Live, 'up' | 'wake'>) {
    this.#clock = clock;
    this.#connection = connection;
    this.#live = live;
  }

  liveUp(): void {
    this.#downAt = null;
  }

  liveDown(): void {
    this.#downAt = this.#clock.monotonic();
  }

  /** Live updates that were there before are coming back: the list waits a moment for them. */
  awaitLive(): void {
    if (this.#downAt === null || this.#live.up) return;
    const now = this.#clock.monotonic();
    this.#downAt = Math.max(this.#downAt, now - LIVE_GRACE_MS + LIVE_FIRST_MS);
    this.#knockedAt = now;
  }

  /** Milliseconds left of the grace: reading the list after it, and only then, misses nothing. */
  get graceLeft(): number {
    if (this.#downAt === null || this.#live.up) return 0;
    return Math.max(0, this.#downAt + LIVE_GRACE_MS - this.#clock.monotonic());
  }

  /** While nothing gets through, lets live updates try. Milliseconds to wait for them; 0: the list goes. */
  listAfter(): number {
    if (this.#downAt === null || this.#live.up || this.#connection.state === 'online') {
      this.#knockedAt = null;
      return 0;
    }
    const gate = this.#connection.waitLeft;
    if (gate > 0) {
      this.#knockedAt = null;
      return gate;
    }
    if (this.#knockedAt === null) {
      this.#knockedAt = this.#clock.monotonic();
      this.#live.wake();
    }
    return Math.max(0, this.#knockedAt + LIVE_FIRST_MS - this.#clock.monotonic());
  }
}
