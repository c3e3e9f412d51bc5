import type { WaitReason } from '#shared/domain/outbox-state.ts';
import type { TimerHandle, Timers } from '../ports.ts';
import type { LaneKind } from '../store/local/rows.ts';

/** What a lane does when it can do nothing now: sleep for a time, or until somebody wakes it. */
export type Rest = { readonly kind: 'again' } | { readonly kind: 'rest'; readonly ms: number | null };

export const AGAIN: Rest = { kind: 'again' };
export const REST: Rest = { kind: 'rest', ms: null };

export function restFor(ms: number): Rest {
  return { kind: 'rest', ms };
}

/** After an error of our own (a full disk, a bug) a lane tries again by itself. */
const TROUBLE_MS = 5_000;

/**
 * One conversation's items, one after the other. A lane runs one step at a time; waking it while it runs makes it look again afterwards.
 */
export class Lane {
  readonly key: string;
  readonly conversation: string;
  readonly kind: LaneKind;
  /** Why its first item has not left, as far as the lane knows. */
  wait: WaitReason | null = null;
  /** A request of this item is under way. */
  inFlight: { readonly clientId: string; readonly controller: AbortController; sent: number; total: number } | null =
    null;
  /** An answer that could not be written down yet. */
  unwritten: { readonly clientId: string; readonly accept: () => void } | null = null;
  readFailures = 0;
  readonly #timers: Timers;
  readonly #step: (lane: Lane) => Promise<Rest>;
  readonly #onTrouble: (error: unknown) => void;
  #running = false;
  #again = false;
  #timer: TimerHandle | null = null;
  #stopped = false;
  #pause = new AbortController();

  constructor(
    conversation: string,
    kind: LaneKind,
    timers: Timers,
    step: (lane: Lane) => Promise<Rest>,
    onTrouble: (error: unknown) => void,
  ) {
    this.key = laneKey(conversation, kind);
    this.conversation = conversation;
    this.kind = kind;
    this.#timers = timers;
    this.#step = step;
    this.#onTrouble = onTrouble;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Aborts when what it waits for has become pointless. */
  get pause(): AbortSignal {
    return this.#pause.signal;
  }

  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    if (this.#timer !== null) this.#timers.clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#running) void this.#run();
  }

  /** Gives a wait for a turn up (not a request) and looks again. */
  interrupt(): void {
    this.#pause.abort();
    this.#pause = new AbortController();
    this.wake();
  }

  /** A body of which the end has not left can't have been understood: its request can be given up. */
  abortUpload(clientId: string): void {
    const flight = this.inFlight;
    if (flight?.clientId === clientId && flight.total > 0 && flight.sent < flight.total) flight.controller.abort();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) this.#timers.clearTimeout(this.#timer);
    this.#timer = null;
    this.#pause.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    let rest: Rest = AGAIN;
    while (!this.#stopped && (this.#again || rest.kind === 'again')) {
      this.#again = false;
      try {
        rest = await this.#step(this);
      } catch (error) {
        if (!this.#stopped) this.#onTrouble(error);
        rest = restFor(TROUBLE_MS);
      }
    }
    this.#running = false;
    if (this.#stopped || rest.kind === 'again' || rest.ms === null) return;
    this.#timer = this.#timers.setTimeout(() => {
      this.#timer = null;
      this.wake();
    }, rest.ms);
  }
}

export function laneKey(conversation: string, kind: LaneKind): string {
  return `${kind} ${conversation}`;
}
