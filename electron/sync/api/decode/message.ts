import type {
  ApiAttachment,
  ApiEdit,
  ApiMessage,
  ApiOrderReference,
  ApiProductReference,
  ApiReaction,
  ApiStatus,
} from '../types.ts';
import { decodePerson, decodeShop } from './people.ts';
import {
  either,
  extraFields,
  flag,
  identifier,
  integer,
  isRecord,
  json,
  optionalId,
  optionalText,
  optionalTime,
  text,
  time,
  type Raw,
} from './primitives.ts';
import { each, type Notes } from './set-aside.ts';

const MESSAGE_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'conversation_id',
  'conversationId',
  'sender_user_id',
  'sender_shop_profile_id',
  'content',
  'content_type',
  'metadata',
  'parent_message_id',
  'reply_to_message_id',
  'created_at',
  'updated_at',
  'edited_at',
  'is_deleted',
  'deleted_at',
  'senderUser',
  'sender_user',
  'senderShopProfile',
  'sender_shop_profile',
  'attachments',
  'statuses',
  'reactions',
  'edits',
  'productReferences',
  'product_references',
  'orderReferences',
  'order_references',
]);

/**
 * A message as the list, an answer or an event shows it (docs/api.md section 4). `conversationId` is where it was asked for; a message that
 * names another conversation is set aside. Null where it can't be kept; the reason is noted.
 */
export function decodeMessage(raw: unknown, conversationId: number | null, notes: Notes): ApiMessage | null {
  if (!isRecord(raw)) {
    notes.add('message', conversationId, 'not an object', raw);
    return null;
  }
  const id = identifier(raw['id']);
  if (id === undefined) {
    notes.add('message', conversationId, 'no usable id', raw);
    return null;
  }
  const named = identifier(either(raw, 'conversation_id', 'conversationId'));
  if (named !== undefined && conversationId !== null && named !== conversationId) {
    notes.add('message', conversationId, 'belongs to another conversation', raw);
    return null;
  }
  const owner = named ?? conversationId;
  if (owner === null) {
    notes.add('message', null, 'names no conversation', raw);
    return null;
  }
  return fields(raw, id, owner, notes);
}

function fields(raw: Raw, id: number, conversationId: number, notes: Notes): ApiMessage {
  const person = either(raw, 'senderUser', 'sender_user');
  const shop = either(raw, 'senderShopProfile', 'sender_shop_profile');
  const sender = person === undefined ? undefined : decodePerson(person, optionalId(raw['sender_user_id']));
  const senderShop = shop === undefined ? undefined : decodeShop(shop, optionalId(raw['sender_shop_profile_id']));
  const deletedAt = optionalTime(raw['deleted_at']);
  return {
    id,
    conversationId,
    senderUserId:
      optionalId(raw['sender_user_id']) ?? sender?.id ?? (raw['sender_user_id'] === undefined ? undefined : null),
    senderShopId:
      optionalId(raw['sender_shop_profile_id']) ??
      senderShop?.id ??
      (raw['sender_shop_profile_id'] === undefined ? undefined : null),
    content: optionalText(raw['content']),
    contentType: text(raw['content_type']),
    metadata: json(raw['metadata']),
    parentMessageId: optionalId(raw['parent_message_id']),
    replyToMessageId: optionalId(raw['reply_to_message_id']),
    createdAt: optionalTime(raw['created_at']),
    updatedAt: optionalTime(raw['updated_at']),
    editedAt: optionalTime(raw['edited_at']),
    isDeleted: flag(raw['is_deleted']) ?? (deletedAt ? true : undefined),
    deletedAt,
    sender,
    senderShop,
    attachments: each(raw['attachments'], (item, index) => attachment(item, index, conversationId, notes)),
    statuses: each(raw['statuses'], (item) => decodeStatus(item, conversationId, notes)),
    reactions: each(raw['reactions'], (item) => decodeReaction(item, conversationId, notes)),
    edits: each(raw['edits'], (item, index) => edit(item, index, conversationId, notes)),
    productReferences: each(either(raw, 'productReferences', 'product_references'), (item, index) =>
      productReference(item, index, conversationId, notes),
    ),
    orderReferences: each(either(raw, 'orderReferences', 'order_references'), (item, index) =>
      orderReference(item, index, conversationId, notes),
    ),
    extra: extraFields(raw, MESSAGE_FIELDS),
  };
}

