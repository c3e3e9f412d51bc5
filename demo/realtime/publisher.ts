import { advanceStatuses } from '../domain/messages.ts';
import type { JsonObject } from '../json.ts';
import { createTimers } from '../ports.ts';
import { presentConversation, presentMessages, presentStatus, type PresentContext } from '../store/present.ts';
import type { ConversationRow, MessageRow, ParticipantRow, StatusRow } from '../store/rows.ts';
import type { World, WorldEvent } from '../world.ts';
import type { Hub } from './hub.ts';
import { EVENT_MAX_BYTES } from './protocol.ts';

/** Tells every participant, the sender's own devices too, what was committed (docs/api.md section 8). */
export function publishCommits(world: World, hub: Hub): () => void {
  const context: PresentContext = {
    reader: world.store,
    get origin() {
      return world.origin;
    },
    get fileSignature() {
      return world.fileSignature;
    },
    isConnected: (userId) => world.isConnected(userId),
  };
  const timers = createTimers(world.clock);
  const stopListening = world.listen((event) => {
    const userIds = recipients(world, event);
    const channels = userIds.map((id) => `private-user.${id}`);
    for (const { name, data, whole } of payloads(world, context, event)) {
      const onDelivered = (channel: string): void => {
        if (event.kind !== 'message' || event.change !== 'new' || !whole) return;
        const userId = Number(channel.slice('private-user.'.length));
        // A moment later, so that nobody hears of the delivery before the message itself.
        timers.after(0, () => {
          confirmDelivery(world, event.conversationId, event.messageId, userId);
        });
      };
      hub.trigger({ channels, event: name, data, onDelivered });
    }
  });
  return () => {
    stopListening();
    timers.cancelAll();
  };
}

/** Whoever was handed the whole message has it. */
function confirmDelivery(world: World, conversationId: number, messageId: number, userId: number): void {
  const device = { platform: 'desktop' };
  advanceStatuses(world, { conversationId, userId, fromId: messageId, upToId: messageId, status: 'delivered', device });
}

function recipients(world: World, event: WorldEvent): number[] {
  if (event.kind === 'conversation' && event.onlyUserId !== null) return [event.onlyUserId];
  return world.store
    .all<ParticipantRow>(
      'SELECT * FROM participants WHERE conversation_id = ? AND left_at IS NULL',
      event.conversationId,
    )
    .map((one) => one.user_id);
}

type Payload = { name: string; data: string; whole: boolean };

function payloads(world: World, context: PresentContext, event: WorldEvent): Payload[] {
  switch (event.kind) {
    case 'message': {
      const rows = world.store.all<MessageRow>('SELECT * FROM messages WHERE id = ?', event.messageId);
      return presentMessages(context, rows, 'list').map((message) =>
        fitting('message.new', { message }, { message: partialMessage(message) }),
      );
    }
    case 'status': {
      const rows = world.store.all<StatusRow>(
        'SELECT * FROM statuses WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id',
        JSON.stringify(event.statusIds),
      );
      return rows.map((row) => ({
        name: 'message.status',
        data: JSON.stringify({ status: presentStatus(row) }),
        whole: true,
      }));
    }
    case 'conversation': {
      const rows = world.store.all<ConversationRow>('SELECT * FROM conversations WHERE id = ?', event.conversationId);
      return rows.map((row) => {
        const conversation = presentConversation(context, row, 'list');
        return fitting('conversation.update', { conversation }, { conversation: partialConversation(conversation) });
      });
    }
    default:
      return event satisfies never;
  }
}

/** An event has room for 10 kB; what does not fit is named, and the client reads the rest. */
function fitting(name: string, whole: JsonObject, reduced: JsonObject): Payload {
  const text = JSON.stringify(whole);
  const fits = Buffer.byteLength(text) <= EVENT_MAX_BYTES;
  return { name, data: fits ? text : JSON.stringify(reduced), whole: fits };
}

function partialMessage(message: JsonObject): JsonObject {
  return pick(message, ['id', 'conversation_id', 'sender_user_id', 'content_type', 'created_at', 'updated_at']);
}

function partialConversation(conversation: JsonObject): JsonObject {
  return pick(conversation, ['id', 'last_message_id', 'last_message_at', 'is_open', 'updated_at']);
}

function pick(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
}
