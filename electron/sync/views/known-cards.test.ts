import { expect, it } from 'vitest';
import { isSameThing } from '#shared/domain/card.ts';
import { mirrorMessage } from './testing.ts';
import { cardsOf } from './cards.ts';
import { KnownCards, type KnownCardSources } from './known-cards.ts';

const hosts = { linkAllowed: (url: string) => url.startsWith('https://zukses.com/'), loadsByItself: () => true };
const snapshot = {
  order_number: 'ORD-1234',
  status: 'shipped',
  total_amount: 7_688_000,
  items: [{ product_name: 'Laptop', quantity: 1, price: 7_499_000, image: 'https://storage.zukses.com/l.jpg' }],
};
const told = mirrorMessage({
  id: 7,
  conversationId: 2,
  orderReferences: [
    { messageId: 7, id: 1, orderId: 1234, marketplaceOrderId: 'ORD-1234', snapshot, createdAt: 500, extra: {} },
  ],
});
const bare = (metadata: Record<string, string | number>) =>
  cardsOf(
    mirrorMessage({ contentType: 'product_card', metadata: { card_type: 'order_status', ...metadata } }),
    hosts.linkAllowed,
  )[0];

function known(part: Partial<KnownCardSources> = {}): KnownCards {
  return new KnownCards(
    {
      conversation: () => ({ metadata: { order_id: 1234, order_number: 'ORD-1234' } }),
      messages: (conversationId, ids) => (conversationId === 2 && ids.includes(7) ? [told] : []),
      newestSnapshot: (kind, ids) =>
        kind === 'order' && (ids.includes('id:1234') || ids.includes('number:ORD-1234'))
          ? { kind: 'order', conversationId: 2, messageId: 7, id: 1, targetId: 1234, text: '' }
          : null,
      ...part,
    },
    hosts,
  );
}

it('puts the newest snapshot on a card that carries only the link to the same order, with the age of that snapshot', () => {
  const card = bare({ action_url: 'https://zukses.com/orders/1234' });
  if (card === undefined) throw new Error('No card');
  expect(card).toMatchObject({ title: null, ids: ['id:1234'], items: [] });
  expect(known().fill(card, 1)).toMatchObject({
    kind: 'order',
    title: 'ORD-1234',
    status: 'shipped',
    total: 7_688_000,
    items: [{ name: 'Laptop', imageUrl: '/media/c_2_7_0' }],
    asOf: 500,
    actionUrl: 'https://zukses.com/orders/1234',
    actionAllowed: true,
  });
});

it('takes the number alone from the conversation where no snapshot is there, and only of the same order', () => {
  const without = known({ newestSnapshot: () => null });
  const same = bare({ order_id: 1234 });
  const other = bare({ order_id: 99 });
  if (same === undefined || other === undefined) throw new Error('No card');
  expect(without.fill(same, 1)).toMatchObject({ title: 'ORD-1234', items: [], status: null });
  expect(without.fill(other, 1)).toMatchObject({ title: '#99', items: [], status: null });
  expect(known().fill(other, 1)).toMatchObject({ title: '#99', items: [] });
});

it('believes no link of another host, and takes nothing where the card says nothing of which order it is', () => {
  const foreign = bare({ action_url: 'https://evil.example/orders/1234' });
  const silent = bare({ action_url: 'https://zukses.com/help' });
  if (foreign === undefined || silent === undefined) throw new Error('No card');
  expect(known().fill(foreign, 1)).toEqual(foreign);
  expect(known().fill(silent, 1)).toEqual(silent);
});

it('knows the same order by its id or its number, and no product as an order', () => {
  const [whole] = cardsOf(told, hosts.linkAllowed);
  const byNumber = bare({ order_number: 'ORD-1234' });
  if (whole === undefined || byNumber === undefined) throw new Error('No card');
  expect(isSameThing(whole, byNumber)).toBe(true);
  expect(isSameThing(whole, { kind: 'product', ids: ['id:1234'] })).toBe(false);
});
