import type { ApiFailure } from '../api/failure.ts';
import { Backoff } from '../network/backoff.ts';
import type { Clock, Random } from '../ports.ts';
import type { ListEndpoint } from './traits.ts';
import type { Trouble } from './types.ts';

/** This many conversations in a row without one success between them: it is the endpoint, not the conversations. */
const CONVERSATIONS_IN_A_ROW = 3;

interface Ailment {
  readonly backoff: Backoff;
  status: number | null;
  /** Wall clock. */
  at: number;
  /** Monotonic moment from which it may be tried again by itself. */
  retryAt: number;
}

/**
 * Endpoints and conversations that fail while the server is there: the rest goes on, these are tried again with back-off, and one success makes
 * all well (docs/api.md section 12).
 */
export class Health {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #changed: () => void;
  readonly #endpoints = new Map<ListEndpoint, Ailment>();
  readonly #conversations = new Map<number, Ailment>();
  readonly #sinceSuccess = new Set<number>();

  constructor(clock: Clock, random: Random, changed: () => void) {
    this.#clock = clock;
    this.#random = random;
    this.#changed = changed;
  }

  succeeded(endpoint: ListEndpoint, conversationId: number | null): void {
    const ill = this.#endpoints.delete(endpoint);
    let changed = ill;
    if (endpoint === 'messages') {
      this.#sinceSuccess.clear();
      if (conversationId !== null) changed = this.#conversations.delete(conversationId) || changed;
      // The endpoint is mended: what failed because of it can be tried at once.
      if (ill) for (const one of this.#conversations.values()) one.retryAt = this.#clock.monotonic();
    }
    if (changed) this.#changed();
  }

  failed(endpoint: ListEndpoint, conversationId: number | null, failure: ApiFailure): void {
    if (!isAilment(failure, conversationId)) return;
    if (conversationId !== null) {
      this.#note(this.#conversations, conversationId, failure);
      this.#sinceSuccess.add(conversationId);
    }
    if (
      endpoint === 'conversations' ||
      this.#endpoints.has(endpoint) ||
      this.#sinceSuccess.size >= CONVERSATIONS_IN_A_ROW
    ) {
      this.#note(this.#endpoints, endpoint, failure);
    }
    this.#changed();
  }

  /** Milliseconds until it may be tried again by itself; 0: now. */
  waitFor(endpoint: ListEndpoint, conversationId: number | null): number {
    const now = this.#clock.monotonic();
    const own = conversationId === null ? undefined : this.#conversations.get(conversationId);
    return Math.max(0, (this.#endpoints.get(endpoint)?.retryAt ?? now) - now, (own?.retryAt ?? now) - now);
  }

  endpoint(endpoint: ListEndpoint): Trouble | null {
    const ailment = this.#endpoints.get(endpoint);
    return ailment === undefined ? null : { endpoint, status: ailment.status, at: ailment.at };
  }

  conversation(conversationId: number): Trouble | null {
    const ailment = this.#conversations.get(conversationId) ?? this.#endpoints.get('messages');
    return ailment === undefined ? null : { endpoint: 'messages', status: ailment.status, at: ailment.at };
  }

  /** The agent asked, or the network came back: everything may be tried now. */
  retryNow(): void {
    const now = this.#clock.monotonic();
    for (const ailment of [...this.#endpoints.values(), ...this.#conversations.values()]) ailment.retryAt = now;
  }

  #note<Key>(ailments: Map<Key, Ailment>, key: Key, failure: ApiFailure): void {
    let ailment = ailments.get(key);
    if (ailment === undefined) {
      ailment = { backoff: new Backoff(this.#random), status: null, at: 0, retryAt: 0 };
      ailments.set(key, ailment);
    }
    ailment.status = failure.status;
    ailment.at = this.#clock.now();
    ailment.retryAt = this.#clock.monotonic() + Math.max(ailment.backoff.next(), failure.retryAfterMs ?? 0);
  }
}

/** The server is there, and gives this thing no usable answer. A refused conversation is refused, not ill; a refused list is ill. */
function isAilment(failure: ApiFailure, conversationId: number | null): boolean {
  switch (failure.kind) {
    case 'server-error':
    case 'timed-out':
    case 'reset':
    case 'captive-portal':
    case 'redirected':
    case 'unavailable-route':
    case 'unreadable':
    case 'validation':
    case 'other':
      return true;
    case 'forbidden':
    case 'not-found':
    case 'closed':
      return conversationId === null;
    default:
      return false;
  }
}
