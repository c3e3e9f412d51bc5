// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ShortcutsDialog } from '#renderer/switcher/ShortcutsDialog.tsx';
import { Switcher } from '#renderer/switcher/Switcher.tsx';
import { show, standInForLayout } from '#renderer/thread/testing/show-thread.tsx';
import type { SearchHit } from '#shared/contract/engine.ts';
import type { FixtureBridge } from '#tests/support/fixture-bridge.ts';
import { createFixtureBridge } from '#tests/support/fixture-bridge.ts';
import { fixtureMessage } from '#tests/support/fixture-thread.ts';
import { SearchPane } from './SearchPane.tsx';

beforeEach(() => standInForLayout());
afterEach(cleanup);

const hit = (conversationId: string, title: string, id: number, content: string): SearchHit => ({
  conversationId,
  conversationTitle: title,
  message: fixtureMessage(id, { conversationId, content }),
  marks: [[content.indexOf('retur'), content.indexOf('retur') + 5]],
});
const hits = [
  hit('101', 'Siti Rahma', 40, 'cara retur barang'),
  ...[39, 38, 37].map((id) => hit('102', 'Toko Maju Jaya', id, `soal retur ${id}`)),
  hit('102', 'Toko Maju Jaya', 36, 'retur pertama'),
];

function start() {
  const bridge: FixtureBridge = createFixtureBridge({
    answer: (method, input) => {
      if (method === 'search.messages') {
        const { text, conversationId } = input as { text: string; conversationId: string | null };
        return {
          hits: hits.filter(
            (one) =>
              one.message.content.includes(text) && (conversationId ?? one.conversationId) === one.conversationId,
          ),
          searched: conversationId === null ? 48_210 : 1,
        };
      }
      if (method === 'conversations.search') {
        const { text } = input as { text: string };
        return bridge.rows().filter((row) => row.title.toLowerCase().includes(text.toLowerCase()));
      }
      return undefined;
    },
  });
  const { desk } = show(
    bridge,
    <>
      <SearchPane />
      <Switcher />
      <ShortcutsDialog />
    </>,
  );
  return { bridge, desk };
}

describe('the search', () => {
  it('shows marked hits by conversation, newest first, and opens one in its thread by keyboard', async () => {
    const user = userEvent.setup();
    const { desk } = start();
    const field = screen.getByRole('searchbox', { name: 'Search' });
    await user.type(field, 'retur');
    const groups = await screen.findAllByRole('region', { name: /Siti Rahma|Toko Maju Jaya/ });
    expect(groups.map((group) => group.getAttribute('aria-label'))).toEqual(['Siti Rahma', 'Toko Maju Jaya']);
    expect(screen.getByText('5 messages')).toBeTruthy();
    expect([...document.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(Array(4).fill('retur'));
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toContain('cara retur barang');
    await user.keyboard('{Enter}');
    expect(desk.layout.getState().open).toMatchObject({ conversationId: '101', messageId: 40 });
    expect(document.activeElement?.getAttribute('aria-current')).toBe('true');
    await user.click(screen.getByRole('button', { name: 'Show 1 more from Toko Maju Jaya' }));
    expect(screen.getByRole('button', { name: /retur\s*pertama/ })).toBeTruthy();
  });

  it('can be kept to the open conversation, and says what is not there and what was looked at', async () => {
    const user = userEvent.setup();
    const { desk, bridge } = start();
    desk.layout.getState().openConversation('102');
    await user.type(screen.getByRole('searchbox', { name: 'Search' }), 'cara');
    expect(await screen.findByRole('button', { name: /cara\s*retur/ })).toBeTruthy();
    expect(screen.getByText(/Searched 48,210 messages on this computer/)).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'This conversation' }));
    expect(await screen.findByText('Nothing found for “cara”')).toBeTruthy();
    expect(screen.getByText(/Searched 1 message on this computer/)).toBeTruthy();
    bridge.setStatus({ backfill: { conversationsLeft: 3, secondsLeft: null } });
    expect(await screen.findByText(/Older ones of 3 conversations are still being fetched/)).toBeTruthy();
  });

  it('keeps what was typed while something else is looked at', async () => {
    const { desk } = start();
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search' }), 'retur');
    cleanup();
    expect(desk.search.getState().text).toBe('retur');
  });
});

describe('the switcher', () => {
  it('goes to a conversation', async () => {
    const user = userEvent.setup();
    const { desk } = start();
    desk.layout.getState().openDialog('switcher');
    await screen.findByRole('dialog', { name: 'Go to' });
    await user.keyboard('maju');
    await waitFor(() => expect(screen.getAllByRole('option')[0]?.textContent).toContain('Toko Maju Jaya'));
    await user.keyboard('{Enter}');
    expect(desk.layout.getState().open?.conversationId).toBe('102');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('opens the message of a link that is pasted', async () => {
    const user = userEvent.setup();
    const { desk } = start();
    desk.layout.getState().openDialog('switcher');
    await screen.findByRole('dialog', { name: 'Go to' });
    await user.paste(' zukses-desk://conversation/102?message=39 ');
    await waitFor(() => expect(screen.getAllByRole('option')[0]?.textContent).toBe('Open the linked message'));
    await user.keyboard('{Enter}');
    expect(desk.layout.getState().open).toMatchObject({ conversationId: '102', messageId: 39 });
  });

  it('runs commands', async () => {
    const user = userEvent.setup();
    const { desk, bridge } = start();
    desk.layout.getState().openDialog('switcher');
    await screen.findByRole('dialog', { name: 'Go to' });
    await user.keyboard('theme dark');
    await waitFor(() => expect(screen.getAllByRole('option')[0]?.textContent).toContain('Theme: Dark'));
    await user.keyboard('{Enter}');
    expect(bridge.calls.filter(({ method }) => method === 'settings.set')).toMatchObject([
      { input: { theme: 'dark' } },
    ]);
    desk.layout.getState().openDialog('switcher');
    await user.keyboard('shortcuts{Enter}');
    const list = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(within(list).getByText('Go to a conversation or command')).toBeTruthy();
  });
});
