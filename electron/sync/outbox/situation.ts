import type { WaitReason } from '#shared/domain/outbox-state.ts';
import type { ConnectionState } from '#shared/domain/sync-status.ts';
import type { Clock } from '../ports.ts';

/** What holds all lanes back at once. */
export class Situation {
  phase: 'new' | 'running' | 'stopping' | 'stopped' = 'new';
  connection: ConnectionState = 'starting';
  signedIn = true;
  readonly #clock: Clock;
  #actionsPausedUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get running(): boolean {
    return this.phase === 'running';
  }

  /** Nothing may be written any more. */
  get over(): boolean {
    return this.phase === 'stopped';
  }

  /** Null where requests can leave. */
  wait(): WaitReason | null {
    if (!this.signedIn) return 'signed-out';
    switch (this.connection) {
      case 'online':
        return null;
      case 'offline':
      case 'captive-portal':
        return 'offline';
      case 'server-down':
        return 'server-down';
      case 'signed-out':
        return 'signed-out';
      case 'starting':
        return 'levelling';
      default:
        return this.connection satisfies never;
    }
  }

  /** The extensions have no documented limit; a 429 pauses them all. */
  pauseActions(ms: number): void {
    this.#actionsPausedUntil = Math.max(this.#actionsPausedUntil, this.#clock.monotonic() + ms);
  }

  get actionsPausedFor(): number {
    return Math.max(0, this.#actionsPausedUntil - this.#clock.monotonic());
  }
}
