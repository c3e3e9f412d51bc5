import type { ErrorInfo } from '#shared/errors.ts';
import { isFinal, type OutboxState } from '#shared/domain/outbox-state.ts';
import type { ApiFailure } from '../api/failure.ts';
import type { Changes } from '../store/local/outbox-table.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import { cardOf, conversationOf, isAction, type LaneKind, type OutboxRow, type Settle } from '../store/local/rows.ts';
import { isNoRoom } from '../store/sqlite.ts';
import type { Touched } from '../store/touched.ts';
import { Deadlines } from './deadlines.ts';
import type { IntentOutcome, OutboxNeeds } from './needs.ts';
import { errorOf } from './outcome.ts';
import { ServerFacts } from './server-facts.ts';

const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_LONGEST_MS = 300_000;
/** Eight answers of 5xx to one item while others are sent are about the item (docs/api.md section 9.4). */
const SERVER_ERRORS_AT_MOST = 8;

/** Which steps lead to `sent` from each state, where the server is seen to have the item. */
const WAY_TO_SENT: Readonly<Record<OutboxState, readonly OutboxState[]>> = {
  queued: ['sending', 'sent'],
  sending: ['sent'],
  checking: ['sent'],
  unconfirmed: ['sent'],
  held: ['queued', 'sending', 'sent'],
  failed: ['queued', 'sending', 'sent'],
  sent: [],
  discarded: [],
};

/** The steps that items take, each with everything that has to be written with it. */
export class OutboxCore {
  readonly needs: OutboxNeeds;
  readonly store: LocalStore;
  readonly facts: ServerFacts;
  readonly deadlines: Deadlines;
  readonly settleMs: number;
  readonly recheckMs: number;
  /** Set by the scheduler: this conversation has something new to do. */
  wake: (conversation: string, lane: LaneKind) => void = () => undefined;
  #afterCommit: (() => void)[] = [];

  constructor(needs: OutboxNeeds) {
    this.needs = needs;
    this.store = needs.store;
    this.facts = new ServerFacts(needs.store, needs.clock, needs.extensions);
    this.deadlines = new Deadlines(needs.clock);
    this.settleMs = needs.options?.settleMs ?? 60_000;
    this.recheckMs = needs.options?.recheckMs ?? 5_000;
  }

  now(): number {
    return this.needs.clock.now();
  }

  /** One transaction; what was put off with `afterwards` runs after its commit. */
  write<T>(work: (touched: Touched) => T): T {
    const before = this.#afterCommit;
    this.#afterCommit = [];
    let due: (() => void)[];
    let result: T;
    try {
      result = this.store.write((_, touched) => work(touched));
      due = this.#afterCommit;
    } finally {
      this.#afterCommit = before;
    }
    for (const run of due) run();
    return result;
  }

  afterwards(run: () => void): void {
    this.#afterCommit.push(run);
  }

