// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FixtureThread, FixtureThreadOptions } from '#tests/support/fixture-thread.ts';
import { createFixtureThread, fixtureMessage } from '#tests/support/fixture-thread.ts';
import { fixturePerson, fixtureUnsent } from '#tests/support/fixture-data.ts';
import { show, standInForLayout } from './testing/show-thread.tsx';
import { ThreadPane } from './ThreadPane.tsx';

const noon = new Date(2025, 8, 26, 12, 0).getTime();
const desktop = {
  notifications: true,
  showInFolder: true,
  openMedia: true,
  openExternal: true,
  startAtLogin: true,
  keepSignedIn: 'yes',
  customTitleBar: false,
} as const;
const rina = fixturePerson('Rina Lestari', 8, 'agent');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: noon });
  standInForLayout();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  sessionStorage.clear();
});

async function open(options: FixtureThreadOptions = {}, language: 'en' | 'id' = 'en'): Promise<FixtureThread> {
  const bridge = createFixtureThread({ now: noon, ...options });
  show(bridge, <ThreadPane conversationId={bridge.conversationId} />, language);
  await waitFor(() => expect(screen.queryByText('Loading')).toBeNull());
  return bridge;
}

const article = (name: RegExp) => screen.findByRole('article', { name });
const box = () => screen.getByRole('textbox', { name: 'Message' });

const two = [
  fixtureMessage(1, { content: 'Halo kak', createdAt: noon - 60_000 }),
  fixtureMessage(2, { own: true, content: 'Selamat siang', createdAt: noon, tick: 'read' }),
];

