import type { Pagination } from '../api/types.ts';
import type { SyncState } from '../store/mirror/sync-state.ts';

export type ListEndpoint = 'conversations' | 'messages';

/** Which messages a full page after an id holds: the oldest or the newest of those after it. */
export type AfterOrder = 'oldest' | 'newest';

/**
 * What has been learnt of this server's lists (docs/api.md section 12). Kept over restarts; `set…` belongs into a transaction of the mirror.
 */
export class ServerTraits {
  readonly #state: SyncState;

  constructor(state: SyncState) {
    this.#state = state;
  }

  /** Answers hold the same whatever is asked for: there are no pages. */
  ignoresParameters(endpoint: ListEndpoint): boolean {
    return this.#state.get(`${endpoint}.ignores-parameters`) === true;
  }

  setIgnoresParameters(endpoint: ListEndpoint): void {
    this.#state.set(`${endpoint}.ignores-parameters`, true);
  }

  get afterOrder(): AfterOrder | null {
    const order = this.#state.get('messages.after-order');
    return order === 'oldest' || order === 'newest' ? order : null;
  }

  setAfterOrder(order: AfterOrder): void {
    this.#state.set('messages.after-order', order);
  }

  /** Page 1 holds the oldest messages: the newest are on the last page. */
  get oldestFirst(): boolean {
    return this.#state.get('messages.oldest-first') === true;
  }

  setOldestFirst(): void {
    this.#state.set('messages.oldest-first', true);
  }

  /**
   * Whether there may be more than this page. Without `pagination` only a page smaller than the largest ever given for that limit is surely
   * the last one.
   */
  isFull(endpoint: ListEndpoint, rows: number, limit: number, pagination: Pagination | null): boolean {
    if (rows === 0) return false;
    const total = pagination?.total ?? null;
    if (pagination?.totalPages === 1 && total !== null && rows >= total) return false;
    if (pagination?.perPage != null && pagination.perPage > 0) return rows >= Math.min(pagination.perPage, limit);
    return rows >= (this.#state.number(`${endpoint}.largest.${limit}`) ?? 0);
  }

  noteRows(endpoint: ListEndpoint, rows: number, limit: number): void {
    const key = `${endpoint}.largest.${limit}`;
    if (rows > (this.#state.number(key) ?? 0)) this.#state.set(key, rows);
  }
}
