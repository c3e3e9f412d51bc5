import type { JsonValue } from '../api/types.ts';
import type { SyncState } from '../store/mirror/sync-state.ts';

/** Read with a record that could not be understood: something between these ids, both included, may be missing. */
export interface DoubtfulPage {
  readonly conversationId: number;
  readonly low: number;
  readonly high: number;
  /** How often it was read again since, and was as bad as before. */
  readonly tries: number;
}

const KEY = 'messages.doubtful-pages';
/** A record that stays so is lived with. */
const MOST_TRIES = 10;
const MOST_PAGES = 100;

/**
 * Pages that are mirrored but for a record that the server gave in a form nobody understands (docs/api.md section 12). Mostly it is whole the next
 * time: so that no message stays away for a moment's fault they are read again. Kept over restarts; what changes it belongs into a transaction of
 * the mirror.
 */
export class DoubtfulPages {
  readonly #state: SyncState;

  constructor(state: SyncState) {
    this.#state = state;
  }

  /** The one that was tried least. */
  get next(): DoubtfulPage | null {
    return this.#all().reduce<DoubtfulPage | null>(
      (least, page) => (least === null || page.tries < least.tries ? page : least),
      null,
    );
  }

  /** What lies within it counts as part of it, with its tries: read again, a page may have come larger. */
  note(conversationId: number, low: number, high: number): void {
    const all = this.#all();
    const ofSame = all.filter((page) => page.conversationId === conversationId);
    if (ofSame.some((page) => covers(page, low, high))) return;
    const within = ofSame.filter((page) => covers({ low, high }, page.low, page.high));
    const tries = Math.max(0, ...within.map((page) => page.tries));
    const others = all.filter((page) => !within.includes(page));
    this.#keep([...others, { conversationId, low, high, tries }].slice(-MOST_PAGES));
  }

  /** All between these ids has been read without such a record. */
  clear(conversationId: number, low: number, high: number): void {
    const all = this.#all();
    const left = all.filter(
      (page) => page.conversationId !== conversationId || !covers({ low, high }, page.low, page.high),
    );
    if (left.length < all.length) this.#keep(left);
  }

  /** It has been read again; where it is still in doubt, that counts. */
  tried({ conversationId, low, high }: DoubtfulPage): void {
    this.#keep(
      this.#all().flatMap((page) => {
        if (page.conversationId !== conversationId || !covers(page, low, high)) return [page];
        return page.tries + 1 < MOST_TRIES ? [{ ...page, tries: page.tries + 1 }] : [];
      }),
    );
  }

  #all(): readonly DoubtfulPage[] {
    const kept = this.#state.get(KEY);
    return Array.isArray(kept) ? kept.flatMap((item) => pageOf(item) ?? []) : [];
  }

  #keep(pages: readonly DoubtfulPage[]): void {
    this.#state.set(
      KEY,
      pages.map(({ conversationId, low, high, tries }) => [conversationId, low, high, tries]),
    );
  }
}

function covers(range: { readonly low: number; readonly high: number }, low: number, high: number): boolean {
  return range.low <= low && high <= range.high;
}

function pageOf(item: JsonValue): DoubtfulPage | null {
  const numbers = Array.isArray(item) ? item.filter((part) => typeof part === 'number') : [];
  const [conversationId, low, high, tries] = numbers;
  if (conversationId === undefined || low === undefined || high === undefined || tries === undefined) return null;
  return { conversationId, low, high, tries };
}
