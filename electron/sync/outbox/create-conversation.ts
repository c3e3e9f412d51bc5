import type { RateBucket } from '#shared/limits.ts';
import { ApiFailure } from '../api/failure.ts';
import type { ApiConversation, CreateConversationInput } from '../api/types.ts';
import type { OutboxRow, RowOf } from '../store/local/rows.ts';
import type { Touched } from '../store/touched.ts';
import type { OutboxCore } from './core.ts';
import { GO, type Delivery, type Finding, type Handler, type Prepared, type Readiness } from './handler.ts';
import { idIn } from './kept.ts';

type CreateRow = RowOf<'create-conversation'>;

const LIST_PAGE = 100;
/** A list that never ends is no list. */
const PAGES_AT_MOST = 200;

/** New conversations: `POST /v1/chat/conversations` (docs/api.md sections 6 and 13.8). */
export class ConversationCreator implements Handler<CreateRow> {
  readonly #core: OutboxCore;
  readonly #created: (temporaryId: string, conversationId: number) => void;

  /** `created` is told after the commit. */
  constructor(core: OutboxCore, created: (temporaryId: string, conversationId: number) => void) {
    this.#core = core;
    this.#created = created;
  }

  readiness(): Readiness {
    return GO;
  }

  buckets(): readonly RateBucket[] {
    return ['create'];
  }

  prepare(row: CreateRow): Promise<Prepared> {
    return Promise.resolve({
      ok: true,
      send: async (signal) => {
        const current = this.#core.store.outbox.get(row.clientId) as CreateRow;
        const answer = await this.#core.needs.api.createConversation(this.#input(current), { signal });
        return this.#delivery(current, answer);
      },
    });
  }

  /** The first message goes along where it is plain text: then both are there, or neither. */
  begin(row: CreateRow, touched: Touched): void {
    const { store, needs, facts } = this.#core;
    store.outbox.change(row, { newestIdBeforeAttempt: needs.mirror.newestConversationId() ?? 0 }, touched);
    const [first] = this.#messages(row);
    if (first === undefined || first.state !== 'queued' || !facts.takesInitialMessage || !isPlain(first)) return;
    if (this.#core.deadlines.left(`${first.clientId}:undo`) > 0) return;
    store.outbox.move(
      first,
      'sending',
      {
        attempts: first.attempts + 1,
        attemptStartedAt: this.#core.now(),
        newestIdBeforeAttempt: 0,
        withCreate: true,
        undoUntil: null,
      },
      touched,
    );
  }

  /** The conversation was not created, or we do not know: the message that went along shares its fate. */
  broke(row: CreateRow, failure: ApiFailure, touched: Touched): void {
    const now = this.#core.store.outbox.get(row.clientId);
    for (const message of this.#messages(row)) {
      if (now.state === 'checking' && message.state === 'sending') {
        this.#core.toChecking(message, now.settle ?? 'late', failure, touched);
      }
      if ((now.state === 'queued' || now.state === 'failed') && isUnderWay(message)) {
        this.#core.toQueue(message, 0, null, touched);
      }
    }
  }

  async find(row: CreateRow): Promise<Finding> {
    const list = await this.#readList();
    if (list instanceof ApiFailure) return { kind: 'failed', failure: list };
    const named = list.find(({ value }) => idIn(value.metadata, 'client_conversation_id') === row.clientId);
    if (named !== undefined) return this.#found(row, named, true);
    if (this.#core.facts.keepsConversationIds === true) return { kind: 'none' };
    const alike = list.filter(({ value }) => this.#looksLike(row, value));
    const [first, second] = alike;
    if (first === undefined) return { kind: 'none' };
    if (second !== undefined || row.recovered) return { kind: 'several' };
    return this.#found(row, first, false);
  }

  #found(row: CreateRow, found: Listed, byId: boolean): Finding {
    return {
      kind: 'found',
      accept: () => {
        if (byId) this.#core.write(() => this.#core.facts.learnConversationIds(true));
        this.#accept(row, found.value, found.ticket);
      },
    };
  }

  #delivery(
    row: CreateRow,
    answer: { value: ApiConversation; ticket: number; receivedAt: number; serverDate: number | null },
  ): Delivery {
    return {
      answer,
      accept: () => {
        const echoed = answer.value.metadata;
        if (echoed !== undefined) {
          const kept = idIn(echoed, 'client_conversation_id') === row.clientId;
          this.#core.write(() => this.#core.facts.learnConversationIds(kept));
        }
        this.#accept(row, answer.value, answer.ticket);
      },
    };
  }

  #accept(row: CreateRow, conversation: ApiConversation, ticket: number): void {
    this.#core.mirrored(() => void this.#core.needs.mirror.applyConversation(conversation, ticket));
    const { store } = this.#core;
    this.#core.write((touched) => {
      const wentAlong = this.#messages(row).filter(isUnderWay);
      this.#core.toSent(row.clientId, {}, touched);
      store.aliases.add(row.conversationRef, conversation.id, this.#core.now(), touched);
      store.outbox.resolve(row.conversationRef, conversation.id, touched);
      store.drafts.rename(row.conversationRef, String(conversation.id), this.#core.now(), touched);
      // Its own message is found by reading the new conversation: it carries no id of ours.
      for (const message of wentAlong) {
        const current = store.outbox.get(message.clientId);
        if (current.state === 'sending') this.#core.toChecking(current, 'soon', null, touched);
      }
      this.#core.afterwards(() => this.#created(row.conversationRef, conversation.id));
    });
  }

