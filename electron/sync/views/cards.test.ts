import { describe, expect, it } from 'vitest';
import type { MessageRecord } from '../store/mirror/records.ts';
import { cardImages, cardsOf } from './cards.ts';

const message = (changes: Partial<MessageRecord>): MessageRecord => ({
  conversationId: 1,
  id: 3,
  senderUserId: 2,
  senderShopId: null,
  senderName: 'Rina',
  senderPhoto: null,
  shopName: null,
  shopLogo: null,
  content: 'Pesanan Kakak',
  contentType: 'text',
  metadata: {},
  parentId: null,
  replyToId: null,
  createdAt: 1_000,
  updatedAt: null,
  editedAt: null,
  deletedAt: null,
  deleted: false,
  partial: false,
  attachments: [],
  statuses: [],
  reactions: [],
  edits: [],
  productReferences: [],
  orderReferences: [],
  ...changes,
});

const order = {
  messageId: 3,
  id: 1,
  orderId: 1234,
  marketplaceOrderId: 'ORD-2023-001',
  snapshot: {
    order_number: 'ORD-2023-001',
    total_amount: 1_500_000,
    status: 'processing',
    items: [
      { product_name: 'Laptop', quantity: 1, price: 1_500_000, image: 'https://storage.zukses.com/l.jpg' },
      { quantity: 2 },
    ],
    courier: 'JNE',
  },
  createdAt: 900,
  extra: {},
};

describe('cards of a message', () => {
  it('takes an order from its reference, with what it does not understand shown plainly', () => {
    const [card] = cardsOf(message({ orderReferences: [order] }), () => false);
    expect(card).toMatchObject({
      kind: 'order',
      title: 'ORD-2023-001',
      status: 'processing',
      total: 1_500_000,
      asOf: 900,
      items: [{ name: 'Laptop', quantity: 1, price: 1_500_000, imageUrl: '/media/c_1_3_0' }],
      extra: [['courier', 'JNE']],
    });
  });

  it('lets metadata.card_type decide against the content type, and makes a card without a reference of metadata', () => {
    const [card] = cardsOf(
      message({
        contentType: 'product_card',
        metadata: { card_type: 'order_status', action_url: 'https://zukses.com/orders/1234' },
      }),
      (url) => url.includes('zukses.com'),
    );
    expect(card).toMatchObject({
      kind: 'order',
      title: null,
      actionUrl: 'https://zukses.com/orders/1234',
      actionAllowed: true,
    });
  });

  it('offers no action that is not https', () => {
    const [card] = cardsOf(
      message({ contentType: 'order_card', metadata: { action_url: 'javascript:alert(1)' } }),
      () => true,
    );
    expect(card?.actionUrl).toBeNull();
  });

  it('names pictures in the order in which their addresses are listed', () => {
    const product = {
      messageId: 3,
      id: 2,
      productId: 7,
      snapshot: { name: 'Blender', price: 300_000, image: 'https://storage.zukses.com/b.jpg' },
      createdAt: null,
      extra: {},
    };
    const both = message({ orderReferences: [order], productReferences: [product] });
    const cards = cardsOf(both, () => false);
    expect(cardImages(both)).toEqual(['https://storage.zukses.com/l.jpg', 'https://storage.zukses.com/b.jpg']);
    expect(cards[1]?.imageUrl).toBe('/media/c_1_3_1');
  });

  it('shows none for a deleted message', () => {
    expect(cardsOf(message({ orderReferences: [order], deleted: true }), () => false)).toEqual([]);
  });
});
