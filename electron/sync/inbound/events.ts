import { decodeConversation } from '../api/decode/conversation.ts';
import { decodeMessage, decodeStatus } from '../api/decode/message.ts';
import { either, flag, identifier, isRecord, text } from '../api/decode/primitives.ts';
import { Notes } from '../api/decode/set-aside.ts';
import type { ApiConversation, ApiMessage, ApiStatus, SetAside } from '../api/types.ts';
import type { RealtimeEvent } from '../ports.ts';

/** An event of the server, understood (docs/api.md section 8). */
export type Understood =
  | { readonly kind: 'message'; readonly message: ApiMessage; readonly setAside: readonly SetAside[] }
  | { readonly kind: 'status'; readonly status: ApiStatus & { readonly messageId: number } }
  | { readonly kind: 'conversation'; readonly conversation: ApiConversation; readonly setAside: readonly SetAside[] }
  | {
      readonly kind: 'typing';
      readonly conversationId: number;
      readonly userId: number;
      readonly name: string;
      readonly typing: boolean;
    }
  | { readonly kind: 'left'; readonly conversationId: number; readonly userId: number }
  | { readonly kind: 'unreadable'; readonly setAside: readonly SetAside[] }
  | { readonly kind: 'unknown' };

/** `conversationId`: the conversation of the channel it came on; null for the user's own channel. */
export function understand(event: RealtimeEvent, conversationId: number | null): Understood {
  const name = plainName(event.event);
  const data = payloadOf(event.data);
  switch (name) {
    case 'message.new':
    case 'message.updated':
      return message(data, conversationId);
    case 'message.status':
      return status(data, conversationId);
    case 'conversation.update':
    case 'conversation.updated':
    case 'conversation.new':
      return conversation(data);
    case 'typing':
      return typing(data, conversationId, identifier(personOf(data)?.['id']) ?? identifier(data['user_id']));
    case 'client-typing':
      // Who types is what Pusher itself says, never the payload.
      return typing(data, conversationId, identifier(event.userId));
    case 'pusher:member_removed': {
      const userId = identifier(data['user_id']) ?? identifier(data['id']);
      return conversationId === null || userId === undefined
        ? { kind: 'unknown' }
        : { kind: 'left', conversationId, userId };
    }
    default:
      return { kind: 'unknown' };
  }
}

/** Names come with leading dots and namespaces: `.message.new`, `App\Events\message.new`. */
function plainName(name: string): string {
  return name.slice(name.lastIndexOf('\\') + 1).replace(/^\.+/, '');
}

function payloadOf(data: unknown): Record<string, unknown> {
  if (typeof data !== 'string') return isRecord(data) ? data : {};
  try {
    const parsed: unknown = JSON.parse(data);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function message(data: Record<string, unknown>, conversationId: number | null): Understood {
  const notes = new Notes();
  const decoded = decodeMessage(data['message'] ?? data, conversationId, notes);
  if (decoded === null) return { kind: 'unreadable', setAside: notes.setAside };
  return { kind: 'message', message: decoded, setAside: notes.setAside };
}

function status(data: Record<string, unknown>, conversationId: number | null): Understood {
  const notes = new Notes();
  const raw = isRecord(data['status']) ? data['status'] : data;
  const decoded = decodeStatus(raw, conversationId, notes);
  if (decoded === null || decoded.messageId === null) return { kind: 'unreadable', setAside: notes.setAside };
  const named = decoded.conversationId ?? identifier(data['conversation_id']) ?? conversationId;
  return { kind: 'status', status: { ...decoded, conversationId: named, messageId: decoded.messageId } };
}

function conversation(data: Record<string, unknown>): Understood {
  const notes = new Notes();
  const decoded = decodeConversation(data['conversation'] ?? data, notes);
  if (decoded === null) return { kind: 'unreadable', setAside: notes.setAside };
  return { kind: 'conversation', conversation: decoded, setAside: notes.setAside };
}

function personOf(data: Record<string, unknown>): Record<string, unknown> | null {
  return isRecord(data['user']) ? data['user'] : null;
}

/** The conversation comes from the channel; on the user's own channel only from the payload, and without it nobody can say where. */
function typing(data: Record<string, unknown>, channel: number | null, userId: number | undefined): Understood {
  const conversationId = channel ?? identifier(data['conversation_id']);
  if (conversationId === undefined || userId === undefined) return { kind: 'unknown' };
  return {
    kind: 'typing',
    conversationId,
    userId,
    name: text(either(personOf(data) ?? data, 'name')) ?? '',
    typing: flag(either(data, 'is_typing', 'typing')) ?? true,
  };
}