describe('the thread', () => {
  it('has a silent log with an article for each message, named by sender, text, time and state', async () => {
    await open({ rows: two });
    expect(await article(/^Siti Rahma, Halo kak, 11:59$/)).toBeTruthy();
    expect(await article(/^You, Selamat siang, 12:00, Read$/)).toBeTruthy();
    expect(screen.getByRole('log', { name: 'Messages' }).getAttribute('aria-live')).toBe('off');
  });

  it('speaks Indonesian when asked to', async () => {
    await open({ rows: two }, 'id');
    expect(await article(/^Anda, Selamat siang, 12\.00, Dibaca$/)).toBeTruthy();
    expect(screen.getByRole('log', { name: 'Pesan' })).toBeTruthy();
  });

  it('shows what arrives and announces it once, politely', async () => {
    const bridge = await open({ rows: two });
    await article(/Halo kak/);
    bridge.put(fixtureMessage(3, { content: 'Sudah sampai?', createdAt: noon }));
    expect(await article(/^Siti Rahma, Sudah sampai\?/)).toBeTruthy();
    const said = screen.getByText('Siti Rahma: Sudah sampai?');
    expect(said.getAttribute('aria-live')).toBe('polite');
  });

  it('draws the line above the first unread message', async () => {
    await open({
      rows: [...two, fixtureMessage(3, { createdAt: noon }), fixtureMessage(4, { createdAt: noon })],
      row: { unread: 2 },
      details: { firstUnreadMessageId: 3 },
    });
    expect(await screen.findByText('New · 2 messages')).toBeTruthy();
  });

  it('tells the engine what is on screen, again when it was started anew, and when nothing is', async () => {
    const bridge = createFixtureThread({ now: noon, rows: two });
    const shown = show(bridge, <ThreadPane conversationId="101" />);
    await article(/Halo kak/);
    expect(bridge.inputs('conversation.show').at(-1)).toMatchObject({ conversationId: '101', focused: true });
    const before = bridge.inputs('conversation.show').length;
    bridge.emitHost({ type: 'engine', life: 'running', reason: null });
    expect(bridge.inputs('conversation.show')).toHaveLength(before + 1);
    shown.unmount();
    expect(bridge.inputs('conversation.show').at(-1)).toMatchObject({ conversationId: null });
  });

  it('shows a hole and fills it when asked', async () => {
    const bridge = await open({
      rows: [fixtureMessage(1, { createdAt: noon }), fixtureMessage(9, { createdAt: noon })],
      holes: [{ afterId: 1, beforeId: 9 }],
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Load' }));
    expect(bridge.inputs('thread.loadOlder')).toContainEqual({ conversationId: '101', beforeId: 9 });
    await waitFor(() => expect(screen.queryByText(/not on this computer/)).toBeNull());
  });

  it('says why older messages do not come and lets the agent ask again', async () => {
    const bridge = createFixtureThread({ now: noon, rows: two, onServer: [fixtureMessage(0)] });
    bridge.failWith('thread.loadOlder', { code: 'TIMED_OUT', message: '', details: {} });
    show(bridge, <ThreadPane conversationId="101" />);
    expect(await screen.findByText(/Older messages did not come/)).toBeTruthy();
    bridge.failWith('thread.loadOlder', null);
    await userEvent.click(screen.getByRole('button', { name: 'Load older messages' }));
    expect(await screen.findByText('The conversation begins here')).toBeTruthy();
  });

  it('says that nothing could be loaded, and tries again', async () => {
    const bridge = createFixtureThread({ now: noon, rows: two });
    bridge.failWith('thread.page', { code: 'STORAGE_FAILED', message: '', details: {} });
    show(bridge, <ThreadPane conversationId="101" />);
    const again = await screen.findByRole('button', { name: 'Try again' });
    bridge.failWith('thread.page', null);
    await userEvent.click(again);
    expect(await article(/Halo kak/)).toBeTruthy();
  });

  it('follows an engine that was started anew', async () => {
    const bridge = await open({ rows: two });
    await article(/Halo kak/);
    bridge.restart();
    bridge.put(fixtureMessage(3, { content: 'Setelah mulai lagi', createdAt: noon }));
    expect(await article(/Setelah mulai lagi/)).toBeTruthy();
  });

  it('shows who writes, and that it ended', async () => {
    const bridge = await open({ rows: two });
    await article(/Halo kak/);
    const line = screen.getByRole('status', { name: 'Typing' });
    bridge.emit({ type: 'typing', conversationId: '101', people: [{ userId: 1101, name: 'Siti Rahma' }] });
    await waitFor(() => expect(line.textContent).toBe('Siti is typing…'));
    bridge.emit({ type: 'typing', conversationId: '101', people: [] });
    await waitFor(() => expect(line.textContent).toBe(''));
  });
});

describe('what a message is', () => {
  it('makes links safe and asks before it leaves for a host it does not know', async () => {
    const bridge = await open({
      rows: [fixtureMessage(1, { content: 'Lihat https://zukses.com/p dan tokopedia.com/x <b>ya</b>' })],
      host: { capabilities: desktop },
    });
    expect((await article(/Lihat/)).textContent).toContain('<b>ya</b>');
    await userEvent.click(screen.getByRole('link', { name: 'https://zukses.com/p' }));
    await waitFor(() =>
      expect(bridge.calls).toContainEqual({ method: 'shell.openExternal', input: { url: 'https://zukses.com/p' } }),
    );
    await userEvent.click(screen.getByRole('link', { name: 'tokopedia.com/x' }));
    const dialog = await screen.findByRole('dialog', { name: 'Open this link?' });
    expect(dialog.textContent).toContain('https://tokopedia.com/x');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Open' }));
    await waitFor(() =>
      expect(bridge.calls).toContainEqual({ method: 'shell.openExternal', input: { url: 'https://tokopedia.com/x' } }),
    );
  });

  it('shows cards with Rupiah, status words, unknown words as they are, and their age', async () => {
    const card = {
      kind: 'order' as const,
      ids: [],
      shopName: null,
      stock: null,
      title: 'ORD-1',
      status: 'shipped',
      total: 1_500_000,
      items: [{ name: 'Blender', quantity: 2, price: 750_000, imageUrl: null }],
      imageUrl: null,
      asOf: noon - 120_000,
      actionUrl: 'https://zukses.com/o/1',
      actionAllowed: true,
      extra: [['warna', 'biru']] as const,
    };
    await open({ rows: [fixtureMessage(1, { cards: [card, { ...card, title: 'ORD-2', status: 'teleported' }] })] });
    const first = await screen.findByRole('group', { name: 'Order ORD-1' });
    expect(first.textContent).toContain('Rp1.500.000');
    expect(first.textContent).toContain('Shipped');
    expect(first.textContent).toContain('2 min ago');
    expect(first.textContent).toContain('biru');
    expect(screen.getByRole('group', { name: 'Order ORD-2' }).textContent).toContain('teleported');
  });

  it('shows templates with their fields, unknown kinds with a note, deleted ones as a note without content', async () => {
    await open({
      rows: [
        fixtureMessage(1, { contentType: 'template', content: 'Siap diambil', fields: [['Cabang', 'Bandung']] }),
        fixtureMessage(2, { contentType: 'poll', content: 'Pilih' }),
        fixtureMessage(3, { deleted: true, content: 'rahasia' }),
        fixtureMessage(4, {
          contentType: 'system',
          content: 'Rina bergabung',
          sender: fixturePerson('', null, 'system'),
        }),
      ],
    });
    expect((await article(/Siap diambil/)).textContent).toContain('Bandung');
    expect((await article(/Pilih/)).textContent).toContain('poll');
    expect((await article(/deleted/)).textContent).not.toContain('rahasia');
    expect(within(await article(/Rina bergabung/)).queryByRole('button')).toBeNull();
  });

  it('opens the history of an edited message', async () => {
    await open({
      rows: [
        fixtureMessage(1, {
          content: 'engsel kanan',
          edited: true,
          edits: [{ previousContent: 'engsel kiri', editor: 'Siti Rahma', reason: 'salah ketik', at: noon }],
        }),
      ],
    });
    await userEvent.click(await screen.findByRole('button', { name: 'edited' }));
    const dialog = await screen.findByRole('dialog', { name: 'Edit history' });
    const [now, first] = within(dialog).getAllByRole('listitem');
    expect(now?.textContent).toContain('Changed by Siti Rahma');
    expect(now?.textContent).toContain('Reason: salah ketik');
    expect(first?.textContent).toMatch(/^Written by .*engsel kiri$/);
    // What changed is told by more than colour: in marks that are read out, and in words for where they are not.
    expect(within(dialog).getByRole('deletion').textContent).toBe('taken out: kiri');
    expect(within(dialog).getByRole('insertion').textContent).toBe('put in: kanan');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'edited' })));
  });

  it('tells who read it, when and where, in the details', async () => {
    await open({
      rows: [
        fixtureMessage(1, {
          own: true,
          tick: 'read',
          receipts: [{ userId: 1101, name: 'Siti Rahma', status: 'read', at: noon, device: 'web · Chrome' }],
        }),
      ],
    });
    expect((await article(/Read$/)).textContent).toContain('Read by Siti at 12:00');
    await userEvent.click(screen.getByRole('button', { name: 'More' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Details' }));
    const dialog = await screen.findByRole('dialog', { name: 'Message details' });
    expect(dialog.textContent).toContain('Read · 26 Sept 2025, 12:00 · on web · Chrome');
  });

  it('says what the server did not keep', async () => {
    await open({ rows: [fixtureMessage(1, { own: true, notKept: ['files'] })] });
    expect((await article(/Sent$/)).textContent).toContain('the server did not keep the file');
  });

  it('says what the server could not deliver, and sends it again only after asking, with what it answers', async () => {
    const quote = {
      key: 'm:1',
      messageId: 1,
      senderName: 'Siti Rahma',
      text: 'Halo',
      deleted: false,
      attachmentKind: null,
      attachmentCount: 0,
      pictureId: null,
    };
    const bridge = await open({
      rows: [
        fixtureMessage(1, { content: 'Halo' }),
        fixtureMessage(2, { own: true, content: 'Sudah dikirim', tick: 'failed', quote }),
      ],
    });
    const lost = await article(/^You, Sudah dikirim.*Not sent$/);
    expect(lost.textContent).toContain('the server could not deliver it');
    await userEvent.click(within(lost).getByRole('button', { name: 'Send again' }));
    const dialog = await screen.findByRole('dialog', { name: 'Send this message again?' });
    expect(bridge.inputs('message.send')).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Send again' }));
    expect(await article(/^You, Sudah dikirim.*Waiting$/)).toBeTruthy();
    expect(bridge.inputs('message.send')).toMatchObject([
      { content: 'Sudah dikirim', replyTo: { messageId: 1, clientMessageId: null }, keepsDraft: true },
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(await article(/^You, Sudah dikirim.*Not sent$/)).toBeTruthy();
  });

  it('says of a quote without words what it is, and draws its picture until that can not be had', async () => {
    const quote = {
      key: 'm:1',
      messageId: 1,
      senderName: 'Siti Rahma',
      text: '',
      deleted: false,
      attachmentKind: 'image',
      attachmentCount: 3,
      pictureId: 'p1',
    } as const;
    const wordless = { ...quote, attachmentKind: null, attachmentCount: 0, pictureId: null };
    await open({
      rows: [
        fixtureMessage(2, { content: 'Yang ini', quote }),
        fixtureMessage(3, { content: 'Yang itu', quote: wordless }),
      ],
    });
    const photos = within(await article(/Yang ini/)).getByRole('button', { name: 'Siti Rahma 3 photos' });
    const picture = photos.querySelector('img');
    expect(picture?.getAttribute('src')).toBe('/media/p1');
    fireEvent.error(picture as HTMLImageElement);
    expect(photos.querySelector('img')).toBeNull();
    expect(
      within(await article(/Yang itu/)).getByRole('button', { name: 'Siti Rahma Message without text' }),
    ).toBeTruthy();
  });

  it('jumps to what is quoted and says when it can not', async () => {
    const quote = {
      key: 'm:1',
      messageId: 1,
      senderName: 'Siti Rahma',
      text: 'Halo',
      deleted: false,
      attachmentKind: null,
      attachmentCount: 0,
      pictureId: null,
    };
    const bridge = await open({
      rows: [fixtureMessage(1, { content: 'Halo' }), fixtureMessage(2, { own: true, content: 'Ya', quote })],
    });
    await userEvent.click(within(await article(/Ya/)).getByRole('button', { name: 'Siti Rahma Halo' }));
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Siti Rahma, Halo/));
    expect(screen.getByRole('button', { name: 'Back to where you were' })).toBeTruthy();
    bridge.failWith('thread.fetchMessage', { code: 'OFFLINE', message: '', details: {} });
    bridge.put(fixtureMessage(3, { own: true, content: 'Lama', quote: { ...quote, messageId: 77, key: null } }));
    await userEvent.click(within(await article(/Lama/)).getByRole('button', { name: 'Siti Rahma Halo' }));
    expect(await screen.findByText(/not on this computer, and the server/)).toBeTruthy();
  });
});

describe('what can be done with a message', () => {
  it('reacts by the picker, by a key, and takes it back', async () => {
    const bridge = await open({ rows: two });
    const message = await article(/Halo kak/);
    message.focus();
    await userEvent.keyboard('e');
    await userEvent.click(await screen.findByRole('button', { name: '👍' }));
    const group = await within(await article(/👍 1/)).findByRole('button', { name: /^👍, 1/ });
    expect(group.getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(group);
    expect(bridge.inputs('reaction.set').map((input) => input.on)).toEqual([true, false]);
    // Tab stops once in the picker; the arrows go on from there, and what is set already is marked.
    await userEvent.click(within(await article(/Halo kak/)).getByRole('button', { name: 'React' }));
    const picker = await screen.findByRole('dialog', { name: 'Emoji' });
    expect(
      within(picker)
        .getAllByRole('button')
        .filter((one) => one.tabIndex === 0),
    ).toHaveLength(1);
    await waitFor(() => expect(document.activeElement?.textContent).toBe('👍'));
    await userEvent.keyboard('{ArrowRight}{Enter}');
    await waitFor(() => expect(bridge.inputs('reaction.set').at(-1)).toMatchObject({ emoji: '🙏', on: true }));
    await userEvent.click(within(await article(/🙏 1/)).getByRole('button', { name: 'React' }));
    expect(await screen.findByRole('button', { name: '🙏', pressed: true })).toBeTruthy();
  });

  it('edits an own message in the composer, and gives it up with Esc', async () => {
    const bridge = await open({ rows: two });
    await userEvent.type(box(), 'draf');
    await userEvent.click(within(await article(/Selamat siang/)).getByRole('button', { name: 'More' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    await waitFor(() => expect(box()).toHaveProperty('value', 'Selamat siang'));
    await userEvent.type(screen.getByRole('textbox', { name: 'Reason (optional)' }), 'salam');
    await userEvent.type(box(), ', Kak{Control>}{Enter}{/Control}');
    expect(bridge.inputs('message.edit')).toEqual([
      {
        conversationId: '101',
        messageId: 2,
        content: 'Selamat siang, Kak',
        reason: 'salam',
        original: 'Selamat siang',
      },
    ]);
    await waitFor(() => expect(box()).toHaveProperty('value', 'draf'));
  });

  it('asks before an edit overwrites what somebody else has made of the message', async () => {
    const bridge = await open({ rows: two });
    await userEvent.click(within(await article(/Selamat siang/)).getByRole('button', { name: 'More' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    bridge.failWith('message.edit', { code: 'EDIT_CONFLICT', message: '', details: { current: 'Selamat sore' } });
    await userEvent.type(box(), ', Kak{Control>}{Enter}{/Control}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('It now says: “Selamat sore”');
    expect(box()).toHaveProperty('value', 'Selamat siang, Kak');
    bridge.failWith('message.edit', null);
    await userEvent.click(within(alert).getByRole('button', { name: 'Save mine' }));
    await waitFor(() =>
      expect(bridge.inputs('message.edit').at(-1)).toMatchObject({
        content: 'Selamat siang, Kak',
        original: 'Selamat sore',
      }),
    );
  });

  it('tells what the server does not have yet, and what it would not take, with the way on', async () => {
    const change = { clientId: 'e1', text: 'Selamat malam', error: null } as const;
    const refused = { code: 'REFUSED', message: '', details: {} } as const;
    const bridge = await open({
      rows: [
        fixtureMessage(1, {
          own: true,
          content: 'Satu',
          edited: true,
          pending: [{ ...change, kind: 'edit', state: 'waiting' }],
        }),
        fixtureMessage(2, {
          own: true,
          content: 'Dua',
          pending: [{ ...change, kind: 'edit', state: 'failed', error: refused }],
        }),
        fixtureMessage(3, {
          content: 'Tiga',
          reactions: [{ emoji: '👍', count: 1, mine: true, names: ['Dewi'] }],
          pending: [{ ...change, kind: 'react', state: 'waiting', text: '👍' }],
        }),
      ],
    });
    expect(await article(/^You, Satu, .*, edited, not on the server yet, Sent$/)).toBeTruthy();
    expect(within(await article(/Tiga/)).getByRole('button', { name: /^👍.*not on the server yet$/ })).toBeTruthy();
    const second = await article(/Dua/);
    expect(second.textContent).toContain('Edit not saved');
    await userEvent.click(within(second).getByRole('button', { name: 'Edit' }));
    await waitFor(() => expect(box()).toHaveProperty('value', 'Selamat malam'));
    expect(bridge.inputs('outbox.act')).toEqual([{ clientMessageId: 'e1', action: 'discard' }]);
  });

  it('deletes only after asking', async () => {
    const bridge = await open({ rows: two });
    await userEvent.click(within(await article(/Selamat siang/)).getByRole('button', { name: 'More' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    expect(bridge.inputs('message.delete')).toEqual([]);
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }));
    const tombstone = await article(/^You, 12:00, deleted/);
    await waitFor(() => expect(document.activeElement).toBe(tombstone));
    // And is left again like any other.
    await userEvent.click(box());
    expect(document.activeElement).toBe(box());
  });

  it('offers nothing that the server is known not to have', async () => {
    const bridge = await open({ rows: two });
    await article(/Halo kak/);
    bridge.setSession({
      extensions: {
        read: 'available',
        reactions: 'unavailable',
        edit: 'unavailable',
        delete: 'unavailable',
        report: 'unknown',
        update: 'unknown',
        contacts: 'unknown',
      },
    });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'React' })).toBeNull());
    await userEvent.click(within(await article(/Selamat siang/)).getByRole('button', { name: 'More' }));
    expect((await screen.findAllByRole('menuitem')).map((item) => item.textContent)).toEqual([
      'Forward',
      'Copy',
      'Copy link',
      'Details',
    ]);
  });

  it('opens a reply thread with a composer of its own', async () => {
    const bridge = await open({
      rows: [
        fixtureMessage(1, { content: 'Induk', replyCount: 1 }),
        fixtureMessage(2, { content: 'Anak', parentMessageId: 1 }),
      ],
    });
    await userEvent.click(await screen.findByRole('button', { name: '1 reply' }));
    const panel = await screen.findByRole('complementary', { name: 'Reply thread' });
    expect(await within(panel).findByRole('article', { name: /Anak/ })).toBeTruthy();
    const write = within(panel).getByRole('textbox', { name: 'Message' });
    await waitFor(() => expect(document.activeElement).toBe(write));
    await userEvent.keyboard('Jawab{Enter}');
    await waitFor(() =>
      expect(bridge.inputs('message.send').at(-1)).toMatchObject({ content: 'Jawab', parentMessageId: 1 }),
    );
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('complementary', { name: 'Reply thread' })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: /^\d+ repl/ }));
  });

  it('fetches the first message of a thread that is not on this computer, and says so where it can not', async () => {
    const reply = fixtureMessage(200, { content: 'Di utas', parentMessageId: 3 });
    const older = [fixtureMessage(3, { content: 'Yang pertama' })];
    const bridge = createFixtureThread({ now: noon, rows: [reply], onServer: older });
    bridge.failWith('thread.loadOlder', { code: 'OFFLINE', message: '', details: {} });
    bridge.failWith('thread.fetchMessage', { code: 'OFFLINE', message: '', details: {} });
    show(bridge, <ThreadPane conversationId="101" />);
    await userEvent.click(within(await article(/Di utas/)).getByRole('button', { name: 'In a thread' }));
    const panel = await screen.findByRole('complementary', { name: 'Reply thread' });
    expect(await within(panel).findByText('Older message, not on this computer')).toBeTruthy();
    await userEvent.click(within(panel).getByRole('button', { name: 'Close the reply thread' }));
    bridge.failWith('thread.fetchMessage', null);
    await userEvent.click(within(await article(/Di utas/)).getByRole('button', { name: 'In a thread' }));
    const again = await screen.findByRole('complementary', { name: 'Reply thread' });
    expect(await within(again).findByRole('article', { name: /Yang pertama/ })).toBeTruthy();
    expect(within(again).queryByText('Older message, not on this computer')).toBeNull();
  });

  it('lets Tab pass the buttons of messages that do not have the focus', async () => {
    await open({ rows: two });
    const message = await article(/Halo kak/);
    const button = within(message).getByRole('button', { name: 'Reply' });
    expect(button.tabIndex).toBe(-1);
    message.focus();
    await waitFor(() => expect(button.tabIndex).toBe(0));
    box().focus();
    await waitFor(() => expect(button.tabIndex).toBe(-1));
  });

  it('leaves the arrow keys to the menu of a message while it is open', async () => {
    await open({ rows: two });
    const more = within(await article(/Selamat siang/)).getByRole('button', { name: 'More' });
    more.focus();
    await userEvent.keyboard('{Enter}');
    const items = await screen.findAllByRole('menuitem');
    await waitFor(() => expect(document.activeElement).toBe(items[0]));
    await userEvent.keyboard('{ArrowDown}');
    await waitFor(() => expect(document.activeElement).toBe(items[1]));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(more));
  });

  it('moves between messages with the arrow keys', async () => {
    await open({ rows: two });
    const first = await article(/Halo kak/);
    const second = await article(/Selamat siang/);
    second.focus();
    await userEvent.keyboard('{ArrowUp}');
    await waitFor(() => expect(document.activeElement).toBe(first));
    await userEvent.keyboard('{ArrowDown}');
    await waitFor(() => expect(document.activeElement).toBe(second));
  });

  it('goes to the message that a search or a notification wanted', async () => {
    const bridge = createFixtureThread({ now: noon, rows: two });
    const { desk } = show(bridge, <ThreadPane conversationId="101" />);
    await article(/Halo kak/);
    desk.layout.getState().openConversation('101', 1);
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toMatch(/Halo kak/));
  });

  it('marks the conversation unread by a key', async () => {
    const bridge = await open({ rows: two });
    await article(/Halo kak/);
    await userEvent.keyboard('{Control>}u{/Control}');
    expect(bridge.inputs('read.markUnread')).toEqual([{ conversationId: '101' }]);
  });
});

