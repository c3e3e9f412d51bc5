import type { EngineParsed, SeenCard } from '#shared/contract/engine.ts';
import type { CardRow } from '#shared/domain/message.ts';
import type { JsonObject } from '../api/types.ts';
import type { SeenReference, ViewReader } from '../store/mirror/view-reader.ts';
import { cardsOf } from './cards.ts';
import type { TrustedHosts } from './hosts.ts';
import { objectOf } from './json.ts';

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
  return seen.slice(0, input.limit).flatMap((reference) => cardOf(reference, reader, hosts, conversationId));
}

function cardOf(
  reference: SeenReference,
  reader: ViewReader,
  hosts: TrustedHosts,
  conversationId: number | null,
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
      here: reference.conversationId === conversationId,
    },
  ];
}

/** The snapshot goes with the card, and when it was taken: a card always says how old it is. */
function metadataOf(
  reference: SeenReference,
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
