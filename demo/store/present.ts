import { formatTime, formatTimeOrNull, parseJsonObject, type Json, type JsonObject } from '../json.ts';
import type {
  AttachmentRow,
  ConversationRow,
  EditRow,
  MessageRow,
  OrderReferenceRow,
  ParticipantRow,
  ProductReferenceRow,
  ReactionRow,
  ShopRow,
  StatusRow,
  UserRow,
} from './rows.ts';
import type { Reader } from './store.ts';

/**
 * Rows as the API shows them (docs/api.md sections 3 to 6). The document shows a person with more or fewer fields from place to place;
 * so does this.
 */
export type PresentContext = {
  readonly reader: Reader;
  readonly origin: string;
  /** Addresses of sent files carry it where it is not 0. */
  readonly fileSignature?: number;
  isConnected(userId: number): boolean;
  /** A server that keeps a deleted message's text in its answers (docs/api.md section 12). */
  readonly keepsDeletedText?: boolean;
};

type UserDetail = 'name' | 'photo' | 'presence';

export function presentUser(context: PresentContext, user: UserRow, detail: UserDetail): JsonObject {
  const shown: JsonObject = { id: user.id, name: user.name, email: user.email };
  if (detail === 'name') return shown;
  shown['profile_photo'] = absolute(context.origin, user.profile_photo);
  if (detail === 'presence') shown['online_status'] = context.isConnected(user.id) ? 'online' : user.online_status;
  return shown;
}

export function presentShop(context: PresentContext, shop: ShopRow): JsonObject {
  return { id: shop.id, shop_name: shop.shop_name, logo: absolute(context.origin, shop.logo) };
}

function absolute(origin: string, path: string | null): string | null {
  return path === null ? null : `${origin}${path}`;
}

function signed(url: string | null, signature = 0): string | null {
  return url === null || signature === 0 ? url : `${url}?signature=${signature}`;
}

function userOrNull(context: PresentContext, id: number | null, detail: UserDetail): JsonObject | null {
  if (id === null) return null;
  const user = context.reader.get<UserRow>('SELECT * FROM users WHERE id = ?', id);
  return user === undefined ? null : presentUser(context, user, detail);
}

function shopOrNull(context: PresentContext, id: number | null): JsonObject | null {
  if (id === null) return null;
  const shop = context.reader.get<ShopRow>('SELECT * FROM shop_profiles WHERE id = ?', id);
  return shop === undefined ? null : presentShop(context, shop);
}

export function presentParticipant(context: PresentContext, row: ParticipantRow, detail: UserDetail): JsonObject {
  return {
    id: row.id,
    conversation_id: row.conversation_id,
    user_id: row.user_id,
    shop_profile_id: row.shop_profile_id,
    role: row.role,
    joined_at: formatTime(row.joined_at),
    left_at: formatTimeOrNull(row.left_at),
    last_read_message_id: row.last_read_message_id,
    last_read_at: formatTimeOrNull(row.last_read_at),
    unread_count: row.unread_count,
    muted_until: formatTimeOrNull(row.muted_until),
    is_blocked: row.is_blocked === 1,
    preferences: parseJsonObject(row.preferences) ?? {},
    user: userOrNull(context, row.user_id, detail),
    shopProfile: shopOrNull(context, row.shop_profile_id),
  };
}

/** `created`: as the answer to creating one, which names no last message and shows people without their photo. */
export function presentConversation(
  context: PresentContext,
  row: ConversationRow,
  form: 'list' | 'created',
): JsonObject {
  const participants = context.reader.all<ParticipantRow>(
    'SELECT * FROM participants WHERE conversation_id = ? ORDER BY id',
    row.id,
  );
  const shown: JsonObject = {
    id: row.id,
    type: row.type,
    title: row.title,
    owner_user_id: row.owner_user_id,
    owner_shop_profile_id: row.owner_shop_profile_id,
    metadata: parseJsonObject(row.metadata) ?? {},
    last_message_id: row.last_message_id,
    last_message_at: formatTimeOrNull(row.last_message_at),
    is_open: row.is_open === 1,
    created_at: formatTime(row.created_at),
    updated_at: formatTime(row.updated_at),
  };
  if (form === 'list') shown['lastMessage'] = presentLastMessage(context, row.last_message_id);
  shown['participants'] = participants.map((one) =>
    presentParticipant(context, one, form === 'list' ? 'photo' : 'name'),
  );
  return shown;
}

function presentLastMessage(context: PresentContext, id: number | null): JsonObject | null {
  if (id === null) return null;
  const row = context.reader.get<MessageRow>('SELECT * FROM messages WHERE id = ?', id);
  if (row === undefined) return null;
  return {
    id: row.id,
    conversation_id: row.conversation_id,
    sender_user_id: row.sender_user_id,
    content: visibleContent(context, row),
    content_type: row.content_type,
    created_at: formatTime(row.created_at),
    senderUser: userOrNull(context, row.sender_user_id, 'photo'),
  };
}

function visibleContent(context: PresentContext, row: MessageRow): string {
  return row.is_deleted === 1 && context.keepsDeletedText !== true ? '' : row.content;
}

