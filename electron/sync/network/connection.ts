import type { ConnectionState } from '#shared/domain/sync-status.ts';
import type { ApiFailure } from '../api/failure.ts';
import type { Clock, Random, Timers } from '../ports.ts';
import { Alarm, Backoff } from './backoff.ts';
import { Witness } from './witness.ts';

/** The server's clock matters for tokens and snoozes when it differs by more than this. */
const CLOCK_TOLERANCE_MS = 120_000;
/** One lost answer is an accident; this many in a row are a server that is down. */
const LOST_IN_A_ROW = 2;
const ERRORS_IN_A_ROW = 3;
/** A try that has passed the gate and never reported its end is given up after this. */
const TRY_LASTS_MS = 45_000;

export interface ConnectionFacts {
  readonly state: ConnectionState;
  /** Since when it is not online, wall clock; null while it is. */
  readonly since: number | null;
  /** When the next try begins by itself, wall clock; null: none is due, or one is under way. */
  readonly nextTryAt: number | null;
  /** The server's clock less this computer's, where it matters. */
  readonly clockOff: number | null;
  readonly lastFailure: ApiFailure | null;
}

/**
 * Whether the API can be reached, from what really happened to requests: everybody who sends one reports its end here. After a network-wide
 * failure all wait at one gate: when the time has come a single try passes, and only its success opens the gate for the others.
 */
export class Connection {
  readonly #listeners = new Set<(facts: ConnectionFacts) => void>();
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #alarm: Alarm;
  readonly #witness = new Witness();
  readonly #onChange: (facts: ConnectionFacts) => void;
  #state: ConnectionState = 'starting';
  #since: number | null = null;
  /** Monotonic moment from which one try may pass; null: the gate is open. */
  #tryAt: number | null = null;
  #trying = false;
  #clockOff: number | null = null;
  #lastFailure: ApiFailure | null = null;
  #lost = 0;
  #errors = 0;

  constructor(clock: Clock, timers: Timers, random: Random, onChange: (facts: ConnectionFacts) => void) {
    this.#clock = clock;
    this.#backoff = new Backoff(random);
    this.#alarm = new Alarm(timers);
    this.#onChange = onChange;
  }

