import type { ConnectionState } from '#shared/domain/sync-status.ts';
import type { StagedFile } from '#shared/domain/draft.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { VirtualTime } from '#tests/support/virtual-time.ts';
import { ApiFailure, type ApiFailureFacts } from '../api/failure.ts';
import type {
  Answer,
  ApiConversation,
  ApiMessage,
  CreateConversationInput,
  JsonObject,
  Page,
  RequestOptions,
  SendMessageInput,
} from '../api/types.ts';
import { RateLimiter } from '../network/rate-limiter.ts';
import { LocalFolder } from '../store/local/testing.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import type { MessageInput } from './enqueue.ts';
import type { IntentOutcome, Levels, MirroredMessage, MirrorReader, OutboxApi, OutboxNeeds } from './needs.ts';
import { Outbox } from './outbox.ts';

/** A small server, the mirror of it and an outbox between the agent and both, on virtual time. */

export const ME = 1;
export const COLLEAGUE = 2;
export const CUSTOMER = 9;

export interface ServerMessage {
  readonly id: number;
  readonly conversationId: number;
  readonly senderUserId: number;
  content: string;
  readonly contentType: string;
  readonly metadata: JsonObject;
  readonly replyToMessageId: number | null;
  readonly attachments: readonly { readonly filename: string; readonly sizeBytes: number }[];
  deleted: boolean;
  readonly reactions: Set<string>;
}

/** What the server does with one write. `late`: it commits so many ms after the client gave up. */
export type Fault =
  | 'ok'
  | 'drop-before'
  | 'drop-after'
  | 'never-sent'
  | { readonly fail: Partial<ApiFailureFacts> & Pick<ApiFailureFacts, 'kind'>; readonly committed?: boolean }
  | { readonly late: number; readonly kind?: 'timed-out' | 'reset' }
  | { readonly hang: true };

export class FakeServer {
  readonly time: VirtualTime;
  readonly messages: ServerMessage[] = [];
  readonly conversations: ApiConversation[] = [];
  readonly requests: { readonly what: string; readonly at: number; readonly detail: unknown }[] = [];
  readonly faults: Fault[] = [];
  readonly reading: ApiFailure[] = [];
  readFailure: ApiFailure | null = null;
  keepsIds = true;
  keepsFiles = true;
  keepsReplies = true;
  keepsConversationIds = true;
  takesInitialMessage = true;
  partialAnswers = false;
  latency = 100;
  refuses: ((what: string, conversationId: number) => ApiFailure | null) | null = null;
  /** Whether a request arrives whose client was killed in the middle. */
  orphansArrive: () => boolean = () => false;
  onCommit: ((message: ServerMessage) => void) | null = null;
  #nextId = 100;
  #ticket = 0;

  constructor(time: VirtualTime) {
    this.time = time;
  }

  nextTicket(): number {
    return ++this.#ticket;
  }

  add(conversationId: number, senderUserId: number, content: string, more: Partial<ServerMessage> = {}): ServerMessage {
    const message: ServerMessage = {
      id: this.#nextId++,
      conversationId,
      senderUserId,
      content,
      contentType: 'text',
      metadata: {},
      replyToMessageId: null,
      attachments: [],
      deleted: false,
      reactions: new Set(),
      ...more,
    };
    this.messages.push(message);
    this.onCommit?.(message);
    return message;
  }

  of(conversationId: number): string[] {
    return this.messages.filter((m) => m.conversationId === conversationId).map((m) => m.content);
  }

