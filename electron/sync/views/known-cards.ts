import { isBare } from '#shared/domain/card.ts';
import type { CardRow } from '#shared/domain/message.ts';
import type { JsonValue } from '../api/types.ts';
import type { MessageRecord } from '../store/mirror/records.ts';
import type { SeenReference } from '../store/mirror/view-reader.ts';
import { cardsOf } from './cards.ts';
import { idsOf, namedId } from './card-ids.ts';
import type { TrustedHosts } from './hosts.ts';
import { firstText, objectOf } from './json.ts';

export interface KnownCardSources {
  conversation(id: number): { readonly metadata: JsonValue } | null;
  messages(conversationId: number, ids: readonly number[]): MessageRecord[];
  newestSnapshot(kind: SeenReference['kind'], ids: readonly string[]): SeenReference | null;
}

/**
 * A card may carry nothing but a link (docs/api.md section 15, trap 3). What the mirror knows of provably the same order or product is put on it, with the
 * age of where it was taken from: its name from the conversation's metadata, its snapshot from the newest message that has one.
 */
export class KnownCards {
  readonly #sources: KnownCardSources;
  readonly #hosts: TrustedHosts;

  constructor(sources: KnownCardSources, hosts: TrustedHosts) {
    this.#sources = sources;
    this.#hosts = hosts;
  }

  fill(card: CardRow, conversationId: number | null): CardRow {
    if (card.kind === 'unknown' || card.ids.length === 0) return card;
    const named = card.title === null && conversationId !== null ? this.#named(card, conversationId) : card;
    const known = isBare(card) ? this.snapshotOf(named) : null;
    if (known !== null) {
      return {
        ...known.card,
        title: known.card.title ?? named.title,
        ids: [...new Set([...named.ids, ...known.card.ids])],
        ...(card.actionUrl === null ? {} : { actionUrl: card.actionUrl, actionAllowed: card.actionAllowed }),
      };
    }
    return named.title === null ? { ...named, title: namedId(named.ids) } : named;
  }

  /** The newest snapshot of the same thing, and where it stands. */
  snapshotOf(card: Pick<CardRow, 'kind' | 'ids'>): { readonly card: CardRow; readonly from: SeenReference } | null {
    if (card.kind === 'unknown' || card.ids.length === 0) return null;
    const from = this.#sources.newestSnapshot(card.kind, card.ids);
    const found = from === null ? undefined : this.referredTo(from);
    return from === null || found === undefined ? null : { card: found, from };
  }

  referredTo({ kind, conversationId, messageId, id }: SeenReference): CardRow | undefined {
    const [message] = this.#sources.messages(conversationId, [messageId]);
    if (message === undefined || message.deleted) return undefined;
    const references = kind === 'order' ? message.orderReferences : message.productReferences;
    const index = references.findIndex((one) => one.id === id);
    const before = kind === 'order' ? 0 : message.orderReferences.length;
    return index < 0 ? undefined : cardsOf(message, this.#hosts.linkAllowed)[before + index];
  }

  #named(card: CardRow, conversationId: number): CardRow {
    const metadata = objectOf(this.#sources.conversation(conversationId)?.metadata);
    if (metadata === null) return card;
    const ids = idsOf(card.kind, metadata, null);
    if (!ids.some((id) => card.ids.includes(id))) return card;
    const title =
      card.kind === 'order' ? firstText(metadata, 'order_number') : firstText(metadata, 'product_name', 'name');
    return { ...card, title, ids: [...new Set([...card.ids, ...ids])] };
  }
}
