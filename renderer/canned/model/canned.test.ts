import { describe, expect, it } from 'vitest';
import type { CannedReply } from '#shared/domain/canned-reply.ts';
import { fillCannedReply } from '#shared/domain/canned-reply.ts';
import { fixturePerson, fixtureRow } from '#tests/support/fixture-data.ts';
import { matching, slashAt } from './match.ts';
import { cannedValues, templateParts } from './values.ts';

const reply = (shortcut: string, title: string, text = ''): CannedReply => ({
  id: shortcut,
  shortcut,
  title,
  text,
  files: [],
  updatedAt: 0,
});

describe('a slash', () => {
  it('counts at the start of a word only', () => {
    expect(slashAt('/ret', 4)).toEqual({ from: 0, to: 4, query: 'ret' });
    expect(slashAt('Halo /re kak', 8)).toEqual({ from: 5, to: 8, query: 're' });
    expect(slashAt('Halo\n/', 6)).toEqual({ from: 5, to: 6, query: '' });
    for (const text of ['26/9', 'https://', '/dua kata', 'a/b']) expect(slashAt(text, text.length)).toBeNull();
  });
});

describe('matching', () => {
  const replies = [reply('dana', 'Refund and return'), reply('retur', 'Return'), reply('x', 'Y', 'soal retur ya')];
  it('puts shortcuts before titles before texts', () => {
    expect(matching(replies, 'ret').map(({ id }) => id)).toEqual(['retur', 'dana', 'x']);
    expect(matching(replies, '')).toBe(replies);
    expect(matching(replies, 'tidakada')).toEqual([]);
  });
});

describe('values', () => {
  const at = (hour: number): number => new Date(2025, 8, 26, hour, 0).getTime();
  const order = {
    card: {
      kind: 'order' as const,
      ids: [],
      shopName: null,
      stock: null,
      title: 'ORD-1',
      status: 'shipped',
      total: 7_688_000,
      items: [
        { name: 'Laptop', quantity: 1, price: 1, imageUrl: null },
        { name: 'Tas', quantity: 2, price: 1, imageUrl: null },
      ],
      imageUrl: null,
      asOf: null,
      actionUrl: null,
      actionAllowed: false,
      extra: [],
    },
    contentType: 'order_card' as const,
    metadata: {},
    here: true,
  };
  const sources = {
    row: fixtureRow({ id: '1', counterpart: fixturePerson('Siti Rahma', 2, 'customer') }),
    details: null,
    cards: [{ ...order, here: false, card: { ...order.card, title: 'ELSEWHERE' } }, order],
    agentName: 'Dimas',
    language: 'id' as const,
    now: at(9),
  };

  it('come from the customer, this conversation’s newest order, and the time of day, in the customer’s language', () => {
    const values = cannedValues(sources);
    expect(values).toMatchObject({
      'customer.firstName': 'Siti',
      'order.number': 'ORD-1',
      'order.total': 'Rp7.688.000',
      'order.items': 'Laptop dan 2 × Tas',
      'order.status': 'dikirim',
      greeting: 'Selamat pagi',
    });
    expect(cannedValues({ ...sources, now: at(16) }).greeting).toBe('Selamat sore');
    expect(cannedValues({ ...sources, language: 'en', now: at(20) }).greeting).toBe('Good evening');
  });

  it('that are not known stay holes, in the text and in the preview', () => {
    const values = cannedValues(sources);
    const template = '{{greeting}} {{customer.firstName}}, kurir {{ nama kurir }} membawa {{product.name}}.';
    expect(fillCannedReply(template, values)).toEqual({
      text: 'Selamat pagi Siti, kurir {{ nama kurir }} membawa {{product.name}}.',
      holes: ['nama kurir', 'product.name'],
    });
    expect(templateParts(template, values).filter((part) => part.kind === 'hole')).toEqual([
      { kind: 'hole', text: 'nama kurir' },
      { kind: 'hole', text: 'product.name' },
    ]);
  });
});
