import { parseJsonObject, type JsonObject } from '../json.ts';
import type { ConversationRow, MessageRow, ParticipantRow, ReactionRow } from '../store/rows.ts';
import type { Reader, Value } from '../store/store.ts';
import type { World } from '../world.ts';
import type { Page } from './page.ts';
import { storeFile, type CheckedFile } from './files.ts';

export const CONTENT_TYPES = ['text', 'system', 'template', 'product_card', 'order_card'] as const;

/** How far a message has come at one person; it never goes back. */
const STATUS_RANK: Readonly<Record<string, number>> = { failed: 0, sent: 1, delivered: 2, read: 3 };

export type MessageWindow = { limit: number; page: number; beforeId: number | null; afterId: number | null };

/**
 * Each page is in rising order of id. Without `after_id` page 1 holds the newest messages (before `before_id`) and later pages go back
 * in time; with `after_id` page 1 holds the oldest after it and later pages go forward, so that reading on by `after_id` loses nothing.
 */
export function listMessages(reader: Reader, conversationId: number, window: MessageWindow): Page<MessageRow> {
  const conditions = ['conversation_id = ?'];
  const values: Value[] = [conversationId];
  if (window.beforeId !== null) {
    conditions.push('id < ?');
    values.push(window.beforeId);
  }
  if (window.afterId !== null) {
    conditions.push('id > ?');
    values.push(window.afterId);
  }
  const from = `FROM messages WHERE ${conditions.join(' AND ')}`;
  const forward = window.afterId !== null;
  const total = reader.get<{ total: number }>(`SELECT count(*) AS total ${from}`, ...values)?.total ?? 0;
  const rows = reader.all<MessageRow>(
    `SELECT * ${from} ORDER BY id ${forward ? 'ASC' : 'DESC'} LIMIT ? OFFSET ?`,
    ...values,
    window.limit,
    (window.page - 1) * window.limit,
  );
  return { rows: forward ? rows : rows.reverse(), total };
}

export function findMessage(reader: Reader, id: number): MessageRow | undefined {
  return reader.get<MessageRow>('SELECT * FROM messages WHERE id = ?', id);
}

export type NewMessage = {
  conversationId: number;
  senderId: number;
  content: string;
  contentType: string;
  metadata: JsonObject | null;
  parentMessageId: number | null;
  replyToMessageId: number | null;
  files: readonly CheckedFile[];
  platform: string;
};

