import type { AttachmentKind, ConversationId, Milliseconds, Person, UnsentState } from './message.ts';

export const CONVERSATION_TYPES = ['private', 'group', 'order_support', 'product_support', 'system'] as const;
export type ConversationType = (typeof CONVERSATION_TYPES)[number];

/** Why nothing can be written here; in order of weight. */
export type ComposerLock =
  /** A new one that the agent has discarded; messages that were written in it are still here. */
  'discarded' | 'not-found' | 'forbidden' | 'left' | 'blocked' | 'closed' | 'system';

export interface ConversationPreview {
  readonly kind: 'text' | 'deleted' | 'attachment' | 'card' | 'system' | 'empty';
  readonly text: string;
  readonly senderName: string | null;
  readonly own: boolean;
  readonly attachmentKind: AttachmentKind | null;
  readonly attachmentCount: number;
}

/** Where the newest own thing in the conversation stands, for the mark at the end of its row. */
export type InboxMark = 'none' | 'draft' | 'waiting' | 'held' | 'failed' | 'sent' | 'delivered' | 'read';

/** What is being written in a conversation; in one of its reply threads where nothing is in itself. */
export interface DraftPreview {
  readonly text: string;
  readonly fileCount: number;
  /** A product or order card goes with it. */
  readonly card: boolean;
  readonly inThread: boolean;
}

export interface ConversationRow {
  readonly id: ConversationId;
  /** The type as the server names it, also one never seen before. */
  readonly type: string;
  /** Never empty where anybody is known: the title, else the other participants' names. */
  readonly title: string;
  /** Order number, product name or shop name, from metadata. */
  readonly reference: string | null;
  /** The other side's leading person or shop, for the avatar; null for system. */
  readonly counterpart: Person | null;
  readonly participantCount: number;
  readonly isOpen: boolean;
  readonly lock: ComposerLock | null;
  /** Sort key, newest first: newest message or own waiting item; creation where there is none. */
  readonly lastActivityAt: Milliseconds;
  readonly preview: ConversationPreview | null;
  readonly draft: DraftPreview | null;
  readonly unread: number;
  readonly mutedUntil: Milliseconds | null;
  /** I own it or wrote in it. */
  readonly mine: boolean;
  /** Since when the customer has the last word; null when nobody waits. */
  readonly needsReplySince: Milliseconds | null;
  readonly mark: InboxMark;
  readonly waitingCount: number;
  readonly failedCount: number;
  readonly heldCount: number;
}

export interface ParticipantRow {
  readonly person: Person;
  /** As the server names it. */
  readonly role: string;
  readonly joinedAt: Milliseconds | null;
  readonly leftAt: Milliseconds | null;
  readonly lastReadMessageId: number | null;
  readonly lastReadAt: Milliseconds | null;
  readonly onlineStatus: string | null;
  /** When `onlineStatus` was learnt. */
  readonly onlineStatusAt: Milliseconds | null;
  readonly email: string | null;
}

/** A conversation that the server does not have yet: what was asked for, and where that stands. */
export interface NewConversation {
  readonly title: string;
  readonly type: string;
  /** Whom it is with, without oneself, in the order of the request: field errors count in it (docs/api.md section 6.3). */
  readonly people: readonly Person[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly unsent: UnsentState;
}

/** What the thread's head and the details pane show beyond the row. */
export interface ConversationDetails {
  readonly row: ConversationRow;
  /** Null once the server has it. */
  readonly creation: NewConversation | null;
  readonly participants: readonly ParticipantRow[];
  readonly metadata: readonly (readonly [string, string])[];
  readonly createdAt: Milliseconds | null;
  /** The first message id the agent has not read; the divider stands above it. */
  readonly firstUnreadMessageId: number | null;
  /** The server can't give messages of this conversation now: what it said, and when it was last asked. */
  readonly trouble: { readonly status: number | null; readonly at: Milliseconds } | null;
  /** Of the other participants: up to which message everybody has read. */
  readonly readUpTo: readonly { readonly name: string; readonly messageId: number; readonly at: Milliseconds | null }[];
}

export interface Counts {
  /** Unread messages in conversations that are not muted: the badge. */
  readonly unread: number;
  readonly unreadConversations: number;
  readonly allConversations: number;
  readonly mineConversations: number;
  readonly needsReply: number;
  /** Items not on the server yet, failed ones left out, and of these the ones that wait for the agent. */
  readonly waiting: number;
  readonly needsChoice: number;
  readonly failed: number;
  readonly messages: number;
}
