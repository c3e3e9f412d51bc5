import type { ConnectionState } from '#shared/domain/sync-status.ts';
import type { StagedFile } from '#shared/domain/draft.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { VirtualTime } from '#tests/support/virtual-time.ts';
import { ApiFailure } from '../api/failure.ts';
import type { ApiConversation, Page } from '../api/types.ts';
import { RateLimiter } from '../network/rate-limiter.ts';
import { LocalFolder } from '../store/local/testing.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import type { MessageInput } from './enqueue.ts';
import { apiMessage, COLLEAGUE, FakeServer, ME, mirroredMessage, type ServerMessage } from './fake-server.testing.ts';
import type { IntentOutcome, Levels, MirrorReader, OutboxApi, OutboxNeeds } from './needs.ts';
import { Outbox } from './outbox.ts';

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
      applyConversation: (conversation) => {
        this.mirroredConversations.add(conversation.id);
        return [];
      },
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
