import type { SyncStatus } from '#shared/domain/sync-status.ts';
import type { OutboxRow } from '../store/local/rows.ts';
import type { Pace } from './needs.ts';

/** A request itself takes about this long. */
const REQUEST_MS = 1_000;

/**
 * What the sync line says about sending: "7 waiting, about 40 s". Items behind a question to the agent wait, but no time can be named for them.
 */
export function paceOf(
  rows: readonly OutboxRow[],
  pace: Pick<Pace, 'nextFreeIn'>,
  moving: boolean,
): SyncStatus['sending'] {
  const items = rows.filter((row) => row.lane === 'messages');
  const stuck = new Set<string>();
  const going: OutboxRow[] = [];
  let sending = 0;
  for (const row of items) {
    const lane = row.conversationId === null ? row.conversationRef : String(row.conversationId);
    if (row.state === 'held' || row.state === 'unconfirmed') stuck.add(lane);
    else if (row.state === 'sending' || row.state === 'checking') sending += 1;
    else if (row.state === 'queued' && !stuck.has(lane)) going.push(row);
  }
  const waiting = items.filter((row) => row.state === 'queued').length;
  if (!moving || going.length === 0) return { waiting, sending, secondsLeft: null };
  const files = going.filter((row) => row.kind === 'message' && row.payload.files.length > 0).length;
  const created = going.filter((row) => row.kind === 'create-conversation').length;
  const sends = going.length - created;
  const waits = [
    sends > 0 ? pace.nextFreeIn('send', sends - 1) : 0,
    files > 0 ? pace.nextFreeIn('upload', files - 1) : 0,
    created > 0 ? pace.nextFreeIn('create', created - 1) : 0,
  ];
  return { waiting, sending, secondsLeft: Math.ceil((Math.max(...waits) + REQUEST_MS) / 1000) };
}
