// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingsDialog } from '#renderer/settings/SettingsDialog.tsx';
import { show, standInForLayout } from '#renderer/thread/testing/show-thread.tsx';
import { ThreadPane } from '#renderer/thread/ThreadPane.tsx';
import type { SeenCard } from '#shared/contract/engine.ts';
import type { CannedReply } from '#shared/domain/canned-reply.ts';
import type { FixtureThread, FixtureThreadOptions } from '#tests/support/fixture-thread.ts';
import { createFixtureThread, fixtureMessage } from '#tests/support/fixture-thread.ts';

const noon = new Date(2025, 8, 26, 12, 0).getTime();

const reply = (shortcut: string, title: string, text: string): CannedReply => ({
  id: crypto.randomUUID(),
  shortcut,
  title,
  text,
  files: [],
  updatedAt: 0,
});
const retur = reply(
  'retur',
  'Return, step by step',
  'Baik Kak {{customer.firstName}}, pesanan {{order.number}} kami bantu.',
);
const kurir = reply('retur-jemput', 'Return with pick-up', 'Kurir {{kurir}} menjemput paket.');
const salam = reply('salam', 'Greeting', 'Halo kak');

const order: SeenCard = {
  card: {
    kind: 'order',
    ids: [],
    shopName: null,
    stock: null,
    title: 'ORD-2025-1234',
    status: 'paid',
    total: 7_688_000,
    items: [],
    imageUrl: null,
    asOf: noon,
    actionUrl: 'https://zukses.com/orders/1234',
    actionAllowed: true,
    extra: [],
  },
  contentType: 'order_card',
  metadata: { order_number: 'ORD-2025-1234', order_id: 1234 },
  here: true,
};

beforeEach(() => standInForLayout());
afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

async function open(replies: readonly CannedReply[], options: FixtureThreadOptions = {}): Promise<FixtureThread> {
  const bridge = createFixtureThread({
    now: noon,
    rows: [fixtureMessage(1, { content: 'Halo kak', createdAt: noon })],
    ...options,
  });
  const { engine } = bridge;
  bridge.engine = (method, input) =>
    engine(method, input).then((answer) => {
      if (!answer.ok) return answer;
      const value = method === 'canned.list' ? replies : method === 'cards.search' ? [order] : null;
      return value === null ? answer : ({ ...answer, value } as unknown as typeof answer);
    });
  show(
    bridge,
    <>
      <ThreadPane conversationId="101" />
      <SettingsDialog />
    </>,
  );
  await screen.findByRole('article', { name: /Halo kak/ });
  return bridge;
}

const box = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });

describe('in the composer', () => {
  it('a slash opens the list, typing narrows it, Enter puts the filled text in, and the next Enter sends it', async () => {
    const bridge = await open([retur, kurir, salam]);
    await userEvent.type(box(), 'Siang kak. /');
    const list = await screen.findByRole('listbox', { name: 'Canned replies' });
    expect(within(list).getAllByRole('option')).toHaveLength(3);
    await userEvent.keyboard('ret');
    await waitFor(() => expect(within(list).getAllByRole('option')).toHaveLength(2));
    await within(list).findByText('ORD-2025-1234');
    expect(box().getAttribute('aria-activedescendant')).toBe(within(list).getAllByRole('option')[0]?.id);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(box().value).toBe('Siang kak. Baik Kak Siti, pesanan ORD-2025-1234 kami bantu.'));
    expect(screen.queryByRole('listbox', { name: 'Canned replies' })).toBeNull();
    expect(bridge.inputs('message.send')).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(bridge.inputs('message.send')).toHaveLength(1));
  });

  it('a hole is selected and stops the send, and says which it is', async () => {
    const bridge = await open([kurir]);
    await userEvent.type(box(), 'Siang.');
    await userEvent.click(screen.getByRole('button', { name: 'Canned replies' }));
    await screen.findByRole('option', { name: /retur-jemput/ });
    expect(screen.getByText('1 blank to fill before this can be sent')).toBeTruthy();
    await userEvent.keyboard('{Tab}');
    await waitFor(() => expect(box().value).toBe('Siang. Kurir {{kurir}} menjemput paket.'));
    await waitFor(() => expect([box().selectionStart, box().selectionEnd]).toEqual([13, 22]));
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect((await screen.findByRole('alert')).textContent).toContain('fill in kurir first');
    expect(bridge.inputs('message.send')).toEqual([]);
    await userEvent.keyboard('JNE{Enter}');
    await waitFor(() =>
      expect(bridge.inputs('message.send')).toMatchObject([{ content: 'Siang. Kurir JNE menjemput paket.' }]),
    );
  });

  it('Escape closes the list and leaves what was typed; what the button opened leaves nothing', async () => {
    await open([salam]);
    await userEvent.type(box(), '/sal');
    await screen.findByRole('option', { name: /salam/ });
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('listbox', { name: 'Canned replies' })).toBeNull();
    expect(box().value).toBe('/sal');
    await userEvent.clear(box());
    await userEvent.click(screen.getByRole('button', { name: 'Canned replies' }));
    await screen.findByRole('option', { name: /salam/ });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(box().value).toBe(''));
  });

  it('explains itself where there are none, and leads to where they are made', async () => {
    await open([]);
    await userEvent.type(box(), '/');
    expect(await screen.findByText(/Make one for an answer/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'New reply' }));
    expect(await screen.findByRole('tab', { name: 'Canned replies', selected: true })).toBeTruthy();
  });
});

