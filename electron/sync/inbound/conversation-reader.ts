import type { ApiFailure } from '../api/failure.ts';
import type { ApiMessage } from '../api/types.ts';
import type { RatePriority } from '../network/rate-limiter.ts';
import type { Mirror } from '../store/mirror/mirror.ts';
import type { Delays } from './delays.ts';
import { ReadingDesk } from './reading-desk.ts';
import { Urgency } from './requests.ts';
import type { Supervisor } from './supervisor.ts';
import { HISTORY_PAGE, type OlderPage, type ThreadSource } from './thread-source.ts';

/** A replica that lags is asked again after these; then its word is taken. */
const LAG_RETRIES_MS = [2_000, 10_000, 60_000];

/**
 * The readings of conversations that everybody shares: whoever asks for one that is under way joins it, a refused conversation is marked as
 * refused, a replica that lags is asked again. Where not said otherwise they throw ApiFailure.
 */
export class ConversationReader {
  readonly #thread: ThreadSource;
  readonly #mirror: Mirror;
  readonly #supervisor: Supervisor;
  readonly #delays: Delays;
  readonly #signal: AbortSignal;
  readonly #desk: ReadingDesk;
  /** By conversation: how often its lagging replica was asked again. */
  readonly #lagging = new Map<number, number>();

  constructor(thread: ThreadSource, mirror: Mirror, supervisor: Supervisor, delays: Delays, signal: AbortSignal) {
    this.#thread = thread;
    this.#mirror = mirror;
    this.#supervisor = supervisor;
    this.#delays = delays;
    this.#signal = signal;
    this.#desk = new ReadingDesk(signal);
  }

  /** What is newer, by a request that begins after this call. */
  freshLevel(id: number, priority: RatePriority): Promise<void> {
    return this.#desk.fresh(`level:${id}`, priority, this.#levelWork(id));
  }

  /** What is newer; a reading that is under way will do. */
  level(id: number, priority: RatePriority): Promise<void> {
    return this.#desk.join(`level:${id}`, priority, this.#levelWork(id));
  }

  /**
   * What is newer, by a request that begins after this call, and everything between that and `downTo` anew: a message that the server was long
   * in making stands below others that were read meanwhile, and a mirror that was begun anew knows its newest page only. Never rejects.
   */
  async levelDownTo(id: number, priority: RatePriority, downTo: number | null): Promise<'level' | ApiFailure> {
    try {
      const from = this.#thread.levelFrom(id);
      const above = downTo !== null && from !== null && downTo < from ? downTo : null;
      const key = above === null ? `level:${id}` : `level:${id}:${above}`;
      await this.#desk.fresh(key, priority, this.#levelWork(id, above));
      if (downTo !== null) await this.#reach(id, downTo, priority);
      return 'level';
    } catch (error) {
      return this.#supervisor.failureOf(error);
    }
  }

  /** The newest window again, for what has no feed; see ThreadSource.newest. */
  newest(id: number, priority: RatePriority): Promise<void> {
    return this.#desk.join(`newest:${id}`, priority, async (urgency, signal) => {
      try {
        const { lags } = await this.#thread.newest(id, urgency, signal);
        this.#watchLag(id, lags);
      } catch (error) {
        throw this.#refusal(id, this.#supervisor.failureOf(error));
      }
    });
  }

  /** What lies below an id. */
  async older(id: number, beforeId: number, limit: number, priority: RatePriority): Promise<OlderPage> {
    let page: OlderPage = { arrived: 0, more: true };
    await this.#desk.join(`older:${id}:${beforeId}`, priority, async (urgency, signal) => {
      try {
        page = await this.#thread.older(id, beforeId, limit, urgency, signal);
      } catch (error) {
        throw this.#refusal(id, this.#supervisor.failureOf(error));
      }
    });
    return page;
  }

  /** One message; null where it is not there. Never rejects. */
  async message(id: number, messageId: number): Promise<ApiMessage | null | ApiFailure> {
    try {
      return await this.#thread.message(id, messageId, new Urgency('send'), this.#signal);
    } catch (error) {
      return this.#refusal(id, this.#supervisor.failureOf(error));
    }
  }

  /** Pages down until everything above `messageId` is mirrored. */
  async #reach(id: number, messageId: number, priority: RatePriority): Promise<void> {
    const lowest = (): number => this.#mirror.ranges.of(id).at(-1)?.low ?? 0;
    for (let low = lowest(); low > messageId + 1;) {
      const { more } = await this.older(id, low, HISTORY_PAGE, priority);
      const reached = lowest();
      if (!more || reached >= low) return;
      low = reached;
    }
  }

  /** `above`: see ThreadSource.level. */
  #levelWork(id: number, above: number | null = null): (urgency: Urgency, signal: AbortSignal) => Promise<void> {
    return async (urgency, signal) => {
      try {
        const { lags } = await this.#thread.level(id, urgency, signal, above);
        this.#watchLag(id, lags);
      } catch (error) {
        throw this.#refusal(id, this.#supervisor.failureOf(error));
      }
    };
  }

  /** The list names a message that reading did not give: a lagging replica is asked again, a few times. */
  #watchLag(id: number, lags: boolean): void {
    if (!lags) {
      this.#lagging.delete(id);
      return;
    }
    const tries = this.#lagging.get(id) ?? 0;
    const wait = LAG_RETRIES_MS[tries];
    if (wait === undefined) return;
    this.#lagging.set(id, tries + 1);
    this.#delays.after(wait, () => void this.#supervisor.quietly(this.freshLevel(id, 'catch-up')));
  }

  #refusal(id: number, failure: ApiFailure): ApiFailure {
    if (failure.kind === 'forbidden') this.#mirror.setRefused(id, 403);
    if (failure.kind === 'not-found') this.#mirror.setRefused(id, 404);
    return failure;
  }
}
