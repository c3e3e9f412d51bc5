import type { MessageRow } from '#shared/domain/message.ts';
import { unreachable } from '#shared/errors.ts';

/** The one word in which an own message's state is told: on screen, in its name for assistive technology, and in tests. */
export const STATE_WORDS = [
  'waiting',
  'sending',
  'checking',
  'held',
  'not-sure',
  'not-sent',
  'sent',
  'delivered',
  'read',
] as const;

export type StateWord = (typeof STATE_WORDS)[number];

/** Null for messages of others. On the server is at least *sent* (docs/api.md section 4.7). */
export function stateOf(row: MessageRow): StateWord | null {
  if (!row.own) return null;
  if (row.unsent !== null) {
    switch (row.unsent.state) {
      case 'queued':
        return 'waiting';
      case 'sending':
        return 'sending';
      case 'checking':
        return 'checking';
      case 'held':
        return 'held';
      case 'unconfirmed':
        return 'not-sure';
      case 'failed':
        return 'not-sent';
      default:
        return unreachable(row.unsent.state);
    }
  }
  switch (row.tick) {
    case 'failed':
      return 'not-sent';
    case 'delivered':
      return 'delivered';
    case 'read':
      return 'read';
    case 'sent':
    case null:
      return 'sent';
    default:
      return unreachable(row.tick);
  }
}
