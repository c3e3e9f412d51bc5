// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFixtureThread, fixtureMessage } from '#tests/support/fixture-thread.ts';
import { show, standInForLayout } from './testing/show-thread.tsx';
import { ThreadPane } from './ThreadPane.tsx';

beforeEach(() => standInForLayout());
afterEach(cleanup);

it('opens the message that a link of the desk names, here and not in a browser', async () => {
  const bridge = createFixtureThread({
    rows: [fixtureMessage(1, { content: 'Lihat zukses-desk://conversation/102?message=39 ya' })],
  });
  const { desk } = show(bridge, <ThreadPane conversationId="101" />);
  await userEvent.click(await screen.findByRole('link', { name: 'zukses-desk://conversation/102?message=39' }));
  expect(desk.layout.getState().open).toMatchObject({ conversationId: '102', messageId: 39 });
  expect(bridge.calls.some((call) => call.method === 'shell.openExternal')).toBe(false);
});

it('asks before it leaves for a host that the server’s profile does not name', async () => {
  const bridge = createFixtureThread({
    rows: [fixtureMessage(1, { content: 'https://zukses.com/p dan https://toko.example/p' })],
  });
  bridge.setSession({ server: { linkHosts: ['toko.example'], refusedTypes: [] } });
  show(bridge, <ThreadPane conversationId="101" />);
  await userEvent.click(await screen.findByRole('link', { name: 'https://zukses.com/p' }));
  expect((await screen.findByRole('dialog', { name: 'Open this link?' })).textContent).toContain('zukses.com');
});
