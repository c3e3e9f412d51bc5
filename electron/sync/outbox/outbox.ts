import type { Extensions } from '#shared/domain/account.ts';
import type { ConversationId, UnsentState } from '#shared/domain/message.ts';
import type { OutboxAction, WaitReason } from '#shared/domain/outbox-state.ts';
import type { ConnectionState, SyncStatus } from '#shared/domain/sync-status.ts';
import { CodedError, unreachable } from '#shared/errors.ts';
import type { ApiMessage } from '../api/types.ts';
import { conversationOf, isAction, type ActionRow, type OutboxRow } from '../store/local/rows.ts';
import { isNoRoom } from '../store/sqlite.ts';
import { Acting } from './acting.ts';
import { Attempts } from './attempts.ts';
import { OutboxCore } from './core.ts';
import { ConversationCreator } from './create-conversation.ts';
import { enqueueAction, enqueueConversation, enqueueMessage } from './enqueue.ts';
import type { ActionInput, ConversationInput, MessageInput } from './enqueue.ts';
import type { Handler } from './handler.ts';
import { AGAIN, REST, type Lane, type Rest } from './lane.ts';
import { Lanes } from './lanes.ts';
import type { OutboxNeeds } from './needs.ts';
import { paceOf } from './pacing.ts';
import { QueueStep } from './queue-step.ts';
import { ActionSender } from './send-action.ts';
import { MessageSender } from './send-message.ts';
import { Settling } from './settling.ts';
import { Situation } from './situation.ts';

