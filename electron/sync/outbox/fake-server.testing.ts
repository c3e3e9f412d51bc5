import type { VirtualTime } from '#tests/support/virtual-time.ts';
import { ApiFailure, type ApiFailureFacts } from '../api/failure.ts';
import type {
  Answer,
  ApiConversation,
  ApiMessage,
  CreateConversationInput,
  JsonObject,
  RequestOptions,
  SendMessageInput,
} from '../api/types.ts';
import type { MirroredMessage } from './needs.ts';

/** A small server on virtual time, with faults that are told in advance. */

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

export function mirroredMessage(message: ServerMessage): MirroredMessage {
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
