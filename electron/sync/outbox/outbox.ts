import { actionsFor, type OutboxAction, type WaitReason } from '#shared/domain/outbox-state.ts';
import type { ConversationId, UnsentState } from '#shared/domain/message.ts';
import type { ConnectionState, SyncStatus } from '#shared/domain/sync-status.ts';
import type { Extensions } from '#shared/domain/account.ts';
import { CodedError, unreachable } from '#shared/errors.ts';
import type { RateBucket } from '#shared/limits.ts';
import { ApiFailure } from '../api/failure.ts';
import type { ApiMessage } from '../api/types.ts';
import { JSON_IDLE_MS } from '../api/transport.ts';
import { conversationOf, isAction, type LaneKind, type OutboxRow, type RowOf } from '../store/local/rows.ts';
import { isNoRoom } from '../store/sqlite.ts';
import { OutboxCore } from './core.ts';
import { ConversationCreator } from './create-conversation.ts';
import { enqueueAction, enqueueConversation, enqueueMessage } from './enqueue.ts';
import type { ActionInput, ConversationInput, MessageInput } from './enqueue.ts';
import type { Finding, Handler, Prepared, Readiness } from './handler.ts';
import { AGAIN, Lane, laneKey, REST, restFor, type Rest } from './lane.ts';
import type { AnyAnswer, OutboxNeeds } from './needs.ts';
import { errorOf, outcomeOf } from './outcome.ts';
import { paceOf } from './pacing.ts';
import { ActionSender } from './send-action.ts';
import { MessageSender } from './send-message.ts';

/** Checks while the server may still act: at once, after this, and when it can't any more. */
const CHECK_BETWEEN_MS = 15_000;
/** What has ended is remembered this long, so that a repeated call is recognised. */
const KEEP_ENDED_MS = 30 * 24 * 60 * 60_000;
const PROGRESS_EVERY_MS = 200;
/** A stored wait is never believed beyond this. */
const LONGEST_WAIT_MS = 300_000;
const LONGEST_UNDO_MS = 10_000;
const STOP_GRACE_MS = 1_500;

/**
 * Everything that leaves this computer, exactly once and in order (docs/api.md section 13): a lane for each conversation's messages and one for
 * what is done to them; lanes run side by side, paced by the limits.
 */
export class Outbox {
  readonly #core: OutboxCore;
  readonly #needs: OutboxNeeds;
  readonly #messages: MessageSender;
  readonly #conversations: ConversationCreator;
  readonly #actions: ActionSender;
  readonly #lanes = new Map<string, Lane>();
  readonly #parallelUploads: number;
  #connection: ConnectionState = 'starting';
  #signedIn = true;
  readonly #uploads = new Set<Lane>();
  readonly #waitingForUpload = new Set<Lane>();
  #actionsPausedUntil = 0;
  #state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';
  #idle: (() => void) | null = null;

  constructor(needs: OutboxNeeds) {
    this.#needs = needs;
    this.#core = new OutboxCore(needs);
    this.#core.wake = (conversation, lane) => this.#wake(conversation, lane);
    this.#messages = new MessageSender(this.#core);
    this.#conversations = new ConversationCreator(this.#core, (from, to) => this.#becameReal(from, to));
    this.#actions = new ActionSender(this.#core);
    this.#parallelUploads = needs.options?.parallelUploads ?? 2;
  }

  // ── Life ──