  sends(): number {
    return this.requests.filter((request) => request.what === 'send').length;
  }

  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        this.time.clearTimeout(timer);
        reject(new ApiFailure({ kind: 'aborted' }));
      };
      const timer = this.time.setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /** One write: the request, the fault that is next, the commit. */
  async exchange<T>(
    what: string,
    conversationId: number,
    detail: unknown,
    options: RequestOptions,
    commit: () => T,
  ): Promise<Answer<T>> {
    const ticket = this.nextTicket();
    this.requests.push({ what, at: this.time.monotonic(), detail });
    const fault = this.faults.shift() ?? 'ok';
    if (fault === 'never-sent') throw new ApiFailure({ kind: 'never-sent', mayHaveCommitted: false });
    const hasFiles = typeof detail === 'object' && detail !== null && 'files' in detail;
    if (hasFiles) options.onProgress?.(50, 100);
    try {
      await this.wait(this.latency, options.signal);
    } catch (error) {
      // The client is gone; what it had sent arrives all the same.
      if (this.orphansArrive()) this.time.setTimeout(() => void commit(), 2 * this.latency);
      throw error;
    }
    const refusal = this.refuses?.(what, conversationId) ?? null;
    if (refusal !== null) throw refusal;
    if (hasFiles) options.onProgress?.(100, 100);
    if (fault === 'drop-before') throw new ApiFailure({ kind: 'reset' });
    if (typeof fault === 'object' && 'hang' in fault) {
      await this.wait(20_000, options.signal);
      throw new ApiFailure({ kind: 'timed-out' });
    }
    if (typeof fault === 'object' && 'late' in fault) {
      this.time.setTimeout(() => void commit(), fault.late);
      throw new ApiFailure({ kind: fault.kind ?? 'timed-out' });
    }
    if (typeof fault === 'object' && 'fail' in fault) {
      if (fault.committed === true) commit();
      throw new ApiFailure(fault.fail);
    }
    const value = commit();
    if (fault === 'drop-after') throw new ApiFailure({ kind: 'reset' });
    return { value, setAside: [], ticket, status: 201, receivedAt: this.time.now(), serverDate: null };
  }

  commitSend(input: SendMessageInput): ServerMessage {
    return this.add(input.conversationId, ME, input.content.trim(), {
      contentType: input.contentType ?? 'text',
      metadata: this.keepsIds ? (input.metadata ?? {}) : {},
      replyToMessageId: this.keepsReplies ? (input.replyToMessageId ?? null) : null,
      attachments: this.keepsFiles
        ? (input.files ?? []).map((file) => ({ filename: file.filename, sizeBytes: file.size }))
        : [],
    });
  }

  commitCreate(input: CreateConversationInput): ApiConversation {
    const id = 500 + this.conversations.length;
    const conversation = conversationOf(id, {
      type: input.type,
      title: input.title,
      metadata: this.keepsConversationIds ? (input.metadata ?? {}) : {},
      people: [ME, ...input.participantIds],
    });
    this.conversations.push(conversation);
    if (input.initialMessage !== undefined && this.takesInitialMessage) this.add(id, ME, input.initialMessage);
    return conversation;
  }
}

export function conversationOf(
  id: number,
  facts: { type: string; title: string; metadata: JsonObject; people: readonly number[] },
): ApiConversation {
  return {
    id,
    type: facts.type,
    title: facts.title,
    ownerUserId: facts.people[0] ?? null,
    ownerShopId: null,
    metadata: facts.metadata,
    lastMessageId: null,
    lastMessageAt: null,
    isOpen: true,
    createdAt: null,
    updatedAt: null,
    lastMessage: null,
    participants: facts.people.map((userId, index) => ({
      id: id * 10 + index,
      conversationId: id,
      userId,
      shopId: null,
      role: index === 0 ? 'owner' : 'participant',
      joinedAt: null,
      leftAt: null,
      lastReadMessageId: null,
      lastReadAt: null,
      unreadCount: 0,
      mutedUntil: null,
      isBlocked: false,
      preferences: null,
      user: null,
      shop: null,
    })),
    extra: {},
  };
}

