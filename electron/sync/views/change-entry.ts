import type { OutboxChange, OutboxEntry } from '#shared/contract/engine.ts';
import { PLAIN_MESSAGE, type Person } from '#shared/domain/message.ts';
import { conversationOf, type ActionRow } from '../store/local/rows.ts';
import type { LocalReader, MirrorReader } from './readers.ts';

/** What the agent did to a message or a conversation that is on the server, as the outbox lists it; null once it has ended. */
export function changeEntry(
  row: ActionRow,
  conversationTitle: string,
  me: Person,
  local: LocalReader,
  mirror: Pick<MirrorReader, 'messages'>,
): OutboxEntry | null {
  const unsent = local.stateOf(row);
  const change = changeOf(row);
  if (unsent === null || change === null) return null;
  const messageId = 'messageId' in row.payload ? row.payload.messageId : null;
  const conversationId = conversationOf(row);
  return {
    conversationId,
    conversationTitle,
    creates: false,
    change,
    message: {
      ...PLAIN_MESSAGE,
      key: `o:${row.clientId}`,
      conversationId,
      messageId,
      sender: me,
      own: true,
      content: wordsOf(row, mirror),
      createdAt: row.createdAt,
      unsent,
    },
  };
}

/** Null for what is not listed. */
function changeOf(row: ActionRow): OutboxChange | null {
  switch (row.kind) {
    case 'react':
    case 'unreact':
      return { kind: row.kind, emoji: row.payload.emoji };
    case 'edit':
    case 'delete':
    case 'report':
      return { kind: row.kind, emoji: null };
    case 'mute': {
      const { mutedUntil, isBlocked } = row.payload;
      if (isBlocked !== undefined) return { kind: isBlocked ? 'block' : 'unblock', emoji: null };
      return { kind: mutedUntil == null ? 'unmute' : 'mute', emoji: null };
    }
    case 'update':
      return { kind: row.payload.isOpen ? 'reopen' : 'close', emoji: null };
    case 'read':
      return null;
    default:
      return row satisfies never;
  }
}

function wordsOf(row: ActionRow, mirror: Pick<MirrorReader, 'messages'>): string {
  switch (row.kind) {
    case 'edit':
      return row.payload.content;
    case 'report':
      return row.payload.reason;
    case 'delete':
      // What is to be deleted is shown nowhere any more, unless it was not.
      return row.state === 'failed' ? messageWords(row, mirror) : '';
    case 'react':
    case 'unreact':
      return messageWords(row, mirror);
    case 'mute':
    case 'update':
    case 'read':
      return '';
    default:
      return row satisfies never;
  }
}

function messageWords(
  { conversationId, payload }: Extract<ActionRow, { readonly kind: 'react' | 'unreact' | 'delete' }>,
  mirror: Pick<MirrorReader, 'messages'>,
): string {
  if (conversationId === null) return '';
  const [message] = mirror.messages(conversationId, [payload.messageId]);
  return message?.content ?? '';
}