  /** Settles what was caught in the middle of sending, and begins. */
  start(): void {
    if (this.#state !== 'new') throw new Error('The outbox was started before');
    this.#state = 'running';
    const { store, deadlines, settleMs } = this.#core;
    for (const row of store.outbox.active()) {
      deadlines.restore(`${row.clientId}:undo`, row.undoUntil, LONGEST_UNDO_MS);
      deadlines.restore(`${row.clientId}:next`, row.nextAttemptAt, LONGEST_WAIT_MS);
    }
    this.#core.write((touched) => {
      for (const row of store.outbox.inState('sending')) {
        const { settleUntil, settleUntilMono } = row;
        const checking = this.#core.toChecking(row, 'late', null, touched);
        if (settleUntil === null) continue;
        // Stored when the attempt began: the server has had that time already.
        deadlines.restore(`${row.clientId}:settle`, settleUntil, settleMs, settleUntilMono);
        const left = deadlines.left(`${row.clientId}:settle`);
        store.outbox.change(
          checking,
          { settleUntil: this.#core.now() + Math.ceil(left), settleUntilMono: this.#needs.clock.monotonic() + left },
          touched,
        );
      }
      for (const row of store.outbox.inState('checking')) {
        const longest = row.settle === 'soon' ? this.#core.recheckMs : settleMs;
        if (deadlines.left(`${row.clientId}:settle`) === 0) {
          deadlines.restore(`${row.clientId}:settle`, row.settleUntil, longest, row.settleUntilMono);
        }
      }
      store.outbox.prune(this.#core.now() - KEEP_ENDED_MS);
    });
    this.#wakeAll();
  }

  /**
   * Begins nothing new; what is under way may end within the grace. What is not answered then stays `sending`, and is settled at the next start.
   */
  async stop(graceMs = STOP_GRACE_MS): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopping';
    for (const lane of this.#lanes.values()) lane.stop();
    if (graceMs > 0 && this.#inFlight().length > 0) {
      await new Promise<void>((resolve) => {
        const timer = this.#needs.timers.setTimeout(resolve, graceMs);
        this.#idle = () => {
          this.#needs.timers.clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#state = 'stopped';
    for (const lane of this.#inFlight()) lane.inFlight?.controller.abort();
  }

  // ── What the agent asks for ──

  /** Writes the item and clears the draft in one transaction. The same id twice changes nothing. Throws a CodedError where it can't be sent. */
  enqueueMessage(input: MessageInput): { readonly clientMessageId: string } {
    const row = enqueueMessage(this.#core, input);
    this.#wake(conversationOf(row), 'messages');
    this.#needs.news?.paceChanged?.();
    return { clientMessageId: row.clientId };
  }

  /** The conversation's temporary name, or its real one where it has been created meanwhile. */
  enqueueConversation(input: ConversationInput): { readonly conversationId: ConversationId } {
    const row = enqueueConversation(this.#core, input);
    this.#wake(conversationOf(row), 'messages');
    this.#needs.news?.paceChanged?.();
    return { conversationId: conversationOf(row) };
  }

  /**
   * `queued`: it will be sent; `collapsed`: what waited already covers it, or it took that back; `here`: this server can't be told, it counts on
   * this computer. Throws EXTENSION_UNAVAILABLE where neither is possible.
   */
  enqueueAction(input: ActionInput): 'queued' | 'collapsed' | 'here' {
    const outcome = enqueueAction(this.#core, input);
    this.#wake(String(input.conversationId), 'actions');
    return outcome;
  }

  /** What the agent decides about an unsent item. Throws NOT_FOUND or INVALID_STATE. */
  act(
    clientId: string,
    action: OutboxAction,
    options: { readonly withoutReply?: boolean } = {},
  ): 'done' | 'when-answered' | 'already-delivered' {
    const row = this.#core.store.outbox.find(clientId);
    if (row === null) throw new CodedError('NOT_FOUND', 'No such item');
    if (row.state === 'sent') return 'already-delivered';
    const wanted = action === 'cancel' && row.state !== 'queued' ? 'discard' : action;
    if (row.state === 'discarded' && (wanted === 'discard' || action === 'cancel')) return 'done';
    const usual = row.state === 'queued' && wanted === 'discard' ? 'cancel' : wanted;
    if (!actionsFor(row.state).includes(usual)) {
      throw new CodedError('INVALID_STATE', `Not possible while ${row.state}`, { state: row.state, action });
    }
    const outcome = this.#act(row, usual, options.withoutReply === true);
    const after = this.#core.store.outbox.get(clientId);
    this.#lane(conversationOf(after), after.lane).interrupt();
    this.#needs.news?.paceChanged?.();
    return outcome;
  }

  // ── What the rest of the engine says ──

  /** Own messages came, by event or by reading; they are in the mirror already. */
  onOwnMessages(conversationId: number, messages: readonly ApiMessage[]): void {
    if (this.#over()) return;
    for (const message of messages) this.#messages.own(conversationId, message);
    this.#wakeConversation(conversationId);
  }

  /** A conversation has been read up to its newest message. */
  onLevel(conversationId: number): void {
    this.#wakeConversation(conversationId);
  }

  onConnection(state: ConnectionState): void {
    if (state === this.#connection) return;
    this.#connection = state;
    if (state === 'signed-out') this.#signedIn = false;
    if (state === 'online') this.#signedIn = true;
    if (this.#state !== 'running') return;
    this.#announceWaiting();
    if (state === 'online') {
      this.retryNow();
      this.#compareOpen();
    } else for (const lane of this.#lanes.values()) lane.interrupt();
  }

  /** Ends every wait but the ones the limits and the agent's undo time ask for. */
  retryNow(): void {
    if (this.#state !== 'running') return;
    for (const lane of this.#lanes.values()) {
      lane.readFailures = 0;
      this.#core.deadlines.clear(`${lane.key}:level`);
    }
    for (const row of this.#core.store.outbox.toDo()) {
      this.#core.deadlines.clear(`${row.clientId}:next`);
      this.#core.deadlines.clear(`${row.clientId}:check`);
    }
    this.#wakeAll();
  }

  onSignedIn(): void {
    this.#signedIn = true;
    this.#announceWaiting();
    this.#wakeAll();
  }

  onSignedOut(): void {
    this.#signedIn = false;
    this.#announceWaiting();
    for (const lane of this.#lanes.values()) lane.interrupt();
  }

  // ── What the views read ──

  /** Messages and new conversations that have not ended, in the order of their lanes. */
  list(): readonly (RowOf<'message'> | RowOf<'create-conversation'>)[] {
    return this.#core.store.outbox
      .active()
      .filter((row): row is RowOf<'message'> | RowOf<'create-conversation'> => !isAction(row));
  }

  /** Why queued items have not left yet, by client id. */
  waitReasons(rows: readonly OutboxRow[]): ReadonlyMap<string, WaitReason> {
    const reasons = new Map<string, WaitReason>();
    for (const row of rows) {
      const reason = this.waitReason(row);
      if (reason !== null) reasons.set(row.clientId, reason);
    }
    return reasons;
  }

  waitReason(row: OutboxRow): WaitReason | null {
    if (row.state !== 'queued') return null;
    if (this.#core.deadlines.left(`${row.clientId}:undo`) > 0) return 'undo';
    const general = this.#generalWait();
    if (general !== null) return general;
    const conversation = conversationOf(row);
    const head = this.#core.store.outbox.head(conversation, row.lane);
    if (head !== null && head.clientId !== row.clientId) {
      return head.kind === 'create-conversation' ? 'conversation' : 'turn';
    }
    if (this.#core.deadlines.left(`${row.clientId}:next`) > 0) return 'retry';
    return this.#lanes.get(laneKey(conversation, row.lane))?.wait ?? null;
  }

  /** As the thread shows it; null once it has ended. */
  unsent(row: OutboxRow): UnsentState | null {
    if (row.state === 'sent' || row.state === 'discarded') return null;
    const { deadlines } = this.#core;
    const left = Math.max(deadlines.left(`${row.clientId}:undo`), deadlines.left(`${row.clientId}:next`));
    const check = row.state === 'checking' ? deadlines.left(`${row.clientId}:check`) : 0;
    const wait = row.state === 'queued' ? left : check;
    return {
      clientMessageId: row.clientId,
      state: row.state,
      wait: this.waitReason(row),
      hold: row.hold,
      nextAttemptAt: wait > 0 ? this.#core.now() + Math.ceil(wait) : null,
      attempts: row.attempts,
      error: row.error,
      pendingIntent: row.pendingIntent,
    };
  }

  /** Upload progress of an item whose files are under way, 0 to 1; else null. */
  progress(clientId: string): number | null {
    for (const lane of this.#lanes.values()) {
      if (lane.inFlight?.clientId !== clientId) continue;
      return lane.inFlight.total === 0 ? null : lane.inFlight.sent / lane.inFlight.total;
    }
    return null;
  }

  /** For the sync line: "7 waiting, about 40 s". */
  pace(): SyncStatus['sending'] {
    return paceOf(this.#core.store.outbox.toDo(), this.#needs.pace, this.#generalWait() === null);
  }

  extensions(): Extensions {
    return this.#core.facts.extensions();
  }

  // ── Lanes ──

  async #step(lane: Lane): Promise<Rest> {
    if (this.#state !== 'running') return REST;
    const row = this.#core.store.outbox.head(lane.conversation, lane.kind);
    if (row === null) {
      this.#say(lane, null);
      return REST;
    }
    switch (row.state) {
      case 'queued':
        return this.#stepQueued(lane, row);
      case 'checking':
        return this.#stepChecking(lane, row);
      case 'sending':
        return this.#stepUnwritten(lane, row);
      case 'held':
      case 'unconfirmed':
        this.#say(lane, null);
        return REST;
      case 'failed':
      case 'sent':
      case 'discarded':
        return REST;
      default:
        return unreachable(row.state);
    }
  }

  /** No request of its own is under way any more: what followed the answer could not be written down. */
  #stepUnwritten(lane: Lane, row: OutboxRow): Rest {
    if (lane.unwritten?.clientId === row.clientId) lane.unwritten.accept();
    else this.#core.write((touched) => this.#core.toChecking(row, 'late', null, touched));
    lane.unwritten = null;
    return AGAIN;
  }

  async #stepQueued(lane: Lane, row: OutboxRow): Promise<Rest> {
    const gate = this.#gate(lane, row);
    if (gate !== null) return gate;
    const handler = this.#handlerOf(row);
    const ready = handler.readiness(row);
    if (ready.kind !== 'go') return this.#notReady(lane, row, ready);
    const upload = handler.buckets(row).includes('upload');
    if (upload && this.#uploads.size >= this.#parallelUploads) {
      this.#say(lane, 'pace');
      this.#waitingForUpload.add(lane);
      return REST;
    }
    if (upload) this.#uploads.add(lane);
    try {
      if (!(await this.#turn(lane, row, handler.buckets(row)))) return AGAIN;
      if (row.ambiguous && !(await this.#stillMissing(lane, row, handler))) return AGAIN;
      const prepared = await handler.prepare(row);
      const current = this.#stillFirst(lane, row, handler);
      if (current === null) return AGAIN;
      if (!prepared.ok) {
        const { error } = prepared;
        this.#core.write((touched) => this.#core.toFailed(current, error, touched));
        return AGAIN;
      }
      await this.#attempt(lane, current, handler, prepared);
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
    if (this.#generalWait() !== null) return REST;
    const next = this.#core.deadlines.left(`${row.clientId}:next`);
    if (next > 0) {
      this.#say(lane, 'retry');
      return restFor(next);
    }
    const paused = this.#actionsPausedUntil - this.#needs.clock.monotonic();
    return lane.kind === 'actions' && paused > 0 ? restFor(paused) : null;
  }

  async #notReady(lane: Lane, row: OutboxRow, ready: Exclude<Readiness, { kind: 'go' }>): Promise<Rest> {
    switch (ready.kind) {
      case 'wait':
        this.#say(lane, ready.reason);
        return ready.reason === 'levelling' ? this.#level(lane, row) : REST;
      case 'hold':
        this.#core.write((touched) => this.#core.store.outbox.move(row, 'held', { hold: ready.reason }, touched));
        this.#needs.news?.paceChanged?.();
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
    const result = await this.#needs.levels.requestLevel(row.conversationId, 'send');
    if (this.#over()) return REST;
    if (result === 'level') {
      lane.readFailures = 0;
      // A conversation that does not stay level is not asked about in a tight loop.
      if (!this.#needs.levels.isLevel(row.conversationId)) return this.#readAgainLater(lane, 'level');
      return AGAIN;
    }
    return this.#unread(lane, row, result, 'level');
  }

  /** The conversation can't be read: nothing is sent or repeated, and it says so. */
  #unread(lane: Lane, row: OutboxRow, failure: ApiFailure, name: 'level' | 'check'): Rest {
    const outcome = outcomeOf(failure);
    if (outcome.kind === 'end') {
      this.#endConversation(conversationOf(row), outcome.why, failure);
      return AGAIN;
    }
    const error = errorOf(failure);
    this.#core.write((touched) => {
      const current = this.#core.store.outbox.find(row.clientId);
      if (current === null || current.state !== row.state) return;
      if (current.error?.code !== error.code) this.#core.store.outbox.change(current, { error }, touched);
    });
    return this.#readAgainLater(lane, name, row.clientId);
  }

  #readAgainLater(lane: Lane, name: 'level' | 'check', clientId: string | null = null): Rest {
    lane.readFailures += 1;
    const wait = this.#core.backoff(lane.readFailures);
    this.#core.deadlines.set(name === 'level' ? `${lane.key}:level` : `${clientId ?? ''}:check`, wait);
    return restFor(wait);
  }

  /** Waits for this item's turn within the limits. False: something changed meanwhile, look again. */
  async #turn(lane: Lane, row: OutboxRow, buckets: readonly RateBucket[]): Promise<boolean> {
    const signal = lane.pause;
    for (const bucket of buckets) {
      if (this.#needs.pace.nextFreeIn(bucket) > 0) this.#say(lane, 'pace');
      try {
        await this.#needs.pace.acquire(bucket, { priority: 'send', signal });
      } catch (error) {
        if (signal.aborted) return false;
        throw error;
      }
    }
    return this.#stillFirst(lane, row, this.#handlerOf(row)) !== null;
  }

  /** The item as it is now, if it may still go. */
  #stillFirst(lane: Lane, row: OutboxRow, handler: Handler<OutboxRow>): OutboxRow | null {
    if (this.#state !== 'running' || this.#generalWait() !== null) return null;
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
        if (outcome.kind === 'end') this.#endConversation(lane.conversation, outcome.why, finding.failure);
        else this.#core.deadlines.set(`${row.clientId}:next`, this.#core.backoff(++lane.readFailures));
        return false;
      }
      default:
        return finding satisfies never;
    }
  }

  async #attempt(
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
          settleUntil: hasFiles ? null : this.#core.now() + settles,
          settleUntilMono: hasFiles ? null : this.#needs.clock.monotonic() + settles,
        },
        touched,
      );
      handler.begin(row, touched);
      return row;
    });
    this.#say(lane, null);
    lane.inFlight = { clientId, controller, sent: 0, total: 0 };
    this.#needs.news?.paceChanged?.();
    try {
      const delivery = await prepared.send(controller.signal, this.#progressOf(lane));
      if (this.#over()) return;
      this.#needs.connection.succeeded(delivery.answer);
      lane.unwritten = { clientId, accept: delivery.accept };
      delivery.accept();
      lane.unwritten = null;
    } catch (error) {
      if (this.#over()) return;
      if (!(error instanceof ApiFailure)) throw error;
      this.#failed(lane, sending, handler, withoutEnd(error, lane));
    } finally {
      lane.inFlight = null;
      this.#needs.news?.paceChanged?.();
      if (this.#inFlight().length === 0) this.#idle?.();
    }
  }

  #failed(lane: Lane, sent: OutboxRow, handler: Handler<OutboxRow>, failure: ApiFailure): void {
    this.#needs.connection.failed(failure);
    const outcome = outcomeOf(failure);
    if (outcome.kind === 'again' && outcome.why === 'rate') {
      if (lane.kind === 'actions') this.#pauseActions(failure.retryAfterMs ?? 60_000);
      for (const bucket of handler.buckets(sent)) this.#needs.pace.refused(bucket, failure.retryAfterMs);
    }
    this.#core.write((touched) => {
      const row = this.#core.store.outbox.get(sent.clientId);
      // An event has said meanwhile that it arrived.
      if (row.state !== 'sending') return;
      if (handler.refused?.(row, failure, touched) === true) return;
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
    });
    if (outcome.kind === 'end' && sent.kind !== 'create-conversation') {
      this.#endConversation(lane.conversation, outcome.why, failure);
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
        return this.#generalWait() === null ? this.#core.backoff(row.attempts) : 0;
      case 'server':
        return this.#core.backoff(row.attempts);
      default:
        return why satisfies never;
    }
  }

  #endConversation(conversation: string, why: 'forbidden' | 'not-found' | 'closed', failure: ApiFailure): void {
    const serverId = this.#core.store.aliases.serverId(conversation);
    if (serverId !== null) this.#needs.mirror.applyRefused(serverId, why);
    this.#core.write((touched) => this.#core.endConversation(conversation, why, errorOf(failure), touched));
    if (serverId !== null) this.#wakeConversation(serverId);
    this.#needs.news?.paceChanged?.();
  }

  // ── Settling ──

  async #stepChecking(lane: Lane, row: OutboxRow): Promise<Rest> {
    if (this.#generalWait() !== null) return REST;
    const { deadlines } = this.#core;
    const wait = deadlines.left(`${row.clientId}:check`);
    if (wait > 0) return restFor(wait);
    // Measured before the reading begins: a commit after that moment is not promised to be seen.
    const mayRepeatIn = deadlines.left(`${row.clientId}:settle`);
    const finding = await this.#handlerOf(row).find(row);
    if (this.#over()) return REST;
    const current = this.#core.store.outbox.find(row.clientId);
    if (current === null || current.state !== 'checking') return AGAIN;
    return this.#settle(lane, current, finding, mayRepeatIn);
  }

  #settle(lane: Lane, row: OutboxRow, finding: Finding, mayRepeatIn: number): Rest {
    switch (finding.kind) {
      case 'found':
        lane.readFailures = 0;
        finding.accept();
        return AGAIN;
      case 'several':
        this.#core.write((touched) => this.#core.toUnconfirmed(row, touched));
        this.#needs.news?.paceChanged?.();
        return REST;
      case 'invisible':
        this.#core.write((touched) =>
          this.#core.toFailed(row, row.error ?? { code: 'TIMED_OUT', message: '', details: {} }, touched),
        );
        return AGAIN;
      case 'failed':
        return this.#unread(lane, row, finding.failure, 'check');
      case 'none':
        lane.readFailures = 0;
        if (mayRepeatIn > 0) {
          const between = row.settle === 'late' ? Math.min(CHECK_BETWEEN_MS, mayRepeatIn) : mayRepeatIn;
          // Two readings while it may still come, then the one that decides.
          const next = mayRepeatIn <= this.#core.settleMs - CHECK_BETWEEN_MS ? mayRepeatIn : between;
          this.#core.deadlines.set(`${row.clientId}:check`, next);
          return restFor(next);
        }
        this.#core.write((touched) => {
          const delay = row.serverErrors > 0 ? this.#core.backoff(row.serverErrors) : 0;
          this.#core.toQueue(row, delay, row.error, touched);
          if (row.kind === 'create-conversation') this.#conversations.broke(row, NOT_THERE, touched);
        });
        this.#needs.news?.paceChanged?.();
        return AGAIN;
      default:
        return finding satisfies never;
    }
  }

  // ── Acting ──

  #act(row: OutboxRow, action: OutboxAction, withoutReply: boolean): 'done' | 'when-answered' {
    switch (action) {
      case 'retry':
        this.#core.write((touched) => this.#retry(row, touched));
        return 'done';
      case 'edit':
      case 'discard':
      case 'cancel':
        return this.#takeOut(row, action === 'edit' ? 'edit' : 'discard');
      case 'send-anyway':
        this.#core.write((touched) => {
          if (row.kind === 'message' && (withoutReply || row.hold === 'target-failed')) {
            this.#core.store.outbox.rewrite(row, { ...row.payload, replyTo: null }, touched);
          }
          const seen = this.#seenNow(row);
          this.#core.store.outbox.move(
            row,
            'queued',
            { hold: null, error: null, ...seen, ambiguous: false, recovered: false },
            touched,
          );
        });
        return 'done';
      case 'mark-sent':
        this.#core.write((touched) => {
          const messageId = row.kind === 'message' ? this.#firstCandidate(row) : null;
          this.#core.toSent(row.clientId, { messageId, compared: true }, touched);
        });
        return 'done';
      default:
        return unreachable(action);
    }
  }

  /** To the end of its lane, and with it what answers it, in order. A new conversation stays in front of its messages. */
  #retry(row: OutboxRow, touched: Parameters<Parameters<OutboxCore['write']>[0]>[0]): void {
    const { store } = this.#core;
    this.#core.deadlines.clear(`${row.clientId}:next`);
    store.outbox.move(
      row,
      'queued',
      {
        error: null,
        hold: null,
        nextAttemptAt: null,
        serverErrors: 0,
        sentBeforeErrors: null,
        undoUntil: null,
        ...this.#seenNow(row),
      },
      touched,
    );
    if (row.kind === 'create-conversation') return;
    const moved = new Set([row.clientId]);
    store.outbox.moveToEnd(row, touched);
    for (const other of store.outbox.ofConversation(conversationOf(row))) {
      if (other.kind !== 'message' || moved.has(other.clientId)) continue;
      const target = other.payload.replyTo?.clientMessageId ?? null;
      if (target === null || !moved.has(target)) continue;
      if (other.state !== 'queued' && !(other.state === 'held' && other.hold === 'target-failed')) continue;
      moved.add(other.clientId);
      if (other.state === 'held') store.outbox.move(other, 'queued', { hold: null }, touched);
      store.outbox.moveToEnd(other, touched);
    }
  }

  #takeOut(row: OutboxRow, intent: 'edit' | 'discard'): 'done' | 'when-answered' {
    if (intent === 'edit' && row.kind !== 'message') {
      throw new CodedError('INVALID_STATE', 'Only a message can be edited', { state: row.state, action: intent });
    }
    if (row.state === 'sending' || row.state === 'checking') {
      this.#core.write((touched) => this.#core.store.outbox.change(row, { pendingIntent: intent }, touched));
      this.#abortUpload(row);
      return 'when-answered';
    }
    this.#core.write((touched) => {
      if (intent === 'edit') {
        this.#core.takeBack(row, touched);
        return;
      }
      this.#core.toDiscarded(row, touched);
    });
    return 'done';
  }

  /** An upload of which not everything has left can't have arrived. */
  #abortUpload(row: OutboxRow): void {
    const lane = this.#lanes.get(laneKey(conversationOf(row), row.lane));
    const flight = lane?.inFlight;
    if (flight?.clientId === row.clientId && flight.total > 0 && flight.sent < flight.total) flight.controller.abort();
  }

  /** The agent decides with the thread before their eyes: what stands there now is no news any more. */
  #seenNow(row: OutboxRow): { readonly newestShownMessageId?: number } {
    if (row.conversationId === null) return {};
    const newest = this.#needs.mirror.newestAgentMessageId(row.conversationId);
    return newest === null ? {} : { newestShownMessageId: Math.max(newest, row.newestShownMessageId ?? 0) };
  }

  #firstCandidate(row: RowOf<'message'>): number | null {
    const { conversationId } = row;
    if (conversationId === null) return null;
    const from = row.newestIdBeforeAttempt ?? row.newestShownMessageId ?? 0;
    const claimed = this.#core.store.outbox.claimed(conversationId, from);
    const found = this.#needs.mirror
      .ownMessagesAfter(conversationId, from)
      .find((message) => !claimed.has(message.id) && message.content?.trim() === row.payload.content.trim());
    return found?.id ?? null;
  }

  // ── Odds and ends ──

  #handlerOf(row: OutboxRow): Handler<OutboxRow> {
    if (row.kind === 'message') return this.#messages;
    if (row.kind === 'create-conversation') return this.#conversations;
    return this.#actions;
  }

  #generalWait(): WaitReason | null {
    if (!this.#signedIn) return 'signed-out';
    switch (this.#connection) {
      case 'online':
        return null;
      case 'offline':
      case 'captive-portal':
        return 'offline';
      case 'server-down':
        return 'server-down';
      case 'signed-out':
        return 'signed-out';
      case 'starting':
        return 'levelling';
      default:
        return this.#connection satisfies never;
    }
  }

  #say(lane: Lane, reason: WaitReason | null): void {
    if (lane.wait === reason) return;
    lane.wait = reason;
    const head = this.#core.store.outbox.head(lane.conversation, lane.kind);
    if (head === null) return;
    this.#core.store.announce((touched) => this.#core.store.outbox.touch(head, touched));
  }

  #progressOf(lane: Lane): (sent: number, total: number) => void {
    let told = this.#needs.clock.monotonic();
    return (sent, total) => {
      const flight = lane.inFlight;
      if (flight === null || this.#over()) return;
      flight.sent = sent;
      flight.total = total;
      const now = this.#needs.clock.monotonic();
      if (now - told < PROGRESS_EVERY_MS && sent < total) return;
      told = now;
      const row = this.#core.store.outbox.find(flight.clientId);
      if (row !== null) this.#core.store.announce((touched) => this.#core.store.outbox.touch(row, touched));
    };
  }

  #pauseActions(ms: number): void {
    this.#actionsPausedUntil = Math.max(this.#actionsPausedUntil, this.#needs.clock.monotonic() + ms);
  }

  #announceWaiting(): void {
    const { store } = this.#core;
    store.announce((touched) => {
      for (const row of store.outbox.inState('queued')) store.outbox.touch(row, touched);
    });
    this.#needs.news?.paceChanged?.();
  }

  #compareOpen(): void {
    for (const row of this.#core.store.outbox.uncompared()) {
      this.#messages.compareNow(row).catch((error: unknown) => this.#trouble(error));
    }
  }

  #becameReal(temporaryId: string, conversationId: number): void {
    this.#wakeConversation(conversationId);
    this.#wake(temporaryId, 'messages');
  }

  #lane(conversation: string, kind: LaneKind): Lane {
    const key = laneKey(conversation, kind);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = new Lane(
        conversation,
        kind,
        this.#needs.timers,
        (self) => this.#step(self),
        (error) => this.#trouble(error),
      );
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  #wake(conversation: string, kind: LaneKind): void {
    if (this.#state === 'running') this.#lane(conversation, kind).wake();
  }

  #wakeConversation(conversationId: number): void {
    if (this.#state !== 'running') return;
    for (const kind of ['messages', 'actions'] as const) this.#lanes.get(laneKey(String(conversationId), kind))?.wake();
    for (const row of this.#core.store.outbox.ofConversation(String(conversationId))) {
      this.#wake(String(conversationId), row.lane);
    }
  }

  #wakeAll(): void {
    if (this.#state !== 'running') return;
    const lanes = new Set<Lane>();
    for (const row of this.#core.store.outbox.toDo()) lanes.add(this.#lane(conversationOf(row), row.lane));
    for (const lane of this.#lanes.values()) {
      if (lanes.has(lane)) lane.wake();
      else if (!lane.running) this.#lanes.delete(lane.key);
    }
  }

  #inFlight(): Lane[] {
    return [...this.#lanes.values()].filter((lane) => lane.inFlight !== null);
  }

  #over(): boolean {
    return this.#state === 'stopped';
  }

  #trouble(error: unknown): void {
    const reason = error instanceof CodedError ? error.code : error instanceof Error ? error.name : 'unknown';
    const level = isNoRoom(error) ? 'warn' : 'error';
    this.#needs.log({ level, event: 'outbox step failed', details: { reason } });
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

const NOT_THERE = new ApiFailure({ kind: 'other', mayHaveCommitted: false });

export type { AnyAnswer };
