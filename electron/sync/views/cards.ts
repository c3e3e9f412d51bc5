import type { CardRow, OrderItem } from '#shared/domain/message.ts';
import type { JsonObject, JsonValue } from '../api/types.ts';
import type { MessageRecord, OrderReferenceRecord, ProductReferenceRecord } from '../store/mirror/records.ts';
import { arrayOf, firstNumber, firstText, numberOf, objectOf, remaining, textOf, timeOf } from './json.ts';
import { idsOf } from './card-ids.ts';
import { mediaUrlOf } from './media-ids.ts';

/**
 * Product and order cards (docs/api.md sections 4 and 15): from references first, else from metadata; `metadata.card_type` decides what a card
 * is, also against the message's content type. What is not understood is shown plainly.
 */

const ORDER_KEYS = new Set([
  'order_number',
  'total_amount',
  'total',
  'status',
  'items',
  'order_id',
  'marketplace_order_id',
  'id',
  'card_type',
  'action_url',
  'client_message_id',
  'as_of',
  'updated_at',
  'url',
]);
const PRODUCT_KEYS = new Set([
  'product_id',
  'marketplace_product_id',
  'name',
  'product_name',
  'title',
  'price',
  'image',
  'image_url',
  'url',
  'status',
  'stock',
  'shop',
  'shop_name',
  'snapshot',
  'id',
  'card_type',
  'action_url',
  'client_message_id',
  'as_of',
  'created_at',
  'updated_at',
]);

interface Draft {
  readonly card: Omit<CardRow, 'imageUrl' | 'items'>;
  readonly image: string | null;
  readonly items: readonly { readonly item: Omit<OrderItem, 'imageUrl'>; readonly image: string | null }[];
}

/** The cards of a message; pictures are named in the order of `cardImages`. */
export function cardsOf(message: MessageRecord, linkAllowed: (url: string) => boolean): CardRow[] {
  let pictures = 0;
  const picture = (address: string | null): string | null => {
    if (address === null) return null;
    const index = pictures;
    pictures += 1;
    return mediaUrlOf({ kind: 'card', conversationId: message.conversationId, messageId: message.id, index });
  };
  return drafts(message, linkAllowed).map(({ card, image, items }) => ({
    ...card,
    imageUrl: picture(image),
    items: items.map((entry) => ({ ...entry.item, imageUrl: picture(entry.image) })),
  }));
}

/** The card of a message that is still waiting: from its metadata alone, and without pictures, which are fetched for mirrored messages only. */
export function waitingCards(
  item: { readonly contentType: string; readonly metadata: JsonObject; readonly createdAt: number },
  linkAllowed: (url: string) => boolean,
): CardRow[] {
  const draft = metadataDraft(item, item.metadata, linkAllowed);
  if (draft === null) return [];
  return [{ ...draft.card, imageUrl: null, items: draft.items.map((entry) => ({ ...entry.item, imageUrl: null })) }];
}

/** Addresses of the pictures on a message's cards, in the order in which the card rows name them. */
export function cardImages(message: MessageRecord): string[] {
  return drafts(message, () => false).flatMap(({ image, items }) =>
    [image, ...items.map((entry) => entry.image)].filter((address) => address !== null),
  );
}

function drafts(message: MessageRecord, linkAllowed: (url: string) => boolean): Draft[] {
  if (message.deleted) return [];
  const metadata = objectOf(message.metadata) ?? {};
  const shared = textOf(metadata['action_url']);
  // One link for the message is the link of its one card; of several, each leads to its own page.
  const alone = message.orderReferences.length + message.productReferences.length === 1;
  const actionFor = (facts: JsonObject): Action =>
    actionOf(alone ? [shared, textOf(facts['url'])] : [textOf(facts['url']), shared], linkAllowed);
  const cards = [
    ...message.orderReferences.map((reference) => {
      const facts = orderFacts(reference);
      return orderDraft(facts, reference.createdAt ?? message.createdAt, actionFor(facts));
    }),
    ...message.productReferences.map((reference) => {
      const facts = productFacts(reference);
      return productDraft(facts, reference.createdAt ?? message.createdAt, actionFor(facts));
    }),
  ];
  if (cards.length > 0) return cards;
  const draft = metadataDraft(message, metadata, linkAllowed);
  return draft === null ? [] : [draft];
}

