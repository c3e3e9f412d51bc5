import type { EngineParsed, SeenCard } from '#shared/contract/engine.ts';
import { isBare } from '#shared/domain/card.ts';
import type { CardRow } from '#shared/domain/message.ts';
import type { JsonObject } from '../api/types.ts';
import type { MessageRecord } from '../store/mirror/records.ts';
import type { SeenReference, ViewReader } from '../store/mirror/view-reader.ts';
import { cardsOf, waitingCards } from './cards.ts';
import type { TrustedHosts } from './hosts.ts';
import { objectOf } from './json.ts';
import { KnownCards } from './known-cards.ts';
import type { OutboxMessageItem } from './readers.ts';

/** Products and orders of mirrored messages, each once, as cards that can be sent; the ones of the open conversation come first. */
export function seenCards(
  reader: ViewReader,
  hosts: TrustedHosts,
  conversationId: number | null,
  input: Pick<EngineParsed<'cards.search'>, 'text' | 'limit'>,
): SeenCard[] {
  const wanted = input.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const seen = reader
    .seenReferences(conversationId)
    .filter((reference) => wanted.every((word) => reference.text.toLowerCase().includes(word)));
  return seen
    .slice(0, input.limit)
    .flatMap((reference) => cardOf(reference, reader, hosts, reference.conversationId === conversationId));
}

/** The cards of one message, as they can be sent on. A card of an unknown kind is none: it goes as text. */
export function cardsOfMessage(
  reader: ViewReader,
  hosts: TrustedHosts,
  conversationId: number,
  messageId: number,
): SeenCard[] {
  const [message] = reader.messages(conversationId, [messageId]);
  if (message === undefined || message.deleted) return [];
  const references = [
    ...message.orderReferences.map(({ id, orderId }) => ({ kind: 'order' as const, id, targetId: orderId })),
    ...message.productReferences.map(({ id, productId }) => ({ kind: 'product' as const, id, targetId: productId })),
  ];
  if (references.length > 0) {
    return references.flatMap((reference) => cardOf({ ...reference, conversationId, messageId }, reader, hosts, true));
  }
  return metadataCard(message, reader, hosts);
}

/** The card of a message that has not left: it goes on as it was written. */
export function cardsOfWaiting(
  item: Pick<OutboxMessageItem, 'contentType' | 'metadata' | 'createdAt'>,
  reader: ViewReader,
  hosts: TrustedHosts,
  conversationId: number | null,
): SeenCard[] {
  const [card] = waitingCards(item, hosts.linkAllowed);
  if (card === undefined || card.kind === 'unknown') return [];
  return [
    {
      card: new KnownCards(reader, hosts).fill(card, conversationId),
      contentType: card.kind === 'order' ? 'order_card' : 'product_card',
      metadata: item.metadata,
      here: true,
    },
  ];
}

/** What the card carries itself; where that is only a link, what is known of the same thing goes with it. */
function metadataCard(message: MessageRecord, reader: ViewReader, hosts: TrustedHosts): SeenCard[] {
  const [card] = cardsOf(message, hosts.linkAllowed);
  if (card === undefined || card.kind === 'unknown') return [];
  const known = new KnownCards(reader, hosts);
  const filled = known.fill(card, message.conversationId);
  const { client_message_id: _own, attachment_kind: _kind, ...metadata } = objectOf(message.metadata) ?? {};
  const from = isBare(card) ? known.snapshotOf(filled) : null;
  const [snapshot] = from === null ? [] : cardOf(from.from, reader, hosts, true);
  return [
    {
      card: filled,
      contentType: card.kind === 'order' ? 'order_card' : 'product_card',
      metadata: { ...snapshot?.metadata, ...metadata },
      here: true,
    },
  ];
}

function cardOf(
  reference: Omit<SeenReference, 'text'>,
  reader: ViewReader,
  hosts: TrustedHosts,
  here: boolean,
): SeenCard[] {
  const [message] = reader.messages(reference.conversationId, [reference.messageId]);
  if (message === undefined || message.deleted) return [];
  const references = reference.kind === 'order' ? message.orderReferences : message.productReferences;
  const index = references.findIndex((one) => one.id === reference.id);
  const before = reference.kind === 'order' ? 0 : message.orderReferences.length;
  const card = cardsOf(message, hosts.linkAllowed)[before + index];
  const snapshot = objectOf(references[index]?.snapshot ?? null);
  if (card === undefined || snapshot === null) return [];
  return [
    {
      card,
      contentType: reference.kind === 'order' ? 'order_card' : 'product_card',
      metadata: metadataOf(reference, snapshot, card),
      here,
    },
  ];
}

/** The snapshot goes with the card, and when it was taken: a card always says how old it is. */
function metadataOf(
  reference: Pick<SeenReference, 'kind' | 'targetId'>,
  snapshot: JsonObject,
  { asOf, actionUrl }: Pick<CardRow, 'asOf' | 'actionUrl'>,
): JsonObject {
  return {
    ...snapshot,
    card_type: reference.kind,
    ...(reference.targetId === null ? {} : { [`${reference.kind}_id`]: reference.targetId }),
    ...(asOf === null ? {} : { as_of: new Date(asOf).toISOString() }),
    ...(actionUrl === null ? {} : { action_url: actionUrl }),
  };
}
