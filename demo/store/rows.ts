/** Rows as SQLite gives them: times in UTC milliseconds, booleans as 0 and 1, JSON as text. */

export type UserKind = 'agent' | 'customer' | 'shop' | 'system';

export type UserRow = {
  id: number;
  name: string;
  email: string;
  phone: string | null;
  password: string | null;
  profile_photo: string | null;
  online_status: string;
  kind: UserKind;
  talkative: number;
};

export type ShopRow = { id: number; user_id: number; shop_name: string; logo: string | null };

export type ConversationRow = {
  id: number;
  type: string;
  title: string;
  owner_user_id: number;
  owner_shop_profile_id: number | null;
  metadata: string | null;
  last_message_id: number | null;
  last_message_at: number | null;
  is_open: number;
  created_at: number;
  updated_at: number;
};

export type ParticipantRow = {
  id: number;
  conversation_id: number;
  user_id: number;
  shop_profile_id: number | null;
  role: string;
  joined_at: number;
  left_at: number | null;
  last_read_message_id: number | null;
  last_read_at: number | null;
  unread_count: number;
  muted_until: number | null;
  is_blocked: number;
  preferences: string;
};

export type MessageRow = {
  id: number;
  conversation_id: number;
  sender_user_id: number | null;
  sender_shop_profile_id: number | null;
  content: string;
  content_type: string;
  metadata: string | null;
  parent_message_id: number | null;
  reply_to_message_id: number | null;
  created_at: number;
  updated_at: number;
  edited_at: number | null;
  is_deleted: number;
  deleted_at: number | null;
};

export type AttachmentRow = {
  id: number;
  message_id: number;
  type: string;
  path: string;
  filename: string;
  content_type: string;
  size_bytes: number;
  metadata: string;
  created_at: number;
};

export type StatusRow = {
  id: number;
  message_id: number;
  user_id: number;
  status: string;
  status_at: number;
  device_info: string;
  created_at: number;
};

export type ReactionRow = {
  id: number;
  message_id: number;
  user_id: number;
  reaction: string;
  reacted_at: number;
  created_at: number;
};

export type EditRow = {
  id: number;
  message_id: number;
  editor_id: number;
  previous_content: string;
  edit_reason: string | null;
  edited_at: number;
  created_at: number;
};

export type ProductReferenceRow = {
  id: number;
  message_id: number;
  product_id: number;
  marketplace_product_id: string | null;
  snapshot: string;
  created_at: number;
};

export type OrderReferenceRow = {
  id: number;
  message_id: number;
  order_id: number;
  marketplace_order_id: string | null;
  snapshot: string;
  created_at: number;
};

export type FileRow = { path: string; content_type: string; filename: string; size_bytes: number };