function metadataDraft(
  message: { readonly contentType: string; readonly createdAt: number | null },
  metadata: JsonObject,
  linkAllowed: (url: string) => boolean,
): Draft | null {
  const kind = kindOf(message.contentType, metadata);
  if (kind === null) return null;
  const action = actionOf([textOf(metadata['action_url']), textOf(metadata['url'])], linkAllowed);
  const asOf = timeOf(metadata['as_of']) ?? message.createdAt;
  if (kind === 'order') return orderDraft(metadata, asOf, action);
  if (kind === 'product') return productDraft(metadata, asOf, action);
  const onlyButton = message.contentType === 'template' && textOf(metadata['card_type']) === null;
  return unknownDraft(onlyButton ? {} : metadata, onlyButton ? null : asOf, action);
}

function kindOf(contentType: string, metadata: JsonObject): CardRow['kind'] | null {
  const cardType = textOf(metadata['card_type']);
  if (cardType !== null) {
    if (cardType.includes('order')) return 'order';
    return cardType.includes('product') ? 'product' : 'unknown';
  }
  if (contentType === 'order_card') return 'order';
  if (contentType === 'product_card') return 'product';
  // A template's fields are the message's own; what leads somewhere is its button.
  return contentType === 'template' && textOf(metadata['action_url']) !== null ? 'unknown' : null;
}

type Action = Pick<CardRow, 'actionUrl' | 'actionAllowed'>;

/** The first address that is one and that a browser may be sent to: https alone. */
function actionOf(addresses: readonly (string | null)[], linkAllowed: (url: string) => boolean): Action {
  const address = addresses.find((one) => one !== null && URL.canParse(one) && new URL(one).protocol === 'https:');
  return address === undefined || address === null
    ? { actionUrl: null, actionAllowed: false }
    : { actionUrl: address, actionAllowed: linkAllowed(address) };
}

function orderFacts(reference: OrderReferenceRecord): JsonObject {
  return {
    ...objectOf(reference.extra),
    ...(reference.orderId === null ? {} : { order_id: reference.orderId }),
    ...(reference.marketplaceOrderId === null ? {} : { marketplace_order_id: reference.marketplaceOrderId }),
    ...objectOf(reference.snapshot),
  };
}

function productFacts(reference: ProductReferenceRecord): JsonObject {
  return {
    ...objectOf(reference.extra),
    ...(reference.productId === null ? {} : { product_id: reference.productId }),
    ...objectOf(reference.snapshot),
  };
}

function orderDraft(facts: JsonObject, asOf: number | null, action: Action): Draft {
  return {
    card: {
      kind: 'order',
      ids: idsOf('order', facts, action.actionAllowed ? action.actionUrl : null),
      title: firstText(facts, 'order_number', 'marketplace_order_id'),
      status: textOf(facts['status']),
      shopName: null,
      stock: null,
      total: firstNumber(facts, 'total_amount', 'total'),
      asOf,
      ...action,
      extra: remaining(facts, ORDER_KEYS),
    },
    image: null,
    items: arrayOf(facts['items']).flatMap(itemOf),
  };
}

function itemOf(value: JsonValue): Draft['items'] {
  const item = objectOf(value);
  const name = item === null ? null : firstText(item, 'product_name', 'name', 'title');
  if (item === null || name === null) return [];
  return [
    {
      item: { name, quantity: firstNumber(item, 'quantity', 'qty'), price: numberOf(item['price']) },
      image: firstText(item, 'image', 'image_url', 'product_image'),
    },
  ];
}

function productDraft(facts: JsonObject, asOf: number | null, action: Action): Draft {
  return {
    card: {
      kind: 'product',
      ids: idsOf('product', facts, action.actionAllowed ? action.actionUrl : null),
      title: firstText(facts, 'name', 'product_name', 'title'),
      status: textOf(facts['status']),
      shopName: firstText(facts, 'shop_name') ?? nameOfShop(facts['shop']),
      stock: numberOf(facts['stock']),
      total: firstNumber(facts, 'price', 'total_amount'),
      asOf,
      ...action,
      extra: remaining(facts, PRODUCT_KEYS),
    },
    image: firstText(facts, 'image', 'image_url'),
    items: [],
  };
}

function nameOfShop(shop: JsonValue | undefined): string | null {
  const named = objectOf(shop);
  return named === null ? textOf(shop) : firstText(named, 'shop_name', 'name');
}

function unknownDraft(facts: JsonObject, asOf: number | null, action: Action): Draft {
  return {
    card: {
      kind: 'unknown',
      ids: [],
      title: firstText(facts, 'title', 'name'),
      status: textOf(facts['status']),
      shopName: null,
      stock: null,
      total: null,
      asOf,
      ...action,
      extra: remaining(
        facts,
        new Set(['title', 'name', 'status', 'card_type', 'action_url', 'client_message_id', 'as_of']),
      ),
    },
    image: firstText(facts, 'image', 'image_url'),
    items: [],
  };
}
