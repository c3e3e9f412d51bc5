// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { show, standInForLayout } from '#renderer/thread/testing/show-thread.tsx';
import { ThreadPane } from '#renderer/thread/ThreadPane.tsx';
import type { CardRow } from '#shared/domain/message.ts';
import { createFixtureThread, fixtureMessage } from '#tests/support/fixture-thread.ts';
import { DetailsPane } from './DetailsPane.tsx';
import { cardsSeen, filesSeen } from './model/seen.ts';

const noon = new Date(2025, 8, 26, 12, 0).getTime();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: noon });
  standInForLayout();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const order: CardRow = {
  kind: 'order',
  ids: [],
  shopName: null,
  stock: null,
  title: 'ORD-1',
  status: 'shipped',
  total: 10_000,
  items: [],
  imageUrl: null,
  asOf: noon - 60_000,
  actionUrl: null,
  actionAllowed: false,
  extra: [],
};
const pdf = {
  mediaId: 'a',
  kind: 'document' as const,
  filename: 'syarat.pdf',
  contentType: null,
  sizeBytes: 98_304,
  width: null,
  height: null,
  autoLoad: true,
  progress: null,
};

it('tells who, since when, what about, which orders and files', async () => {
  const bridge = createFixtureThread({
    now: noon,
    row: { needsReplySince: noon - 120_000 },
    details: {
      metadata: [
        ['order_number', 'ORD-1'],
        ['warna_pita', 'biru'],
      ],
    },
    rows: [
      fixtureMessage(1, { cards: [{ ...order, status: 'paid', asOf: noon - 9_000_000 }], createdAt: noon }),
      fixtureMessage(2, { cards: [order], attachments: [pdf], createdAt: noon }),
    ],
    host: {
      capabilities: {
        notifications: true,
        showInFolder: true,
        openMedia: true,
        openExternal: true,
        startAtLogin: true,
        keepSignedIn: 'yes',
        customTitleBar: false,
      },
    },
  });
  show(
    bridge,
    <>
      <ThreadPane conversationId="101" />
      <DetailsPane conversationId="101" />
    </>,
  );
  const customer = await screen.findByRole('region', { name: 'Customer' });
  expect(customer.textContent).toContain('Siti Rahma');
  expect(customer.textContent).toContain('away at 11:55');
  expect(customer.textContent).toContain('siti.rahma@contoh.id');
  expect(customer.textContent).toContain('2 min, since 11:58');
  const about = screen.getByRole('region', { name: 'About' });
  expect(about.textContent).toContain('OrderORD-1');
  expect(about.textContent).toContain('warna_pitabiru');
  const orders = await screen.findByRole('region', { name: 'Orders' });
  expect(within(orders).getAllByRole('group')).toHaveLength(1);
  expect(orders.textContent).toContain('Shipped');
  expect(screen.getByRole('region', { name: 'People' }).textContent).toContain('agent');
  await userEvent.click(
    within(screen.getByRole('region', { name: 'Files' })).getByRole('button', { name: /^Save syarat\.pdf/ }),
  );
  await waitFor(() => expect(bridge.calls).toContainEqual({ method: 'media.saveAs', input: { mediaId: 'a' } }));
});

it('keeps the newest card of each order, and no file of a deleted message', () => {
  const rows = [
    fixtureMessage(1, { cards: [{ ...order, asOf: 5, status: 'paid' }], attachments: [pdf] }),
    fixtureMessage(2, { cards: [{ ...order, asOf: 9 }], deleted: true, attachments: [pdf] }),
    fixtureMessage(3, { cards: [{ ...order, asOf: 7 }] }),
  ];
  expect(cardsSeen(rows).map((card) => card.asOf)).toEqual([7]);
  expect(filesSeen(rows)).toHaveLength(1);
});

it('shows an order once under whatever name it goes, and no card that tells nothing', () => {
  const rows = [
    fixtureMessage(1, { cards: [{ ...order, ids: ['id:1', 'number:ORD-1'], asOf: 5 }] }),
    fixtureMessage(2, { cards: [{ ...order, ids: ['number:ORD-1'], asOf: 9 }] }),
    fixtureMessage(3, { cards: [{ ...order, ids: ['id:2'], title: 'ORD-1', asOf: 3 }] }),
    fixtureMessage(4, { cards: [{ ...order, ids: ['id:1'], status: null, total: null, asOf: 20 }] }),
  ];
  expect(cardsSeen(rows).map((card) => card.asOf)).toEqual([3, 9]);
});
