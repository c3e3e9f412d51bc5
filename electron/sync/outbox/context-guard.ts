import type { OutboxFields } from '../store/local/rows.ts';
import type { MirrorReader } from './needs.ts';

/**
 * Whether another agent has written since the agent pressed Send: then this answer was written without knowing theirs, and the agent is asked
 * before it leaves. What a customer wrote meanwhile holds nothing back.
 */
export function newerAnswer(
  row: Pick<OutboxFields, 'conversationId' | 'newestShownMessageId'>,
  mirror: Pick<MirrorReader, 'newestAgentMessageId'>,
): boolean {
  if (row.conversationId === null) return false;
  const newest = mirror.newestAgentMessageId(row.conversationId);
  return newest !== null && newest > (row.newestShownMessageId ?? 0);
}