describe('what waits', () => {
  const waiting = (name: string, content: string, part: Parameters<typeof fixtureUnsent>[4]) =>
    fixtureUnsent('101', name, content, noon, part);

  it('says its state, why, and what can be done', async () => {
    const bridge = await open({
      rows: two,
      unsent: [
        waiting('a', 'satu', { wait: 'offline' }),
        waiting('b', 'dua', { wait: 'offline' }),
        waiting('c', 'tiga', {
          state: 'failed',
          error: { code: 'ATTACHMENT_TOO_LARGE', message: '', details: { maxBytes: 100 * 1024 * 1024 } },
        }),
        waiting('d', 'empat', { state: 'unconfirmed' }),
      ],
    });
    const first = await article(/^You, satu, 12:00, Waiting$/);
    expect(first.textContent).toContain('for the network');
    expect((await article(/dua/)).textContent).toContain('2nd in line');
    const failed = await article(/^You, tiga, 12:00, Not sent$/);
    expect(failed.textContent).toContain('over the 100 MB limit; kept here');
    await userEvent.click(within(failed).getByRole('button', { name: 'Retry' }));
    expect(await article(/^You, tiga, 12:00, Waiting$/)).toBeTruthy();
    expect(within(await article(/Not sure$/)).getByRole('button', { name: 'Send anyway' })).toBeTruthy();
    await userEvent.click(within(first).getByRole('button', { name: 'Cancel' }));
    expect(bridge.inputs('outbox.act').map((input) => input.action)).toEqual(['retry', 'cancel']);
    await waitFor(() => expect(screen.queryByRole('article', { name: /satu/ })).toBeNull());
  });

  it('offers a card that the server does not take as text with its link', async () => {
    const card = {
      kind: 'product' as const,
      ids: [],
      shopName: null,
      stock: null,
      title: 'Blender',
      status: null,
      total: null,
      items: [],
      imageUrl: null,
      asOf: null,
      actionUrl: 'https://zukses.com/p/9',
      actionAllowed: true,
      extra: [],
    };
    const error = { code: 'INVALID_MESSAGE_TYPE' as const, message: '', details: {} };
    const refused = { ...waiting('a', 'Yang ini, Kak', { state: 'failed', error }), cards: [card] };
    const bridge = await open({ rows: two, unsent: [refused] });
    await userEvent.click(within(await article(/Not sent$/)).getByRole('button', { name: 'Send as text' }));
    expect(bridge.inputs('outbox.act')).toEqual([
      { clientMessageId: 'a', action: 'retry', asText: 'Yang ini, Kak\nBlender\nhttps://zukses.com/p/9' },
    ]);
  });

  it('takes one back into the composer without losing what stands there', async () => {
    await open({ rows: two, unsent: [waiting('a', 'Sudah ditulis', { wait: 'offline' })] });
    await userEvent.type(box(), 'baru');
    await userEvent.click(within(await article(/Sudah ditulis/)).getByRole('button', { name: 'Edit' }));
    await waitFor(() => expect(box()).toHaveProperty('value', 'Sudah ditulis\n\nbaru'));
  });

  it('holds what somebody answered meanwhile, and asks once for all of it', async () => {
    const bridge = await open({
      rows: [...two, fixtureMessage(3, { sender: rina, content: 'Sudah saya jawab', createdAt: noon })],
      unsent: [
        waiting('a', 'satu', { state: 'held', hold: 'newer-answer' }),
        waiting('b', 'dua', { state: 'held', hold: 'newer-answer' }),
      ],
    });
    const guard = await screen.findByRole('group', { name: 'Rina answered after you wrote these 2 messages' });
    expect(guard.textContent).toContain('Sudah saya jawab');
    expect(screen.getByRole('region', { name: 'Notice' }).textContent).toContain('2 messages wait for your choice.');
    await userEvent.click(within(guard).getByRole('button', { name: 'Send all 2' }));
    expect(bridge.inputs('outbox.act').map((input) => [input.clientMessageId, input.action])).toEqual([
      ['a', 'send-anyway'],
      ['b', 'send-anyway'],
    ]);
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Notice' })).toBeNull());
  });

  it('turns into the sent message in its place', async () => {
    const bridge = await open({ rows: two, unsent: [waiting('a', 'satu', { state: 'sending' })] });
    await article(/Sending$/);
    bridge.put(fixtureMessage(3, { key: 'o:a', own: true, content: 'satu', createdAt: noon }));
    expect(await article(/^You, satu, 12:00, Sent$/)).toBeTruthy();
    expect(screen.getAllByRole('article', { name: /satu/ })).toHaveLength(1);
  });

  it('says that it is offline, and tries at once when asked', async () => {
    const bridge = await open({ rows: two, status: { connection: 'offline', since: noon } });
    const notice = await screen.findByRole('region', { name: 'Notice' });
    expect(notice.textContent).toContain('Offline since 12:00.');
    await userEvent.click(within(notice).getByRole('button', { name: 'Try now' }));
    expect(bridge.inputs('sync.retryNow')).toHaveLength(1);
  });

  it('says once what holds everything up: of the conversation alone only while the server is there', async () => {
    const bridge = await open({
      rows: two,
      details: { trouble: { status: null, at: noon } },
      status: { connection: 'server-down', since: noon },
    });
    const notice = await screen.findByRole('region', { name: 'Notice' });
    expect(notice.textContent).toContain('The server has not answered since 12:00.');
    expect(notice.textContent).not.toContain('gives no messages');
    act(() => bridge.setStatus({ connection: 'online', since: null }));
    expect(notice.textContent).toContain('The server gives no messages of this conversation just now.');
    expect(notice.textContent).not.toContain('has not answered');
  });
});

describe('a conversation where nothing can be written', () => {
  it.each([
    ['closed', 'This conversation is closed.'],
    ['forbidden', 'You no longer have access to this conversation.'],
    ['left', 'You are no longer in this conversation.'],
    ['blocked', 'This conversation is blocked.'],
    ['not-found', 'The server no longer has this conversation.'],
    ['system', 'Messages of the system can’t be answered.'],
  ] as const)('says why: %s', async (lock, words) => {
    await open({ rows: two, row: { lock } });
    expect(await screen.findByText(words)).toBeTruthy();
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Reply' })).toBeNull();
  });
});

it('never marks read what nobody looks at', async () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  const bridge = await open({ rows: two, row: { unread: 1 }, details: { firstUnreadMessageId: 1 } });
  await article(/Halo kak/);
  expect(bridge.inputs('read.mark')).toEqual([]);
  expect(bridge.inputs('conversation.show').at(-1)).toMatchObject({ focused: false });
});