export function apiMessage(message: ServerMessage, partial = false): ApiMessage {
  const unsaid = undefined;
  return {
    id: message.id,
    conversationId: message.conversationId,
    senderUserId: message.senderUserId,
    senderShopId: null,
    content: message.content,
    contentType: partial ? unsaid : message.contentType,
    metadata: partial ? unsaid : message.metadata,
    parentMessageId: null,
    replyToMessageId: partial ? unsaid : message.replyToMessageId,
    createdAt: null,
    updatedAt: null,
    editedAt: null,
    isDeleted: message.deleted,
    deletedAt: null,
    sender: null,
    senderShop: null,
    attachments: partial
      ? unsaid
      : message.attachments.map((attachment, index) => ({
          id: index + 1,
          type: 'file',
          url: null,
          filename: attachment.filename,
          contentType: null,
          sizeBytes: attachment.sizeBytes,
          metadata: null,
          createdAt: null,
        })),
    statuses: unsaid,
    reactions: unsaid,
    edits: unsaid,
    productReferences: unsaid,
    orderReferences: unsaid,
    extra: {},
  };
}

function mirroredMessage(message: ServerMessage): MirroredMessage {
  const id = message.metadata['client_message_id'];
  return {
    id: message.id,
    content: message.content,
    deleted: message.deleted,
    replyToMessageId: message.replyToMessageId,
    clientMessageId: typeof id === 'string' ? id : null,
    attachments: message.attachments,
    ownReactions: [...message.reactions],
  };
}

/** The agent's computer: it can be killed and started again on the same files. */
export class Desk {
  readonly local: LocalFolder;
  readonly time: VirtualTime;
  readonly server: FakeServer;
  readonly mirror = new Map<number, Map<number, ServerMessage>>();
  readonly mirroredConversations = new Set<number>();
  readonly level = new Set<number>();
  readonly steps: string[] = [];
  readonly intents: IntentOutcome[] = [];
  readonly failures: ApiFailure[] = [];
  readonly refused: string[] = [];
  readonly released: string[] = [];
  readonly answers = new Map<string, ErrorInfo>();
  store: LocalStore;
  outbox: Outbox;
  connection: ConnectionState = 'offline';
  realtime = false;
  settings: Partial<OutboxNeeds> = {};
  #limiter: RateLimiter;
  #ids = 0;

  constructor(settings: Partial<OutboxNeeds> = {}) {
    this.settings = settings;
    this.local = new LocalFolder();
    this.time = this.local.time;
    this.server = new FakeServer(this.time);
    this.server.onCommit = (message) => {
      if (this.realtime && this.connection === 'online') this.time.setTimeout(() => this.event(message), 10);
    };
    this.#limiter = this.#newLimiter();
    this.store = this.#openStore();
    this.outbox = this.#newOutbox();
  }

