import type { OutboxRow } from '../store/local/rows.ts';
import type { Attempts } from './attempts.ts';
import type { OutboxCore } from './core.ts';
import type { Handler, Readiness } from './handler.ts';
import { AGAIN, REST, restFor, type Lane, type Rest } from './lane.ts';
import type { Lanes } from './lanes.ts';
import { outcomeOf } from './outcome.ts';
import type { Settling } from './settling.ts';
import type { Situation } from './situation.ts';

/** What a lane does with a queued item at its head: whatever must be waited for, then the attempt. */
export class QueueStep {
  readonly #core: OutboxCore;
  readonly #situation: Situation;
  readonly #lanes: Lanes;
  readonly #settling: Settling;
  readonly #attempts: Attempts;
  readonly #parallelUploads: number;
  readonly #uploads = new Set<Lane>();
  readonly #waitingForUpload = new Set<Lane>();

  constructor(core: OutboxCore, situation: Situation, lanes: Lanes, settling: Settling, attempts: Attempts) {
    this.#core = core;
    this.#situation = situation;
    this.#lanes = lanes;
    this.#settling = settling;
    this.#attempts = attempts;
    this.#parallelUploads = core.needs.options?.parallelUploads ?? 2;
  }

  async step(lane: Lane, row: OutboxRow, handler: Handler<OutboxRow>): Promise<Rest> {
    const gate = this.#gate(lane, row);
    if (gate !== null) return gate;
    const ready = handler.readiness(row);
    if (ready.kind !== 'go') return this.#notReady(lane, row, ready);
    const upload = handler.buckets(row).includes('upload');
    if (upload && this.#uploads.size >= this.#parallelUploads) {
      this.#lanes.say(lane, 'pace');
      this.#waitingForUpload.add(lane);
      return REST;
    }
    if (upload) this.#uploads.add(lane);
    try {
      if (!(await this.#turn(lane, row, handler))) return AGAIN;
      if (row.ambiguous && !(await this.#stillMissing(lane, row, handler))) return AGAIN;
      const prepared = await handler.prepare(row);
      const current = this.#stillFirst(lane, row, handler);
      if (current === null) return AGAIN;
      if (!prepared.ok) {
        const { error } = prepared;
        this.#core.write((touched) => this.#core.toFailed(current, error, touched));
        return AGAIN;
      }
      await this.#attempts.run(lane, current, handler, prepared);
      return AGAIN;
    } finally {
      if (upload) {
        this.#uploads.delete(lane);
        const waiting = [...this.#waitingForUpload];
        this.#waitingForUpload.clear();
        for (const other of waiting) other.wake();
      }
    }
  }

  /** What holds every item back, or this one for a time. */
  #gate(lane: Lane, row: OutboxRow): Rest | null {
    const undo = this.#core.deadlines.left(`${row.clientId}:undo`);
    if (undo > 0) return restFor(undo);
    if (this.#situation.wait() !== null) return REST;
    const next = this.#core.deadlines.left(`${row.clientId}:next`);
    if (next > 0) {
      this.#lanes.say(lane, 'retry');
      return restFor(next);
    }
    const paused = this.#situation.actionsPausedFor;
    return lane.kind === 'actions' && paused > 0 ? restFor(paused) : null;
  }

  async #notReady(lane: Lane, row: OutboxRow, ready: Exclude<Readiness, { kind: 'go' }>): Promise<Rest> {
    switch (ready.kind) {
      case 'wait':
        this.#lanes.say(lane, ready.reason);
        return ready.reason === 'levelling' ? this.#level(lane, row) : REST;
      case 'hold':
        this.#core.write((touched) => this.#core.store.outbox.move(row, 'held', { hold: ready.reason }, touched));
        this.#core.needs.news?.paceChanged?.();
        return REST;
      case 'fail':
        this.#core.write((touched) => this.#core.toFailed(row, ready.error, touched));
        return AGAIN;
      case 'drop':
        this.#core.write((touched) => this.#core.toDiscarded(row, touched));
        return AGAIN;
      default:
        return ready satisfies never;
    }
  }

  async #level(lane: Lane, row: OutboxRow): Promise<Rest> {
    if (row.conversationId === null) return REST;
    const wait = this.#core.deadlines.left(`${lane.key}:level`);
    if (wait > 0) return restFor(wait);
    const result = await this.#core.needs.levels.requestLevel(row.conversationId, 'send');
    if (this.#situation.over) return REST;
    if (result === 'level') {
      lane.readFailures = 0;
      // A conversation that does not stay level is not asked about in a tight loop.
      if (!this.#core.needs.levels.isLevel(row.conversationId)) return this.#settling.readAgainLater(lane, 'level');
      return AGAIN;
    }
    return this.#settling.unread(lane, row, result, 'level');
  }

  /** Waits for this item's turn within the limits. False: something changed meanwhile, look again. */
  async #turn(lane: Lane, row: OutboxRow, handler: Handler<OutboxRow>): Promise<boolean> {
    const signal = lane.pause;
    for (const bucket of handler.buckets(row)) {
      if (this.#core.needs.pace.nextFreeIn(bucket) > 0) this.#lanes.say(lane, 'pace');
      try {
        await this.#core.needs.pace.acquire(bucket, { priority: 'send', signal });
      } catch (error) {
        if (signal.aborted) return false;
        throw error;
      }
    }
    return this.#stillFirst(lane, row, handler) !== null;
  }

  /** The item as it is now, if it may still go. */
  #stillFirst(lane: Lane, row: OutboxRow, handler: Handler<OutboxRow>): OutboxRow | null {
    if (!this.#situation.running || this.#situation.wait() !== null) return null;
    const head = this.#core.store.outbox.head(lane.conversation, lane.kind);
    if (head?.clientId !== row.clientId || head.state !== 'queued') return null;
    if (this.#core.deadlines.left(`${row.clientId}:undo`) > 0) return null;
    return handler.readiness(head).kind === 'go' ? head : null;
  }

  /** An earlier attempt may have arrived after all: the server is read right before the next one. */
  async #stillMissing(lane: Lane, row: OutboxRow, handler: Handler<OutboxRow>): Promise<boolean> {
    const finding = await handler.find(row);
    const current = this.#stillFirst(lane, row, handler);
    if (current === null) return false;
    switch (finding.kind) {
      case 'none':
      case 'invisible':
        return true;
      case 'found':
        finding.accept();
        return false;
      case 'several':
        this.#core.write((touched) => this.#core.toUnconfirmed(current, touched));
        return false;
      case 'failed': {
        const outcome = outcomeOf(finding.failure);
        if (outcome.kind === 'end') this.#core.refuseConversation(lane.conversation, outcome.why, finding.failure);
        else this.#core.deadlines.set(`${row.clientId}:next`, this.#core.backoff(++lane.readFailures));
        return false;
      }
      default:
        return finding satisfies never;
    }
  }
}