  #input(row: CreateRow): CreateConversationInput {
    const { payload } = row;
    const along = this.#messages(row).find((message) => message.state === 'sending' && message.withCreate);
    return {
      title: payload.title,
      type: payload.type,
      participantIds: payload.participantIds,
      metadata: { ...payload.metadata, client_conversation_id: row.clientId },
      ...(along === undefined ? {} : { initialMessage: along.payload.content }),
    };
  }

  #messages(row: CreateRow): RowOf<'message'>[] {
    return this.#core.store.outbox
      .ofConversation(row.conversationRef)
      .filter((other): other is RowOf<'message'> => other.kind === 'message' && other.state !== 'failed');
  }

  /** Not known before the attempt, mine, and of the same kind, name and people. */
  #looksLike(row: CreateRow, conversation: ApiConversation): boolean {
    const { userId } = this.#core.needs;
    const { payload } = row;
    if (conversation.id <= (row.newestIdBeforeAttempt ?? 0)) return false;
    if (idIn(conversation.metadata, 'client_conversation_id') !== null) return false;
    if (conversation.type !== payload.type) return false;
    if ((conversation.title ?? '').trim() !== payload.title.trim()) return false;
    if (this.#core.store.aliases.of(conversation.id).length > 0) return false;
    const people = (conversation.participants ?? []).flatMap((participant) => participant.userId ?? []);
    const owner = conversation.ownerUserId ?? (people.includes(userId) ? userId : null);
    if (owner !== userId) return false;
    return people.length === 0 || payload.participantIds.every((id) => people.includes(id));
  }

  /**
   * The whole list, because a new conversation may stand last; where it took more than one page, from the beginning again until nothing is
   * new, because it shifts while it is read.
   */
  async #readList(): Promise<readonly Listed[] | ApiFailure> {
    const found = new Map<number, Listed>();
    for (let round = 0; round < PAGES_AT_MOST; round++) {
      const before = found.size;
      const pages = await this.#readRound(found);
      if (pages instanceof ApiFailure) return pages;
      if (pages === 1 || (round > 0 && found.size === before)) break;
    }
    return [...found.values()];
  }

  /** Returns the number of pages read. */
  async #readRound(found: Map<number, Listed>): Promise<number | ApiFailure> {
    const { api, pace, connection } = this.#core.needs;
    for (let page = 1; page <= PAGES_AT_MOST; page++) {
      await pace.acquire('conversations', { priority: 'send' });
      try {
        const answer = await api.listConversations({ page, limit: LIST_PAGE });
        connection.succeeded(answer, 'conversations');
        const { items, pagination } = answer.value;
        const before = found.size;
        for (const value of items) found.set(value.id, { value, ticket: answer.ticket });
        const last = pagination?.totalPages ?? null;
        const ended = pagination === null || (last !== null && page >= last) || items.length === 0;
        // A server that ignores `page` gives the same again and again.
        if (ended || (last === null && found.size === before)) return page;
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error;
        connection.failed(error, 'conversations');
        if (error.kind === 'rate-limited') pace.refused('conversations', error.retryAfterMs);
        return error;
      }
    }
    return PAGES_AT_MOST;
  }
}

interface Listed {
  readonly value: ApiConversation;
  readonly ticket: number;
}

function isUnderWay(row: OutboxRow): boolean {
  return (row.state === 'sending' || row.state === 'checking') && row.withCreate;
}

function isPlain(row: RowOf<'message'>): boolean {
  const { payload } = row;
  return (
    payload.contentType === 'text' &&
    payload.files.length === 0 &&
    payload.replyTo === null &&
    payload.parentMessageId === null &&
    Object.keys(payload.metadata).length === 0
  );
}