/** What has ended is remembered this long, so that a repeated call is recognised. */
const KEEP_ENDED_MS = 30 * 24 * 60 * 60_000;
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
  readonly #situation: Situation;
  readonly #lanes: Lanes;
  readonly #messages: MessageSender;
  readonly #conversations: ConversationCreator;
  readonly #actions: ActionSender;
  readonly #attempts: Attempts;
  readonly #settling: Settling;
  readonly #queue: QueueStep;
  readonly #acting: Acting;

  constructor(needs: OutboxNeeds) {
    this.#needs = needs;
    const core = new OutboxCore(needs);
    this.#core = core;
    this.#situation = new Situation(needs.clock);
    this.#lanes = new Lanes(
      core,
      this.#situation,
      (lane) => this.#step(lane),
      (error) => this.#trouble(error),
    );
    core.wake = (conversation, lane) => this.#lanes.wake(conversation, lane);
    this.#messages = new MessageSender(core);
    this.#conversations = new ConversationCreator(core, (from, to) => this.#becameReal(from, to));
    this.#actions = new ActionSender(core);
    this.#attempts = new Attempts(core, this.#situation, this.#lanes);
    this.#settling = new Settling(core, this.#situation);
    this.#queue = new QueueStep(core, this.#situation, this.#lanes, this.#settling, this.#attempts);
    this.#acting = new Acting(core, (row) =>
      this.#lanes.find(conversationOf(row), row.lane)?.abortUpload(row.clientId),
    );
  }

  // ── Life ──

  /** Settles what was caught in the middle of sending, and begins. */
  start(): void {
    if (this.#situation.phase !== 'new') throw new Error('The outbox was started before');
    this.#situation.phase = 'running';
    const { store, deadlines, settleMs } = this.#core;
    for (const row of store.outbox.active()) {
      deadlines.restore(`${row.clientId}:undo`, row.undoUntil, LONGEST_UNDO_MS);
      deadlines.restore(`${row.clientId}:next`, row.nextAttemptAt, LONGEST_WAIT_MS);
    }
    this.#core.write((touched) => {
      for (const row of store.outbox.inState('sending')) {
        const { settleUntilMono } = row;
        const checking = this.#core.toChecking(row, 'late', null, touched);
        if (settleUntilMono === null) continue;
        // Stored when the attempt began: the server has had that time already.
        deadlines.restoreMonotonic(`${row.clientId}:settle`, settleUntilMono, settleMs);
        const left = deadlines.left(`${row.clientId}:settle`);
        store.outbox.change(checking, { settleUntilMono: this.#needs.clock.monotonic() + left }, touched);
      }
      for (const row of store.outbox.inState('checking')) {
        const longest = row.settle === 'soon' ? this.#core.recheckMs : settleMs;
        if (deadlines.left(`${row.clientId}:settle`) === 0) {
          deadlines.restoreMonotonic(`${row.clientId}:settle`, row.settleUntilMono, longest);
        }
      }
      store.outbox.prune(this.#core.now() - KEEP_ENDED_MS);
    });
    this.#lanes.wakeAll();
  }

  /**
   * Begins nothing new; what is under way may end within the grace. What is not answered then stays `sending`, and is settled at the next start.
   */
  async stop(graceMs = STOP_GRACE_MS): Promise<void> {
    if (this.#situation.over) return;
    this.#situation.phase = 'stopping';
    for (const lane of this.#lanes.all()) lane.stop();
    if (graceMs > 0 && this.#lanes.inFlight().length > 0) {
      await new Promise<void>((resolve) => {
        const timer = this.#needs.timers.setTimeout(resolve, graceMs);
        this.#attempts.onIdle = () => {
          this.#needs.timers.clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#situation.phase = 'stopped';
    for (const lane of this.#lanes.inFlight()) lane.inFlight?.controller.abort();
  }

  // ── What the agent asks for ──

  /** Writes the item and clears the draft in one transaction. The same id twice changes nothing. Throws a CodedError where it can't be sent. */
  enqueueMessage(input: MessageInput): { readonly clientMessageId: string } {
    const row = enqueueMessage(this.#core, input);
    this.#lanes.wake(conversationOf(row), 'messages');
    this.#needs.news?.paceChanged?.();
    return { clientMessageId: row.clientId };
  }

  /** The conversation's temporary name, or its real one where it has been created meanwhile. */
  enqueueConversation(input: ConversationInput): { readonly conversationId: ConversationId } {
    const row = enqueueConversation(this.#core, input);
    this.#lanes.wake(conversationOf(row), 'messages');
    this.#needs.news?.paceChanged?.();
    return { conversationId: conversationOf(row) };
  }

  /**
   * `queued`: it will be sent; `collapsed`: what waited already covers it, or it took that back; `here`: this server can't be told, it counts on
   * this computer. Throws EXTENSION_UNAVAILABLE where neither is possible.
   */
  enqueueAction(input: ActionInput): 'queued' | 'collapsed' | 'here' {
    const outcome = enqueueAction(this.#core, input);
    this.#lanes.wake(String(input.conversationId), 'actions');
    return outcome;
  }

  /** What the agent decides about an unsent item. Throws NOT_FOUND or INVALID_STATE. */
  act(
    clientId: string,
    action: OutboxAction,
    options: { readonly withoutReply?: boolean } = {},
  ): 'done' | 'when-answered' | 'already-delivered' {
    const outcome = this.#acting.act(clientId, action, options);
    const after = this.#core.store.outbox.get(clientId);
    this.#lanes.of(conversationOf(after), after.lane).interrupt();
    this.#needs.news?.paceChanged?.();
    return outcome;
  }

  // ── What the rest of the engine says ──

  /** Own messages came, by event or by reading; they are in the mirror already. */
  onOwnMessages(conversationId: number, messages: readonly ApiMessage[]): void {
    if (this.#situation.over) return;
    for (const message of messages) this.#messages.own(conversationId, message);
    this.#lanes.wakeConversation(conversationId);
  }

  /** A conversation has been read up to its newest message. */
  onLevel(conversationId: number): void {
    this.#lanes.wakeConversation(conversationId);
  }

  onConnection(state: ConnectionState): void {
    if (state === this.#situation.connection) return;
    this.#situation.connection = state;
    if (state === 'signed-out') this.#situation.signedIn = false;
    if (state === 'online') this.#situation.signedIn = true;
    if (!this.#situation.running) return;
    this.#announceWaiting();
    if (state === 'online') {
      this.retryNow();
      this.#compareOpen();
    } else for (const lane of this.#lanes.all()) lane.interrupt();
  }

  /** Ends every wait but the ones the limits and the agent's undo time ask for. */
  retryNow(): void {
    if (!this.#situation.running) return;
    for (const lane of this.#lanes.all()) {
      lane.readFailures = 0;
      this.#core.deadlines.clear(`${lane.key}:level`);
    }
    for (const row of this.#core.store.outbox.toDo()) {
      this.#core.deadlines.clear(`${row.clientId}:next`);
      this.#core.deadlines.clear(`${row.clientId}:check`);
    }
    this.#lanes.wakeAll();
  }

  onSignedIn(): void {
    this.#situation.signedIn = true;
    this.#announceWaiting();
    this.#lanes.wakeAll();
  }

  onSignedOut(): void {
    this.#situation.signedIn = false;
    this.#announceWaiting();
    for (const lane of this.#lanes.all()) lane.interrupt();
  }

  // ── What the views read ──

  /** What is not on the server yet, in the order of its lanes: messages, new conversations, and `changes`. */
  list(): readonly OutboxRow[] {
    const active = this.#core.store.outbox.active();
    const late = new Set(this.#late(active).map((row) => row.clientId));
    return active.filter((row) => !isAction(row) || late.has(row.clientId));
  }

  /**
   * What the agent did to what is on the server already, and could not be done at once: what is done within a moment would only flicker. Reads
   * are not among them: they go by themselves, and nobody waits for them.
   */
  changes(): readonly ActionRow[] {
    return this.#late(this.#core.store.outbox.active());
  }

  #late(active: readonly OutboxRow[]): ActionRow[] {
    const allWait = this.#situation.wait() !== null || this.#situation.actionsPausedFor > 0;
    /** Conversations of which something that was done stands still: what is behind it does too. */
    const still = new Set<string>();
    return active.filter(isAction).filter((row) => {
      if (row.state === 'failed') return row.kind !== 'read';
      const conversation = conversationOf(row);
      const unreadable = (this.#lanes.find(conversation, row.lane)?.readFailures ?? 0) > 0;
      if (allWait || unreadable || hasStumbled(row)) still.add(conversation);
      return row.kind !== 'read' && still.has(conversation);
    });
  }

  /** Why a queued item has not left yet. */
  waitReason(row: OutboxRow): WaitReason | null {
    if (row.state !== 'queued') return null;
    if (this.#core.deadlines.left(`${row.clientId}:undo`) > 0) return 'undo';
    const general = this.#situation.wait();
    if (general !== null) return general;
    const conversation = conversationOf(row);
    const head = this.#core.store.outbox.head(conversation, row.lane);
    if (head !== null && head.clientId !== row.clientId) {
      return head.kind === 'create-conversation' ? 'conversation' : 'turn';
    }
    if (this.#core.deadlines.left(`${row.clientId}:next`) > 0) return 'retry';
    return this.#lanes.find(conversation, row.lane)?.wait ?? null;
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
    for (const lane of this.#lanes.all()) {
      if (lane.inFlight?.clientId !== clientId) continue;
      return lane.inFlight.total === 0 ? null : lane.inFlight.sent / lane.inFlight.total;
    }
    return null;
  }

  /** For the sync line: "7 waiting, about 40 s". */
  pace(): SyncStatus['sending'] {
    return paceOf(this.#core.store.outbox.toDo(), this.#needs.pace, this.#situation.wait() === null);
  }

  /** Whether this server has lately refused messages of this type: it can be offered as text. */
  refusedTypes(): readonly string[] {
    return ['product_card', 'order_card', 'template'].filter((type) => this.#core.facts.refusesType(type));
  }

  extensions(): Extensions {
    return this.#core.facts.extensions();
  }

  // ── Lanes ──

  async #step(lane: Lane): Promise<Rest> {
    if (!this.#situation.running) return REST;
    const row = this.#core.store.outbox.head(lane.conversation, lane.kind);
    if (row === null) {
      this.#lanes.say(lane, null);
      return REST;
    }
    switch (row.state) {
      case 'queued':
        return this.#queue.step(lane, row, this.#handlerOf(row));
      case 'checking':
        return this.#settling.step(lane, row, this.#handlerOf(row));
      case 'sending':
        return this.#stepUnwritten(lane, row);
      case 'held':
      case 'unconfirmed':
        this.#lanes.say(lane, null);
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

  #handlerOf(row: OutboxRow): Handler<OutboxRow> {
    if (row.kind === 'message') return this.#messages;
    if (row.kind === 'create-conversation') return this.#conversations;
    return this.#actions;
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
    this.#lanes.wakeConversation(conversationId);
    this.#lanes.wake(temporaryId, 'messages');
  }

  #trouble(error: unknown): void {
    const reason = error instanceof CodedError ? error.code : error instanceof Error ? error.name : 'unknown';
    const level = isNoRoom(error) ? 'warn' : 'error';
    this.#needs.log({ level, event: 'outbox step failed', details: { reason } });
  }
}

/** Its first attempt did not do it, or something keeps it from being made. */
function hasStumbled(row: ActionRow): boolean {
  switch (row.state) {
    case 'queued':
      return row.attempts > 0 || row.error !== null;
    case 'sending':
      return row.attempts > 1;
    case 'checking':
    case 'unconfirmed':
    case 'held':
    case 'failed':
      return true;
    case 'sent':
    case 'discarded':
      return false;
    default:
      return row.state satisfies never;
  }
}
