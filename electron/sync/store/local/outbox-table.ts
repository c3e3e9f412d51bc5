import type { ErrorInfo } from '#shared/errors.ts';
import { mayFollow, type HoldReason, type OutboxState } from '#shared/domain/outbox-state.ts';
import type { NotKept } from '#shared/domain/message.ts';
import type { SqliteStore } from '../sqlite.ts';
import type { Touched } from '../touched.ts';
import {
  conversationOf,
  type LaneKind,
  type OutboxFields,
  type OutboxKind,
  type OutboxRow,
  type PayloadOf,
  type RowOf,
  type Settle,
} from './rows.ts';

interface Stored {
  seq: number;
  client_id: string;
  kind: string;
  conversation_ref: string;
  conversation_id: number | null;
  lane: string;
  lane_seq: number;
  state: string;
  hold: string | null;
  error: string | null;
  payload: string;
  created_at: number;
  undo_until: number | null;
  attempts: number;
  server_errors: number;
  sent_before_errors: number | null;
  next_attempt_at: number | null;
  newest_shown_message_id: number | null;
  newest_id_before_attempt: number | null;
  attempt_started_at: number | null;
  ambiguous: number;
  settle: string | null;
  settle_until_mono: number | null;
  guess_message_id: number | null;
  message_id: number | null;
  pending_intent: string | null;
  not_kept: string;
  with_create: number;
  compared: number;
  recovered: number;
  ended_at: number | null;
}

export interface NewRow<Kind extends OutboxKind> {
  readonly clientId: string;
  readonly kind: Kind;
  readonly payload: PayloadOf[Kind];
  readonly conversationRef: string;
  readonly conversationId: number | null;
  readonly createdAt: number;
  readonly undoUntil?: number | null;
  readonly newestShownMessageId?: number | null;
}

/** What may change together with, or without, a step of the state. */
export type Changes = Partial<
  Pick<
    OutboxFields,
    | 'hold'
    | 'error'
    | 'undoUntil'
    | 'attempts'
    | 'serverErrors'
    | 'sentBeforeErrors'
    | 'nextAttemptAt'
    | 'newestShownMessageId'
    | 'newestIdBeforeAttempt'
    | 'attemptStartedAt'
    | 'ambiguous'
    | 'settle'
    | 'settleUntilMono'
    | 'guessMessageId'
    | 'messageId'
    | 'pendingIntent'
    | 'notKept'
    | 'withCreate'
    | 'compared'
    | 'recovered'
    | 'endedAt'
  >
>;

const COLUMN: { readonly [Field in keyof Changes]-?: string } = {
  hold: 'hold',
  error: 'error',
  undoUntil: 'undo_until',
  attempts: 'attempts',
  serverErrors: 'server_errors',
  sentBeforeErrors: 'sent_before_errors',
  nextAttemptAt: 'next_attempt_at',
  newestShownMessageId: 'newest_shown_message_id',
  newestIdBeforeAttempt: 'newest_id_before_attempt',
  attemptStartedAt: 'attempt_started_at',
  ambiguous: 'ambiguous',
  settle: 'settle',
  settleUntilMono: 'settle_until_mono',
  guessMessageId: 'guess_message_id',
  messageId: 'message_id',
  pendingIntent: 'pending_intent',
  notKept: 'not_kept',
  withCreate: 'with_create',
  compared: 'compared',
  recovered: 'recovered',
  endedAt: 'ended_at',
};

const ACTIVE = `state not in ('sent', 'discarded')`;
/** What a lane still has to do: failed items stay in the thread, and the lane goes on without them. */
const TO_DO = `state not in ('sent', 'discarded', 'failed')`;

/** The name a conversation goes by now. */
const CONVERSATION = 'coalesce(cast(conversation_id as text), conversation_ref)';

export type StepObserver = (clientId: string, from: OutboxState, to: OutboxState) => void;

