/**
 * What the API's documents become once they are decoded (docs/api.md sections 2 to 8, read liberally as section 12 says).
 *
 * `undefined` says that the document did not mention a field (a partial event, an answer with only some of the fields): whoever stores it
 * keeps what was known. `null` says that the server said null. Arrays that came as null count as not mentioned.
 */

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** A moment as the server wrote it, and as UTC milliseconds. */
export interface ApiTime {
  readonly sent: string;
  readonly ms: number;
}

type Told<T> = T | undefined;

/** Only the documented fields of a person; everything else a server leaks about people is dropped at decoding (docs/api.md section 12). */
export interface ApiPerson {
  readonly id: number;
  readonly name: Told<string | null>;
  readonly email: Told<string | null>;
  readonly photo: Told<string | null>;
  readonly onlineStatus: Told<string | null>;
}

/** Only the documented fields of a shop. */
export interface ApiShop {
  readonly id: number;
  readonly name: Told<string | null>;
  readonly logo: Told<string | null>;
}

export interface ApiAttachment {
  /** Positive as the server numbers them; negative and derived from the place in the list where a server gives no id. */
  readonly id: number;
  readonly type: string | null;
  readonly url: string | null;
  readonly filename: string | null;
  readonly contentType: string | null;
  readonly sizeBytes: number | null;
  readonly metadata: JsonValue;
  readonly createdAt: ApiTime | null;
}

export interface ApiStatus {
  readonly id: number | null;
  readonly messageId: number | null;
  /** Only in events of servers that name it; the document's `message.status` does not (docs/api.md section 8). */
  readonly conversationId: number | null;
  readonly userId: number;
  /** `sent`, `delivered`, `read`, `failed`, or a word never seen before. */
  readonly status: string;
  readonly statusAt: ApiTime | null;
  readonly deviceInfo: JsonValue;
}

export interface ApiReaction {
  readonly id: number | null;
  readonly userId: number;
  readonly reaction: string;
  readonly reactedAt: ApiTime | null;
}

export interface ApiEdit {
  /** As ApiAttachment.id. */
  readonly id: number;
  readonly editorId: number | null;
  readonly previousContent: string | null;
  readonly reason: string | null;
  readonly editedAt: ApiTime | null;
}

/** The document never shows a product reference's shape: the fields that can be found under the usual names, and the rest as it came. */
export interface ApiProductReference {
  /** As ApiAttachment.id. */
  readonly id: number;
  readonly productId: number | null;
  readonly snapshot: JsonValue;
  readonly createdAt: ApiTime | null;
  readonly extra: JsonObject;
}

export interface ApiOrderReference {
  /** As ApiAttachment.id. */
  readonly id: number;
  readonly orderId: number | null;
  readonly marketplaceOrderId: string | null;
  readonly snapshot: JsonValue;
  readonly createdAt: ApiTime | null;
  readonly extra: JsonObject;
}

export interface ApiMessage {
  readonly id: number;
  readonly conversationId: number;
  readonly senderUserId: Told<number | null>;
  readonly senderShopId: Told<number | null>;
  /** As sent: never trimmed, never marked up. */
  readonly content: Told<string | null>;
  readonly contentType: Told<string>;
  /** Usually an object; `null`, or whatever else a server put there. A JSON string is parsed, `[]` becomes `{}`. */
  readonly metadata: Told<JsonValue>;
  readonly parentMessageId: Told<number | null>;
  readonly replyToMessageId: Told<number | null>;
  readonly createdAt: Told<ApiTime | null>;
  readonly updatedAt: Told<ApiTime | null>;
  readonly editedAt: Told<ApiTime | null>;
  readonly isDeleted: Told<boolean>;
  readonly deletedAt: Told<ApiTime | null>;
  readonly sender: Told<ApiPerson | null>;
  readonly senderShop: Told<ApiShop | null>;
  readonly attachments: Told<readonly ApiAttachment[]>;
  readonly statuses: Told<readonly ApiStatus[]>;
  readonly reactions: Told<readonly ApiReaction[]>;
  readonly edits: Told<readonly ApiEdit[]>;
  readonly productReferences: Told<readonly ApiProductReference[]>;
  readonly orderReferences: Told<readonly ApiOrderReference[]>;
  /** Fields the document does not have, kept. */
  readonly extra: JsonObject;
}

