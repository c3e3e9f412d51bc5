import type { JsonValue } from '../../api/types.ts';

/**
 * What the mirror's queries give: rows with their relations, ids as the server's, nothing resolved for display. The views
 * (electron/sync/views/) make of them what the renderer shows.
 */

export interface PersonRecord {
  readonly id: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly photo: string | null;
  readonly onlineStatus: string | null;
  /** When `onlineStatus` was learnt, UTC milliseconds. */
  readonly onlineStatusAt: number | null;
}

export interface ShopRecord {
  readonly id: number;
  readonly name: string | null;
  readonly logo: string | null;
}

export interface ParticipantRecord {
  readonly id: number;
  readonly userId: number | null;
  readonly shopId: number | null;
  readonly role: string | null;
  readonly joinedAt: number | null;
  readonly leftAt: number | null;
  readonly lastReadMessageId: number | null;
  readonly lastReadAt: number | null;
  readonly unreadCount: number | null;
  readonly mutedUntil: number | null;
  readonly isBlocked: boolean;
  readonly preferences: JsonValue;
}

export interface ConversationRecord {
  readonly id: number;
  readonly type: string;
  readonly title: string | null;
  readonly ownerUserId: number | null;
  readonly ownerShopId: number | null;
  readonly metadata: JsonValue;
  readonly isOpen: boolean;
  readonly createdAt: number | null;
  readonly lastMessageAt: number | null;
  /** Newest message id known, from the list or from messages; null where there is none. */
  readonly newestMessageId: number | null;
  /** What the server last refused for this conversation as a whole. */
  readonly access: 'ok' | 'forbidden' | 'not-found';
  /** UTC milliseconds: newest message, else creation. The list's order. */
  readonly lastActivityAt: number;
  readonly participants: readonly ParticipantRecord[];
}

export interface AttachmentRecord {
  readonly id: number;
  readonly type: string | null;
  readonly url: string | null;
  readonly filename: string | null;
  readonly contentType: string | null;
  readonly sizeBytes: number | null;
  readonly metadata: JsonValue;
}

export interface StatusRecord {
  readonly userId: number;
  readonly status: string;
  readonly statusAt: number | null;
  readonly deviceInfo: JsonValue;
}

export interface ReactionRecord {
  readonly userId: number;
  readonly reaction: string;
}

export interface EditRecord {
  readonly id: number;
  readonly editorId: number | null;
  readonly previousContent: string | null;
  readonly reason: string | null;
  readonly editedAt: number | null;
}

export interface ReferenceRecord {
  readonly id: number;
  /** Product or order id. */
  readonly targetId: number | null;
  /** Orders only. */
  readonly marketplaceOrderId: string | null;
  readonly snapshot: JsonValue;
  readonly extra: JsonValue;
  readonly createdAt: number | null;
}

export interface MessageRecord {
  readonly conversationId: number;
  readonly id: number;
  readonly senderUserId: number | null;
  readonly senderShopId: number | null;
  /** Empty for a deleted one. */
  readonly content: string;
  readonly contentType: string;
  readonly metadata: JsonValue;
  readonly parentMessageId: number | null;
  readonly replyToMessageId: number | null;
  /** UTC milliseconds; 0 where the server never said. */
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly isDeleted: boolean;
  readonly deletedAt: number | null;
  /** `metadata.client_message_id`, where the server kept it. */
  readonly clientMessageId: string | null;
  readonly attachments: readonly AttachmentRecord[];
  readonly statuses: readonly StatusRecord[];
  readonly reactions: readonly ReactionRecord[];
  readonly edits: readonly EditRecord[];
  readonly productReferences: readonly ReferenceRecord[];
  readonly orderReferences: readonly ReferenceRecord[];
  /** Known replies in its thread. */
  readonly replyCount: number;
}