/** The outbox's rows. All its writes belong into a `write` of the store; reads may be made anywhere. */
export class OutboxTable {
  readonly #store: SqliteStore;
  /** Told of every step, for tests and the simulation. */
  observer: StepObserver | null = null;

  constructor(store: SqliteStore) {
    this.#store = store;
  }

  find(clientId: string): OutboxRow | null {
    return one(this.#store.sql<[string], Stored>('select * from outbox where client_id = ?').get(clientId));
  }

  /** Grows with each new item. */
  newestSeq(): number {
    return this.#store.sql<[], { seq: number | null }>('select max(seq) seq from outbox').get()?.seq ?? 0;
  }

  /** The item as it is now; it must exist. */
  get(clientId: string): OutboxRow {
    const row = this.find(clientId);
    if (row === null) throw new Error('No such outbox item');
    return row;
  }

  insert<Kind extends OutboxKind>(row: NewRow<Kind>, touched: Touched): RowOf<Kind> {
    const lane: LaneKind = row.kind === 'message' || row.kind === 'create-conversation' ? 'messages' : 'actions';
    this.#store
      .sql<unknown[]>(
        `insert into outbox (client_id, kind, conversation_ref, conversation_id, lane, lane_seq, state, payload, created_at, undo_until, newest_shown_message_id)
         values (?, ?, ?, ?, ?, (select coalesce(max(lane_seq), 0) + 1 from outbox), 'queued', ?, ?, ?, ?)`,
      )
      .run(
        row.clientId,
        row.kind,
        row.conversationRef,
        row.conversationId,
        lane,
        JSON.stringify(row.payload),
        row.createdAt,
        row.undoUntil ?? null,
        row.newestShownMessageId ?? null,
      );
    const inserted = this.get(row.clientId);
    this.touch(inserted, touched);
    return inserted as RowOf<Kind>;
  }

  /**
   * The one way from a state to another. Throws where the table of shared/domain/outbox-state.ts does not allow it, or where the item is not
   * in `row.state` any more.
   */
  move(row: OutboxRow, to: OutboxState, changes: Changes, touched: Touched): OutboxRow {
    if (!mayFollow(row.state, to)) throw new Error(`An outbox item may not go from ${row.state} to ${to}`);
    const { changes: count } = this.#store
      .sql<[string, string, string]>('update outbox set state = ? where client_id = ? and state = ?')
      .run(to, row.clientId, row.state);
    if (count !== 1) throw new Error(`The outbox item is no longer ${row.state}`);
    this.observer?.(row.clientId, row.state, to);
    return this.change(row, changes, touched);
  }

  /** Changes fields without a step. */
  change(row: OutboxRow, changes: Changes, touched: Touched): OutboxRow {
    const entries = Object.entries(changes) as [keyof Changes, unknown][];
    if (entries.length > 0) {
      const sets = entries.map(([field]) => `${COLUMN[field]} = ?`).join(', ');
      this.#store
        .sql<unknown[]>(`update outbox set ${sets} where client_id = ?`)
        .run(...entries.map(([, value]) => toSql(value)), row.clientId);
    }
    const after = this.get(row.clientId);
    this.touch(after, touched);
    const shown = new Set([row.guessMessageId, row.messageId, after.guessMessageId, after.messageId]);
    for (const id of shown) if (id !== null && after.conversationId !== null) touched.message(after.conversationId, id);
    return after;
  }

  rewrite<Kind extends OutboxKind>(row: RowOf<Kind>, payload: PayloadOf[Kind], touched: Touched): void {
    this.#store
      .sql<[string, string]>('update outbox set payload = ? where client_id = ?')
      .run(JSON.stringify(payload), row.clientId);
    this.touch(row, touched);
  }

  moveToEnd(row: OutboxRow, touched: Touched): void {
    this.#store
      .sql<[string]>('update outbox set lane_seq = (select max(lane_seq) + 1 from outbox) where client_id = ?')
      .run(row.clientId);
    this.touch(row, touched);
  }

  /** The conversation of these items has its server id now. */
  resolve(temporaryId: string, conversationId: number, touched: Touched): void {
    this.#store
      .sql<[number, string]>('update outbox set conversation_id = ? where conversation_ref = ?')
      .run(conversationId, temporaryId);
    for (const row of this.ofConversation(String(conversationId))) this.touch(row, touched);
  }

  /** Everything that has not ended, failed items included, in lane order. */
  active(): OutboxRow[] {
    return many(this.#store.sql<[], Stored>(`select * from outbox where ${ACTIVE} order by lane_seq`).all());
  }

  /** What lanes still have to do, in lane order. */
  toDo(): OutboxRow[] {
    return many(this.#store.sql<[], Stored>(`select * from outbox where ${TO_DO} order by lane_seq`).all());
  }

  inState(state: OutboxState): OutboxRow[] {
    return many(
      this.#store
        .sql<[string], Stored>(`select * from outbox where ${ACTIVE} and state = ? order by lane_seq`)
        .all(state),
    );
  }

  /** Not ended, of one conversation by its current name, in lane order. */
  ofConversation(conversation: string): OutboxRow[] {
    return many(
      this.#store
        .sql<[string], Stored>(`select * from outbox where ${ACTIVE} and ${CONVERSATION} = ? order by lane_seq`)
        .all(conversation),
    );
  }

  /** The same for many conversations, by their current names. */
  ofConversations(conversations: readonly string[]): ReadonlyMap<string, readonly OutboxRow[]> {
    const rows = this.#store
      .sql<[string], Stored>(
        `select * from outbox where ${ACTIVE} and ${CONVERSATION} in (select value from json_each(?)) order by lane_seq`,
      )
      .all(JSON.stringify(conversations));
    return Map.groupBy(many(rows), conversationOf);
  }

  /** The item that says what a lane does next. */
  head(conversation: string, lane: LaneKind): OutboxRow | null {
    return one(
      this.#store
        .sql<[string, string], Stored>(
          `select * from outbox where ${TO_DO} and ${CONVERSATION} = ? and lane = ? order by lane_seq limit 1`,
        )
        .get(conversation, lane),
    );
  }

  /** The item whose message this is. */
  boundTo(conversationId: number, messageId: number): OutboxRow | null {
    return one(
      this.#store
        .sql<[number, number], Stored>('select * from outbox where conversation_id = ? and message_id = ?')
        .get(conversationId, messageId),
    );
  }

  /** Message ids above `afterId` that items have claimed or are thought to be. */
  claimed(conversationId: number, afterId: number): Set<number> {
    const rows = this.#store
      .sql<[number, number, number, number], { id: number }>(
        `select message_id id from outbox where conversation_id = ? and message_id > ?
         union select guess_message_id id from outbox where conversation_id = ? and guess_message_id > ? and ${ACTIVE}`,
      )
      .all(conversationId, afterId, conversationId, afterId);
    return new Set(rows.map((row) => row.id));
  }

  /** Mirrored messages that stand for an item whose answer is still out: views show the item, not a second bubble. */
  hidden(conversationId: number): Set<number> {
    const rows = this.#store
      .sql<[number], { id: number }>(
        `select guess_message_id id from outbox where conversation_id = ? and guess_message_id is not null and state in ('sending', 'checking')`,
      )
      .all(conversationId);
    return new Set(rows.map((row) => row.id));
  }

  /** Own messages of which something was not kept, and the client ids of messages sent from here. */
  sentOf(
    conversationId: number,
    fromId: number,
    toId: number,
  ): { readonly messageId: number; readonly clientId: string; readonly notKept: readonly NotKept[] }[] {
    return this.#store
      .sql<[number, number, number], { message_id: number; client_id: string; not_kept: string }>(
        `select message_id, client_id, not_kept from outbox where conversation_id = ? and message_id between ? and ? and state = 'sent' and kind = 'message'`,
      )
      .all(conversationId, fromId, toId)
      .map((row) => ({
        messageId: row.message_id,
        clientId: row.client_id,
        notKept: JSON.parse(row.not_kept) as NotKept[],
      }));
  }

  /** Stage ids of files that have not arrived: of items that have not ended, and of those whose files the server did not keep. */
  heldFiles(): Set<string> {
    const rows = this.#store
      .sql<[], { id: string }>(
        `select json_extract(file.value, '$.stageId') id from outbox, json_each(outbox.payload, '$.files') file
         where outbox.kind = 'message' and (${ACTIVE} or outbox.not_kept like '%"files"%')`,
      )
      .all();
    return new Set(rows.map((row) => row.id));
  }

  /** Sent and not compared yet with what the server kept. */
  uncompared(): RowOf<'message'>[] {
    return many(
      this.#store
        .sql<[], Stored>(
          `select * from outbox where state = 'sent' and kind = 'message' and compared = 0 and message_id is not null order by seq`,
        )
        .all(),
    ) as RowOf<'message'>[];
  }

  /** Forgets items that ended before `endedBefore`; the ones with something to say about a message stay. */
  prune(endedBefore: number): number {
    return this.#store
      .sql<[number]>(`delete from outbox where ended_at < ? and state in ('sent', 'discarded') and not_kept = '[]'`)
      .run(endedBefore).changes;
  }

  touch(
    row: Pick<OutboxRow, 'clientId' | 'conversationId' | 'conversationRef' | 'kind' | 'payload'>,
    touched: Touched,
  ): void {
    touched.outbox.add(row.clientId);
    if (row.conversationId === null) touched.unsentConversations.add(row.conversationRef);
    else {
      touched.conversation(row.conversationId);
      const { payload } = row;
      if (row.kind !== 'message' && 'messageId' in payload && typeof payload.messageId === 'number') {
        touched.message(row.conversationId, payload.messageId);
      }
    }
  }
}

function toSql(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return JSON.stringify(value);
}

function one(stored: Stored | undefined): OutboxRow | null {
  return stored === undefined ? null : decode(stored);
}

function many(stored: readonly Stored[]): OutboxRow[] {
  return stored.map(decode);
}

function decode(stored: Stored): OutboxRow {
  const row = {
    seq: stored.seq,
    clientId: stored.client_id,
    kind: stored.kind,
    conversationRef: stored.conversation_ref,
    conversationId: stored.conversation_id,
    lane: stored.lane as LaneKind,
    laneSeq: stored.lane_seq,
    state: stored.state as OutboxState,
    hold: stored.hold as HoldReason | null,
    error: stored.error === null ? null : (JSON.parse(stored.error) as ErrorInfo),
    payload: JSON.parse(stored.payload) as unknown,
    createdAt: stored.created_at,
    undoUntil: stored.undo_until,
    attempts: stored.attempts,
    serverErrors: stored.server_errors,
    sentBeforeErrors: stored.sent_before_errors,
    nextAttemptAt: stored.next_attempt_at,
    newestShownMessageId: stored.newest_shown_message_id,
    newestIdBeforeAttempt: stored.newest_id_before_attempt,
    attemptStartedAt: stored.attempt_started_at,
    ambiguous: stored.ambiguous === 1,
    settle: stored.settle as Settle | null,
    settleUntilMono: stored.settle_until_mono,
    guessMessageId: stored.guess_message_id,
    messageId: stored.message_id,
    pendingIntent: stored.pending_intent as 'edit' | 'discard' | null,
    notKept: JSON.parse(stored.not_kept) as NotKept[],
    withCreate: stored.with_create === 1,
    compared: stored.compared === 1,
    recovered: stored.recovered === 1,
    endedAt: stored.ended_at,
  };
  return row as OutboxRow;
}
