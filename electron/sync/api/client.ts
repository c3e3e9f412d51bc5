import { decodeConversation, decodeParticipant } from './decode/conversation.ts';
import { decodeMessage, decodeReaction } from './decode/message.ts';
import { decodePage, recordOf } from './decode/page.ts';
import { decodePerson } from './decode/people.ts';
import { isRecord, text } from './decode/primitives.ts';
import { Notes } from './decode/set-aside.ts';
import { ApiFailure } from './failure.ts';
import { FileChangedError, MultipartBody } from './multipart.ts';
import { exchange, type IncomingAnswer, type OutgoingRequest, type TransportPorts } from './transport.ts';
import type {
  Answer,
  ApiConversation,
  ApiMessage,
  ApiParticipant,
  ApiPerson,
  ApiReaction,
  ChatApi,
  CreateConversationInput,
  JsonObject,
  ListConversationsInput,
  ListMessagesInput,
  Page,
  RequestOptions,
  SendMessageInput,
  SetAside,
  UpdateOwnParticipantInput,
  UploadFile,
} from './types.ts';

export interface ApiClientOptions extends TransportPorts {
  readonly apiUrl: string;
  /** `/broadcasting/auth`, or an absolute address on the API's own origin (docs/api.md section 14). */
  readonly authEndpoint: string;
  /** The bearer token; null while signed out (then nothing is sent, and every call is an `auth` failure). */
  readonly token: () => string | null;
  /** The engine-wide counter; see Answer.ticket. */
  readonly nextTicket: () => number;
  readonly uuid: () => string;
}

type Call = Omit<OutgoingRequest, 'url' | 'token'> & { readonly path: string };

export class ApiClient implements ChatApi {
  readonly #options: ApiClientOptions;
  readonly #base: string;

  constructor(options: ApiClientOptions) {
    this.#options = options;
    this.#base = options.apiUrl.replace(/\/+$/, '');
  }

