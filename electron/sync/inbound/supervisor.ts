import { CodedError } from '#shared/errors.ts';
import { ApiFailure } from '../api/failure.ts';
import { Alarm } from '../network/backoff.ts';
import { isNoRoom } from '../store/sqlite.ts';
import type { InboundNeeds } from './types.ts';

const AFTER_FAILURE_MS = 5_000;

/** What becomes of failures: each is told once, where it happened, and none ends a loop. */
export class Supervisor {
  readonly #needs: Pick<InboundNeeds, 'timers' | 'log' | 'hooks'>;
  readonly #signal: AbortSignal;

  /** `signal`: aborted when all reading is to end; nothing is told after that. */
  constructor(needs: Pick<InboundNeeds, 'timers' | 'log' | 'hooks'>, signal: AbortSignal) {
    this.#needs = needs;
    this.#signal = signal;
  }

  /** Steps of one loop until the end. What nobody foresaw (a full disk, a damaged mirror) is told, and the loop goes on after a while. */
  async forever(step: () => Promise<void>): Promise<void> {
    while (!this.#signal.aborted) {
      try {
        await step();
      } catch (error) {
        this.unforeseen(error);
        await new Alarm(this.#needs.timers).wait(AFTER_FAILURE_MS, this.#signal);
      }
    }
  }

  /** An ApiFailure as it is; anything else is told, and stands as a failure of no kind. */
  failureOf(error: unknown): ApiFailure {
    if (error instanceof ApiFailure) return error;
    this.unforeseen(error);
    return new ApiFailure({ kind: 'other', detail: 'unforeseen' }, { cause: error });
  }

  unforeseen(error: unknown): void {
    // Told where it happened.
    if (this.#signal.aborted || (error instanceof ApiFailure && error.detail === 'unforeseen')) return;
    const reason = error instanceof CodedError ? error.code : error instanceof Error ? error.name : '';
    if (isNoRoom(error))
      this.#needs.log({ level: 'warn', event: 'what was read can not be kept', details: { reason } });
    else this.#needs.log({ level: 'error', event: 'reading failed', details: { reason } });
    this.#needs.hooks.onFailure?.(error);
  }

  /** For readings nobody waits for: their failure has been reported where it happened. */
  async quietly(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      const failure = this.failureOf(error);
      if (failure.kind !== 'aborted') {
        this.#needs.log({ level: 'info', event: 'not read', details: { kind: failure.kind, status: failure.status } });
      }
    }
  }
}
