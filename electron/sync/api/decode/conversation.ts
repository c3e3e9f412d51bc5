import type { ApiConversation, ApiParticipant } from '../types.ts';
import { decodeMessage } from './message.ts';
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
} from './primitives.ts';
import { each, type Notes } from './set-aside.ts';

const CONVERSATION_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'type',
  'title',
  'owner_user_id',
  'owner_shop_profile_id',
  'metadata',
  'last_message_id',
  'last_message_at',
  'is_open',
  'created_at',
  'updated_at',
  'lastMessage',
  'last_message',
  'participants',
]);

/** A conversation as the list, an answer or an event shows it (docs/api.md section 3). Null where it can't be kept; the reason is noted. */
export function decodeConversation(raw: unknown, notes: Notes): ApiConversation | null {
  if (!isRecord(raw)) {
    notes.add('conversation', null, 'not an object', raw);
    return null;
  }
  const id = identifier(raw['id']);
  if (id === undefined) {
    notes.add('conversation', null, 'no usable id', raw);
    return null;
  }
  const last = either(raw, 'lastMessage', 'last_message');
  const lastMessage = last === undefined || last === null ? last : decodeMessage(last, id, notes);
  const lastMessageId = optionalId(raw['last_message_id']);
  return {
    id,
    type: text(raw['type']),
    title: optionalText(raw['title']),
    ownerUserId: optionalId(raw['owner_user_id']),
    ownerShopId: optionalId(raw['owner_shop_profile_id']),
    metadata: json(raw['metadata']),
    lastMessageId: lastMessageId ?? lastMessage?.id ?? lastMessageId,
    lastMessageAt: optionalTime(raw['last_message_at']),
    isOpen: flag(raw['is_open']),
    createdAt: optionalTime(raw['created_at']),
    updatedAt: optionalTime(raw['updated_at']),
    lastMessage,
    participants: each(raw['participants'], (item) => decodeParticipant(item, id, notes)),
    extra: extraFields(raw, CONVERSATION_FIELDS),
  };
}

/** A participant is a person, a shop, or both; a row that names neither and has no id is set aside. */
export function decodeParticipant(raw: unknown, conversationId: number, notes: Notes): ApiParticipant | null {
  if (!isRecord(raw)) {
    notes.add('participant', conversationId, 'not an object', raw);
    return null;
  }
  const person = raw['user'];
  const profile = either(raw, 'shopProfile', 'shop_profile');
  const user = person === undefined ? undefined : decodePerson(person, optionalId(raw['user_id']));
  const shop = profile === undefined ? undefined : decodeShop(profile, optionalId(raw['shop_profile_id']));
  const userId = identifier(raw['user_id']) ?? user?.id ?? null;
  const shopId = identifier(raw['shop_profile_id']) ?? shop?.id ?? null;
  const id = identifier(raw['id']) ?? derivedId(userId, shopId);
  if (id === null) {
    notes.add('participant', conversationId, 'names nobody', raw);
    return null;
  }
  return {
    id,
    conversationId,
    userId,
    shopId,
    role: text(raw['role']),
    joinedAt: optionalTime(raw['joined_at']),
    leftAt: optionalTime(raw['left_at']),
    lastReadMessageId: optionalId(raw['last_read_message_id']),
    lastReadAt: optionalTime(raw['last_read_at']),
    unreadCount: raw['unread_count'] === undefined ? undefined : (integer(raw['unread_count']) ?? null),
    mutedUntil: optionalTime(raw['muted_until']),
    isBlocked: flag(raw['is_blocked']),
    preferences: json(raw['preferences']),
    user,
    shop,
  };
}

function derivedId(userId: number | null, shopId: number | null): number | null {
  if (userId !== null) return -2 * userId;
  return shopId === null ? null : -2 * shopId - 1;
}
