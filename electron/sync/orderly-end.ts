import { errorInfo } from './envelope.ts';
import type { Log, Timers } from './ports.ts';
import type { Mirror } from './store/mirror/mirror.ts';

/** A check of the whole mirror begins this long after the start. */
const CHECK_AFTER_MS = 5_000;

/** Notes in the mirror whether the engine that has it open ended in order; where the last one did not, the mirror is looked through. */
export class OrderlyEnd {
  readonly #mirror: Mirror;
  readonly #timers: Timers;
  readonly #log: Log;
  readonly #damaged: () => void;
  #running = false;

  constructor(mirror: Mirror, timers: Timers, log: Log, damaged: () => void) {
    this.#mirror = mirror;
    this.#timers = timers;
    this.#log = log;
    this.#damaged = damaged;
  }

  /** The mirror is large: it is checked only where that is worth it, and not before the first screens are there. */
  started(): void {
    this.#running = true;
    const { state } = this.#mirror;
    const wasUnclean = state.get('running') === true;
    if (!wasUnclean) {
      this.#mirror.write(() => {
        state.set('running', true);
      });
      return;
    }
    this.#timers.setTimeout(() => {
      if (this.#running && !this.#mirror.store.quickCheck()) this.#damaged();
    }, CHECK_AFTER_MS);
  }

  /** The engine ends, in whatever way. */
  stop(): void {
    this.#running = false;
  }

  /** Nothing runs any more. Where even this can't be written, the next start looks the mirror through: that costs time and nothing else. */
  note(): void {
    try {
      this.#mirror.write(() => {
        this.#mirror.state.set('running', false);
      });
    } catch (error) {
      const { code } = errorInfo(error);
      this.#log({ level: 'warn', event: 'orderly end not noted', details: { code } });
    }
  }
}