  #newLimiter(): RateLimiter {
    return new RateLimiter(this.time, this.time, { load: () => [], save: () => undefined });
  }

  #openStore(): LocalStore {
    const { store } = this.local.open();
    store.outbox.observer = (clientId, from, to) => this.steps.push(`${clientId}:${from}→${to}`);
    return store;
  }

  #newOutbox(): Outbox {
    return new Outbox({
      store: this.store,
      api: this.#api(),
      pace: this.#limiter,
      levels: this.#levels(),
      mirror: this.#mirror(),
      connection: { succeeded: () => undefined, failed: (failure) => void this.failures.push(failure) },
      files: {
        prepare: (files) => {
          const bad = files.map((file) => this.answers.get(file.stageId)).find((error) => error !== undefined);
          if (bad !== undefined) return Promise.resolve(bad);
          return Promise.resolve(
            files.map((file) => ({
              filename: file.filename,
              contentType: file.contentType,
              size: file.sizeBytes,
              open: () => new Blob([]),
            })),
          );
        },
        release: (ids) => void this.released.push(...ids),
      },
      clock: this.time,
      timers: this.time,
      random: { next: () => 0.5, uuid: () => `action-${++this.#ids}` },
      log: () => undefined,
      userId: ME,
      extensions: {},
      news: { intentSettled: (outcome) => void this.intents.push(outcome) },
      ...this.settings,
    });
  }

  /** The process dies: nothing more is written; what was under way may still reach the server. */
  async kill(): Promise<void> {
    await this.outbox.stop(0);
    await this.time.settle();
    this.local.close();
    this.level.clear();
  }

  restart(): void {
    this.store = this.#openStore();
    this.#limiter = this.#newLimiter();
    this.outbox = this.#newOutbox();
    this.connection = 'starting';
    this.outbox.start();
  }

  online(): void {
    this.connection = 'online';
    this.outbox.onConnection('online');
  }

  offline(): void {
    this.connection = 'offline';
    this.level.clear();
    this.outbox.onConnection('offline');
  }

  event(message: ServerMessage): void {
    this.#store(message);
    if (message.senderUserId === ME) this.outbox.onOwnMessages(message.conversationId, [apiMessage(message)]);
  }

  /** The short form, as a conversation's event brings it: neither metadata nor files. */
  preview(message: ServerMessage): void {
    this.#store(message);
    const { metadata: _, attachments: __, ...rest } = apiMessage(message);
    this.outbox.onOwnMessages(message.conversationId, [{ ...rest, metadata: undefined, attachments: undefined }]);
  }

  send(content: string, more: Partial<MessageInput> = {}): string {
    const clientMessageId = more.clientMessageId ?? `c${++this.#ids}`;
    this.outbox.enqueueMessage({
      conversationId: '7',
      clientMessageId,
      content,
      contentType: 'text',
      metadata: {},
      replyTo: null,
      parentMessageId: null,
      files: [],
      newestShownMessageId: null,
      ...more,
    });
    return clientMessageId;
  }

  /** A staged file, without bytes. */
  file(stageId: string, sizeBytes = 1_000, kind: StagedFile['kind'] = 'image'): string {
    this.store.write(() => {
      this.store.staged.insert({
        stageId,
        mediaId: `media-${stageId}`,
        filename: `${stageId}.jpg`,
        path: `staged/${stageId}`,
        declaredBytes: sizeBytes,
        asSticker: false,
        width: null,
        height: null,
        createdAt: 0,
      });
      this.store.staged.received(stageId, sizeBytes);
      this.store.staged.ready(stageId, { kind, contentType: 'image/jpeg', width: null, height: null });
    });
    return stageId;
  }

  state(clientId: string): string {
    const row = this.store.outbox.find(clientId);
    if (row === null) return 'none';
    const reason = this.outbox.waitReason(row) ?? row.hold;
    return reason === null ? row.state : `${row.state}(${reason})`;
  }

  path(clientId: string): string {
    const steps = this.steps.filter((step) => step.startsWith(`${clientId}:`));
    return ['queued', ...steps.map((step) => step.split('→')[1])].join(' ');
  }

  #store(message: ServerMessage): void {
    const messages = this.mirror.get(message.conversationId) ?? new Map<number, ServerMessage>();
    messages.set(message.id, { ...message });
    this.mirror.set(message.conversationId, messages);
  }

  #api(): OutboxApi {
    const { server } = this;
    const find = (messageId: number): ServerMessage => {
      const message = server.messages.find((other) => other.id === messageId);
      if (message === undefined) throw new ApiFailure({ kind: 'not-found', status: 404, mayHaveCommitted: false });
      return message;
    };
    return {
      sendMessage: async (input, options = {}) => {
        const answer = await server.exchange('send', input.conversationId, input, options, () =>
          server.commitSend(input),
        );
        return { ...answer, value: apiMessage(answer.value, server.partialAnswers) };
      },
      createConversation: (input, options = {}) =>
        server.exchange('create', 0, input, options, () => server.commitCreate(input)),
      listConversations: async () => {
        const ticket = server.nextTicket();
        server.requests.push({ what: 'list', at: this.time.monotonic(), detail: null });
        await server.wait(server.latency);
        if (server.readFailure !== null) throw server.readFailure;
        const value: Page<ApiConversation> = { items: [...server.conversations], setAside: [], pagination: null };
        return { value, setAside: [], ticket, status: 200, receivedAt: this.time.now(), serverDate: null };
      },
      markRead: (id, messageId, options = {}) => server.exchange('read', id, messageId, options, () => null),
      addReaction: (messageId, emoji, options = {}) =>
        server.exchange('react', 0, emoji, options, () => {
          find(messageId).reactions.add(emoji);
          return null;
        }),
      removeReaction: (messageId, emoji, options = {}) =>
        server.exchange('unreact', 0, emoji, options, () => {
          find(messageId).reactions.delete(emoji);
          return null;
        }),
      editMessage: (id, messageId, content, _reason, options = {}) =>
        server.exchange('edit', id, content, options, () => {
          const message = find(messageId);
          message.content = content;
          return apiMessage(message);
        }),
      deleteMessage: (id, messageId, options = {}) =>
        server.exchange('delete', id, messageId, options, () => {
          const message = find(messageId);
          message.deleted = true;
          return apiMessage(message);
        }),
      updateConversation: (id, change, options = {}) => server.exchange('update', id, change, options, () => null),
      updateOwnParticipant: (id, change, options = {}) => server.exchange('mute', id, change, options, () => null),
      reportConversation: (id, reason, _metadata, options = {}) =>
        server.exchange('report', id, reason, options, () => null),
    };
  }

  #levels(): Levels {
    const { server } = this;
    return {
      isLevel: (id) => this.level.has(id),
      newestId: (id) => Math.max(0, ...(this.mirror.get(id)?.keys() ?? [])),
      requestLevel: async (id) => {
        server.requests.push({ what: 'level', at: this.time.monotonic(), detail: id });
        await server.wait(server.latency);
        const failure = server.reading.shift() ?? server.readFailure ?? server.refuses?.('level', id) ?? null;
        if (failure !== null) return failure;
        const fresh = server.messages.filter((m) => m.conversationId === id && !this.mirror.get(id)?.has(m.id));
        for (const message of fresh) this.#store(message);
        this.level.add(id);
        const own = fresh.filter((message) => message.senderUserId === ME).map((message) => apiMessage(message));
        if (own.length > 0) this.outbox.onOwnMessages(id, own);
        return 'level';
      },
      reread: async (id, messageId) => {
        server.requests.push({ what: 'reread', at: this.time.monotonic(), detail: messageId });
        await server.wait(server.latency);
        if (server.readFailure !== null) return server.readFailure;
        const message = server.messages.find((m) => m.conversationId === id && m.id === messageId);
        if (message === undefined) return null;
        this.#store(message);
        return apiMessage(message);
      },
    };
  }

  #mirror(): MirrorReader {
    const all = (id: number): ServerMessage[] => [...(this.mirror.get(id)?.values() ?? [])].sort((a, b) => a.id - b.id);
    return {
      ownMessagesAfter: (id, after) =>
        all(id)
          .filter((message) => message.senderUserId === ME && message.id > after)
          .map(mirroredMessage),
      message: (id, messageId) => {
        const message = this.mirror.get(id)?.get(messageId);
        return message === undefined ? null : mirroredMessage(message);
      },
      newestAgentMessageId: (id) => all(id).findLast((message) => message.senderUserId === COLLEAGUE)?.id ?? null,
      ownSide: () => null,
      newestConversationId: () => Math.max(0, ...this.mirroredConversations),
      applySent: (message) => {
        const original = this.server.messages.find((m) => m.id === message.id);
        if (original !== undefined) this.#store(original);
      },
      applyConversation: (conversation) => void this.mirroredConversations.add(conversation.id),
      applyParticipant: () => undefined,
      applyOwnReaction: (id, messageId, emoji, on) => {
        const message = this.mirror.get(id)?.get(messageId);
        if (on) message?.reactions.add(emoji);
        else message?.reactions.delete(emoji);
      },
      applyRefused: (id, why) => void this.refused.push(`${id}:${why}`),
    };
  }
}
