import { ApiFailure, isNetworkWide } from '../api/failure.ts';
import { conversationOf, type OutboxRow } from '../store/local/rows.ts';
import type { OutboxCore } from './core.ts';
import type { Finding, Handler } from './handler.ts';
import { AGAIN, REST, restFor, type Lane, type Rest } from './lane.ts';
import { errorOf, isRefusal, outcomeOf } from './outcome.ts';
import type { Situation } from './situation.ts';

/** Checks while the server may still act: at once, after this, and when it can't any more. */
const CHECK_BETWEEN_MS = 15_000;

/** So often it is believed that a refusal which need not have been one, and left nothing behind, was an accident. */
const REFUSED_AT_MOST = 2;

const NOT_THERE = new ApiFailure({ kind: 'other', mayHaveCommitted: false });

/** What becomes of an item whose answer was lost: the server is read until it is clear (docs/api.md sections 13.4 and 13.5). */
export class Settling {
  readonly #core: OutboxCore;
  readonly #situation: Situation;

  constructor(core: OutboxCore, situation: Situation) {
    this.#core = core;
    this.#situation = situation;
  }

  async step(lane: Lane, row: OutboxRow, handler: Handler<OutboxRow>): Promise<Rest> {
    if (this.#situation.wait() !== null) return REST;
    const { deadlines } = this.#core;
    const wait = deadlines.left(`${row.clientId}:check`);
    if (wait > 0) return restFor(wait);
    // Measured before the reading begins: a commit after that moment is not promised to be seen.
    const mayRepeatIn = deadlines.left(`${row.clientId}:settle`);
    const finding = await handler.find(row);
    if (this.#situation.over) return REST;
    const current = this.#core.store.outbox.find(row.clientId);
    if (current === null || current.state !== 'checking') return AGAIN;
    return this.#settle(lane, current, handler, finding, mayRepeatIn);
  }

  #settle(lane: Lane, row: OutboxRow, handler: Handler<OutboxRow>, finding: Finding, mayRepeatIn: number): Rest {
    switch (finding.kind) {
      case 'found':
        lane.readFailures = 0;
        finding.accept();
        return AGAIN;
      case 'several':
        this.#core.write((touched) => this.#core.toUnconfirmed(row, touched));
        this.#core.needs.news?.paceChanged?.();
        return REST;
      case 'invisible':
        this.#core.write((touched) =>
          this.#core.toFailed(row, row.error ?? { code: 'TIMED_OUT', message: '', details: {} }, touched),
        );
        return AGAIN;
      case 'failed':
        return this.unread(lane, row, finding.failure, 'check');
      case 'none':
        lane.readFailures = 0;
        if (mayRepeatIn > 0) {
          const between = row.settle === 'late' ? Math.min(CHECK_BETWEEN_MS, mayRepeatIn) : mayRepeatIn;
          // Two readings while it may still come, then the one that decides.
          const next = mayRepeatIn <= this.#core.settleMs - CHECK_BETWEEN_MS ? mayRepeatIn : between;
          this.#core.deadlines.set(`${row.clientId}:check`, next);
          return restFor(next);
        }
        if (row.error !== null && row.attempts >= REFUSED_AT_MOST && isRefusal(row.error.code)) {
          const { error } = row;
          this.#core.write((touched) => this.#core.toFailed(row, error, touched));
          return AGAIN;
        }
        this.#core.write((touched) => {
          const delay = row.serverErrors > 0 ? this.#core.backoff(row.serverErrors) : 0;
          this.#core.toQueue(row, delay, row.error, touched);
          handler.broke?.(row, NOT_THERE, touched);
        });
        this.#core.needs.news?.paceChanged?.();
        return AGAIN;
      default:
        return finding satisfies never;
    }
  }

  /** The conversation can't be read: nothing is sent or repeated, and it says so. */
  unread(lane: Lane, row: OutboxRow, failure: ApiFailure, name: 'level' | 'check'): Rest {
    const outcome = outcomeOf(failure);
    if (outcome.kind === 'end') {
      this.#core.refuseConversation(conversationOf(row), outcome.why, failure);
      return AGAIN;
    }
    // What concerns every request is said once, for all.
    const error = isNetworkWide(failure) ? null : errorOf(failure);
    this.#core.write((touched) => {
      const current = this.#core.store.outbox.find(row.clientId);
      if (current === null || current.state !== row.state) return;
      if (error !== null && current.error?.code !== error.code)
        this.#core.store.outbox.change(current, { error }, touched);
    });
    return this.readAgainLater(lane, name, row.clientId);
  }

  readAgainLater(lane: Lane, name: 'level' | 'check', clientId: string | null = null): Rest {
    lane.readFailures += 1;
    const wait = this.#core.backoff(lane.readFailures);
    this.#core.deadlines.set(name === 'level' ? `${lane.key}:level` : `${clientId ?? ''}:check`, wait);
    return restFor(wait);
  }
}
