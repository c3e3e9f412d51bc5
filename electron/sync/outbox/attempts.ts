import { ApiFailure } from '../api/failure.ts';
import { JSON_IDLE_MS } from '../api/transport.ts';
import type { OutboxRow } from '../store/local/rows.ts';
import type { OutboxCore } from './core.ts';
import type { Handler, Prepared } from './handler.ts';
import type { Lane } from './lane.ts';
import type { Lanes } from './lanes.ts';
import { errorOf, outcomeOf } from './outcome.ts';
import type { Situation } from './situation.ts';

const PROGRESS_EVERY_MS = 200;

/** One request of one item, and what its outcome means for it (docs/api.md section 13.3). */
export class Attempts {
  readonly #core: OutboxCore;
  readonly #situation: Situation;
  readonly #lanes: Lanes;
  /** Told when no request is under way any more. */
  onIdle: (() => void) | null = null;

  constructor(core: OutboxCore, situation: Situation, lanes: Lanes) {
    this.#core = core;
    this.#situation = situation;
    this.#lanes = lanes;
  }

  async run(
    lane: Lane,
    queued: OutboxRow,
    handler: Handler<OutboxRow>,
    prepared: Extract<Prepared, { ok: true }>,
  ): Promise<void> {
    const { clientId } = queued;
    const controller = new AbortController();
    const hasFiles = queued.kind === 'message' && queued.payload.files.length > 0;
    const settles = JSON_IDLE_MS + this.#core.settleMs;
    const sending = this.#core.write((touched) => {
      const row = this.#core.store.outbox.move(
        queued,
        'sending',
        {
          attempts: queued.attempts + 1,
          attemptStartedAt: this.#core.now(),
          nextAttemptAt: null,
          undoUntil: null,
          error: null,
          // How long an upload takes can't be known: it is settled from when it is found.
          settleUntilMono: hasFiles ? null : this.#core.needs.clock.monotonic() + settles,
        },
        touched,
      );
      handler.begin(row, touched);
      return row;
    });
    this.#lanes.say(lane, null);
    lane.inFlight = { clientId, controller, sent: 0, total: 0 };
    this.#core.needs.news?.paceChanged?.();
    try {
      const delivery = await prepared.send(controller.signal, this.#progressOf(lane));
      if (this.#situation.over) return;
      this.#core.needs.connection.succeeded(delivery.answer, queued.kind);
      lane.unwritten = { clientId, accept: delivery.accept };
      delivery.accept();
      lane.unwritten = null;
    } catch (error) {
      if (this.#situation.over) return;
      if (!(error instanceof ApiFailure)) throw error;
      this.#failed(lane, sending, handler, withoutEnd(error, lane));
    } finally {
      lane.inFlight = null;
      this.#core.needs.news?.paceChanged?.();
      if (this.#lanes.inFlight().length === 0) this.onIdle?.();
    }
  }

  #failed(lane: Lane, sent: OutboxRow, handler: Handler<OutboxRow>, failure: ApiFailure): void {
    this.#core.needs.connection.failed(failure, sent.kind);
    const outcome = outcomeOf(failure);
    if (outcome.kind === 'again' && outcome.why === 'rate') {
      if (lane.kind === 'actions') this.#situation.pauseActions(failure.retryAfterMs ?? 60_000);
      for (const bucket of new Set(handler.buckets(sent))) this.#core.needs.pace.refused(bucket, failure.retryAfterMs);
    }
    const isOfTheConversation = this.#core.write((touched) => {
      const row = this.#core.store.outbox.get(sent.clientId);
      // An event has said meanwhile that it arrived.
      if (row.state !== 'sending') return true;
      if (handler.refused?.(row, failure, touched) === true) return false;
      switch (outcome.kind) {
        case 'again':
          this.#core.toQueue(
            row,
            this.#delayAfter(row, outcome.why, failure),
            againError(outcome.why, failure),
            touched,
          );
          break;
        case 'missing':
          this.#core.toQueue(row, this.#core.backoff(row.attempts), errorOf(failure), touched);
          break;
        case 'check':
          this.#core.toChecking(row, outcome.settle, failure, touched);
          break;
        case 'fail':
          this.#core.toFailed(row, errorOf(failure), touched);
          break;
        case 'end':
          this.#core.toFailed(row, errorOf(failure), touched);
          break;
        default:
          outcome satisfies never;
      }
      handler.broke?.(row, failure, touched);
      return true;
    });
    if (outcome.kind === 'end' && isOfTheConversation && sent.kind !== 'create-conversation') {
      this.#core.refuseConversation(lane.conversation, outcome.why, failure);
    }
  }

  #delayAfter(
    row: OutboxRow,
    why: 'network' | 'rate' | 'signed-out' | 'server' | 'stopped',
    failure: ApiFailure,
  ): number {
    switch (why) {
      case 'signed-out':
      case 'stopped':
        return 0;
      case 'rate':
        return failure.retryAfterMs ?? 0;
      case 'network':
        // The connection holds all lanes back; where it does not see a reason to, the item itself waits.
        return this.#situation.wait() === null ? this.#core.backoff(row.attempts) : 0;
      case 'server':
        return this.#core.backoff(row.attempts);
      default:
        return why satisfies never;
    }
  }

  #progressOf(lane: Lane): (sent: number, total: number) => void {
    const { clock, timers } = this.#core.needs;
    let told = clock.monotonic();
    let later: object | number | null = null;
    const tell = (flight: Lane['inFlight']): void => {
      later = null;
      if (flight === null || lane.inFlight !== flight || this.#situation.over) return;
      told = clock.monotonic();
      const row = this.#core.store.outbox.find(flight.clientId);
      if (row !== null) this.#core.store.announce((touched) => this.#core.store.outbox.touch(row, touched));
    };
    return (sent, total) => {
      const flight = lane.inFlight;
      if (flight === null || this.#situation.over) return;
      flight.sent = sent;
      flight.total = total;
      const wait = told + PROGRESS_EVERY_MS - clock.monotonic();
      // The last word before a line stands still is told as well: what is shown is what has left.
      if (wait <= 0 || sent >= total) tell(flight);
      else later ??= timers.setTimeout(() => tell(flight), wait);
    };
  }
}

/** Why a queued item had to go back, where it says more than the connection does. */
function againError(
  why: 'network' | 'rate' | 'signed-out' | 'server' | 'stopped',
  failure: ApiFailure,
): ReturnType<typeof errorOf> | null {
  return why === 'rate' || why === 'server' ? errorOf(failure) : null;
}

/** A body of which the end never left can't have been understood. */
function withoutEnd(failure: ApiFailure, lane: Lane): ApiFailure {
  const flight = lane.inFlight;
  const cut = flight !== null && flight.total > 0 && flight.sent < flight.total;
  if (!cut || failure.status !== null || !failure.mayHaveCommitted) return failure;
  return new ApiFailure({
    kind: failure.kind,
    message: failure.message,
    retryAfterMs: failure.retryAfterMs,
    serverDate: failure.serverDate,
    detail: failure.detail,
    mayHaveCommitted: false,
  });
}
