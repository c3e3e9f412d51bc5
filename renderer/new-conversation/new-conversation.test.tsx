// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { show, standInForLayout } from '#renderer/thread/testing/show-thread.tsx';
import { ThreadPane } from '#renderer/thread/ThreadPane.tsx';
import type { NewConversation } from '#shared/domain/conversation.ts';
import { createFixtureBridge } from '#tests/support/fixture-bridge.ts';
import type { FixtureBridge } from '#tests/support/fixture-bridge.ts';
import { fixturePerson, fixtureRow } from '#tests/support/fixture-data.ts';
import { createFixtureThread } from '#tests/support/fixture-thread.ts';
import { NewConversationDialog } from './NewConversationDialog.tsx';

const siti = fixturePerson('Siti Rahma', 1101, 'customer');
const budi = fixturePerson('Budi Santoso', 1102, 'customer');

beforeEach(() => standInForLayout());
afterEach(cleanup);

function start(): { bridge: FixtureBridge; open: () => string | null } {
  const bridge = createFixtureBridge({
    answer: (method, input) => {
      if (method !== 'people.search') return undefined;
      const { text } = input as { text: string };
      return [siti, budi].filter((person) => person.name.toLowerCase().includes(text.toLowerCase()));
    },
  });
  const { desk } = show(bridge, <NewConversationDialog />);
  desk.layout.getState().openDialog('new-conversation');
  return { bridge, open: () => desk.layout.getState().open?.conversationId ?? null };
}

const created = (bridge: FixtureBridge) =>
  bridge.calls.filter((call) => call.method === 'conversation.create').map((call) => call.input);

describe('dialog "New conversation"', () => {
  it('is filled by keyboard alone and opens the thread at once', async () => {
    const user = userEvent.setup();
    const { bridge, open } = start();
    const people = await screen.findByRole('combobox', { name: 'People' });
    await waitFor(() => expect(document.activeElement).toBe(people));
    await user.keyboard('bud');
    await screen.findByRole('option', { name: /Budi Santoso/ });
    await user.keyboard('{Enter}siti');
    await screen.findByRole('option', { name: /Siti Rahma/ });
    await user.keyboard('{Enter}');
    const chips = screen.getByRole('list', { name: 'People chosen' });
    expect(within(chips).getAllByRole('listitem')).toHaveLength(2);
    expect(screen.getByRole('textbox', { name: 'Title' })).toHaveProperty('value', 'Budi Santoso, Siti Rahma');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Type' }), 'Group');
    await user.type(screen.getByRole('textbox', { name: 'First message' }), 'Halo semua');
    await user.click(screen.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(open()).toMatch(/^new:/));
    expect(created(bridge)).toMatchObject([
      {
        title: 'Budi Santoso, Siti Rahma',
        type: 'group',
        participantIds: [1102, 1101],
        firstMessage: { content: 'Halo semua', files: [] },
      },
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says what is missing, field by field, and sends nothing', async () => {
    const user = userEvent.setup();
    const { bridge } = start();
    await user.click(await screen.findByRole('button', { name: 'Create' }));
    expect(screen.getByText('Choose at least one person.')).toBeTruthy();
    expect(screen.getByText('Give it a title.')).toBeTruthy();
    const title = screen.getByRole('textbox', { name: 'Title' });
    expect(title.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'People' }));
    await user.type(title, 'Retur');
    expect(title).toHaveProperty('value', 'Retur');
    expect(screen.queryByText('Give it a title.')).toBeNull();
    expect(title.getAttribute('aria-invalid')).toBe('false');
    expect(screen.getByText('Choose at least one person.')).toBeTruthy();
    expect(created(bridge)).toEqual([]);
  });

  it('keeps what was typed when it is closed or refused, and makes one conversation of repeated tries', async () => {
    const user = userEvent.setup();
    const { bridge } = start();
    bridge.failWith('conversation.create', { code: 'DISK_FULL', message: '', details: {} });
    await user.keyboard('siti');
    await screen.findByRole('option', { name: /Siti Rahma/ });
    await user.keyboard('{Enter}');
    await user.click(screen.getByRole('button', { name: 'Create' }));
    expect((await screen.findByRole('alert')).textContent).toContain('everything you typed is still here');
    bridge.failWith('conversation.create', null);
    await user.click(screen.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const ids = created(bridge).map((input) => (input as { clientConversationId: string }).clientConversationId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('a conversation that was refused', () => {
  const ID = 'new:11111111-1111-4111-8111-111111111111';
  const creation: NewConversation = {
    title: 'Retur laptop',
    type: 'group',
    people: [siti, budi],
    metadata: { order_number: 'ORD-1' },
    unsent: {
      clientMessageId: '11111111-1111-4111-8111-111111111111',
      state: 'failed',
      wait: null,
      hold: null,
      nextAttemptAt: null,
      attempts: 1,
      error: { code: 'INVALID_PARTICIPANT', message: '', details: { fields: { 'participant_ids.1': ['invalid'] } } },
      pendingIntent: null,
    },
  };

  it('says who can not be added, and is changed and tried again from its thread', async () => {
    const user = userEvent.setup();
    const bridge = createFixtureThread({
      row: fixtureRow({ id: ID, title: 'Retur laptop' }),
      details: { creation },
    });
    show(
      bridge,
      <>
        <ThreadPane conversationId={ID} />
        <NewConversationDialog />
      </>,
    );
    const notice = await screen.findByRole('region', { name: 'Notice' });
    expect(notice.textContent).toContain('Budi Santoso can’t be added');
    await user.click(within(notice).getByRole('button', { name: 'Retry' }));
    expect(bridge.inputs('outbox.act')).toMatchObject([{ action: 'retry' }]);
    await user.click(within(notice).getByRole('button', { name: 'Edit' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change the new conversation' });
    expect(within(dialog).getByText(/Remove who is marked/)).toBeTruthy();
    const [, marked] = within(within(dialog).getByRole('list', { name: 'People chosen' })).getAllByRole('listitem');
    expect(marked?.textContent).toContain('can’t be added');
    await user.click(within(dialog).getByRole('button', { name: 'Remove Budi Santoso' }));
    await user.click(within(dialog).getByRole('button', { name: 'Save and try again' }));
    await waitFor(() =>
      expect(bridge.inputs('conversation.rewrite')).toEqual([
        {
          conversationId: ID,
          title: 'Retur laptop',
          type: 'group',
          participantIds: [1101],
          metadata: { order_number: 'ORD-1' },
        },
      ]),
    );
  });

  it('is discarded with what waits in it, after asking', async () => {
    const user = userEvent.setup();
    const bridge = createFixtureThread({ row: fixtureRow({ id: ID, title: 'Retur laptop' }), details: { creation } });
    show(bridge, <ThreadPane conversationId={ID} />);
    const notice = await screen.findByRole('region', { name: 'Notice' });
    await user.click(within(notice).getByRole('button', { name: 'Discard' }));
    const dialog = await screen.findByRole('dialog', { name: 'Discard this conversation?' });
    await user.click(within(dialog).getByRole('button', { name: 'Discard' }));
    await waitFor(() =>
      expect(bridge.inputs('outbox.act')).toMatchObject([
        { clientMessageId: creation.unsent.clientMessageId, action: 'discard' },
      ]),
    );
  });
});
