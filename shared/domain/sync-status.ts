import type { ErrorInfo } from '../errors.ts';
import type { Milliseconds } from './message.ts';

export type ConnectionState = 'online' | 'offline' | 'captive-portal' | 'server-down' | 'signed-out' | 'starting';

export type RealtimeState = 'on' | 'off' | 'connecting' | 'unavailable';

/** Everything the sync line says; the renderer makes one true sentence of it. */
export interface SyncStatus {
  readonly connection: ConnectionState;
  /** Since when the connection is not `online`. */
  readonly since: Milliseconds | null;
  /** When the next try begins by itself; null while one runs or none is due. */
  readonly nextTryAt: Milliseconds | null;
  readonly realtime: RealtimeState;
  /** Seconds between checks while live updates are off. */
  readonly pollSeconds: number | null;
  readonly catchUp: { readonly done: number; readonly total: number } | null;
  readonly backfill: { readonly conversationsLeft: number; readonly secondsLeft: number | null } | null;
  readonly lastUpToDateAt: Milliseconds | null;
  /** The server's clock less this computer's, milliseconds, when it matters (more than 2 minutes); else null. */
  readonly clockOff: Milliseconds | null;
  readonly sending: { readonly waiting: number; readonly sending: number; readonly secondsLeft: number | null };
  /** Damage, a full disk, a broken endpoint: what is wrong although the connection is fine. */
  readonly trouble: ErrorInfo | null;
}