  /** The mirror is told first. It can be read again from the server; that something was sent can't be forgotten for its sake. */
  mirrored(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      const level = isNoRoom(error) ? 'warn' : 'error';
      this.needs.log({ level, event: 'an answer could not be mirrored', details: { reason } });
    }
  }

  backoff(attempt: number): number {
    const step = Math.min(BACKOFF_LONGEST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(Math.max(0, attempt - 1), 30));
    return Math.round(step / 2 + (this.needs.random.next() * step) / 2);
  }

  /** The item is on the server. Idempotent. */
  toSent(clientId: string, changes: Changes, touched: Touched): OutboxRow {
    let row = this.store.outbox.get(clientId);
    if (isFinal(row.state)) return row.state === 'sent' ? this.store.outbox.change(row, changes, touched) : row;
    const intent = row.pendingIntent;
    const steps = WAY_TO_SENT[row.state];
    for (const step of steps) {
      const last = step === 'sent';
      row = this.store.outbox.move(row, step, last ? { ...ENDED, endedAt: this.now(), ...changes } : {}, touched);
    }
    if (row.kind === 'message') this.#countSent();
    if (intent !== null) this.#settleDelivered(row, intent, touched);
    this.#forget(clientId);
    return row;
  }

  /** The answer was lost: the server is read before anything is repeated. */
  toChecking(row: OutboxRow, settle: Settle, failure: ApiFailure | null, touched: Touched): OutboxRow {
    const wait = settle === 'soon' ? this.recheckMs : this.settleMs;
    this.deadlines.set(`${row.clientId}:settle`, wait);
    this.deadlines.clear(`${row.clientId}:check`);
    return this.store.outbox.move(
      row,
      'checking',
      {
        settle,
        settleUntilMono: this.needs.clock.monotonic() + wait,
        ambiguous: true,
        ...(failure === null ? {} : { error: errorOf(failure), ...this.#serverErrors(row, failure) }),
      },
      touched,
    );
  }

  /** Back to its place in the queue, or to where the agent wanted it meanwhile. */
  toQueue(row: OutboxRow, delayMs: number, error: ErrorInfo | null, touched: Touched): OutboxRow {
    if (row.state === 'checking' && this.isHopeless(row)) {
      return this.toFailed(row, row.error ?? { code: 'SERVER_ERROR', message: '', details: {} }, touched);
    }
    if (row.state === 'checking' && row.withCreate && row.conversationId !== null) {
      this.facts.learnInitialMessage(false);
    }
    const nextAttemptAt = delayMs > 0 ? this.deadlines.set(`${row.clientId}:next`, delayMs) : null;
    if (nextAttemptAt === null) this.deadlines.clear(`${row.clientId}:next`);
    const queued = this.store.outbox.move(
      row,
      'queued',
      { nextAttemptAt, error, settle: null, settleUntilMono: null, guessMessageId: null },
      touched,
    );
    return this.#followIntent(queued, touched);
  }

  toFailed(row: OutboxRow, error: ErrorInfo, touched: Touched): OutboxRow {
    const failed = this.store.outbox.move(
      row,
      'failed',
      { error, hold: null, nextAttemptAt: null, guessMessageId: null },
      touched,
    );
    this.#forget(row.clientId);
    return this.#followIntent(failed, touched);
  }

  toDiscarded(row: OutboxRow, touched: Touched): OutboxRow {
    this.#forget(row.clientId);
    const discarded = this.store.outbox.move(row, 'discarded', { ...ENDED, endedAt: this.now() }, touched);
    if (row.kind === 'create-conversation') this.#orphan(row.conversationRef, touched);
    return discarded;
  }

  /** Their conversation will not be created: they stay, failed, with their words. */
  #orphan(conversation: string, touched: Touched): void {
    const error: ErrorInfo = { code: 'CONVERSATION_NOT_FOUND', message: '', details: {} };
    for (const row of this.store.outbox.ofConversation(conversation)) {
      const back = row.state === 'sending' || row.state === 'checking' ? this.toQueue(row, 0, null, touched) : row;
      if (back.state === 'queued' || back.state === 'held') this.toFailed(back, error, touched);
    }
  }

  /** Back into the draft of the place it was written in. */
  takeBack(row: OutboxRow, touched: Touched): void {
    if (row.kind === 'message') {
      const { typed, files, replyTo, parentMessageId } = row.payload;
      this.store.drafts.putBack(
        conversationOf(row),
        { text: typed, files: files.map((file) => file.stageId), replyTo, card: cardOf(row.payload), parentMessageId },
        this.now(),
        touched,
      );
    }
    this.toDiscarded(row, touched);
  }

  /** After a refusal of the whole conversation: everything that waits for it fails, without a request (docs/api.md section 9.6). */
  endConversation(
    conversation: string,
    why: 'forbidden' | 'not-found' | 'closed',
    error: ErrorInfo,
    touched: Touched,
  ): void {
    for (const row of this.store.outbox.ofConversation(conversation)) {
      if (why === 'closed' && stillAllowedWhenClosed(row)) continue;
      switch (row.state) {
        case 'queued':
        case 'held':
          this.toFailed(row, error, touched);
          break;
        case 'checking':
          // A closed conversation can still be read, and says whether it arrived; of another kind of end only the agent can say.
          if (why === 'closed' && !isAction(row)) break;
          if (isAction(row)) this.toFailed(row, error, touched);
          else this.toUnconfirmed(row, touched, error);
          break;
        case 'sending':
        case 'unconfirmed':
        case 'failed':
        case 'sent':
        case 'discarded':
          break;
        default:
          row.state satisfies never;
      }
    }
  }

  /** The server refuses the conversation as a whole: noted in the mirror, and everything that waits for it ends. */
  refuseConversation(conversation: string, why: 'forbidden' | 'not-found' | 'closed', failure: ApiFailure): void {
    const serverId = this.store.aliases.serverId(conversation);
    if (serverId !== null) this.mirrored(() => this.needs.mirror.applyRefused(serverId, why));
    this.write((touched) => this.endConversation(conversation, why, errorOf(failure), touched));
    for (const lane of ['messages', 'actions'] as const) this.wake(conversation, lane);
    this.needs.news?.paceChanged?.();
  }

  /** Reading did not settle it: the agent is asked. */
  toUnconfirmed(row: OutboxRow, touched: Touched, error: ErrorInfo | null = row.error): OutboxRow {
    let current = row;
    if (current.state === 'queued') current = this.store.outbox.move(current, 'sending', {}, touched);
    if (current.state === 'sending') current = this.toChecking(current, 'late', null, touched);
    const changes: Changes = { error, pendingIntent: null, settle: null, settleUntilMono: null };
    return this.store.outbox.move(current, 'unconfirmed', { ...changes, guessMessageId: null }, touched);
  }

  /** Eight 5xx for this one while others went through. */
  isHopeless(row: OutboxRow): boolean {
    return (
      row.serverErrors >= SERVER_ERRORS_AT_MOST &&
      row.sentBeforeErrors !== null &&
      this.sentCount() > row.sentBeforeErrors
    );
  }

  sentCount(): number {
    return Number(this.store.values.get('engine', 'sent')?.value ?? 0);
  }

  #countSent(): void {
    this.store.values.set('engine', 'sent', this.sentCount() + 1, this.now());
  }

  #serverErrors(row: OutboxRow, failure: ApiFailure): Changes {
    if (failure.kind !== 'server-error') return {};
    return { serverErrors: row.serverErrors + 1, sentBeforeErrors: row.sentBeforeErrors ?? this.sentCount() };
  }

  /** The answer says that it is not on the server (yet): what the agent asked for meanwhile can be done. */
  #followIntent(row: OutboxRow, touched: Touched): OutboxRow {
    if (row.pendingIntent === null) return row;
    const intent = row.pendingIntent;
    if (intent === 'edit') this.takeBack(row, touched);
    else this.toDiscarded(row, touched);
    this.#tellIntent(row, intent, intent === 'edit' ? 'back-in-draft' : 'discarded', null);
    return this.store.outbox.get(row.clientId);
  }

  #settleDelivered(row: OutboxRow, intent: 'edit' | 'discard', touched: Touched): void {
    const { messageId, conversationId } = row;
    if (intent === 'edit' || messageId === null || conversationId === null) {
      this.#tellIntent(row, intent, 'delivered', messageId);
      return;
    }
    if (this.facts.extension('delete') === 'unavailable') {
      this.#tellIntent(row, intent, 'delivered', messageId);
      return;
    }
    this.store.outbox.insert(
      {
        clientId: this.needs.random.uuid(),
        kind: 'delete',
        payload: { messageId },
        conversationRef: String(conversationId),
        conversationId,
        createdAt: this.now(),
      },
      touched,
    );
    this.afterwards(() => this.wake(String(conversationId), 'actions'));
    this.#tellIntent(row, intent, 'deleting', messageId);
  }

  #tellIntent(
    row: OutboxRow,
    intent: 'edit' | 'discard',
    outcome: IntentOutcome['outcome'],
    messageId: number | null,
  ): void {
    const conversationId = conversationOf(row);
    this.afterwards(() =>
      this.needs.news?.intentSettled?.({ clientMessageId: row.clientId, intent, outcome, conversationId, messageId }),
    );
  }

  #forget(clientId: string): void {
    for (const name of ['settle', 'check', 'next', 'undo']) this.deadlines.clear(`${clientId}:${name}`);
  }
}

const ENDED: Changes = {
  hold: null,
  error: null,
  guessMessageId: null,
  pendingIntent: null,
  nextAttemptAt: null,
  settle: null,
  settleUntilMono: null,
};

/** A closed conversation takes no messages; it can still be read, muted, reopened and reported. */
function stillAllowedWhenClosed(row: OutboxRow): boolean {
  return row.kind === 'read' || row.kind === 'mute' || row.kind === 'update' || row.kind === 'report';
}
