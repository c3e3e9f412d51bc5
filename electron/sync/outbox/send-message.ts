import type { NotKept } from '#shared/domain/message.ts';
import type { RateBucket } from '#shared/limits.ts';
import { ApiFailure } from '../api/failure.ts';
import type { ApiMessage, JsonObject, SendMessageInput, UploadFile } from '../api/types.ts';
import type { RowOf } from '../store/local/rows.ts';
import type { Touched } from '../store/touched.ts';
import { newerAnswer } from './context-guard.ts';
import type { OutboxCore } from './core.ts';
import { GO, type Delivery, type Finding, type Handler, type Prepared, type Readiness } from './handler.ts';
import { compare, echoedId } from './kept.ts';
import { looksLike, matchOf, type MatchKnowledge, type SentFacts } from './match.ts';
import { blamesFileFields } from './outcome.ts';

type MessageRow = RowOf<'message'>;

const PARTS: readonly NotKept[] = ['files', 'reply', 'metadata', 'content-type'];

/** Messages: `POST /v1/chat/messages` (docs/api.md sections 5 and 13). */
export class MessageSender implements Handler<MessageRow> {
  readonly #core: OutboxCore;
  /** Items whose server copy is being read for comparison. */
  readonly #comparing = new Set<string>();

  constructor(core: OutboxCore) {
    this.#core = core;
  }

  readiness(row: MessageRow): Readiness {
    if (row.conversationId === null) return { kind: 'wait', reason: 'conversation' };
    const reply = this.#reply(row);
    if (reply.kind !== 'known') return reply.kind === 'wait' ? WAIT_TARGET : HOLD_TARGET;
    if (!this.#core.needs.levels.isLevel(row.conversationId)) return { kind: 'wait', reason: 'levelling' };
    if (newerAnswer(row, this.#core.needs.mirror)) return { kind: 'hold', reason: 'newer-answer' };
    return GO;
  }

  buckets(row: MessageRow): readonly RateBucket[] {
    const { files } = row.payload;
    if (files.length === 0) return ['send'];
    return this.#core.facts.countsFiles ? [...files.map(() => 'upload' as const), 'send'] : ['upload', 'send'];
  }

  async prepare(row: MessageRow): Promise<Prepared> {
    const { files } = row.payload;
    const uploads = files.length === 0 ? [] : await this.#core.needs.files.prepare(files);
    if (!isList(uploads)) return { ok: false, error: uploads };
    return {
      ok: true,
      send: async (signal, onProgress) => {
        const current = this.#core.store.outbox.get(row.clientId) as MessageRow;
        const input = this.#input(current, uploads);
        const answer = await this.#core.needs.api.sendMessage(input, { signal, onProgress });
        return this.#delivery(current, answer);
      },
    };
  }

  begin(row: MessageRow, touched: Touched): void {
    const { levels } = this.#core.needs;
    const newestIdBeforeAttempt = row.conversationId === null ? 0 : (levels.newestId(row.conversationId) ?? 0);
    this.#core.store.outbox.change(
      row,
      { newestIdBeforeAttempt, guessMessageId: null, withCreate: false, recovered: false },
      touched,
    );
  }

  refused(row: MessageRow, failure: ApiFailure, touched: Touched): boolean {
    if (failure.kind === 'invalid-type') {
      this.#core.facts.learnRefusedType(row.payload.contentType);
      this.#core.afterwards(() => this.#core.needs.news?.serverLearnt?.());
    }
    if (failure.kind === 'rate-limited' && row.payload.files.length > 1) this.#core.facts.learnCountsFiles();
    if (row.payload.files.length === 0 || !blamesFileFields(failure) || this.#core.facts.bareFileFields) return false;
    this.#core.facts.learnBareFileFields();
    this.#core.toQueue(row, 0, null, touched);
    return true;
  }

  async find(row: MessageRow): Promise<Finding> {
    const { conversationId } = row;
    if (conversationId === null) return { kind: 'none' };
    const level = await this.#core.needs.levels.requestLevel(conversationId, 'send', floorOf(row));
    if (level !== 'level') return { kind: 'failed', failure: level };
    return this.look(row);
  }

  /** Looks in what is mirrored, without reading. */
  look(row: MessageRow): Finding {
    const { conversationId } = row;
    if (conversationId === null) return { kind: 'none' };
    const { mirror } = this.#core.needs;
    const from = floorOf(row);
    const claimed = this.#core.store.outbox.claimed(conversationId, from);
    // Its own guess is a candidate, not somebody else's claim.
    if (row.guessMessageId !== null) claimed.delete(row.guessMessageId);
    const candidates = mirror.ownMessagesAfter(conversationId, from);
    const known = this.#knowledge();
    // One message that came back with an id shows that they do, also right after what had been learnt was lost.
    const keepsIds = known.keepsIds ?? (candidates.some((message) => message.clientMessageId !== null) || null);
    const match = matchOf(this.#facts(row), candidates, claimed, { ...known, keepsIds });
    switch (match.kind) {
      case 'none':
      case 'several':
        return { kind: match.kind };
      case 'one':
        return { kind: 'found', accept: () => this.#bind(row.clientId, match.messageId, match.by === 'id', null) };
      default:
        return match satisfies never;
    }
  }

  /** The message is on the server under this id. `message`: the server's copy, where it is at hand. */
  #bind(clientId: string, messageId: number, byId: boolean, message: ApiMessage | null): void {
    this.#core.write((touched) => {
      if (byId) this.#core.facts.learnIds(true, 'list');
      const row = this.#core.toSent(clientId, { messageId }, touched) as MessageRow;
      const sent = this.#sentParts(row);
      if (message !== null) this.#writeComparison(row, message, false, touched);
      else if (PARTS.some((part) => wasSent(sent, part))) this.#compareLater(clientId);
      else this.#core.store.outbox.change(row, { compared: true }, touched);
    });
  }

  /**
   * An own message came, by event or by reading. It may be the one that is being sent: then it is no second bubble. It may be one whose answer
   * was lost, or the copy of a sent one, to be compared.
   */
  own(conversationId: number, message: ApiMessage): void {
    const clientId = echoedId(message, 'client_message_id');
    if (typeof clientId === 'string' && this.#core.facts.keepsIds !== true) {
      this.#core.write(() => this.#core.facts.learnIds(true, 'list'));
    }
    const named = typeof clientId === 'string' ? this.#core.store.outbox.find(clientId) : null;
    if (named?.kind === 'message' && named.conversationId === conversationId) {
      if (named.state !== 'sent' && named.state !== 'discarded') {
        this.#bind(named.clientId, message.id, true, message);
        return;
      }
      if (named.messageId === null && named.state === 'sent') this.#bind(named.clientId, message.id, true, message);
    }
    const bound = this.#core.store.outbox.boundTo(conversationId, message.id);
    if (bound?.kind === 'message') {
      if (!bound.compared) this.#compared(bound, message, false);
      return;
    }
    if (typeof clientId !== 'string') this.#guess(conversationId, message);
  }

  /** Reads the server's copy of what was sent, where the answer did not say whether all of it was kept. */
  async compareNow(row: MessageRow): Promise<void> {
    const { conversationId, messageId, clientId } = row;
    if (conversationId === null || messageId === null || this.#comparing.has(clientId)) return;
    this.#comparing.add(clientId);
    try {
      const message = await this.#core.needs.levels.reread(conversationId, messageId);
      if (message === null || message instanceof ApiFailure) return;
      const current = this.#core.store.outbox.find(clientId);
      if (current?.kind === 'message' && current.state === 'sent' && !current.compared) {
        this.#compared(current, message, true);
      }
    } finally {
      this.#comparing.delete(clientId);
    }
  }

  #delivery(
    row: MessageRow,
    answer: { value: ApiMessage; ticket: number; receivedAt: number; serverDate: number | null },
  ): Delivery {
    const accept = (): void => {
      this.#core.mirrored(() => this.#core.needs.mirror.applySent(answer.value, answer.ticket));
      this.#core.write((touched) => {
        const echoed = echoedId(answer.value, 'client_message_id');
        if (echoed !== undefined) this.#core.facts.learnIds(echoed === row.clientId, 'answer');
        const current = this.#core.toSent(row.clientId, { messageId: answer.value.id }, touched);
        if (current.kind === 'message' && current.state === 'sent' && !current.compared) {
          this.#writeComparison(current, answer.value, false, touched);
        }
      });
    };
    return { answer, accept };
  }

