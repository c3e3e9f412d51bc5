import { describe, expect, it } from 'vitest';
import type { CardRow } from '#shared/domain/message.ts';
import { cardLink, cardOfLink, leadsTo, plainCard, textOfCard } from './card-text.ts';

const card: CardRow = {
  kind: 'order',
  ids: [],
  shopName: null,
  stock: null,
  title: 'ORD-1',
  status: null,
  total: null,
  items: [],
  imageUrl: null,
  asOf: null,
  actionUrl: 'https://zukses.com/orders/1234',
  actionAllowed: true,
  extra: [],
};

describe('a card', () => {
  it('that goes alone is sent under its own name', () => {
    expect(textOfCard({ contentType: 'order_card', metadata: { order_number: 'ORD-1' } })).toEqual(['ORD-1']);
    expect(textOfCard({ contentType: 'product_card', metadata: {} })).toEqual(['Product']);
    expect(textOfCard(null)).toEqual([]);
  });

  it('is found by a pasted link to the same page of Zukses, and by nothing else', () => {
    const link = (text: string): URL => {
      const url = cardLink(text, ['zukses.com']);
      if (url === null) throw new Error(text);
      return url;
    };
    const seen = { card, metadata: { order_id: 77 } };
    expect(leadsTo(link(' https://www.zukses.com/orders/1234/?ref=chat '), seen)).toBe(true);
    expect(leadsTo(link('https://zukses.com/orders/77'), seen)).toBe(true);
    expect(leadsTo(link('https://zukses.com/products/77'), seen)).toBe(false);
    expect(leadsTo(link('https://zukses.com/orders/78'), seen)).toBe(false);
    for (const text of [
      'https://zukses.com.evil.id/orders/77',
      'http://zukses.com/orders/77',
      'lihat https://zukses.com/a',
    ]) {
      expect(cardLink(text, ['zukses.com'])).toBeNull();
    }
  });

  it('of a linked page is the one that came up here, else one that knows only its page', () => {
    const seen = { card, contentType: 'order_card' as const, metadata: { order_id: 77 }, here: true };
    expect(cardOfLink(new URL('https://zukses.com/orders/77'), [seen])).toBe(seen);
    expect(cardOfLink(new URL('https://zukses.com/orders/78?ref=1'), [seen])).toMatchObject({
      card: { kind: 'order', title: '#78', ids: ['id:78'] },
      contentType: 'order_card',
      metadata: { card_type: 'order', order_id: 78, action_url: 'https://zukses.com/orders/78?ref=1' },
    });
    expect(cardOfLink(new URL('https://zukses.com/product/PRD-9'), [])).toMatchObject({
      card: { kind: 'product', title: 'PRD-9' },
      metadata: { marketplace_product_id: 'PRD-9' },
    });
    expect(cardOfLink(new URL('https://zukses.com/help'), [seen])).toBeNull();
  });

  it('that can not go is its name and its link', () => {
    const metadata = { order_number: 'ORD-1', action_url: 'https://zukses.com/orders/1' };
    expect(plainCard({ contentType: 'order_card', metadata })).toBe('ORD-1\nhttps://zukses.com/orders/1');
  });
});
