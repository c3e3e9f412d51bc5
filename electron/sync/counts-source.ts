import type { Counts } from '#shared/domain/conversation.ts';
import type { Clock, Timers } from './ports.ts';
import type { ConversationIndex } from './views/conversation-index.ts';
import type { Outbox } from './outbox/outbox.ts';

/** The number of mirrored messages is counted at most this often: it means reading all of them. */
const MESSAGES_COUNTED_EVERY_MS = 5_000;

export interface CountsNeeds {
  readonly index: Pick<ConversationIndex, 'counts'>;
  readonly outbox: Pick<Outbox, 'list'>;
  readonly countMessages: () => number;
  readonly clock: Clock;
  readonly timers: Timers;
  /** What was left out of the last count may be told now. */
  readonly again: () => void;
}

/** Every count that is shown anywhere: in the page, in its title, on the badge and in the tray. */
export class CountsSource {
  readonly #needs: CountsNeeds;
  #messages = { at: Number.NEGATIVE_INFINITY, count: 0 };
  #againSoon = false;

  constructor(needs: CountsNeeds) {
    this.#needs = needs;
  }

  get counts(): Counts {
    const pending = this.#needs.outbox.list();
    const needsChoice = pending.filter((row) => row.state === 'held' || row.state === 'unconfirmed').length;
    const failed = pending.filter((row) => row.state === 'failed').length;
    return {
      ...this.#needs.index.counts(),
      waiting: pending.length - failed,
      needsChoice,
      failed,
      messages: this.#countedMessages(),
    };
  }

  #countedMessages(): number {
    const { clock, countMessages } = this.#needs;
    const at = clock.monotonic();
    const since = at - this.#messages.at;
    if (since < MESSAGES_COUNTED_EVERY_MS) this.#againIn(MESSAGES_COUNTED_EVERY_MS - since);
    else this.#messages = { at, count: countMessages() };
    return this.#messages.count;
  }

  /** What changed since the last count is told once it is counted again, also where nothing else happens. */
  #againIn(milliseconds: number): void {
    if (this.#againSoon) return;
    this.#againSoon = true;
    this.#needs.timers.setTimeout(() => {
      this.#againSoon = false;
      this.#needs.again();
    }, milliseconds);
  }
}
