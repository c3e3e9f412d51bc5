import { describe, expect, it } from 'vitest';
import { cardImages, cardsOf } from './cards.ts';
import { mirrorMessage as message } from './testing.ts';

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

  it('has places for what is known of a product, and leads to its page', () => {
    const product = {
      messageId: 3,
      id: 2,
      productId: 7,
      snapshot: {
        name: 'Blender',
        price: 300_000,
        stock: 0,
        shop: { id: 4, shop_name: 'Toko Maju' },
        variants: ['hitam', 'putih'],
        url: 'https://zukses.com/products/7',
        garansi: '1 tahun',
      },
      createdAt: 900,
      extra: {},
    };
    const [card] = cardsOf(message({ productReferences: [product] }), () => true);
    expect(card).toMatchObject({
      kind: 'product',
      ids: ['id:7'],
      title: 'Blender',
      shopName: 'Toko Maju',
      stock: 0,
      total: 300_000,
      actionUrl: 'https://zukses.com/products/7',
      extra: [
        ['variants', 'hitam, putih'],
        ['garansi', '1 tahun'],
      ],
    });
  });

  it('gives a template the button that its metadata names, and nothing more', () => {
    const metadata = { template_name: 'tindak_lanjut', action_url: 'https://zukses.com/orders/1' };
    expect(cardsOf(message({ contentType: 'template', metadata }), () => true)).toMatchObject([
      { kind: 'unknown', title: null, asOf: null, extra: [], actionUrl: 'https://zukses.com/orders/1' },
    ]);
    expect(cardsOf(message({ contentType: 'template', metadata: { template_name: 'x' } }), () => true)).toEqual([]);
  });

  it('shows none for a deleted message', () => {
    expect(cardsOf(message({ orderReferences: [order], deleted: true }), () => false)).toEqual([]);
  });
});