  #input(row: MessageRow, files: readonly UploadFile[]): SendMessageInput {
    const { payload, conversationId } = row;
    if (conversationId === null) throw new Error('A message without a conversation is not sent');
    const sticker = payload.files.some((file) => file.kind === 'sticker');
    const metadata: JsonObject = {
      ...payload.metadata,
      ...(sticker ? { attachment_kind: 'sticker' } : {}),
      client_message_id: row.clientId,
    };
    const replyToMessageId = this.#replyId(row);
    return {
      conversationId,
      content: payload.content,
      contentType: payload.contentType,
      metadata,
      ...(payload.parentMessageId === null ? {} : { parentMessageId: payload.parentMessageId }),
      ...(replyToMessageId === null ? {} : { replyToMessageId }),
      ...(files.length === 0 ? {} : { files, bareFileFields: this.#core.facts.bareFileFields }),
    };
  }

  #reply(row: MessageRow): { kind: 'known'; id: number | null } | { kind: 'wait' } | { kind: 'gone' } {
    const { replyTo } = row.payload;
    if (replyTo === null) return { kind: 'known', id: null };
    if (replyTo.messageId !== null) return { kind: 'known', id: replyTo.messageId };
    const target = replyTo.clientMessageId === null ? null : this.#core.store.outbox.find(replyTo.clientMessageId);
    if (target === null) return { kind: 'gone' };
    switch (target.state) {
      case 'sent':
        return target.messageId === null ? { kind: 'gone' } : { kind: 'known', id: target.messageId };
      case 'failed':
      case 'discarded':
        return { kind: 'gone' };
      case 'queued':
      case 'sending':
      case 'checking':
      case 'unconfirmed':
      case 'held':
        return { kind: 'wait' };
      default:
        return target.state satisfies never;
    }
  }