/** Keeps the message, everything that hangs on it, and what it changes on its conversation, in one transaction. */
export function insertMessage(world: World, input: NewMessage): number {
  const { store } = world;
  return store.transaction(() => {
    const now = world.clock.now();
    const participants = store.all<ParticipantRow>(
      'SELECT * FROM participants WHERE conversation_id = ? AND left_at IS NULL',
      input.conversationId,
    );
    const sender = participants.find((one) => one.user_id === input.senderId);
    const id = store.run(
      `INSERT INTO messages (conversation_id, sender_user_id, sender_shop_profile_id, content, content_type, metadata, parent_message_id, reply_to_message_id, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      input.conversationId,
      input.senderId,
      sender?.shop_profile_id ?? null,
      input.content,
      input.contentType,
      input.metadata === null ? null : JSON.stringify(input.metadata),
      input.parentMessageId,
      input.replyToMessageId,
      now,
      now,
    );
    for (const file of input.files) storeFile(world, id, file, now);
    attachReferences(world, id, input.metadata, now);
    for (const participant of participants) {
      if (participant.user_id === input.senderId) continue;
      store.run(
        'INSERT INTO statuses (message_id, user_id, status, status_at, device_info, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        participant.user_id,
        'sent',
        now,
        JSON.stringify({ platform: input.platform }),
        now,
      );
    }
    store.run(
      'UPDATE participants SET unread_count = unread_count + 1 WHERE conversation_id = ? AND user_id <> ? AND left_at IS NULL',
      input.conversationId,
      input.senderId,
    );
    // Who writes with nothing unread has read up to here. With something unread the pointer stays: a message that waited while offline
    // does not prove that its writer saw what arrived meanwhile.
    store.run(
      'UPDATE participants SET last_read_message_id = ?, last_read_at = ? WHERE conversation_id = ? AND user_id = ? AND unread_count = 0',
      id,
      now,
      input.conversationId,
      input.senderId,
    );
    store.run(
      'UPDATE conversations SET last_message_id = ?, last_message_at = ?, updated_at = ? WHERE id = ?',
      id,
      now,
      now,
      input.conversationId,
    );
    world.emit({ kind: 'message', conversationId: input.conversationId, messageId: id, change: 'new' });
    world.emit({ kind: 'conversation', conversationId: input.conversationId, onlyUserId: null });
    return id;
  });
}

/** A card whose metadata names an order or a product of the catalogue carries a snapshot of it. */
function attachReferences(world: World, messageId: number, metadata: JsonObject | null, now: number): void {
  const { store } = world;
  const orderId = metadata?.['order_id'];
  if (typeof orderId === 'number') {
    store.run(
      'INSERT INTO order_references (message_id, order_id, marketplace_order_id, snapshot, created_at) SELECT ?, id, marketplace_order_id, snapshot, ? FROM catalogue_orders WHERE id = ?',
      messageId,
      now,
      orderId,
    );
  }
  const productId = metadata?.['product_id'];
  if (typeof productId === 'number') {
    store.run(
      'INSERT INTO product_references (message_id, product_id, marketplace_product_id, snapshot, created_at) SELECT ?, id, marketplace_product_id, snapshot, ? FROM catalogue_products WHERE id = ?',
      messageId,
      now,
      productId,
    );
  }
}

/** Moves the state of this person's messages forward: those of others up to `upToId` that had not come that far. */
export function advanceStatuses(
  world: World,
  target: {
    conversationId: number;
    userId: number;
    fromId?: number;
    upToId: number;
    status: 'delivered' | 'read';
    device: JsonObject;
  },
): void {
  const { store } = world;
  const behind = target.status === 'read' ? ['sent', 'delivered'] : ['sent'];
  const rows = store.all<{ id: number; status: string }>(
    `SELECT s.id, s.status FROM messages m JOIN statuses s ON s.message_id = m.id AND s.user_id = ?
     WHERE m.conversation_id = ? AND m.id BETWEEN ? AND ? AND s.status IN (SELECT value FROM json_each(?)) ORDER BY s.id`,
    target.userId,
    target.conversationId,
    target.fromId ?? 0,
    target.upToId,
    JSON.stringify(behind),
  );
  const moved = rows.filter((row) => (STATUS_RANK[row.status] ?? 0) < (STATUS_RANK[target.status] ?? 0));
  if (moved.length === 0) return;
  store.transaction(() => {
    const now = world.clock.now();
    for (const row of moved) {
      store.run(
        'UPDATE statuses SET status = ?, status_at = ?, device_info = ? WHERE id = ?',
        target.status,
        now,
        JSON.stringify(target.device),
        row.id,
      );
    }
    world.emit({ kind: 'status', conversationId: target.conversationId, statusIds: moved.map((row) => row.id) });
  });
}

/** The message has reached nobody who has not had it yet. */
export function failDelivery(world: World, conversationId: number, messageId: number): void {
  const { store } = world;
  store.transaction(() => {
    const rows = store.all<{ id: number }>(
      `SELECT s.id FROM messages m JOIN statuses s ON s.message_id = m.id
       WHERE m.conversation_id = ? AND m.id = ? AND s.status = 'sent' ORDER BY s.id`,
      conversationId,
      messageId,
    );
    const now = world.clock.now();
    for (const { id } of rows) store.run("UPDATE statuses SET status = 'failed', status_at = ? WHERE id = ?", now, id);
    world.emit({ kind: 'status', conversationId, statusIds: rows.map((row) => row.id) });
  });
}

/** Moves this person's read pointer forward; an older id changes nothing. */
export function markRead(
  world: World,
  participant: ParticipantRow,
  lastReadMessageId: number,
  device: JsonObject,
): ParticipantRow {
  const { store } = world;
  return store.transaction(() => {
    const current = store.get<ParticipantRow>('SELECT * FROM participants WHERE id = ?', participant.id) ?? participant;
    const newest = store.get<{ id: number | null }>(
      'SELECT max(id) AS id FROM messages WHERE conversation_id = ? AND id <= ?',
      current.conversation_id,
      lastReadMessageId,
    )?.id;
    if (newest === null || newest === undefined || newest <= (current.last_read_message_id ?? 0)) return current;
    const unread =
      store.get<{ unread: number }>(
        `SELECT count(*) AS unread FROM messages WHERE conversation_id = ? AND id > ? AND sender_user_id IS NOT ?`,
        current.conversation_id,
        newest,
        current.user_id,
      )?.unread ?? 0;
    store.run(
      'UPDATE participants SET last_read_message_id = ?, last_read_at = ?, unread_count = ? WHERE id = ?',
      newest,
      world.clock.now(),
      unread,
      current.id,
    );
    advanceStatuses(world, {
      conversationId: current.conversation_id,
      userId: current.user_id,
      upToId: newest,
      status: 'read',
      device,
    });
    world.emit({ kind: 'conversation', conversationId: current.conversation_id, onlyUserId: null });
    return store.get<ParticipantRow>('SELECT * FROM participants WHERE id = ?', current.id) ?? current;
  });
}

export function editMessage(world: World, row: MessageRow, content: string, reason: string | null): void {
  const { store } = world;
  store.transaction(() => {
    const now = Math.max(world.clock.now(), row.updated_at + 1);
    store.run(
      'INSERT INTO edits (message_id, editor_id, previous_content, edit_reason, edited_at, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      row.id,
      row.sender_user_id,
      row.content,
      reason,
      now,
      now,
    );
    store.run('UPDATE messages SET content = ?, edited_at = ?, updated_at = ? WHERE id = ?', content, now, now, row.id);
    changed(world, row);
  });
}

export function deleteMessage(world: World, row: MessageRow): void {
  if (row.is_deleted === 1) return;
  world.store.transaction(() => {
    const now = Math.max(world.clock.now(), row.updated_at + 1);
    world.store.run(
      'UPDATE messages SET is_deleted = 1, deleted_at = ?, updated_at = ? WHERE id = ?',
      now,
      now,
      row.id,
    );
    changed(world, row);
  });
}

/** The same person and emoji twice is the same reaction. */
export function addReaction(world: World, row: MessageRow, userId: number, reaction: string): ReactionRow {
  const { store } = world;
  const find = (): ReactionRow | undefined =>
    store.get<ReactionRow>(
      'SELECT * FROM reactions WHERE message_id = ? AND user_id = ? AND reaction = ?',
      row.id,
      userId,
      reaction,
    );
  const existing = find();
  if (existing !== undefined) return existing;
  return store.transaction(() => {
    const now = world.clock.now();
    store.run(
      'INSERT INTO reactions (message_id, user_id, reaction, reacted_at, created_at) VALUES (?, ?, ?, ?, ?)',
      row.id,
      userId,
      reaction,
      now,
      now,
    );
    touch(world, row);
    changed(world, row);
    const added = find();
    if (added === undefined) throw new Error('A reaction that was just kept is not there.');
    return added;
  });
}

export function removeReaction(world: World, row: MessageRow, userId: number, reaction: string): void {
  world.store.transaction(() => {
    world.store.run(
      'DELETE FROM reactions WHERE message_id = ? AND user_id = ? AND reaction = ?',
      row.id,
      userId,
      reaction,
    );
    touch(world, row);
    changed(world, row);
  });
}

function touch(world: World, row: MessageRow): void {
  const now = Math.max(world.clock.now(), row.updated_at + 1);
  world.store.run('UPDATE messages SET updated_at = ? WHERE id = ?', now, row.id);
}

function changed(world: World, row: MessageRow): void {
  world.emit({ kind: 'message', conversationId: row.conversation_id, messageId: row.id, change: 'changed' });
  const conversation = world.store.get<ConversationRow>(
    'SELECT * FROM conversations WHERE id = ?',
    row.conversation_id,
  );
  if (conversation?.last_message_id === row.id) {
    world.emit({ kind: 'conversation', conversationId: row.conversation_id, onlyUserId: null });
  }
}

export function metadataOf(row: MessageRow): JsonObject {
  return parseJsonObject(row.metadata) ?? {};
}
