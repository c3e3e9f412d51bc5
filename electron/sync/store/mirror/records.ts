import type { JsonValue } from '../../api/types.ts';

/** Rows of the mirror as they are read. Times are UTC milliseconds. */

export const DELETED = 1;
/** Known from a list's preview or a partial event only. */
export const PARTIAL = 2;
/** Missing twice from a window that must hold it. */
export const GONE = 4;

export const HAS_ATTACHMENTS = 1;
export const HAS_STATUSES = 2;
export const HAS_REACTIONS = 4;
export const HAS_EDITS = 8;
export const HAS_PRODUCTS = 16;
export const HAS_ORDERS = 32;

export interface PersonRecord {
  readonly id: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly photo: string | null;
  readonly onlineStatus: string | null;
  /** When the online status was learnt. */
  readonly onlineStatusAt: number | null;
}

export interface ShopRecord {
  readonly id: number;
  readonly name: string | null;
  readonly logo: string | null;
}

export interface ConversationRecord {
  readonly id: number;
  readonly type: string | null;
  readonly title: string | null;
  readonly ownerUserId: number | null;
  readonly ownerShopId: number | null;
  readonly metadata: JsonValue;
  /** As the server's list says. */
  readonly lastMessageId: number | null;
  readonly lastMessageAt: number | null;
  readonly isOpen: boolean;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  /** Inbox order: newest first, then by id. */
  readonly activityAt: number;
  /** Greatest mirrored message id; null where no message is mirrored. */
  readonly newestId: number | null;
  readonly serverUnread: number;
  readonly unreadAsOf: number;
  readonly serverReadId: number;
  readonly levelledUnder: number | null;
  readonly levelId: number | null;
  readonly rereadAt: number;
  /** False: only heard of by a message; its participants and title are not known yet. */
  readonly known: boolean;
  /** 403 or 404 once the server has refused it; else 0. */
  readonly refused: number;
  readonly totalMessages: number | null;
}

export interface ParticipantRecord {
  readonly conversationId: number;
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
  readonly person: PersonRecord | null;
  readonly shop: ShopRecord | null;
}

export interface AttachmentRecord {
  readonly messageId: number;
  readonly id: number;
  readonly type: string | null;
  readonly url: string | null;
  readonly filename: string | null;
  readonly contentType: string | null;
  readonly sizeBytes: number | null;
  readonly metadata: JsonValue;
}

export interface StatusRecord {
  readonly messageId: number;
  readonly userId: number;
  readonly status: string;
  readonly statusAt: number | null;
  readonly deviceInfo: JsonValue;
}

export interface ReactionRecord {
  readonly messageId: number;
  readonly userId: number;
  readonly reaction: string;
  readonly reactedAt: number | null;
}

export interface EditRecord {
  readonly messageId: number;
  readonly id: number;
  readonly editorId: number | null;
  readonly previousContent: string | null;
  readonly reason: string | null;
  readonly editedAt: number | null;
}

export interface ProductReferenceRecord {
  readonly messageId: number;
  readonly id: number;
  readonly productId: number | null;
  readonly snapshot: JsonValue;
  readonly createdAt: number | null;
  readonly extra: JsonValue;
}

export interface OrderReferenceRecord {
  readonly messageId: number;
  readonly id: number;
  readonly orderId: number | null;
  readonly marketplaceOrderId: string | null;
  readonly snapshot: JsonValue;
  readonly createdAt: number | null;
  readonly extra: JsonValue;
}

/** As much of a message as says whose word it is. */
export type Voice = Pick<
  MessageRecord,
  'id' | 'senderUserId' | 'senderShopId' | 'contentType' | 'createdAt' | 'deleted'
>;

export interface MessageRecord {
  readonly conversationId: number;
  readonly id: number;
  readonly senderUserId: number | null;
  readonly senderShopId: number | null;
  readonly senderName: string | null;
  readonly senderPhoto: string | null;
  readonly shopName: string | null;
  readonly shopLogo: string | null;
  /** Empty once it is deleted. */
  readonly content: string | null;
  readonly contentType: string;
  readonly metadata: JsonValue;
  readonly parentId: number | null;
  readonly replyToId: number | null;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  readonly deleted: boolean;
  /** Known from a preview only: attachments, receipts and reactions may be missing. */
  readonly partial: boolean;
  readonly attachments: readonly AttachmentRecord[];
  readonly statuses: readonly StatusRecord[];
  readonly reactions: readonly ReactionRecord[];
  readonly edits: readonly EditRecord[];
  readonly productReferences: readonly ProductReferenceRecord[];
  readonly orderReferences: readonly OrderReferenceRecord[];
}

/** Every message with low ≤ id ≤ high is mirrored; `low` 0 reaches the beginning of the conversation. */
export interface KnownRange {
  readonly low: number;
  readonly high: number;
}
