import type { ParticipantRow } from '#shared/domain/conversation.ts';
import type { Milliseconds } from '#shared/domain/message.ts';

/** The server tells presence only with messages (docs/api.md section 4.3): what is older than this says nothing about now. */
export const PRESENCE_FRESH_MS = 5 * 60_000;

/** How the dot beside somebody is drawn; null where nothing was ever told. */
export type PresenceLook = 'online' | 'away' | 'grey';

export function presenceLook(
  { onlineStatus, onlineStatusAt, person }: Pick<ParticipantRow, 'onlineStatus' | 'onlineStatusAt' | 'person'>,
  now: Milliseconds,
): PresenceLook | null {
  if (onlineStatus === null || person.role === 'me') return null;
  if (onlineStatusAt === null || now - onlineStatusAt > PRESENCE_FRESH_MS) return 'grey';
  return onlineStatus === 'online' || onlineStatus === 'away' ? onlineStatus : 'grey';
}
