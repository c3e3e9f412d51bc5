/** Raised with every change below: data of another version is not read. */
export const SCHEMA_VERSION = 1;

/** Times are UTC milliseconds; columns named `metadata`, `preferences`, `snapshot` and `device_info` hold JSON. */
export const SCHEMA = `
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, phone TEXT, password TEXT,
  profile_photo TEXT, online_status TEXT NOT NULL DEFAULT 'offline', kind TEXT NOT NULL, talkative INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE shop_profiles (
  id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, shop_name TEXT NOT NULL, logo TEXT
);
CREATE TABLE conversations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, title TEXT NOT NULL, owner_user_id INTEGER NOT NULL,
  owner_shop_profile_id INTEGER, metadata TEXT, last_message_id INTEGER, last_message_at INTEGER,
  is_open INTEGER NOT NULL DEFAULT 1, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE TABLE participants (
  id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER NOT NULL, user_id INTEGER NOT NULL, shop_profile_id INTEGER,
  role TEXT NOT NULL, joined_at INTEGER NOT NULL, left_at INTEGER, last_read_message_id INTEGER, last_read_at INTEGER,
  unread_count INTEGER NOT NULL DEFAULT 0, muted_until INTEGER, is_blocked INTEGER NOT NULL DEFAULT 0,
  preferences TEXT NOT NULL, UNIQUE (conversation_id, user_id)
);
CREATE INDEX participants_by_user ON participants (user_id, conversation_id);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER NOT NULL, sender_user_id INTEGER, sender_shop_profile_id INTEGER,
  content TEXT NOT NULL, content_type TEXT NOT NULL, metadata TEXT, parent_message_id INTEGER, reply_to_message_id INTEGER,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, edited_at INTEGER, is_deleted INTEGER NOT NULL DEFAULT 0, deleted_at INTEGER
);
CREATE INDEX messages_by_conversation ON messages (conversation_id, id);
CREATE TABLE attachments (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL, type TEXT NOT NULL, path TEXT NOT NULL, filename TEXT NOT NULL,
  content_type TEXT NOT NULL, size_bytes INTEGER NOT NULL, metadata TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE INDEX attachments_by_message ON attachments (message_id);
CREATE TABLE statuses (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL, user_id INTEGER NOT NULL, status TEXT NOT NULL,
  status_at INTEGER NOT NULL, device_info TEXT NOT NULL, created_at INTEGER NOT NULL, UNIQUE (message_id, user_id)
);
CREATE TABLE reactions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL, user_id INTEGER NOT NULL, reaction TEXT NOT NULL,
  reacted_at INTEGER NOT NULL, created_at INTEGER NOT NULL, UNIQUE (message_id, user_id, reaction)
);
CREATE TABLE edits (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL, editor_id INTEGER NOT NULL, previous_content TEXT NOT NULL,
  edit_reason TEXT, edited_at INTEGER NOT NULL, created_at INTEGER NOT NULL
);
CREATE INDEX edits_by_message ON edits (message_id);
CREATE TABLE product_references (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL, product_id INTEGER NOT NULL, marketplace_product_id TEXT,
  snapshot TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE INDEX product_references_by_message ON product_references (message_id);
CREATE TABLE order_references (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL, order_id INTEGER NOT NULL, marketplace_order_id TEXT,
  snapshot TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE INDEX order_references_by_message ON order_references (message_id);
CREATE TABLE reports (
  id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER NOT NULL, user_id INTEGER NOT NULL, reason TEXT NOT NULL,
  metadata TEXT, created_at INTEGER NOT NULL
);
CREATE TABLE catalogue_products (id INTEGER PRIMARY KEY, marketplace_product_id TEXT NOT NULL, snapshot TEXT NOT NULL);
CREATE TABLE catalogue_orders (id INTEGER PRIMARY KEY, marketplace_order_id TEXT NOT NULL, snapshot TEXT NOT NULL);
CREATE TABLE files (path TEXT PRIMARY KEY, content_type TEXT NOT NULL, filename TEXT NOT NULL, size_bytes INTEGER NOT NULL, bytes BLOB NOT NULL);
`;