  #replyId(row: MessageRow): number | null {
    const reply = this.#reply(row);
    return reply.kind === 'known' ? reply.id : null;
  }

  #facts(row: MessageRow): SentFacts {
    return {
      clientId: row.clientId,
      content: row.payload.content,
      replyToMessageId: this.#replyId(row),
      files: row.payload.files,
      withoutId: row.withCreate,
      // A conversation of our own making is known from its beginning.
      doubtful: row.recovered && !row.withCreate,
    };
  }

  #knowledge(): MatchKnowledge {
    const { facts } = this.#core;
    return { keepsIds: facts.keepsIds, keepsFiles: facts.keeps('files'), keepsReplies: facts.keeps('reply') };
  }

  /** Without our id: it may be the one whose request is under way, or one that is being looked for. */
  #guess(conversationId: number, message: ApiMessage): void {
    const { facts, store, needs } = this.#core;
    for (const row of store.outbox.ofConversation(String(conversationId))) {
      if (row.kind !== 'message' || (row.state !== 'sending' && row.state !== 'checking')) continue;
      if (message.id <= (row.newestIdBeforeAttempt ?? 0)) continue;
      if (row.state === 'checking') {
        const finding = this.look(row);
        if (finding.kind === 'found') finding.accept();
        continue;
      }
      // Where ids come back, one without ours is another's; a preview shows none either way.
      const isNamed = facts.keepsIds === true && !row.withCreate && message.metadata !== undefined;
      if (row.guessMessageId !== null || isNamed) continue;
      const mirrored = needs.mirror.message(conversationId, message.id);
      const knowledge = message.attachments === undefined ? NOTHING_OF_A_PREVIEW : this.#knowledge();
      if (mirrored === null || !looksLike(this.#facts(row), mirrored, knowledge)) continue;
      this.#core.write((touched) => store.outbox.change(row, { guessMessageId: message.id }, touched));
      return;
    }
  }

  #compared(row: MessageRow, message: ApiMessage, whole: boolean): void {
    this.#core.write((touched) => this.#writeComparison(row, message, whole, touched));
  }

  #writeComparison(row: MessageRow, message: ApiMessage, whole: boolean, touched: Touched): void {
    const { facts, store, needs } = this.#core;
    const sent = this.#sentParts(row);
    const { notKept, complete } = compare(sent, message, whole);
    if (whole || complete) {
      for (const part of PARTS) if (wasSent(sent, part)) facts.learnKept(part, !notKept.includes(part));
    }
    if (whole && !row.withCreate) {
      const echoed = echoedId(message, 'client_message_id');
      facts.learnIds(echoed === row.clientId, 'list');
    }
    store.outbox.change(row, { notKept, compared: complete }, touched);
    if (!complete) this.#compareLater(row.clientId);
    else if (!notKept.includes('files') && row.payload.files.length > 0) {
      const stageIds = row.payload.files.map((file) => file.stageId);
      this.#core.afterwards(() => needs.files.release(stageIds, message));
    }
  }

  #sentParts(row: MessageRow): Parameters<typeof compare>[0] {
    return {
      contentType: row.payload.contentType,
      replyToMessageId: this.#replyId(row),
      metadata: row.payload.metadata,
      fileCount: row.payload.files.length,
    };
  }

  #compareLater(clientId: string): void {
    this.#core.afterwards(() => {
      const row = this.#core.store.outbox.find(clientId);
      if (row?.kind !== 'message' || row.compared || row.state !== 'sent') return;
      this.compareNow(row).catch((error: unknown) => {
        const reason = error instanceof Error ? error.name : 'unknown';
        this.#core.needs.log({ level: 'warn', event: 'comparing a sent message failed', details: { reason } });
      });
    });
  }
}

/** A preview shows neither files nor quotes, whatever the server keeps. */
const NOTHING_OF_A_PREVIEW: MatchKnowledge = { keepsIds: null, keepsFiles: null, keepsReplies: null };
const WAIT_TARGET: Readiness = { kind: 'wait', reason: 'target' };
const HOLD_TARGET: Readiness = { kind: 'hold', reason: 'target-failed' };

/** What is not above it was there before the last attempt. */
function floorOf(row: MessageRow): number {
  return row.newestIdBeforeAttempt ?? row.newestShownMessageId ?? 0;
}

function isList(value: unknown): value is readonly UploadFile[] {
  return Array.isArray(value);
}

function wasSent(sent: Parameters<typeof compare>[0], part: NotKept): boolean {
  switch (part) {
    case 'files':
      return sent.fileCount > 0;
    case 'reply':
      return sent.replyToMessageId !== null;
    case 'metadata':
      return Object.keys(sent.metadata).length > 0;
    case 'content-type':
      return sent.contentType !== 'text';
    default:
      return part satisfies never;
  }
}