export interface ApiParticipant {
  /** The server's id of the membership; negative and derived from the person or shop where it gives none. */
  readonly id: number;
  readonly conversationId: number;
  readonly userId: number | null;
  readonly shopId: number | null;
  /** `participant`, `admin`, `agent`, `owner`, or a word never seen before. */
  readonly role: Told<string>;
  readonly joinedAt: Told<ApiTime | null>;
  readonly leftAt: Told<ApiTime | null>;
  readonly lastReadMessageId: Told<number | null>;
  readonly lastReadAt: Told<ApiTime | null>;
  readonly unreadCount: Told<number | null>;
  readonly mutedUntil: Told<ApiTime | null>;
  readonly isBlocked: Told<boolean>;
  readonly preferences: Told<JsonValue>;
  readonly user: Told<ApiPerson | null>;
  readonly shop: Told<ApiShop | null>;
}

export interface ApiConversation {
  readonly id: number;
  readonly type: Told<string>;
  readonly title: Told<string | null>;
  readonly ownerUserId: Told<number | null>;
  readonly ownerShopId: Told<number | null>;
  readonly metadata: Told<JsonValue>;
  readonly lastMessageId: Told<number | null>;
  readonly lastMessageAt: Told<ApiTime | null>;
  readonly isOpen: Told<boolean>;
  readonly createdAt: Told<ApiTime | null>;
  readonly updatedAt: Told<ApiTime | null>;
  readonly lastMessage: Told<ApiMessage | null>;
  readonly participants: Told<readonly ApiParticipant[]>;
  readonly extra: JsonObject;
}

export interface Pagination {
  readonly currentPage: number | null;
  readonly perPage: number | null;
  readonly total: number | null;
  readonly totalPages: number | null;
}

export type RecordKind =
  | 'conversation'
  | 'message'
  | 'participant'
  | 'attachment'
  | 'status'
  | 'reaction'
  | 'edit'
  | 'product_reference'
  | 'order_reference'
  | 'person';

/** A record that could not be understood. Its values are not kept (they may hold what nobody should have), only its shape. */
export interface SetAside {
  readonly kind: RecordKind;
  readonly conversationId: number | null;
  /** The record's id as text, where it had something like one. */
  readonly recordId: string | null;
  /** A fixed phrase. */
  readonly reason: string;
  /** Field names and the types of their values, at most a few hundred characters. */
  readonly shape: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly setAside: readonly SetAside[];
  /** Null where the server sent none. */
  readonly pagination: Pagination | null;
}

/** What each call of the client resolves to. */
export interface Answer<T> {
  readonly value: T;
  readonly setAside: readonly SetAside[];
  /** Taken from the engine-wide counter when the request began: what was touched later is not overwritten by this answer. */
  readonly ticket: number;
  readonly status: number;
  /** When the answer had arrived, by this computer's wall clock, UTC milliseconds. */
  readonly receivedAt: number;
  /** The server's `Date` header, UTC milliseconds. */
  readonly serverDate: number | null;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** How long to wait while no byte moves in either direction, milliseconds. Defaults: 20 s, 60 s for requests with files. */
  readonly idleTimeoutMs?: number;
  /** Bytes of the request body handed to the network so far, of all. Only for requests with files. */
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
}

export interface ListConversationsInput {
  readonly page?: number;
  readonly limit?: number;
  readonly type?: string;
  readonly isOpen?: boolean;
  readonly search?: string;
}

export interface ListMessagesInput {
  readonly page?: number;
  readonly limit?: number;
  readonly beforeId?: number;
  readonly afterId?: number;
}

