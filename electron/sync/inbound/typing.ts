import { TYPING_SEND_EVERY_MS, TYPING_SHOWN_MS } from '#shared/limits.ts';
import type { Clock, TimerHandle, Timers } from '../ports.ts';

interface Typist {
  name: string;
  timer: TimerHandle;
}

/** Who types where. It always ends: after 6 s without a sign, on that person's message, on leaving, on disconnection (docs/api.md section 8). */
export class TypingTracker {
  readonly #timers: Timers;
  readonly #changed: (conversationId: number, people: readonly { userId: number; name: string }[]) => void;
  readonly #conversations = new Map<number, Map<number, Typist>>();

  constructor(
    timers: Timers,
    changed: (conversationId: number, people: readonly { userId: number; name: string }[]) => void,
  ) {
    this.#timers = timers;
    this.#changed = changed;
  }

  started(conversationId: number, userId: number, name: string): void {
    let people = this.#conversations.get(conversationId);
    if (people === undefined) {
      people = new Map();
      this.#conversations.set(conversationId, people);
    }
    const typist = people.get(userId);
    if (typist !== undefined) this.#timers.clearTimeout(typist.timer);
    const timer = this.#timers.setTimeout(() => this.ended(conversationId, userId), TYPING_SHOWN_MS);
    people.set(userId, { name, timer });
    if (typist?.name !== name) this.#tell(conversationId);
  }

  ended(conversationId: number, userId: number): void {
    const people = this.#conversations.get(conversationId);
    const typist = people?.get(userId);
    if (people === undefined || typist === undefined) return;
    this.#timers.clearTimeout(typist.timer);
    people.delete(userId);
    if (people.size === 0) this.#conversations.delete(conversationId);
    this.#tell(conversationId);
  }

  /** The channel was left, or the connection lost. */
  endAll(conversationId: number | null = null): void {
    const ids = conversationId === null ? [...this.#conversations.keys()] : [conversationId];
    for (const id of ids) {
      for (const typist of this.#conversations.get(id)?.values() ?? []) this.#timers.clearTimeout(typist.timer);
      if (this.#conversations.delete(id)) this.#tell(id);
    }
  }

  #tell(conversationId: number): void {
    const people = [...(this.#conversations.get(conversationId) ?? [])].map(([userId, { name }]) => ({ userId, name }));
    this.#changed(conversationId, people);
  }
}

/**
 * Own typing: said at most once in 3 s while it goes on, and once when it ends. What could not be said, because the channel was not joined yet,
 * is said as soon as it is, as long as it is still true.
 */
export class TypingSender {
  readonly #clock: Clock;
  readonly #send: (conversationId: number, typing: boolean) => boolean;
  /** When it was last said: monotonic, in milliseconds. */
  readonly #said = new Map<number, number>();
  /** When it could not be said. */
  readonly #unsaid = new Map<number, number>();

  constructor(clock: Clock, send: (conversationId: number, typing: boolean) => boolean) {
    this.#clock = clock;
    this.#send = send;
  }

  set(conversationId: number, typing: boolean): void {
    this.#unsaid.delete(conversationId);
    const now = this.#clock.monotonic();
    const last = this.#said.get(conversationId);
    if (!typing) {
      if (last !== undefined) this.#send(conversationId, false);
      this.#said.delete(conversationId);
      return;
    }
    if (last !== undefined && now - last < TYPING_SEND_EVERY_MS) return;
    if (this.#send(conversationId, true)) this.#said.set(conversationId, now);
    else this.#unsaid.set(conversationId, now);
  }

  /** The conversation's channel was joined. */
  joined(conversationId: number): void {
    const since = this.#unsaid.get(conversationId);
    if (since === undefined) return;
    this.#unsaid.delete(conversationId);
    if (this.#clock.monotonic() - since < TYPING_SHOWN_MS) this.set(conversationId, true);
  }
}
