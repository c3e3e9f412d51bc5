import { ApiFailure } from '../api/failure.ts';
import type { Answer, ApiConversation, ApiMessage, ListMessagesInput, Page } from '../api/types.ts';
import type { RatePriority } from '../network/rate-limiter.ts';
import { isDoubtful } from '../network/connection.ts';
import type { Health } from './health.ts';
import type { ListEndpoint } from './traits.ts';
import type { InboundNeeds } from './types.ts';

const RANK: Readonly<Record<RatePriority, number>> = { agent: 0, send: 1, 'catch-up': 2, backfill: 3 };

/** How urgent a piece of reading is; it can become more urgent while it waits for its turn. */
export class Urgency {
  /** Its first request has left: what the server did since then it may not show. */
  sent = false;
  #priority: RatePriority;
  #raised: (() => void) | null = null;

  constructor(priority: RatePriority) {
    this.#priority = priority;
  }

  get priority(): RatePriority {
    return this.#priority;
  }

  raise(priority: RatePriority): void {
    if (RANK[priority] >= RANK[this.#priority]) return;
    this.#priority = priority;
    this.#raised?.();
  }

  onRaise(callback: (() => void) | null): void {
    this.#raised = callback;
  }
}

/** Reads of the API as the inbound half makes them: after the connection's gate and the rate budget, with their end reported. */
export class Requests {
  readonly #needs: Pick<InboundNeeds, 'api' | 'limiter' | 'connection'>;
  readonly #health: Health;
  readonly #onDoubt: (endpoint: ListEndpoint) => void;

  /** `onDoubt`: whether the server is down, or only this endpoint, can't be told from this failure. */
  constructor(
    needs: Pick<InboundNeeds, 'api' | 'limiter' | 'connection'>,
    health: Health,
    onDoubt: (endpoint: ListEndpoint) => void,
  ) {
    this.#needs = needs;
    this.#health = health;
    this.#onDoubt = onDoubt;
  }

  conversations(
    input: { readonly page: number; readonly limit: number },
    urgency: Urgency,
    signal: AbortSignal,
  ): Promise<Answer<Page<ApiConversation>>> {
    return this.#read('conversations', null, urgency, signal, () =>
      this.#needs.api.listConversations(input, { signal }),
    );
  }

  messages(
    conversationId: number,
    input: ListMessagesInput,
    urgency: Urgency,
    signal: AbortSignal,
  ): Promise<Answer<Page<ApiMessage>>> {
    return this.#read('messages', conversationId, urgency, signal, () =>
      this.#needs.api.listMessages(conversationId, input, { signal }),
    );
  }

  async #read<T>(
    endpoint: ListEndpoint,
    conversationId: number | null,
    urgency: Urgency,
    signal: AbortSignal,
    send: () => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    const { connection, limiter } = this.#needs;
    if (!(await connection.ready(signal))) throw aborted();
    await this.#turn(endpoint, urgency, signal);
    urgency.sent = true;
    try {
      const answer = await send();
      connection.succeeded(answer, endpoint);
      this.#health.succeeded(endpoint, conversationId);
      return answer;
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      connection.failed(error, endpoint);
      if (error.kind === 'rate-limited') limiter.refused(endpoint, error.retryAfterMs);
      if (!isDoubtful(error) || connection.state === 'online') this.#health.failed(endpoint, conversationId, error);
      if (isDoubtful(error)) this.#onDoubt(endpoint);
      throw error;
    }
  }

  /** A place in the rate budget; whoever becomes more urgent meanwhile queues up anew, further ahead. */
  async #turn(bucket: 'conversations' | 'messages', urgency: Urgency, signal: AbortSignal): Promise<void> {
    for (;;) {
      const raised = new AbortController();
      urgency.onRaise(() => raised.abort());
      try {
        await this.#needs.limiter.acquire(bucket, {
          priority: urgency.priority,
          signal: AbortSignal.any([signal, raised.signal]),
        });
        return;
      } catch (error) {
        if (signal.aborted) throw aborted();
        if (!raised.signal.aborted) throw error;
      } finally {
        urgency.onRaise(null);
      }
    }
  }
}

function aborted(): ApiFailure {
  return new ApiFailure({ kind: 'aborted', mayHaveCommitted: false });
}
