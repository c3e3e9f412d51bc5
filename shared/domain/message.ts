import type { ErrorInfo } from '../errors.ts';
import type { HoldReason, OutboxState, WaitReason } from './outbox-state.ts';

/**
 * A server id in decimals, or `new:<uuid>` for a conversation that exists only on this computer so far. When it gets its server id, both name
 * the same conversation: the engine resolves either.
 */
export type ConversationId = string;

/** Of a message in a thread: `m:<server id>` or `o:<client message id>`. Stable while the row is on screen: see `MessageRow.key`. */
export type MessageKey = string;

export type Milliseconds = number;

export interface Person {
  /** Null for a sender who is only a shop, or for a system line. */
  readonly userId: number | null;
  readonly shopId: number | null;
  /** Shown name: the person's, else the shop's; empty when the server names nobody. */
  readonly name: string;
  /** The shop, where a person writes for one. */
  readonly shopName: string | null;
  /** `/media/…` address of the picture, or null. */
  readonly pictureUrl: string | null;
  readonly role: PersonRole;
}

/** Whose side somebody is on: agents are admins, agents, owners with a shop and my own shop; all others are customers. */
export type PersonRole = 'me' | 'agent' | 'customer' | 'system';

export type AttachmentKind = 'image' | 'video' | 'audio' | 'document' | 'sticker' | 'file';

export interface AttachmentRow {
  /** Media id: `/media/<id>` on both hosts. */
  readonly mediaId: string;
  readonly kind: AttachmentKind;
  readonly filename: string;
  readonly contentType: string | null;
  readonly sizeBytes: number | null;
  readonly width: number | null;
  readonly height: number | null;
  /** Pictures of known hosts are fetched by themselves, others on a click (docs/api.md section 14). */
  readonly autoLoad: boolean;
  /** Upload progress of an unsent file, 0 to 1; null once it is on the server. */
  readonly progress: number | null;
}

export type ReceiptStatus = 'sent' | 'delivered' | 'read' | 'failed';

export interface Receipt {
  readonly userId: number | null;
  readonly name: string;
  readonly status: string;
  readonly at: Milliseconds | null;
  /** "web · Chrome", or null. */
  readonly device: string | null;
}

export interface ReactionGroup {
  readonly emoji: string;
  readonly count: number;
  readonly mine: boolean;
  readonly names: readonly string[];
}

export interface EditRow {
  readonly previousContent: string;
  readonly editor: string;
  readonly reason: string | null;
  readonly at: Milliseconds | null;
}

export interface OrderItem {
  readonly name: string;
  readonly quantity: number | null;
  readonly price: number | null;
  readonly imageUrl: string | null;
}

/** A product or order card, from a reference or, failing that, from metadata (docs/api.md sections 4 and 15). */
export interface CardRow {
  readonly kind: 'order' | 'product' | 'unknown';
  /** Names of the order or product itself, as far as the card says them: cards that share one are about the same thing. */
  readonly ids: readonly string[];
  /** Order number, product name, or null. */
  readonly title: string | null;
  /** The server's own word; shown through the status words, unknown ones as they are. */
  readonly status: string | null;
  /** Of a product. */
  readonly shopName: string | null;
  /** Pieces of a product. */
  readonly stock: number | null;
  /** Rupiah. */
  readonly total: number | null;
  readonly items: readonly OrderItem[];
  readonly imageUrl: string | null;
  /** When the data on the card was taken. */
  readonly asOf: Milliseconds | null;
  readonly actionUrl: string | null;
  /** Opened without asking: its host is one of the profile's `linkHosts`. */
  readonly actionAllowed: boolean;
  /** What has no place of its own on the card, as it came: key and value. */
  readonly extra: readonly (readonly [string, string])[];
}