describe('in the settings', () => {
  it('are made, with what is wrong said by its field', async () => {
    const bridge = await open([]);
    await userEvent.type(box(), '/');
    await userEvent.click(await screen.findByRole('button', { name: 'New reply' }));
    const dialog = await screen.findByRole('dialog', { name: 'Settings' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'New reply' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save reply' }));
    expect(within(dialog).getByText('Give it a name.')).toBeTruthy();
    expect(within(dialog).getByText('Write a text or attach a file.')).toBeTruthy();
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Shortcut' }), '/retur');
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'Retur');
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Text' }), 'Baik ');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Customer’s first name' }));
    bridge.failWith('canned.save', { code: 'SHORTCUT_TAKEN', message: '', details: {} });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save reply' }));
    expect(await within(dialog).findByText('Another reply has this shortcut. Choose a different word.')).toBeTruthy();
    expect(bridge.inputs('canned.save')).toMatchObject([
      { shortcut: 'retur', title: 'Retur', text: 'Baik {{customer.firstName}}', files: [] },
    ]);
  });

  it('are removed after asking, and a file that is none says so', async () => {
    const bridge = await open([salam]);
    await userEvent.type(box(), '/');
    await userEvent.click(await screen.findByRole('button', { name: 'Manage replies' }));
    const dialog = await screen.findByRole('dialog', { name: 'Settings' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Remove /salam' }));
    expect(bridge.inputs('canned.remove')).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Remove /salam' }));
    await waitFor(() => expect(bridge.inputs('canned.remove')).toEqual([{ id: salam.id }]));
    bridge.failWith('canned.import', { code: 'IMPORT_UNREADABLE', message: '', details: {} });
    await userEvent.upload(within(dialog).getByLabelText('File with canned replies'), new File(['x'], 'x.json'));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('holds no canned replies');
  });
});

describe('a card', () => {
  it('is picked by keyboard, stands beside the text and is sent with it', async () => {
    const bridge = await open([]);
    await userEvent.click(screen.getByRole('button', { name: 'Insert card' }));
    const field = await screen.findByRole('combobox', { name: 'Search orders and products' });
    await screen.findByRole('option', { name: /ORD-2025-1234/ });
    await userEvent.type(field, '{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(box()));
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() =>
      expect(bridge.inputs('message.send')).toMatchObject([
        { content: 'ORD-2025-1234', contentType: 'order_card', metadata: { order_id: 1234 } },
      ]),
    );
  });

  it('comes of a pasted link to an order seen here, where the agent takes the offer', async () => {
    const bridge = await open([]);
    await userEvent.click(box());
    await userEvent.paste('https://zukses.com/orders/1234');
    await userEvent.click(await screen.findByRole('button', { name: 'As a card' }));
    expect(box().value).toBe('');
    expect(screen.getByRole('button', { name: 'Remove the card' })).toBeTruthy();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(bridge.inputs('message.send')).toMatchObject([{ contentType: 'order_card' }]));
  });
});

it('how long a message can be undone is a choice of 3, 5 and 10 seconds, and off at first', async () => {
  const bridge = await open([]);
  show(bridge, <SettingsDialog />)
    .desk.layout.getState()
    .openDialog('settings');
  const choice = await screen.findByRole('radiogroup', { name: 'Undo send' });
  expect(within(choice).getByRole('radio', { name: 'Off' })).toHaveProperty('checked', true);
  for (const seconds of [3, 5, 10]) await userEvent.click(within(choice).getByRole('radio', { name: `${seconds} s` }));
  expect(bridge.inputs('settings.set').map((input) => input.undoSendSeconds)).toEqual([3, 5, 10]);
});

it('a message that can be undone has one way back, into the composer', async () => {
  const bridge = await open([]);
  bridge.putUnsent(
    fixtureMessage(0, {
      key: 'o:11111111-1111-4111-8111-111111111111',
      messageId: null,
      own: true,
      content: 'Terlalu cepat',
      unsent: {
        clientMessageId: '11111111-1111-4111-8111-111111111111',
        state: 'queued',
        wait: 'undo',
        hold: null,
        nextAttemptAt: Date.now() + 5_000,
        attempts: 0,
        error: null,
        pendingIntent: null,
      },
    }),
  );
  const article = await screen.findByRole('article', { name: /Terlalu cepat/ });
  expect(article.textContent).toMatch(/[45] s/);
  expect(within(article).queryByRole('button', { name: 'Cancel' })).toBeNull();
  await userEvent.click(within(article).getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(box().value).toBe('Terlalu cepat'));
});
