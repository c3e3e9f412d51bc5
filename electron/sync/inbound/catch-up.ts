import { Alarm } from '../network/backoff.ts';
import type { Health } from './health.ts';
import type { ListSource } from './list-source.ts';
import type { Live } from './live.ts';
import type { ReadingQueue } from './reading-queue.ts';
import type { Supervisor } from './supervisor.ts';
import type { ServerTraits } from './traits.ts';
import type { InboundNeeds, InboundOptions } from './types.ts';
import type { WayBack } from './way-back.ts';

/** The first sweep after a start that found everything mirrored before. */
const FIRST_SWEEP_MS = 60_000;
/** Where the list never names last messages, all conversations are read in turn: with at most half of the budget. */
export const READS_A_MINUTE = 50;
/** Fewer where each reading brings a whole conversation. */
const WHOLE_READS_A_MINUTE = 12;

interface CatchUpParts {
  readonly needs: Pick<InboundNeeds, 'mirror' | 'connection' | 'clock' | 'timers' | 'log'>;
  readonly options: InboundOptions;
  readonly signal: AbortSignal;
  readonly supervisor: Supervisor;
  readonly traits: ServerTraits;
  readonly health: Health;
  readonly list: ListSource;
  readonly live: Pick<Live, 'up'>;
  readonly wayBack: WayBack;
  readonly queue: ReadingQueue;
  /** Whether somebody uses the app now. */
  readonly isActive: () => boolean;
  readonly onChanged: () => void;
  /** Reading the list has ended, well or not. */
  readonly onListed: () => void;
}

/**
 * The one way to catch up, for start, reconnect, wake, network back and the periodic check: the list is read as far as anything changed, and
 * what differs goes to the reading queue.
 */
export class CatchUp {
  readonly #parts: CatchUpParts;
  readonly #alarm: Alarm;
  #wanted = true;
  #sweepWanted = false;
  #listing = false;
  /** Monotonic. */
  #lastCheck = Number.NEGATIVE_INFINITY;
  #lastSweep: number | null = null;

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
    this.#alarm = new Alarm(parts.needs.timers);
  }

  /** The list is being read. */
  get listing(): boolean {
    return this.#listing;
  }

  /** The list is being read, or has to be. */
  get pending(): boolean {
    return this.#listing || this.#wanted;
  }

  /** Between two checks while live updates are off. */
  get pollMs(): number {
    const { options, isActive } = this.#parts;
    return isActive() ? options.pollActiveMs : options.pollIdleMs;
  }

  /** Reads the list now, as far as anything changed. `whole`: all of it. */
  request(whole = false): void {
    if (whole) this.#sweepWanted = true;
    // A reading whose request has not left yet is as good as a new one.
    if (!(this.#listing && this.#parts.list.isFresh)) this.#wanted = true;
    this.#alarm.wake();
  }

  /** Something was missed: the list is read at its next turn, however fresh the reading under way. */
  missed(): void {
    this.#wanted = true;
  }

  /** Measures the waiting time anew. */
  wake(): void {
    this.#alarm.wake();
  }

  async step(): Promise<void> {
    const { health, wayBack, signal } = this.#parts;
    const rest = Math.max(
      health.waitFor('conversations', null),
      this.#wanted ? wayBack.graceLeft : this.#nextCheckIn(),
    );
    const wait = rest > 0 ? rest : wayBack.listAfter();
    if (wait > 0) {
      await this.#alarm.wait(wait, signal);
      return;
    }
    await this.#once();
  }

  /** Notes the time where nothing is left to be read. */
  settle(): void {
    const { needs, queue, health } = this.#parts;
    if (this.pending || queue.isBusy) return;
    if (needs.connection.state !== 'online' || health.endpoint('messages') !== null) return;
    const { mirror, clock } = needs;
    mirror.write(() => mirror.state.set('last-up-to-date', clock.now()));
  }

  async #once(): Promise<void> {
    const { needs, options, list, queue, supervisor, signal } = this.#parts;
    const { mirror, clock } = needs;
    this.#wanted = false;
    const first = mirror.state.get('bootstrapped') !== true;
    const whole = first || this.#sweepWanted || this.#sweepIsDue();
    this.#listing = true;
    if (!queue.isBusy) queue.countAnew();
    this.#parts.onChanged();
    try {
      const result = await list.read(whole, signal, (ids) => queue.add(ids));
      this.#lastCheck = clock.monotonic();
      this.#lastSweep ??= clock.monotonic() - options.sweepMs + FIRST_SWEEP_MS;
      if (result.whole && (whole || this.#silent() === 0)) {
        this.#lastSweep = clock.monotonic();
        this.#sweepWanted = false;
        mirror.write(() => mirror.state.set('bootstrapped', true));
      }
    } catch (error) {
      // Reported where it happened; tried again behind the connection's gate, or when the endpoint may be asked again.
      const failure = supervisor.failureOf(error);
      if (failure.kind !== 'aborted') this.#wanted = true;
      if (failure.detail === 'unforeseen') throw failure;
      needs.log({
        level: 'info',
        event: 'list not read',
        details: { kind: failure.kind, status: failure.status },
      });
    } finally {
      this.#listing = false;
      this.settle();
      this.#parts.onChanged();
      this.#parts.onListed();
    }
  }

  /** Milliseconds until the list is read by itself. */
  #nextCheckIn(): number {
    const { options, live, needs } = this.#parts;
    const every = live.up ? options.checkMs : this.pollMs;
    return Math.max(0, this.#lastCheck + every - needs.clock.monotonic());
  }

  #sweepIsDue(): boolean {
    if (this.#lastSweep === null) return false;
    const { needs, options, traits } = this.#parts;
    const silent = this.#silent();
    const aMinute = traits.ignoresParameters('messages') ? WHOLE_READS_A_MINUTE : READS_A_MINUTE;
    const every = silent === 0 ? options.sweepMs : Math.min(options.sweepMs, (silent / aMinute) * 60_000);
    return needs.clock.monotonic() - this.#lastSweep >= every;
  }

  /** Conversations whose last message the list does not name. */
  #silent(): number {
    const counted = this.#parts.needs.mirror.store
      .sql<[], { n: number }>(
        'select count(*) n from conversations where last_message_id is null and known = 1 and refused = 0',
      )
      .get();
    return counted?.n ?? 0;
  }
}
