import type { MessageRow, PendingChange } from '#shared/domain/message.ts';

/** Changes that wait for the network are told apart from those that the server has: see `MessageRow.pending`. */
export function waits(row: Pick<MessageRow, 'pending'>, ...kinds: readonly PendingChange['kind'][]): boolean {
  return row.pending.some((change) => change.state === 'waiting' && kinds.includes(change.kind));
}
