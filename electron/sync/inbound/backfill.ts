import { endsConversation } from '../api/failure.ts';
import { Alarm } from '../network/backoff.ts';
import { BackfillReader } from '../store/mirror/backfill-reader.ts';
import { READS_A_MINUTE } from './catch-up.ts';
import type { ConversationReader } from './conversation-reader.ts';
import { DoubtfulPages, type DoubtfulPage } from './doubtful-pages.ts';
import type { Health } from './health.ts';
import type { Supervisor } from './supervisor.ts';
import { HISTORY_PAGE } from './thread-source.ts';
import type { InboundNeeds, InboundOptions, InboundStatus } from './types.ts';

const BATCH = 20;
/** Between two readings of what is in doubt: a record that stays unreadable costs next to nothing. */
const DOUBT_REST_MS = 60_000;

interface BackfillParts {
  readonly needs: Pick<InboundNeeds, 'mirror' | 'connection' | 'timers' | 'clock'>;
  readonly options: InboundOptions;
  readonly signal: AbortSignal;
  readonly supervisor: Supervisor;
  readonly health: Health;
  readonly reader: Pick<ConversationReader, 'older'>;
  readonly onScreen: () => ReadonlySet<number>;
  /** What is new goes first. */
  readonly isCatchingUp: () => boolean;
  readonly onChanged: () => void;
}

/** Fetches the history below what is mirrored, and again what of it is in doubt, while nothing else is to be read. */
export class Backfill {
  readonly #parts: BackfillParts;
  readonly #candidates: BackfillReader;
  readonly #alarm: Alarm;
  readonly #doubtful: DoubtfulPages;
  /** Monotonic: when something in doubt was last read again. */
  #doubtReadAt = Number.NEGATIVE_INFINITY;
  #running = false;
  #left: { conversations: number; pages: number } | null = null;

  constructor(parts: BackfillParts) {
    this.#parts = parts;
    this.#candidates = new BackfillReader(parts.needs.mirror.store);
    this.#alarm = new Alarm(parts.needs.timers);
    this.#doubtful = new DoubtfulPages(parts.needs.mirror.state);
  }

  get running(): boolean {
    return this.#running;
  }

  /** Null: all history is there, or nobody has counted yet. */
  get left(): InboundStatus['backfill'] {
    const left = this.#left;
    if (left === null || left.conversations === 0) return null;
    // History may have the whole budget.
    return {
      conversationsLeft: left.conversations,
      secondsLeft: Math.ceil((left.pages / (2 * READS_A_MINUTE)) * 60),
    };
  }

  wake(): void {
    this.#alarm.wake();
  }

  async step(): Promise<void> {
    const { options, reader, supervisor, signal } = this.#parts;
    const batch = this.#mayRun() ? this.#next() : [];
    this.#running = batch.length > 0;
    if (batch.length > 0 || this.#left !== null) this.#left = this.#candidates.left(HISTORY_PAGE);
    this.#parts.onChanged();
    if (batch.length === 0) {
      const page = this.#doubtful.next;
      const rest = this.#doubtRest;
      if (page !== null && rest <= 0 && this.#mayRun()) await supervisor.quietly(this.#readAgain(page));
      else await this.#alarm.wait(page !== null && rest > 0 ? rest : options.sweepMs, signal);
      return;
    }
    for (const { conversationId, beforeId } of batch) {
      if (signal.aborted || !this.#mayRun()) return;
      await supervisor.quietly(reader.older(conversationId, beforeId, HISTORY_PAGE, 'backfill'));
    }
  }

  get #doubtRest(): number {
    return this.#doubtReadAt + DOUBT_REST_MS - this.#parts.needs.clock.monotonic();
  }

  async #readAgain(page: DoubtfulPage): Promise<void> {
    const { needs, reader, supervisor } = this.#parts;
    const { conversationId, high } = page;
    this.#doubtReadAt = needs.clock.monotonic();
    try {
      await reader.older(conversationId, high + 1, HISTORY_PAGE, 'backfill');
    } catch (error) {
      // What may not be read any more is given up as what nobody understands; any other failure passes.
      if (!endsConversation(supervisor.failureOf(error))) throw error;
    }
    needs.mirror.write(() => this.#doubtful.tried(page));
  }

  #mayRun(): boolean {
    const { needs, options, isCatchingUp } = this.#parts;
    return options.backfill && !isCatchingUp() && needs.connection.state === 'online';
  }

  /** What is on screen first; then unread, then by recency. */
  #next(): readonly { conversationId: number; beforeId: number }[] {
    const { needs, health, onScreen } = this.#parts;
    const open = [...onScreen()].flatMap((id) => {
      const top = needs.mirror.ranges.of(id).at(-1);
      return top === undefined || top.low === 0 ? [] : [{ conversationId: id, beforeId: top.low }];
    });
    const rest = this.#candidates
      .next(BATCH)
      .filter((item) => !open.some((one) => one.conversationId === item.conversationId));
    return [...open, ...rest].filter((item) => health.waitFor('messages', item.conversationId) === 0);
  }
}
