import type { EngineOutput } from '#shared/contract/engine.ts';
import type { EngineRelay } from '../dispatch/dispatcher.ts';
import type { ConversationFacts } from './notifications.ts';

/** Asks the engine, just before a notification is shown; null when it can't say. */
export async function conversationFacts(
  engine: EngineRelay,
  conversationId: string,
): Promise<ConversationFacts | null> {
  const envelope = await engine.call('conversation.get', { conversationId });
  if (!envelope.ok) return null;
  const { row } = envelope.value as EngineOutput<'conversation.get'>;
  return {
    left: row.lock === 'left' || row.lock === 'forbidden' || row.lock === 'not-found',
    blocked: row.lock === 'blocked',
    muted: row.mutedUntil !== null && row.mutedUntil > Date.now(),
    unread: row.unread,
  };
}