export interface UploadFile {
  readonly filename: string;
  readonly contentType: string;
  readonly size: number;
  /** Called once an attempt; a stream must give exactly `size` bytes. */
  open(): Blob | ReadableStream<Uint8Array> | Promise<Blob | ReadableStream<Uint8Array>>;
}

export interface SendMessageInput {
  readonly conversationId: number;
  readonly content: string;
  readonly contentType?: string;
  readonly parentMessageId?: number | null;
  readonly replyToMessageId?: number | null;
  readonly metadata?: JsonObject;
  /** Non-empty: multipart/form-data, fields `attachments[0]`, `attachments[1]`, … */
  readonly files?: readonly UploadFile[];
  /** Field names `attachments[]` instead, for servers that want the form of the document's cURL sample. */
  readonly bareFileFields?: boolean;
}

export interface CreateConversationInput {
  readonly title: string;
  readonly type: string;
  readonly participantIds: readonly number[];
  readonly metadata?: JsonObject;
  readonly initialMessage?: string;
}

export interface UpdateOwnParticipantInput {
  /** ISO 8601; null ends the mute. */
  readonly mutedUntil?: string | null;
  readonly isBlocked?: boolean;
  readonly preferences?: JsonObject;
}

export interface SignInResult {
  readonly token: string;
  /** From the answer's user, else from the token's `sub`; null: it has to be asked for. */
  readonly userId: number | null;
  readonly user: ApiPerson | null;
  /** From the token's `exp`, UTC milliseconds. */
  readonly expiresAt: number | null;
}

/**
 * The four documented endpoints, the extensions (docs/api.md section 11) and channel authorisation (section 8). Every call sends one request
 * and retries nothing; it resolves to a decoded answer or rejects with an ApiFailure. Rate budgets are the caller's matter.
 */
export interface ChatApi {
  listConversations(input?: ListConversationsInput, options?: RequestOptions): Promise<Answer<Page<ApiConversation>>>;
  listMessages(
    conversationId: number,
    input?: ListMessagesInput,
    options?: RequestOptions,
  ): Promise<Answer<Page<ApiMessage>>>;
  sendMessage(input: SendMessageInput, options?: RequestOptions): Promise<Answer<ApiMessage>>;
  createConversation(input: CreateConversationInput, options?: RequestOptions): Promise<Answer<ApiConversation>>;
  /** Null where the server answers without the participant. */
  markRead(
    conversationId: number,
    lastReadMessageId: number,
    options?: RequestOptions,
  ): Promise<Answer<ApiParticipant | null>>;
  addReaction(messageId: number, reaction: string, options?: RequestOptions): Promise<Answer<ApiReaction | null>>;
  removeReaction(messageId: number, reaction: string, options?: RequestOptions): Promise<Answer<null>>;
  /** `conversationId` names the conversation where the answer does not. */
  editMessage(
    conversationId: number,
    messageId: number,
    content: string,
    editReason?: string,
    options?: RequestOptions,
  ): Promise<Answer<ApiMessage | null>>;
  deleteMessage(
    conversationId: number,
    messageId: number,
    options?: RequestOptions,
  ): Promise<Answer<ApiMessage | null>>;
  updateConversation(
    conversationId: number,
    change: { isOpen: boolean },
    options?: RequestOptions,
  ): Promise<Answer<ApiConversation | null>>;
  updateOwnParticipant(
    conversationId: number,
    change: UpdateOwnParticipantInput,
    options?: RequestOptions,
  ): Promise<Answer<ApiParticipant | null>>;
  reportConversation(
    conversationId: number,
    reason: string,
    metadata?: JsonObject,
    options?: RequestOptions,
  ): Promise<Answer<null>>;
  contacts(search: string, options?: RequestOptions): Promise<Answer<Page<ApiPerson>>>;
  authorizeChannel(
    socketId: string,
    channelName: string,
    options?: RequestOptions,
  ): Promise<{ auth: string; channel_data?: string }>;
}