  listConversations(
    input: ListConversationsInput = {},
    options: RequestOptions = {},
  ): Promise<Answer<Page<ApiConversation>>> {
    const query = {
      page: input.page,
      limit: input.limit,
      type: input.type,
      is_open: input.isOpen === undefined ? undefined : Number(input.isOpen),
      search: input.search,
    };
    return this.#page(
      { method: 'get', path: '/v1/chat/conversations', query },
      options,
      decodeConversation,
      'conversations',
    );
  }

  listMessages(
    conversationId: number,
    input: ListMessagesInput = {},
    options: RequestOptions = {},
  ): Promise<Answer<Page<ApiMessage>>> {
    const query = { page: input.page, limit: input.limit, before_id: input.beforeId, after_id: input.afterId };
    return this.#page(
      { method: 'get', path: `/v1/chat/conversations/${conversationId}/messages`, query },
      options,
      (raw, notes) => decodeMessage(raw, conversationId, notes),
      'messages',
    );
  }

  async sendMessage(input: SendMessageInput, options: RequestOptions = {}): Promise<Answer<ApiMessage>> {
    const { files } = input;
    const path = '/v1/chat/messages';
    const decode = (record: unknown, notes: Notes): ApiMessage | null =>
      decodeMessage(record, input.conversationId, notes);
    if (files === undefined || files.length === 0) {
      return this.#record({ method: 'post', path, json: sendBody(input) }, options, decode, 'message');
    }
    let touch: (() => void) | null = null;
    const body = new MultipartBody(
      `zukses-${this.#options.uuid()}`,
      sendFields(input),
      files.map((file, index): [string, UploadFile] => [
        input.bareFileFields ? 'attachments[]' : `attachments[${index}]`,
        file,
      ]),
      (sent, total) => {
        touch?.();
        options.onProgress?.(sent, total);
      },
    );
    const alive = { ...options, onAlive: (callback: () => void): void => void (touch = callback) };
    return this.#record({ method: 'post', path, body }, alive, decode, 'message');
  }

  createConversation(input: CreateConversationInput, options: RequestOptions = {}): Promise<Answer<ApiConversation>> {
    const json = {
      title: input.title,
      type: input.type,
      participant_ids: input.participantIds,
      ...(input.metadata === undefined ? {} : { metadata: input.metadata }),
      ...(input.initialMessage === undefined ? {} : { initial_message: input.initialMessage }),
    };
    return this.#record(
      { method: 'post', path: '/v1/chat/conversations', json },
      options,
      decodeConversation,
      'conversation',
    );
  }

  markRead(
    conversationId: number,
    lastReadMessageId: number,
    options: RequestOptions = {},
  ): Promise<Answer<ApiParticipant | null>> {
    return this.#optional(
      {
        method: 'post',
        path: `/v1/chat/conversations/${conversationId}/read`,
        json: { last_read_message_id: lastReadMessageId },
      },
      options,
      (raw, notes) => decodeParticipant(raw, conversationId, notes),
    );
  }

  addReaction(messageId: number, reaction: string, options: RequestOptions = {}): Promise<Answer<ApiReaction | null>> {
    return this.#optional(
      { method: 'post', path: `/v1/chat/messages/${messageId}/reactions`, json: { reaction } },
      options,
      (raw, notes) => decodeReaction(raw, null, notes),
    );
  }

  removeReaction(messageId: number, reaction: string, options: RequestOptions = {}): Promise<Answer<null>> {
    const path = `/v1/chat/messages/${messageId}/reactions/${encodeURIComponent(reaction)}`;
    return this.#optional<null>({ method: 'delete', path }, options, () => null);
  }

  editMessage(
    conversationId: number,
    messageId: number,
    content: string,
    editReason?: string,
    options: RequestOptions = {},
  ): Promise<Answer<ApiMessage | null>> {
    const json = { content, ...(editReason === undefined ? {} : { edit_reason: editReason }) };
    return this.#optional({ method: 'patch', path: `/v1/chat/messages/${messageId}`, json }, options, (raw, notes) =>
      decodeMessage(raw, conversationId, notes),
    );
  }

  deleteMessage(
    conversationId: number,
    messageId: number,
    options: RequestOptions = {},
  ): Promise<Answer<ApiMessage | null>> {
    return this.#optional({ method: 'delete', path: `/v1/chat/messages/${messageId}` }, options, (raw, notes) =>
      decodeMessage(raw, conversationId, notes),
    );
  }

  updateConversation(
    conversationId: number,
    change: { isOpen: boolean },
    options: RequestOptions = {},
  ): Promise<Answer<ApiConversation | null>> {
    return this.#optional(
      { method: 'patch', path: `/v1/chat/conversations/${conversationId}`, json: { is_open: change.isOpen } },
      options,
      decodeConversation,
    );
  }

  updateOwnParticipant(
    conversationId: number,
    change: UpdateOwnParticipantInput,
    options: RequestOptions = {},
  ): Promise<Answer<ApiParticipant | null>> {
    const json = {
      ...(change.mutedUntil === undefined ? {} : { muted_until: change.mutedUntil }),
      ...(change.isBlocked === undefined ? {} : { is_blocked: change.isBlocked }),
      ...(change.preferences === undefined ? {} : { preferences: change.preferences }),
    };
    return this.#optional(
      { method: 'patch', path: `/v1/chat/conversations/${conversationId}/participants/me`, json },
      options,
      (raw, notes) => decodeParticipant(raw, conversationId, notes),
    );
  }

  reportConversation(
    conversationId: number,
    reason: string,
    metadata?: JsonObject,
    options: RequestOptions = {},
  ): Promise<Answer<null>> {
    const json = { reason, ...(metadata === undefined ? {} : { metadata }) };
    return this.#optional<null>(
      { method: 'post', path: `/v1/chat/conversations/${conversationId}/reports`, json },
      options,
      () => null,
    );
  }

  contacts(search: string, options: RequestOptions = {}): Promise<Answer<Page<ApiPerson>>> {
    return this.#page(
      { method: 'get', path: '/v1/chat/contacts', query: { search: search === '' ? undefined : search } },
      options,
      (raw) => decodePerson(raw, null),
      'contacts',
    );
  }

  async authorizeChannel(
    socketId: string,
    channelName: string,
    options: RequestOptions = {},
  ): Promise<{ auth: string; channel_data?: string }> {
    const json = { socket_id: socketId, channel_name: channelName };
    const answer = await this.#send({ method: 'post', path: this.#options.authEndpoint, json }, options);
    const record = recordOf(answer.body);
    const auth = isRecord(record) ? text(record['auth']) : undefined;
    if (!isRecord(record) || auth === undefined) throw new ApiFailure({ kind: 'unreadable', status: answer.status });
    const channelData = text(record['channel_data']);
    return channelData === undefined ? { auth } : { auth, channel_data: channelData };
  }

  async #page<T>(
    call: Call,
    options: RequestOptions,
    decode: (raw: unknown, notes: Notes) => T | null,
    name: string,
  ): Promise<Answer<Page<T>>> {
    const ticket = this.#options.nextTicket();
    const answer = await this.#send(call, options);
    const page = decodePage(answer.body, decode, [name]);
    if (page === null) throw unreadable(answer);
    return answered(answer, ticket, page, page.setAside);
  }

  async #record<T>(
    call: Call,
    options: RequestOptions,
    decode: (raw: unknown, notes: Notes) => T | null,
    name: string,
  ): Promise<Answer<T>> {
    const { value, ...rest } = await this.#optional(call, options, decode, name);
    if (value === null) throw new ApiFailure({ kind: 'unreadable', status: rest.status, serverDate: rest.serverDate });
    return { ...rest, value };
  }

  /** For calls whose success needs no words: an answer without the record is fine. */
  async #optional<T>(
    call: Call,
    options: RequestOptions,
    decode: (raw: unknown, notes: Notes) => T | null,
    name = 'message',
  ): Promise<Answer<T | null>> {
    const ticket = this.#options.nextTicket();
    const answer = await this.#send(call, options);
    const notes = new Notes();
    const record = recordOf(answer.body, name);
    const value = isRecord(record) && 'id' in record ? decode(record, notes) : null;
    return answered(answer, ticket, value, notes.setAside);
  }

  async #send(call: Call, options: RequestOptions): Promise<IncomingAnswer> {
    const token = this.#options.token();
    if (token === null) throw new ApiFailure({ kind: 'auth', mayHaveCommitted: false, detail: 'token-missing' });
    const { path, ...rest } = call;
    try {
      return await exchange(this.#options, { ...rest, url: this.#address(path), token }, options);
    } catch (error) {
      if (error instanceof ApiFailure && causedBy(error.cause, FileChangedError)) {
        throw new ApiFailure({ kind: 'other', detail: 'file-changed' }, { cause: error });
      }
      throw error;
    }
  }

  /** The token goes to the API's own origin only. */
  #address(path: string): string {
    const url = new URL(path.startsWith('/') ? this.#base + path : path);
    if (url.origin !== new URL(this.#base).origin) {
      throw new ApiFailure({ kind: 'other', mayHaveCommitted: false, detail: 'foreign-origin' });
    }
    return url.href;
  }
}

function answered<T>(answer: IncomingAnswer, ticket: number, value: T, setAside: readonly SetAside[]): Answer<T> {
  const { status, receivedAt, serverDate } = answer;
  return { value, setAside, ticket, status, receivedAt, serverDate };
}

function unreadable(answer: IncomingAnswer): ApiFailure {
  return new ApiFailure({
    kind: 'unreadable',
    status: answer.status,
    serverDate: answer.serverDate,
    detail: 'no-list',
  });
}

function causedBy(error: unknown, kind: new () => Error): boolean {
  if (error instanceof kind) return true;
  return error instanceof Error && causedBy(error.cause, kind);
}

function sendBody(input: SendMessageInput): Record<string, unknown> {
  return {
    conversation_id: input.conversationId,
    content: input.content,
    ...(input.contentType === undefined ? {} : { content_type: input.contentType }),
    ...(input.parentMessageId == null ? {} : { parent_message_id: input.parentMessageId }),
    ...(input.replyToMessageId == null ? {} : { reply_to_message_id: input.replyToMessageId }),
    ...(input.metadata === undefined ? {} : { metadata: input.metadata }),
  };
}

function sendFields(input: SendMessageInput): [string, string][] {
  return Object.entries(sendBody(input)).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}
