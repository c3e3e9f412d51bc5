import { ApiError, conversationNotFound, unauthorizedConversation } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { ConversationRow, ParticipantRow, UserRow } from '../store/rows.ts';
import type { Reader, Value } from '../store/store.ts';
import type { World } from '../world.ts';
import { insertMessage } from './messages.ts';
import type { Page } from './page.ts';

export const CONVERSATION_TYPES = ['private', 'group', 'order_support', 'product_support', 'system'] as const;

export type ConversationFilter = {
  types: readonly string[] | null;
  isOpen: boolean | null;
  search: string | null;
};

/** Newest first; one without any message stands where it was created. Conversations that the user left are not among them. */
export function listConversations(
  reader: Reader,
  userId: number,
  filter: ConversationFilter,
  window: { limit: number; offset: number },
): Page<ConversationRow> {
  const conditions = ['p.user_id = ?', 'p.left_at IS NULL'];
  const values: Value[] = [userId];
  if (filter.types !== null) {
    conditions.push('c.type IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(filter.types));
  }
  if (filter.isOpen !== null) {
    conditions.push('c.is_open = ?');
    values.push(filter.isOpen ? 1 : 0);
  }
  if (filter.search !== null) {
    conditions.push("c.title LIKE ? ESCAPE '\\'");
    values.push(`%${filter.search.replace(/[\\%_]/g, '\\$&')}%`);
  }
  const from = `FROM conversations c JOIN participants p ON p.conversation_id = c.id WHERE ${conditions.join(' AND ')}`;
  const total = reader.get<{ total: number }>(`SELECT count(*) AS total ${from}`, ...values)?.total ?? 0;
  const rows = reader.all<ConversationRow>(
    `SELECT c.* ${from} ORDER BY coalesce(c.last_message_at, c.created_at) DESC, c.id DESC LIMIT ? OFFSET ?`,
    ...values,
    window.limit,
    window.offset,
  );
  return { rows, total };
}

export function findConversation(reader: Reader, id: number): ConversationRow {
  const row = reader.get<ConversationRow>('SELECT * FROM conversations WHERE id = ?', id);
  if (row === undefined) throw conversationNotFound();
  return row;
}

/** The conversation, when this person takes part in it now. */
export function openConversation(reader: Reader, id: number, userId: number): ConversationRow {
  const row = findConversation(reader, id);
  if (findParticipant(reader, id, userId) === undefined) throw unauthorizedConversation();
  return row;
}

export function findParticipant(reader: Reader, conversationId: number, userId: number): ParticipantRow | undefined {
  return reader.get<ParticipantRow>(
    'SELECT * FROM participants WHERE conversation_id = ? AND user_id = ? AND left_at IS NULL',
    conversationId,
    userId,
  );
}

export type NewConversation = {
  ownerId: number;
  title: string;
  type: string;
  participantIds: readonly number[];
  metadata: JsonObject | null;
  initialMessage: string | null;
};

/** Agents join as `admin`, everybody else as `participant`, and whoever opens it is its `owner`. */
export function createConversation(world: World, input: NewConversation): number {
  const { store } = world;
  const others = [...new Set(input.participantIds)].filter((id) => id !== input.ownerId);
  const unknown = input.participantIds
    .map((id, index) => ({ index, known: store.get('SELECT 1 FROM users WHERE id = ?', id) !== undefined }))
    .filter((one) => !one.known);
  if (unknown.length > 0 || others.length === 0) {
    const errors = Object.fromEntries(
      unknown.map((one) => [`participant_ids.${one.index}`, [`The selected participant_ids.${one.index} is invalid.`]]),
    );
    if (others.length === 0 && unknown.length === 0) {
      errors['participant_ids'] = ['A conversation needs somebody besides yourself.'];
    }
    throw new ApiError(422, 'Participant is not valid', { code: 'INVALID_PARTICIPANT', errors });
  }
  return store.transaction(() => {
    const now = world.clock.now();
    const id = store.run(
      'INSERT INTO conversations (type, title, owner_user_id, owner_shop_profile_id, metadata, created_at, updated_at) VALUES (?, ?, ?, NULL, ?, ?, ?)',
      input.type,
      input.title,
      input.ownerId,
      input.metadata === null ? null : JSON.stringify(input.metadata),
      now,
      now,
    );
    for (const userId of [input.ownerId, ...others]) {
      const user = store.get<UserRow>('SELECT * FROM users WHERE id = ?', userId);
      const shop = store.get<{ id: number }>('SELECT id FROM shop_profiles WHERE user_id = ?', userId);
      const role = userId === input.ownerId ? 'owner' : user?.kind === 'agent' ? 'admin' : 'participant';
      store.run(
        'INSERT INTO participants (conversation_id, user_id, shop_profile_id, role, joined_at, preferences) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        userId,
        shop?.id ?? null,
        role,
        now,
        JSON.stringify({ notifications: true, sound: true }),
      );
    }
    world.emit({ kind: 'conversation', conversationId: id, onlyUserId: null });
    if (input.initialMessage !== null) {
      insertMessage(world, {
        conversationId: id,
        senderId: input.ownerId,
        content: input.initialMessage,
        contentType: 'text',
        metadata: null,
        parentMessageId: null,
        replyToMessageId: null,
        files: [],
        platform: 'web',
      });
    }
    return id;
  });
}

export function setOpen(world: World, conversationId: number, isOpen: boolean): void {
  world.store.transaction(() => {
    world.store.run(
      'UPDATE conversations SET is_open = ?, updated_at = ? WHERE id = ?',
      isOpen ? 1 : 0,
      world.clock.now(),
      conversationId,
    );
    world.emit({ kind: 'conversation', conversationId, onlyUserId: null });
  });
}

export type OwnSettings = {
  mutedUntil?: number | null;
  isBlocked?: boolean;
  preferences?: JsonObject;
};

export function changeOwnSettings(world: World, participant: ParticipantRow, changes: OwnSettings): ParticipantRow {
  const { store } = world;
  return store.transaction(() => {
    if (changes.mutedUntil !== undefined) {
      store.run('UPDATE participants SET muted_until = ? WHERE id = ?', changes.mutedUntil, participant.id);
    }
    if (changes.isBlocked !== undefined) {
      store.run('UPDATE participants SET is_blocked = ? WHERE id = ?', changes.isBlocked ? 1 : 0, participant.id);
    }
    if (changes.preferences !== undefined) {
      const merged = { ...(JSON.parse(participant.preferences) as JsonObject), ...changes.preferences };
      store.run('UPDATE participants SET preferences = ? WHERE id = ?', JSON.stringify(merged), participant.id);
    }
    world.emit({ kind: 'conversation', conversationId: participant.conversation_id, onlyUserId: participant.user_id });
    return store.get<ParticipantRow>('SELECT * FROM participants WHERE id = ?', participant.id) ?? participant;
  });
}

export function reportConversation(
  world: World,
  report: { conversationId: number; userId: number; reason: string; metadata: JsonObject | null },
): JsonObject {
  const now = world.clock.now();
  const id = world.store.run(
    'INSERT INTO reports (conversation_id, user_id, reason, metadata, created_at) VALUES (?, ?, ?, ?, ?)',
    report.conversationId,
    report.userId,
    report.reason,
    report.metadata === null ? null : JSON.stringify(report.metadata),
    now,
  );
  return { id, conversation_id: report.conversationId, reason: report.reason };
}
