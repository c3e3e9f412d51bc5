// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CardRow } from '#shared/domain/message.ts';
import type { Language } from '#renderer/i18n/language.ts';
import { Card } from './Card.tsx';
import type { ThreadActions } from './context.ts';
import { ThreadActionsContext } from './context.ts';
import { show, standInForLayout } from './testing/show-thread.tsx';
import { createFixtureBridge } from '#tests/support/fixture-bridge.ts';

const noon = new Date(2025, 8, 26, 12, 0).getTime();
const product: CardRow = {
  kind: 'product',
  ids: ['id:7'],
  title: 'Laptop Vivobook 14',
  status: 'active',
  shopName: 'Toko Sinar',
  stock: 6,
  total: 7_499_000,
  items: [],
  imageUrl: null,
  asOf: noon - 120_000,
  actionUrl: 'https://zukses.com/products/7',
  actionAllowed: true,
  extra: [
    ['sku', 'VB-14'],
    ['variants', 'abu-abu, perak'],
    ['original_price', '8000000'],
    ['garansi', '1 tahun'],
  ],
};
const bare: CardRow = {
  ...product,
  kind: 'order',
  ids: ['id:1'],
  title: '#1',
  status: null,
  shopName: null,
  stock: null,
  total: null,
  extra: [],
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: noon });
  standInForLayout();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function draw(card: CardRow, { offline = false, language = 'en' }: { offline?: boolean; language?: Language } = {}) {
  const openLink = vi.fn<ThreadActions['openLink']>();
  const copy = vi.fn<ThreadActions['copy']>();
  show(
    createFixtureBridge({ status: { connection: offline ? 'server-down' : 'online' } }),
    <ThreadActionsContext value={{ openLink, copy } as unknown as ThreadActions}>
      <Card card={card} />
    </ThreadActionsContext>,
    language,
  );
  return { group: screen.getByRole('group', { name: /^(Order|Product|Produk)/ }), openLink, copy };
}

it('tells a product’s stock and shop at a glance, the known keys in words and the others as they came', () => {
  const { group } = draw(product);
  expect(group.textContent).toContain('Product · Toko Sinar');
  expect(group.textContent).toContain('Stock 6');
  expect(group.textContent).not.toContain('Available');
  expect(
    within(group)
      .getAllByRole('term')
      .map((term) => term.textContent),
  ).toEqual(['SKU', 'Variants', 'Price before', 'garansi']);
  expect(
    within(group)
      .getAllByRole('definition')
      .map((term) => term.textContent),
  ).toEqual(['VB-14', 'abu-abu, perak', 'Rp8.000.000', '1 tahun']);
  expect(group.textContent).toContain('As of 11:58, 2 min ago');
});

it('does so in Indonesian, and says that nothing is left', () => {
  const { group } = draw({ ...product, stock: 0 }, { language: 'id' });
  expect(group.textContent).toContain('Stok habis');
  expect(group.textContent).toContain('Harga semula');
});

it('is one line where nothing is known but the way there, and has no age then', async () => {
  const { group, openLink } = draw(bare);
  expect(group.textContent).toBe('Order#1Open order');
  await userEvent.click(within(group).getByRole('button', { name: 'Open order' }));
  expect(openLink).toHaveBeenCalledWith('https://zukses.com/products/7', true);
});

it('opens nothing without a network, where the link can be copied instead', async () => {
  const { group, copy, openLink } = draw(product, { offline: true });
  await userEvent.click(await within(group).findByRole('button', { name: 'Copy link' }));
  expect(within(group).getByRole('button', { name: 'Open product' })).toHaveProperty('disabled', true);
  expect(copy).toHaveBeenCalledWith('https://zukses.com/products/7', 'link');
  expect(openLink).not.toHaveBeenCalled();
});

it('folds away many lines that nobody has words for', () => {
  const extra = Array.from({ length: 6 }, (_, index) => [`kunci_${index}`, 'x'] as const);
  const { group } = draw({ ...product, extra });
  expect(within(group).getByText('6 more details')).toBeTruthy();
});
