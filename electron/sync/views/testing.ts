import type { MessageRecord } from '../store/mirror/records.ts';

/** A mirrored message for unit tests of this folder. */
export function mirrorMessage(changes: Partial<MessageRecord>): MessageRecord {
  return {
    conversationId: 1,
    id: 3,
    senderUserId: 2,
    senderShopId: null,
    senderName: 'Rina',
    senderPhoto: null,
    shopName: null,
    shopLogo: null,
    content: 'Pesanan Kakak',
    contentType: 'text',
    metadata: {},
    parentId: null,
    replyToId: null,
    createdAt: 1_000,
    updatedAt: null,
    editedAt: null,
    deletedAt: null,
    deleted: false,
    partial: false,
    attachments: [],
    statuses: [],
    reactions: [],
    edits: [],
    productReferences: [],
    orderReferences: [],
    ...changes,
  };
}
