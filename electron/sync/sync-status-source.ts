import type { SyncStatus } from '#shared/domain/sync-status.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { failureInfo } from './envelope.ts';
import type { InboundStatus } from './inbound/types.ts';
import type { ConnectionFacts } from './network/connection.ts';

/** Puts the sync line's facts together, and tells of them once they differ. */
export class SyncStatusSource {
  readonly #read: () => SyncStatus;
  readonly #tell: (status: SyncStatus) => void;
  #last = '';
  #stopped = false;

  constructor(read: () => SyncStatus, tell: (status: SyncStatus) => void) {
    this.#read = read;
    this.#tell = tell;
  }

  get status(): SyncStatus {
    return this.#read();
  }

  /** Something that the line speaks of may have changed. */
  changed(): void {
    if (this.#stopped) return;
    const status = this.#read();
    const text = JSON.stringify(status);
    if (text === this.#last) return;
    this.#last = text;
    this.#tell(status);
  }

  /** The account's files are about to be closed: what ends after that has nothing to say, and nothing to read it from. */
  stop(): void {
    this.#stopped = true;
  }
}

/** `storage`: why this computer does not take what is to be written; it comes before what the server does. */
export function syncStatusOf(
  connection: ConnectionFacts,
  inbound: InboundStatus,
  sending: SyncStatus['sending'],
  storage: ErrorInfo | null,
): SyncStatus {
  return {
    connection: connection.state,
    since: connection.since,
    nextTryAt: connection.nextTryAt,
    realtime: inbound.realtime,
    pollSeconds: inbound.pollSeconds,
    catchUp: inbound.phase === 'catching-up' ? { done: inbound.done, total: inbound.total } : null,
    backfill: inbound.backfill,
    lastUpToDateAt: inbound.lastUpToDateAt,
    clockOff: connection.clockOff,
    sending,
    trouble: storage ?? (connection.state === 'online' ? endpointTrouble(inbound) : redirection(connection)),
  };
}

/** The server sends us elsewhere: nothing is followed, and it is named. */
function redirection({ state, lastFailure }: ConnectionFacts): ErrorInfo | null {
  return state === 'server-down' && lastFailure?.kind === 'redirected' ? failureInfo(lastFailure) : null;
}

function endpointTrouble({ trouble }: InboundStatus): ErrorInfo | null {
  if (trouble === null) return null;
  const { endpoint, status, at } = trouble;
  return { code: 'SERVER_ERROR', message: '', details: { endpoint, status, at } };
}