export interface QuoteRow {
  /** Where to jump; null when the quoted message is not on this computer. */
  readonly key: MessageKey | null;
  readonly messageId: number | null;
  readonly senderName: string | null;
  readonly text: string | null;
  readonly deleted: boolean;
  /** Of the first file. */
  readonly attachmentKind: AttachmentKind | null;
  readonly attachmentCount: number;
  /** Media id of its first picture; null where there is none, or it is fetched on a click only. */
  readonly pictureId: string | null;
}

/** What the agent sees of an item that is not on the server yet. */
export interface UnsentState {
  readonly clientMessageId: string;
  readonly state: Exclude<OutboxState, 'sent' | 'discarded'>;
  readonly wait: WaitReason | null;
  readonly hold: HoldReason | null;
  /** When it may leave, UTC ms: undo time, retry, pace. */
  readonly nextAttemptAt: Milliseconds | null;
  readonly attempts: number;
  /** Set in `failed` and, where there was one, in `queued` after a refused attempt. */
  readonly error: ErrorInfo | null;
  /** Asked for while the answer is out; done once it is there. */
  readonly pendingIntent: 'edit' | 'discard' | null;
}

/** What the agent changed in a message that is on the server, while the server does not have it yet, or would not take it. */
export interface PendingChange {
  /** For `outbox.act`: `retry` and `discard` of one that failed. */
  readonly clientId: string;
  readonly kind: 'react' | 'unreact' | 'edit' | 'delete';
  /** What waits is laid over the message already; what failed is not. */
  readonly state: 'waiting' | 'failed';
  /** The new content of an edit, the emoji of a reaction; empty for a deletion. */
  readonly text: string;
  /** Set in `failed`. */
  readonly error: ErrorInfo | null;
}

/** What the server did not keep of what was sent; the text arrived. */
export type NotKept = 'files' | 'reply' | 'metadata' | 'content-type';

export interface MessageRow {
  /** Unique in its conversation. The bubble of a sent message keeps its `o:…` key for as long as this engine runs, so that it does not jump. */
  readonly key: MessageKey;
  readonly conversationId: ConversationId;
  /** Null while it is not on the server. */
  readonly messageId: number | null;
  readonly sender: Person;
  readonly own: boolean;
  /** As sent; empty for a deleted one. Never markup. */
  readonly content: string;
  /** As the server names it, also a type never seen before (docs/api.md section 4). */
  readonly contentType: string;
  readonly createdAt: Milliseconds;
  readonly edited: boolean;
  readonly edits: readonly EditRow[];
  readonly deleted: boolean;
  readonly deletedAt: Milliseconds | null;
  readonly attachments: readonly AttachmentRow[];
  readonly cards: readonly CardRow[];
  readonly reactions: readonly ReactionGroup[];
  readonly receipts: readonly Receipt[];
  /** Lowest over the other active participants; only for own messages on the server. */
  readonly tick: ReceiptStatus | null;
  readonly quote: QuoteRow | null;
  /** Server id of the message this one is a reply-thread answer to. */
  readonly parentMessageId: number | null;
  readonly replyCount: number;
  /** Key and value of a template's metadata, and of unknown types. */
  readonly fields: readonly (readonly [string, string])[];
  readonly unsent: UnsentState | null;
  readonly notKept: readonly NotKept[];
  readonly pending: readonly PendingChange[];
}

/** What a message of words alone has beside its words and who wrote them. */
export const PLAIN_MESSAGE = {
  contentType: 'text',
  edited: false,
  edits: [],
  deleted: false,
  deletedAt: null,
  attachments: [],
  cards: [],
  reactions: [],
  receipts: [],
  tick: null,
  quote: null,
  parentMessageId: null,
  replyCount: 0,
  fields: [],
  unsent: null,
  notKept: [],
  pending: [],
} as const satisfies Partial<MessageRow>;

/** A stretch of the thread that the mirror lacks. `beforeId` is the oldest known id above which it lies, `afterId` the newest known below it. */
export interface HoleRow {
  readonly afterId: number | null;
  readonly beforeId: number;
}

export interface TypingPerson {
  readonly userId: number;
  readonly name: string;
}
