// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { show, standInForLayout } from '#renderer/thread/testing/show-thread.tsx';
import { ThreadPane } from '#renderer/thread/ThreadPane.tsx';
import { createFixtureThread, fixtureMessage } from '#tests/support/fixture-thread.ts';

beforeEach(() => standInForLayout());
afterEach(cleanup);

const link = 'https://zukses.com/orders/78';

async function open(refusedTypes: readonly string[] = []) {
  const bridge = createFixtureThread({ rows: [fixtureMessage(1, { content: 'Halo' })] });
  bridge.setSession({ server: { linkHosts: ['zukses.com'], refusedTypes } });
  const { desk } = show(bridge, <ThreadPane conversationId="101" />);
  await waitFor(() => expect(desk.session.getState().session?.server.linkHosts).toEqual(['zukses.com']));
  return { bridge, box: await screen.findByRole('textbox', { name: 'Message' }) };
}

it('offers a pasted link to an order as a card, and leaves the link until that is taken', async () => {
  const { bridge, box } = await open();
  await userEvent.click(box);
  await userEvent.paste(link);
  expect(await screen.findByText('Send this order as a card?')).toBeTruthy();
  expect(box).toHaveProperty('value', link);
  await userEvent.click(screen.getByRole('button', { name: 'As a card' }));
  await waitFor(() => expect(box).toHaveProperty('value', ''));
  await userEvent.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(() =>
    expect(bridge.inputs('message.send')).toMatchObject([
      { contentType: 'order_card', metadata: { card_type: 'order', order_id: 78, action_url: link } },
    ]),
  );
});

it('makes text of a picked card where the server is known to take none', async () => {
  const { bridge, box } = await open(['order_card']);
  await userEvent.click(screen.getByRole('button', { name: 'Insert card' }));
  await userEvent.type(await screen.findByRole('combobox', { name: 'Search orders and products' }), link);
  await userEvent.click(await screen.findByRole('option', { name: /#78/ }));
  await waitFor(() => expect(box).toHaveProperty('value', `78\n${link}`));
  expect(screen.getByText(/This server takes no cards/)).toBeTruthy();
  expect(bridge.inputs('message.send')).toEqual([]);
});
