// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { show, standInForLayout } from '#renderer/thread/testing/show-thread.tsx';
import type { EngineInput } from '#shared/contract/engine.ts';
import type { CardRow, MessageRow } from '#shared/domain/message.ts';
import type { FixtureBridge } from '#tests/support/fixture-bridge.ts';
import { createFixtureBridge } from '#tests/support/fixture-bridge.ts';
import { fixtureRow, fixtureUnsent } from '#tests/support/fixture-data.ts';
import { fixtureMessage } from '#tests/support/fixture-thread.ts';
import { ForwardDialog } from './ForwardDialog.tsx';

beforeEach(() => standInForLayout());
afterEach(cleanup);

const card: CardRow = {
  kind: 'order',
  ids: ['id:12'],
  title: 'ORD-12',
  status: 'paid',
  shopName: null,
  stock: null,
  total: 10_000,
  items: [],
  imageUrl: null,
  asOf: 5,
  actionUrl: 'https://zukses.com/orders/12',
  actionAllowed: true,
  extra: [],
};
const metadata = { card_type: 'order', order_id: 12, order_number: 'ORD-12' };
const there = [
  fixtureRow({ id: '7', title: 'Toko Maju' }),
  fixtureRow({ id: '8', title: 'Sudah selesai', lock: 'closed', isOpen: false }),
];

async function open(
  rows: readonly MessageRow[],
  refusedTypes: readonly string[] = [],
): Promise<{ bridge: FixtureBridge; dialog: HTMLElement }> {
  const bridge = createFixtureBridge({
    answer: (method) => {
      if (method === 'conversations.search') return there.toReversed();
      return method === 'cards.ofMessage' ? [{ card, contentType: 'order_card', metadata, here: true }] : undefined;
    },
  });
  bridge.setSession({ server: { linkHosts: [], refusedTypes } });
  show(bridge, <ForwardDialog rows={rows} onClose={() => undefined} />);
  const dialog = await screen.findByRole('dialog', { name: 'Forward' });
  await within(dialog).findByRole('option', { name: /Toko Maju/ });
  return { bridge, dialog };
}

const sends = (bridge: FixtureBridge) =>
  bridge.calls.flatMap((call) => (call.method === 'message.send' ? [call.input as EngineInput<'message.send'>] : []));
const forward = (dialog: HTMLElement) => userEvent.click(within(dialog).getByRole('button', { name: 'Forward' }));

it('sends a card on as a card, with the words that came with it', async () => {
  const { bridge, dialog } = await open([fixtureMessage(1, { content: 'Pesanan Kakak', cards: [card] })]);
  await forward(dialog);
  await waitFor(() =>
    expect(sends(bridge)).toMatchObject([
      { conversationId: '7', content: 'Pesanan Kakak', contentType: 'order_card', metadata, keepsDraft: true },
    ]),
  );
});

it('sends it as text with its link where the server is known to refuse cards', async () => {
  const { bridge, dialog } = await open(
    [fixtureMessage(1, { content: 'Pesanan Kakak', cards: [card] })],
    ['order_card'],
  );
  await forward(dialog);
  await waitFor(() =>
    expect(sends(bridge)).toMatchObject([
      { content: 'Pesanan Kakak\nORD-12\nhttps://zukses.com/orders/12', contentType: 'text', metadata: {} },
    ]),
  );
});

it('sends a card that has not left itself on as a card, too', async () => {
  const waiting = fixtureUnsent('101', 'c1', 'Pesanan Kakak', 5, {});
  const { bridge, dialog } = await open([{ ...waiting, contentType: 'order_card', cards: [card] }]);
  await forward(dialog);
  await waitFor(() => expect(sends(bridge)).toMatchObject([{ contentType: 'order_card', metadata }]));
  expect(bridge.calls).toContainEqual({
    method: 'cards.ofMessage',
    input: { conversationId: '101', clientMessageId: 'c1' },
  });
});

it('shows a conversation that nothing can be written in last, with the reason, and sends nothing there', async () => {
  const { bridge, dialog } = await open([fixtureMessage(1, { content: 'Halo' })]);
  const options = within(dialog).getAllByRole('option');
  expect(options.map((option) => option.getAttribute('aria-disabled'))).toEqual(['false', 'true']);
  expect(options[1]?.textContent).toContain('This conversation is closed.');
  await userEvent.click(options[1] as HTMLElement);
  await userEvent.keyboard('{ArrowDown}');
  await forward(dialog);
  await waitFor(() => expect(sends(bridge).map((send) => send.conversationId)).toEqual(['7']));
});

it('sends several in their order, and after a refusal only what has not gone', async () => {
  const { bridge, dialog } = await open([
    fixtureMessage(1, { content: 'satu' }),
    fixtureMessage(2, { content: 'dua' }),
  ]);
  bridge.failWith('message.send', { code: 'DISK_FULL', message: '', details: {} });
  await forward(dialog);
  await within(dialog).findByRole('alert');
  bridge.failWith('message.send', null);
  await forward(dialog);
  await waitFor(() => expect(sends(bridge)).toHaveLength(3));
  const [refused, first, second] = sends(bridge);
  expect([refused?.content, first?.content, second?.content]).toEqual(['satu', 'satu', 'dua']);
  expect(first?.clientMessageId).toBe(refused?.clientMessageId);
  expect(second?.clientMessageId).not.toBe(first?.clientMessageId);
});

it('is left with Escape from its field', async () => {
  const onClose = vi.fn<() => void>();
  const bridge = createFixtureBridge({
    answer: (method) => (method === 'conversations.search' ? there : undefined),
  });
  show(bridge, <ForwardDialog rows={[fixtureMessage(1, { content: 'Halo' })]} onClose={onClose} />);
  await screen.findByRole('option', { name: /Toko Maju/ });
  await userEvent.type(screen.getByRole('combobox', { name: 'Find a conversation' }), '{Escape}');
  expect(onClose).toHaveBeenCalledTimes(1);
});