  get facts(): ConnectionFacts {
    const wait = this.#tryAt === null ? null : this.#tryAt - this.#clock.monotonic();
    return {
      state: this.#state,
      since: this.#since,
      nextTryAt:
        this.#state === 'signed-out' || this.#trying || wait === null ? null : this.#clock.now() + Math.max(0, wait),
      clockOff: this.#clockOff,
      lastFailure: this.#lastFailure,
    };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Milliseconds until a request may be tried; 0: now. Infinite while signed out. */
  get waitLeft(): number {
    if (this.#state === 'signed-out') return Number.POSITIVE_INFINITY;
    return this.#tryAt === null ? 0 : Math.max(0, this.#tryAt - this.#clock.monotonic());
  }

  /** Resolves when a request may be tried: at once, after the back-off, or after sign-in. False when the signal aborted. */
  async ready(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (signal.aborted) return false;
      if (this.#state !== 'signed-out') {
        if (this.#tryAt === null) return true;
        const wait = this.#tryAt - this.#clock.monotonic();
        if (wait <= 0) {
          // One passes; the next may only when this one has failed, or never reported.
          this.#tryAt = this.#clock.monotonic() + TRY_LASTS_MS;
          this.#trying = true;
          this.#tell();
          return true;
        }
        await this.#alarm.wait(wait, signal);
      } else {
        await this.#alarm.wait(Number.POSITIVE_INFINITY, signal);
      }
    }
  }

  /** An answer came: the server is there. `kind`: of request. */
  succeeded(answer: { readonly serverDate: number | null; readonly receivedAt: number }, kind: string): void {
    this.#witness.answered(kind);
    this.#reached(answer.serverDate, answer.receivedAt);
    this.#become('online');
  }

  /** A request of this kind failed. Failures of one kind or one conversation prove that the server is there. */
  failed(failure: ApiFailure, kind: string): void {
    if (isDoubtful(failure) && this.#witness.isOwnFault(kind)) return;
    switch (failure.kind) {
      case 'aborted':
        return;
      case 'offline':
        this.#shut('offline', failure);
        return;
      case 'captive-portal':
        this.#shut('captive-portal', failure);
        return;
      case 'never-sent':
      case 'redirected':
        this.#shut('server-down', failure);
        return;
      case 'timed-out':
      case 'reset':
        this.#lost++;
        if (this.#lost >= LOST_IN_A_ROW) this.#shut('server-down', failure);
        return;
      case 'server-error':
        if (isFromTheProgram(failure.status)) {
          this.#answered(failure, kind);
          return;
        }
        this.#errors++;
        if (this.#errors >= ERRORS_IN_A_ROW) this.#shut('server-down', failure);
        return;
      case 'auth':
        if (failure.serverDate !== null) this.#reached(failure.serverDate, this.#clock.now());
        this.signedOut(failure);
        return;
      case 'forbidden':
      case 'not-found':
      case 'closed':
      case 'validation':
      case 'too-large':
      case 'unsupported-type':
      case 'too-long':
      case 'invalid-type':
      case 'invalid-participant':
      case 'rate-limited':
      case 'unavailable-route':
      case 'unreadable':
      case 'other':
        if (failure.status !== null) this.#answered(failure, kind);
        return;
      default:
        failure.kind satisfies never;
    }
  }

  signedOut(failure: ApiFailure | null = null): void {
    this.#lastFailure = failure ?? this.#lastFailure;
    this.#become('signed-out');
  }

  signedIn(): void {
    if (this.#state !== 'signed-out') return;
    this.#tryAt = null;
    this.#trying = false;
    this.#become('starting');
    this.wake();
  }

  /** The computer woke, a network appeared, the agent asked: whatever waits tries now. */
  wake(): void {
    if (this.#tryAt !== null && !this.#trying) this.#tryAt = this.#clock.monotonic();
    this.#backoff.reset();
    this.#alarm.wake();
    this.#tell();
  }

  /** The system says that there is no network at all: no need to try before it says otherwise, or before the back-off ends. */
  networkGone(): void {
    if (this.#state !== 'signed-out') this.#shut('offline', this.#lastFailure);
  }

  #answered(failure: ApiFailure, kind: string): void {
    this.#witness.answered(kind);
    this.#reached(failure.serverDate, this.#clock.now());
    this.#become('online');
  }

  #reached(serverDate: number | null, receivedAt: number): void {
    this.#lost = 0;
    this.#errors = 0;
    if (serverDate === null) return;
    const off = serverDate - receivedAt;
    const matters = Math.abs(off) > CLOCK_TOLERANCE_MS;
    const before = this.#clockOff;
    // Small changes of a big difference are latency, not news.
    if (matters && before !== null && Math.abs(before - off) < 5_000) return;
    this.#clockOff = matters ? off : null;
    if (this.#clockOff !== before) this.#tell();
  }

  #shut(state: ConnectionState, failure: ApiFailure | null): void {
    this.#lastFailure = failure;
    this.#trying = false;
    if (this.#state === 'signed-out') return;
    this.#tryAt = this.#clock.monotonic() + this.#backoff.next();
    this.#become(state);
    // Those at the gate measure their wait anew.
    this.#alarm.wake();
    this.#tell();
  }

  #become(state: ConnectionState): void {
    if (state === 'online') {
      // Only signing in ends being signed out: this answer belongs to a request from before.
      if (this.#state === 'signed-out') return;
      this.#trying = false;
      this.#backoff.reset();
      const waited = this.#tryAt !== null;
      this.#tryAt = null;
      this.#lastFailure = null;
      if (waited) this.#alarm.wake();
    }
    if (state === this.#state) return;
    this.#state = state;
    this.#since = state === 'online' ? null : (this.#since ?? this.#clock.now());
    this.#tell();
  }

  /** Also told of every change; returns the way out. */
  subscribe(listener: (facts: ConnectionFacts) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    const { facts } = this;
    this.#onChange(facts);
    for (const listener of this.#listeners) listener(facts);
  }
}

/** What may mean that the server is down, and may be the fault of one kind of request: another kind has to tell. */
export function isDoubtful(failure: ApiFailure): boolean {
  switch (failure.kind) {
    case 'timed-out':
    case 'reset':
    case 'captive-portal':
    case 'redirected':
      return true;
    case 'server-error':
      return !isFromTheProgram(failure.status);
    default:
      return false;
  }
}

/** 500 and 501 come from the program behind the address, which was reached; 502 to 504 say that it was not. */
function isFromTheProgram(status: number | null): boolean {
  return status === 500 || status === 501;
}
