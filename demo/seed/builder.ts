import type { JsonObject } from '../json.ts';
import { imageSize } from '../domain/sniff.ts';
import type { UserKind } from '../store/rows.ts';
import type { World } from '../world.ts';

export type Speaker = { userId: number; role: string; shopProfileId?: number | null; preferences?: JsonObject };

export type SeedFile = { type: string; filename: string; contentType: string; bytes: Uint8Array };

export type SeedMessage = {
  conversationId: number;
  senderId: number | null;
  senderShopProfileId?: number | null;
  at: number;
  content: string;
  contentType?: string;
  metadata?: JsonObject | null;
  parentId?: number | null;
  replyToId?: number | null;
  files?: readonly SeedFile[];
};

/** Writes a past straight into the store: no event, no clock, the times as given (UTC milliseconds). */
export type Builder = ReturnType<typeof createBuilder>;

export function createBuilder(world: World) {
  const { store } = world;
  return {
    world,

    user(input: {
      id?: number;
      name: string;
      email: string;
      phone?: string;
      password?: string;
      photo?: string | null;
      status?: string;
      kind: UserKind;
      talkative?: boolean;
    }): number {
      return store.run(
        'INSERT INTO users (id, name, email, phone, password, profile_photo, online_status, kind, talkative) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        input.id ?? null,
        input.name,
        input.email,
        input.phone ?? null,
        input.password ?? null,
        input.photo ?? null,
        input.status ?? 'offline',
        input.kind,
        input.talkative === true ? 1 : 0,
      );
    },

    shop(userId: number, name: string, logo: string | null): number {
      return store.run('INSERT INTO shop_profiles (user_id, shop_name, logo) VALUES (?, ?, ?)', userId, name, logo);
    },

    product(id: number, number: string, snapshot: JsonObject): void {
      store.run('INSERT OR IGNORE INTO catalogue_products VALUES (?, ?, ?)', id, number, JSON.stringify(snapshot));
    },

    order(id: number, number: string, snapshot: JsonObject): void {
      store.run('INSERT OR IGNORE INTO catalogue_orders VALUES (?, ?, ?)', id, number, JSON.stringify(snapshot));
    },

    conversation(input: {
      type: string;
      title: string;
      at: number;
      ownerId: number;
      ownerShopProfileId?: number | null;
      metadata: JsonObject | null;
      isOpen?: boolean;
      people: readonly Speaker[];
    }): number {
      const id = store.run(
        'INSERT INTO conversations (type, title, owner_user_id, owner_shop_profile_id, metadata, is_open, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        input.type,
        input.title,
        input.ownerId,
        input.ownerShopProfileId ?? null,
        input.metadata === null ? null : JSON.stringify(input.metadata),
        input.isOpen === false ? 0 : 1,
        input.at,
        input.at,
      );
      for (const person of input.people) {
        store.run(
          'INSERT INTO participants (conversation_id, user_id, shop_profile_id, role, joined_at, preferences) VALUES (?, ?, ?, ?, ?, ?)',
          id,
          person.userId,
          person.shopProfileId ?? null,
          person.role,
          input.at,
          JSON.stringify(person.preferences ?? { notifications: true, sound: true }),
        );
      }
      return id;
    },

    message(input: SeedMessage): number {
      const id = store.run(
        `INSERT INTO messages (conversation_id, sender_user_id, sender_shop_profile_id, content, content_type, metadata, parent_message_id, reply_to_message_id, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        input.conversationId,
        input.senderId,
        input.senderShopProfileId ?? null,
        input.content,
        input.contentType ?? 'text',
        input.metadata === undefined || input.metadata === null ? null : JSON.stringify(input.metadata),
        input.parentId ?? null,
        input.replyToId ?? null,
        input.at,
        input.at,
      );
      for (const file of input.files ?? []) this.file(id, file, input.at);
      return id;
    },

    file(messageId: number, file: SeedFile, at: number): void {
      const id = store.run(
        'INSERT INTO attachments (message_id, type, path, filename, content_type, size_bytes, metadata, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        messageId,
        file.type,
        '',
        file.filename,
        file.contentType,
        file.bytes.byteLength,
        JSON.stringify(imageSize(file.bytes, file.contentType) ?? {}),
        at,
      );
      const path = `/storage/chat/attachments/${id}${/\.[a-z0-9]+$/.exec(file.filename)?.[0] ?? ''}`;
      store.run('UPDATE attachments SET path = ? WHERE id = ?', path, id);
      store.run(
        'INSERT INTO files (path, content_type, filename, size_bytes, bytes) VALUES (?, ?, ?, ?, ?)',
        path,
        file.contentType,
        file.filename,
        file.bytes.byteLength,
        file.bytes,
      );
    },

    orderReference(messageId: number, orderId: number, at: number): void {
      store.run(
        'INSERT INTO order_references (message_id, order_id, marketplace_order_id, snapshot, created_at) SELECT ?, id, marketplace_order_id, snapshot, ? FROM catalogue_orders WHERE id = ?',
        messageId,
        at,
        orderId,
      );
    },

    productReference(messageId: number, productId: number, at: number): void {
      store.run(
        'INSERT INTO product_references (message_id, product_id, marketplace_product_id, snapshot, created_at) SELECT ?, id, marketplace_product_id, snapshot, ? FROM catalogue_products WHERE id = ?',
        messageId,
        at,
        productId,
      );
    },

    status(messageId: number, userId: number, status: string, at: number, device: JsonObject): void {
      store.run(
        'INSERT INTO statuses (message_id, user_id, status, status_at, device_info, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        messageId,
        userId,
        status,
        at,
        JSON.stringify(device),
        at,
      );
    },

    reaction(messageId: number, userId: number, reaction: string, at: number): void {
      store.run(
        'INSERT OR IGNORE INTO reactions (message_id, user_id, reaction, reacted_at, created_at) VALUES (?, ?, ?, ?, ?)',
        messageId,
        userId,
        reaction,
        at,
        at,
      );
      store.run('UPDATE messages SET updated_at = max(updated_at, ?) WHERE id = ?', at, messageId);
    },

    /** The message now reads `content`; what it read before goes into its history. */
    edit(messageId: number, editorId: number, content: string, reason: string | null, at: number): void {
      store.run(
        'INSERT INTO edits (message_id, editor_id, previous_content, edit_reason, edited_at, created_at) SELECT id, ?, content, ?, ?, ? FROM messages WHERE id = ?',
        editorId,
        reason,
        at,
        at,
        messageId,
      );
      store.run(
        'UPDATE messages SET content = ?, edited_at = ?, updated_at = ? WHERE id = ?',
        content,
        at,
        at,
        messageId,
      );
    },

    remove(messageId: number, at: number): void {
      store.run('UPDATE messages SET is_deleted = 1, deleted_at = ?, updated_at = ? WHERE id = ?', at, at, messageId);
    },

    /** Settles what follows from the messages: the last one, and each person's read pointer and unread count. */
    settle(conversationId: number, unreadOf: (userId: number) => number): void {
      store.run(
        `UPDATE conversations SET
           last_message_id = (SELECT max(id) FROM messages WHERE conversation_id = conversations.id),
           last_message_at = (SELECT max(created_at) FROM messages WHERE conversation_id = conversations.id),
           updated_at = coalesce((SELECT max(created_at) FROM messages WHERE conversation_id = conversations.id), updated_at)
         WHERE id = ?`,
        conversationId,
      );
      const people = store.all<{ id: number; user_id: number }>(
        'SELECT id, user_id FROM participants WHERE conversation_id = ?',
        conversationId,
      );
      for (const person of people) {
        const theirs = store.all<{ id: number }>(
          'SELECT id FROM messages WHERE conversation_id = ? AND sender_user_id IS NOT ? ORDER BY id DESC LIMIT ?',
          conversationId,
          person.user_id,
          unreadOf(person.user_id),
        );
        const firstUnread = theirs.at(-1)?.id ?? Number.MAX_SAFE_INTEGER;
        const read = store.get<{ id: number; created_at: number }>(
          'SELECT id, created_at FROM messages WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT 1',
          conversationId,
          firstUnread,
        );
        store.run(
          'UPDATE participants SET last_read_message_id = ?, last_read_at = ?, unread_count = ? WHERE id = ?',
          read?.id ?? null,
          read?.created_at ?? null,
          theirs.length,
          person.id,
        );
        store.run(
          `INSERT INTO statuses (message_id, user_id, status, status_at, device_info, created_at)
           SELECT id, ?, iif(id < ?, 'read', 'delivered'), created_at + 20000 + (id * 7919 % 240000), iif(? % 3 = 0, '{"platform":"mobile","os":"Android"}', iif(? % 3 = 1, '{"platform":"web","browser":"Chrome"}', '{"platform":"mobile","os":"iOS"}')), created_at + 1000
           FROM messages WHERE conversation_id = ? AND sender_user_id IS NOT ?
           ON CONFLICT DO NOTHING`,
          person.user_id,
          firstUnread,
          person.user_id,
          person.user_id,
          conversationId,
          person.user_id,
        );
      }
    },
  };
}
