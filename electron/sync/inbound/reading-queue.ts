import { endsConversation } from '../api/failure.ts';
import { Alarm } from '../network/backoff.ts';
import type { Mirror } from '../store/mirror/mirror.ts';
import type { Timers } from '../ports.ts';
import type { ConversationReader } from './conversation-reader.ts';
import type { Delays } from './delays.ts';
import type { Health } from './health.ts';
import type { Supervisor } from './supervisor.ts';

/** A reading that failed waits at least this long for its next turn. */
const AGAIN_AFTER_MS = 1_000;

interface ReadingQueueParts {
  readonly mirror: Mirror;
  readonly timers: Timers;
  readonly signal: AbortSignal;
  readonly supervisor: Supervisor;
  readonly delays: Delays;
  readonly health: Health;
  readonly reader: Pick<ConversationReader, 'freshLevel'>;
  readonly onScreen: () => Iterable<number>;
  readonly onChanged: () => void;
  /** A reading has ended, well or not. */
  readonly onRead: () => void;
}

/** The conversations that have to be read level, until each has been: its readers work side by side, each by `step`. */
export class ReadingQueue {
  readonly #parts: ReadingQueueParts;
  readonly #alarm: Alarm;
  /** With unread messages first, each in the list's order. */
  readonly #unread = new Set<number>();
  readonly #rest = new Set<number>();
  readonly #reading = new Set<number>();
  #done = 0;
  #total = 0;

  constructor(parts: ReadingQueueParts) {
    this.#parts = parts;
    this.#alarm = new Alarm(parts.timers);
  }

  /** Conversations read since the count began anew, of those that had to be. */
  get progress(): { readonly done: number; readonly total: number } {
    return { done: this.#done, total: this.#total };
  }

  /** Nothing waits for a reader; some may still be at work. */
  get isEmpty(): boolean {
    return this.#unread.size + this.#rest.size === 0;
  }

  get isBusy(): boolean {
    return !this.isEmpty || this.#reading.size > 0;
  }

  countAnew(): void {
    this.#done = 0;
    this.#total = 0;
  }

  /** In the list's order behind what is open or unread. */
  add(conversationIds: readonly number[]): void {
    for (const id of conversationIds) {
      if (this.#rest.has(id) || this.#unread.has(id)) continue;
      const unread = (this.#parts.mirror.conversations.byId(id)?.serverUnread ?? 0) > 0;
      (unread ? this.#unread : this.#rest).add(id);
      this.#total++;
    }
    this.#parts.onChanged();
    this.#alarm.wake();
  }

  /** What could not be read comes back when it may be tried again. */
  addLater(id: number): void {
    const { delays, health } = this.#parts;
    const wait = Math.max(AGAIN_AFTER_MS, health.waitFor('messages', id));
    delays.after(wait, () => this.add([id]));
  }

  wake(): void {
    this.#alarm.wake();
  }

  async step(): Promise<void> {
    const id = this.#takeNext();
    if (id === null) {
      await this.#alarm.wait(Number.POSITIVE_INFINITY, this.#parts.signal);
      return;
    }
    const wait = this.#parts.health.waitFor('messages', id);
    if (wait === 0) {
      await this.#read(id);
      return;
    }
    this.#parts.delays.after(wait, () => this.add([id]));
    this.#total--;
  }

  async #read(id: number): Promise<void> {
    const { reader, supervisor, onRead } = this.#parts;
    this.#reading.add(id);
    try {
      await reader.freshLevel(id, 'catch-up');
      this.#done++;
    } catch (error) {
      const failure = supervisor.failureOf(error);
      // A refused conversation is done with; anything else comes back in its place.
      if (endsConversation(failure)) this.#done++;
      else if (failure.kind !== 'aborted') {
        this.#total--;
        this.addLater(id);
      }
    } finally {
      this.#reading.delete(id);
      onRead();
    }
  }

  /** What is on screen first. */
  #takeNext(): number | null {
    for (const id of this.#parts.onScreen()) if (this.#take(id)) return id;
    for (const queue of [this.#unread, this.#rest]) {
      for (const id of queue) {
        queue.delete(id);
        return id;
      }
    }
    return null;
  }

  #take(id: number): boolean {
    return this.#unread.delete(id) || this.#rest.delete(id);
  }
}
