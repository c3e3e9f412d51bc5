import type { Clock, TimerHandle, Timers } from '../ports.ts';
import type { ConversationIndex } from './conversation-index.ts';

/** The computer's clock may be set meanwhile: it is looked at again after this at the latest. */
const LOOK_AGAIN_MS = 600_000;

/** A mute ends by time alone, and from then on its conversation counts: that is told like any other change. */
export class MuteEnds {
  readonly #index: Pick<ConversationIndex, 'mutedUntil'>;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #ended: (conversationIds: readonly string[]) => void;
  #timer: TimerHandle | null = null;
  #awaited: ReadonlyMap<string, number> = new Map();

  constructor(
    index: Pick<ConversationIndex, 'mutedUntil'>,
    clock: Clock,
    timers: Timers,
    ended: (conversationIds: readonly string[]) => void,
  ) {
    this.#index = index;
    this.#clock = clock;
    this.#timers = timers;
    this.#ended = ended;
  }

  /** To be called when what is known of conversations has changed. */
  changed(): void {
    this.stop();
    const now = this.#clock.now();
    this.#awaited = this.#index.mutedUntil(now);
    if (this.#awaited.size === 0) return;
    const wait = Math.min(...this.#awaited.values()) - now;
    this.#timer = this.#timers.setTimeout(() => this.#look(), Math.min(LOOK_AGAIN_MS, wait + 1));
  }

  stop(): void {
    if (this.#timer !== null) this.#timers.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    this.#timer = null;
    const now = this.#clock.now();
    const ended = [...this.#awaited].filter(([, until]) => until <= now).map(([id]) => id);
    this.changed();
    if (ended.length > 0) this.#ended(ended);
  }
}