/** `sent`: as the answer to sending one, where absent metadata is null (a list has `{}`) and the sender's presence is not shown. */
export function presentMessages(
  context: PresentContext,
  rows: readonly MessageRow[],
  form: 'list' | 'sent',
): JsonObject[] {
  const ids = JSON.stringify(rows.map((row) => row.id));
  const related = <Row extends { message_id: number }>(table: string): Map<number, Row[]> =>
    Map.groupBy(
      context.reader.all<Row>(
        `SELECT * FROM ${table} WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY id`,
        ids,
      ),
      (row) => row.message_id,
    );
  const attachments = related<AttachmentRow>('attachments');
  const statuses = related<StatusRow>('statuses');
  const reactions = related<ReactionRow>('reactions');
  const edits = related<EditRow>('edits');
  const products = related<ProductReferenceRow>('product_references');
  const orders = related<OrderReferenceRow>('order_references');

  const users = new Map<number | null, JsonObject | null>();
  const shops = new Map<number | null, JsonObject | null>();
  const detail = form === 'list' ? 'presence' : 'photo';
  const sender = (id: number | null): JsonObject | null => remember(users, id, () => userOrNull(context, id, detail));
  const shop = (id: number | null): JsonObject | null => remember(shops, id, () => shopOrNull(context, id));

  return rows.map((row) => {
    const gone = row.is_deleted === 1 && context.keepsDeletedText !== true;
    const metadata: Json = parseJsonObject(row.metadata) ?? (form === 'list' ? {} : null);
    return {
      id: row.id,
      conversation_id: row.conversation_id,
      sender_user_id: row.sender_user_id,
      sender_shop_profile_id: row.sender_shop_profile_id,
      content: visibleContent(context, row),
      content_type: row.content_type,
      metadata,
      parent_message_id: row.parent_message_id,
      reply_to_message_id: row.reply_to_message_id,
      created_at: formatTime(row.created_at),
      updated_at: formatTime(row.updated_at),
      edited_at: formatTimeOrNull(row.edited_at),
      is_deleted: row.is_deleted === 1,
      deleted_at: formatTimeOrNull(row.deleted_at),
      senderUser: sender(row.sender_user_id),
      senderShopProfile: shop(row.sender_shop_profile_id),
      attachments: gone ? [] : (attachments.get(row.id) ?? []).map((one) => presentAttachment(context, one)),
      statuses: (statuses.get(row.id) ?? []).map((one) => presentStatus(one)),
      reactions: (reactions.get(row.id) ?? []).map((one) => presentReaction(one)),
      edits: gone ? [] : (edits.get(row.id) ?? []).map((one) => presentEdit(one)),
      productReferences: (products.get(row.id) ?? []).map((one) => presentProductReference(context, one)),
      orderReferences: (orders.get(row.id) ?? []).map((one) => presentOrderReference(one)),
    };
  });
}

function remember<Key, Result>(known: Map<Key, Result>, key: Key, find: () => Result): Result {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const found = find();
  known.set(key, found);
  return found;
}

function presentAttachment(context: PresentContext, row: AttachmentRow): JsonObject {
  return {
    id: row.id,
    message_id: row.message_id,
    type: row.type,
    url: signed(absolute(context.origin, row.path), context.fileSignature),
    filename: row.filename,
    content_type: row.content_type,
    size_bytes: row.size_bytes,
    metadata: parseJsonObject(row.metadata) ?? {},
    created_at: formatTime(row.created_at),
  };
}

export function presentStatus(row: StatusRow): JsonObject {
  return {
    id: row.id,
    message_id: row.message_id,
    user_id: row.user_id,
    status: row.status,
    status_at: formatTime(row.status_at),
    device_info: parseJsonObject(row.device_info) ?? {},
    created_at: formatTime(row.created_at),
  };
}

export function presentReaction(row: ReactionRow): JsonObject {
  return {
    id: row.id,
    message_id: row.message_id,
    user_id: row.user_id,
    reaction: row.reaction,
    reacted_at: formatTime(row.reacted_at),
    created_at: formatTime(row.created_at),
  };
}

function presentEdit(row: EditRow): JsonObject {
  return {
    id: row.id,
    message_id: row.message_id,
    editor_id: row.editor_id,
    previous_content: row.previous_content,
    edit_reason: row.edit_reason,
    edited_at: formatTime(row.edited_at),
    created_at: formatTime(row.created_at),
  };
}

/** The document never shows a product reference: this mirrors the order reference it does show. */
function presentProductReference(context: PresentContext, row: ProductReferenceRow): JsonObject {
  const snapshot = parseJsonObject(row.snapshot) ?? {};
  const { image } = snapshot;
  return {
    id: row.id,
    message_id: row.message_id,
    product_id: row.product_id,
    marketplace_product_id: row.marketplace_product_id,
    snapshot:
      typeof image === 'string' && image.startsWith('/')
        ? { ...snapshot, image: `${context.origin}${image}` }
        : snapshot,
    created_at: formatTime(row.created_at),
  };
}

function presentOrderReference(row: OrderReferenceRow): JsonObject {
  return {
    id: row.id,
    message_id: row.message_id,
    order_id: row.order_id,
    marketplace_order_id: row.marketplace_order_id,
    snapshot: parseJsonObject(row.snapshot) ?? {},
    created_at: formatTime(row.created_at),
  };
}