function attachment(raw: unknown, index: number, conversationId: number, notes: Notes): ApiAttachment | null {
  if (!isRecord(raw)) {
    notes.add('attachment', conversationId, 'not an object', raw);
    return null;
  }
  return {
    id: identifier(raw['id']) ?? -(index + 1),
    type: text(raw['type']) ?? null,
    url: text(either(raw, 'url', 'file_url', 'path')) ?? null,
    filename: text(either(raw, 'filename', 'file_name', 'name')) ?? null,
    contentType: text(either(raw, 'content_type', 'mime_type')) ?? null,
    sizeBytes: integer(either(raw, 'size_bytes', 'size')) ?? null,
    metadata: json(raw['metadata']) ?? null,
    createdAt: time(raw['created_at']),
  };
}

/** One entry of `statuses`, also alone in a `message.status` event. */
export function decodeStatus(raw: unknown, conversationId: number | null, notes: Notes): ApiStatus | null {
  const userId = isRecord(raw) ? identifier(raw['user_id']) : undefined;
  const status = isRecord(raw) ? text(raw['status']) : undefined;
  if (!isRecord(raw) || userId === undefined || status === undefined) {
    notes.add('status', conversationId, 'no person or no status', raw);
    return null;
  }
  return {
    id: identifier(raw['id']) ?? null,
    messageId: identifier(raw['message_id']) ?? null,
    conversationId: identifier(raw['conversation_id']) ?? null,
    userId,
    status,
    statusAt: time(raw['status_at']) ?? time(raw['created_at']),
    deviceInfo: json(raw['device_info']) ?? null,
  };
}

export function decodeReaction(raw: unknown, conversationId: number | null, notes: Notes): ApiReaction | null {
  const userId = isRecord(raw) ? identifier(raw['user_id']) : undefined;
  const reaction = isRecord(raw) ? text(either(raw, 'reaction', 'emoji')) : undefined;
  if (!isRecord(raw) || userId === undefined || !reaction) {
    notes.add('reaction', conversationId, 'no person or no reaction', raw);
    return null;
  }
  return {
    id: identifier(raw['id']) ?? null,
    userId,
    reaction,
    reactedAt: time(raw['reacted_at']) ?? time(raw['created_at']),
  };
}

function edit(raw: unknown, index: number, conversationId: number, notes: Notes): ApiEdit | null {
  if (!isRecord(raw)) {
    notes.add('edit', conversationId, 'not an object', raw);
    return null;
  }
  return {
    id: identifier(raw['id']) ?? -(index + 1),
    editorId: identifier(raw['editor_id']) ?? null,
    previousContent: text(raw['previous_content']) ?? null,
    reason: text(either(raw, 'edit_reason', 'reason')) ?? null,
    editedAt: time(raw['edited_at']) ?? time(raw['created_at']),
  };
}

const REFERENCE_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'message_id',
  'product_id',
  'order_id',
  'marketplace_order_id',
  'snapshot',
  'created_at',
]);

function productReference(
  raw: unknown,
  index: number,
  conversationId: number,
  notes: Notes,
): ApiProductReference | null {
  if (!isRecord(raw)) {
    notes.add('product_reference', conversationId, 'not an object', raw);
    return null;
  }
  return {
    id: identifier(raw['id']) ?? -(index + 1),
    productId: identifier(raw['product_id']) ?? null,
    snapshot: json(raw['snapshot']) ?? null,
    createdAt: time(raw['created_at']),
    extra: extraFields(raw, REFERENCE_FIELDS),
  };
}

function orderReference(raw: unknown, index: number, conversationId: number, notes: Notes): ApiOrderReference | null {
  if (!isRecord(raw)) {
    notes.add('order_reference', conversationId, 'not an object', raw);
    return null;
  }
  return {
    id: identifier(raw['id']) ?? -(index + 1),
    orderId: identifier(raw['order_id']) ?? null,
    marketplaceOrderId: text(raw['marketplace_order_id']) ?? null,
    snapshot: json(raw['snapshot']) ?? null,
    createdAt: time(raw['created_at']),
    extra: extraFields(raw, REFERENCE_FIELDS),
  };
}
