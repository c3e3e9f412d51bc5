// @vitest-environment jsdom
import { act, cleanup, configure, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { VirtuosoMockContext } from 'react-virtuoso';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FixtureBridge, FixtureOptions } from '#tests/support/fixture-bridge.ts';
import { createFixtureBridge } from '#tests/support/fixture-bridge.ts';
import { fixtureRow, fixtureUnsent, textPreview } from '#tests/support/fixture-data.ts';
import type { OutboxChange, OutboxEntry } from '#shared/contract/engine.ts';
import type { UnsentState } from '#shared/domain/message.ts';
import { createDesk } from '../state/desk.ts';
import { App } from './App.tsx';

const MOCK = { viewportHeight: 1100, itemHeight: 79 };
const NOW = Date.now();
/** As if the window were under 700 px. */
let narrow = false;

function start(options: FixtureOptions = {}): FixtureBridge {
  const bridge = createFixtureBridge({ now: NOW, ...options });
  render(
    <VirtuosoMockContext.Provider value={MOCK}>
      <App desk={createDesk(bridge)} />
    </VirtuosoMockContext.Provider>,
  );
  return bridge;
}

const listbox = (): Promise<HTMLElement> => screen.findByRole('listbox', { name: 'Conversations' });
const titles = async (): Promise<string[]> =>
  within(await listbox())
    .getAllByRole('option')
    .map((option) => option.querySelector('[class*=title]')?.textContent ?? '');
const calls = (bridge: FixtureBridge, method: string): unknown[] =>
  bridge.calls.filter((call) => call.method === method).map((call) => call.input);

beforeEach(() => {
  // Failures name the element; the whole page with its sprite helps nobody.
  configure({ getElementError: (message) => new Error(message ?? '') });
  localStorage.clear();
  // jsdom has no layout; these are asked for it.
  globalThis.ResizeObserver = class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  narrow = false;
  window.matchMedia = (query) =>
    Object.assign(new EventTarget(), {
      matches: narrow,
      media: query,
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
    });
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.hasPointerCapture = () => false;
});
afterEach(cleanup);

describe('the desk', () => {
  it('has its landmarks, and a row a conversation that begins with its title', async () => {
    start();
    expect(await screen.findByRole('navigation', { name: 'Main' })).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Inbox' })).toBeTruthy();
    expect(screen.getByRole('main', { name: 'Conversation' })).toBeTruthy();
    expect(screen.getByRole('status', { name: 'Sync' })).toBeTruthy();
    const option = await screen.findByRole('option', { name: /^Siti Rahma 2 unread [\d:]+ Order ORD-2025-1234 Kalau/ });
    expect(option.getAttribute('aria-selected')).toBe('false');
    expect(option.textContent).toContain('ORD-2025-1234');
  });

  it('opens a conversation and shows which one is open', async () => {
    const user = userEvent.setup();
    start();
    await user.click(await screen.findByRole('option', { name: /^Toko Maju Jaya/ }));
    expect(screen.getByRole('option', { selected: true }).textContent).toContain('Toko Maju Jaya');
    expect(screen.getByRole('complementary', { name: 'Details' })).toBeTruthy();
  });

  it('searches from above the inbox: what is typed there goes on above the results', async () => {
    const user = userEvent.setup();
    start();
    await screen.findByRole('option', { name: /^Siti/ });
    await user.click(screen.getByRole('searchbox', { name: 'Search' }));
    expect(screen.getByRole('region', { name: 'Inbox' })).toBeTruthy();
    await user.keyboard('retur');
    const field = screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search' });
    expect(screen.getByRole('region', { name: 'Search' }).contains(field)).toBe(true);
    expect(document.activeElement).toBe(field);
    expect(field.value).toBe('retur');
    await user.click(screen.getByRole('button', { name: /^Inbox/ }));
    expect(screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search' }).value).toBe('retur');
    await user.click(screen.getByRole('searchbox', { name: 'Search' }));
    expect(screen.getByRole('region', { name: 'Search' })).toBeTruthy();
  });

  it('does nothing beneath what lies over the desk and has the focus', async () => {
    const user = userEvent.setup();
    start();
    await screen.findByRole('option', { name: /^Siti/ });
    await user.click(screen.getByRole('button', { name: 'What the sync line is about' }));
    expect(screen.getByRole('dialog').contains(document.activeElement)).toBe(true);
    await user.keyboard('{Control>}{Shift>}f{/Shift}{/Control}{Control>},{/Control}{Alt>}{ArrowDown}{/Alt}');
    expect(screen.queryByRole('region', { name: 'Search' })).toBeNull();
    expect(screen.queryByRole('dialog', { name: 'Settings' })).toBeNull();
    expect(screen.queryByRole('option', { selected: true })).toBeNull();
    await user.keyboard('{Escape}{Control>}{Shift>}f{/Shift}{/Control}');
    expect(screen.getByRole('region', { name: 'Search' })).toBeTruthy();
  });

  it('is worked by keyboard: arrows, End, Enter, Alt+arrows', async () => {
    const user = userEvent.setup();
    start();
    const list = await listbox();
    await screen.findByRole('option', { name: /^Siti/ });
    act(() => list.focus());
    const active = (): string =>
      document.getElementById(list.getAttribute('aria-activedescendant') ?? '')?.textContent ?? '';
    expect(active()).toContain('Siti Rahma');
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(active()).toContain('Andi Prasetyo');
    await user.keyboard('{ArrowUp}{Enter}');
    expect(screen.getByRole('option', { selected: true }).textContent).toContain('Toko Maju Jaya');
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(screen.getByRole('option', { selected: true }).textContent).toContain('Andi Prasetyo');
    await user.keyboard('{Alt>}{Shift>}{ArrowDown}{/Shift}{/Alt}');
    expect(screen.getByRole('option', { selected: true }).textContent).toContain('Refund September');
  });

  it('gives the focus to the pane that comes where panes take turns', async () => {
    const user = userEvent.setup();
    start();
    await user.click(await screen.findByRole('option', { name: /^Toko Maju Jaya/ }));
    const list = await listbox();
    expect(document.activeElement).toBe(list);
    narrow = true;
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    const back = await screen.findByRole('button', { name: 'Back to the inbox' });
    await user.click(back);
    expect(document.activeElement).toBe(list);
    await user.click(screen.getByRole('option', { name: /^Siti/ }));
    expect(screen.getByRole('main', { name: 'Conversation' }).contains(document.activeElement)).toBe(true);
  });

  it('sorts what changes to the top, live', async () => {
    const bridge = start();
    expect((await titles())[0]).toBe('Siti Rahma');
    const row = bridge.rows().find((each) => each.title === 'Maya Anggraini');
    if (!row) throw new Error('Maya is missing.');
    act(() => bridge.upsert({ ...row, lastActivityAt: NOW, unread: 1, preview: textPreview('Kak?') }));
    expect((await titles())[0]).toBe('Maya Anggraini');
    expect(screen.getByRole('option', { name: /^Maya Anggraini 1 unread/ })).toBeTruthy();
  });

  it('shows who types, and ends it', async () => {
    const bridge = start();
    const option = await screen.findByRole('option', { name: /^Siti Rahma/ });
    act(() => bridge.emit({ type: 'typing', conversationId: '101', people: [{ userId: 1101, name: 'Siti' }] }));
    expect(option.textContent).toContain('typing…');
    act(() => bridge.emit({ type: 'typing', conversationId: '101', people: [] }));
    expect(option.textContent).not.toContain('typing…');
  });

  it('keeps what is read under Unread until another is opened', async () => {
    const user = userEvent.setup();
    const bridge = start();
    await user.click(await screen.findByRole('tab', { name: /^Unread/ }));
    expect(await titles()).toEqual(['Siti Rahma', 'Toko Maju Jaya', 'Refund September', 'Lia Kurniasih']);
    await user.click(screen.getByRole('option', { name: /^Siti/ }));
    const [row] = bridge.rows();
    if (row) act(() => bridge.upsert({ ...row, unread: 0, needsReplySince: null }));
    expect((await titles())[0]).toBe('Siti Rahma');
    await user.click(screen.getByRole('option', { name: /^Lia/ }));
    expect(await titles()).toEqual(['Toko Maju Jaya', 'Refund September', 'Lia Kurniasih']);
    expect(screen.getByRole('tab', { name: /^Unread/ }).textContent).toContain('3');
  });

  it('lists who waits for a reply, longest first, and what is not sent yet', async () => {
    const user = userEvent.setup();
    start();
    const main = within(await screen.findByRole('navigation', { name: 'Main' }));
    await user.click(main.getByRole('button', { name: /^Needs reply/ }));
    await waitFor(async () => expect((await titles())[0]).toBe('Putri Ayuningtyas'));
    await user.click(main.getByRole('button', { name: /^Outbox/ }));
    const held = await screen.findByRole('button', { name: /Halo Kak Wulan.*Held/ });
    await user.click(held);
    expect(document.title).toContain('Wulan Sari');
    await user.click(main.getByRole('button', { name: /^Inbox/ }));
    await waitFor(async () => expect((await titles())[0]).toBe('Siti Rahma'));
  });

  it('lists what was done to messages and is not on the server, where it can be dropped or tried again', async () => {
    const user = userEvent.setup();
    const item = (
      number: number,
      content: string,
      unsent: Partial<UnsentState>,
      change: OutboxChange,
    ): OutboxEntry => ({
      conversationId: '113',
      conversationTitle: 'Wulan Sari',
      creates: false,
      change,
      message: fixtureUnsent('113', `00000000-0000-4000-8000-00000000000${number}`, content, NOW - 60_000, unsent),
    });
    const refused = { code: 'EDIT_CONFLICT', message: '', details: { current: 'Besok' } } as const;
    const bridge = start({
      outbox: [
        item(1, 'Dikirim Kamis', { state: 'failed', error: refused }, { kind: 'edit', emoji: null }),
        item(2, '', { state: 'queued' }, { kind: 'delete', emoji: null }),
        item(3, 'Makasih Kak', { state: 'checking' }, { kind: 'react', emoji: '👍' }),
      ],
    });
    const main = within(await screen.findByRole('navigation', { name: 'Main' }));
    await user.click(main.getByRole('button', { name: /^Outbox/ }));
    const list = within(await screen.findByRole('region', { name: 'Wulan Sari' }));
    expect(list.getByRole('button', { name: /^Edit: Dikirim Kamis.*Not done/ })).toBeTruthy();
    expect(list.getByRole('button', { name: /^Delete: a message.*Waiting/ })).toBeTruthy();
    expect(list.getByRole('button', { name: /^👍 on: Makasih Kak.*Checking/ })).toBeTruthy();
    const acts = list.getAllByRole('button', { name: /^(Save mine anyway|Retry|Discard|Cancel)$/ });
    expect(acts.map((one) => one.textContent)).toEqual(['Save mine anyway', 'Discard', 'Cancel']);
    await user.click(list.getByRole('button', { name: 'Save mine anyway' }));
    await user.click(list.getByRole('button', { name: 'Cancel' }));
    expect(calls(bridge, 'outbox.act')).toEqual([
      { clientMessageId: '00000000-0000-4000-8000-000000000001', action: 'retry' },
      { clientMessageId: '00000000-0000-4000-8000-000000000002', action: 'discard' },
    ]);
    await user.click(list.getByRole('button', { name: /^👍 on: Makasih Kak/ }));
    expect(document.title).toContain('Wulan Sari');
  });

  it('says what is empty and why, and what failed, with a next step', async () => {
    const user = userEvent.setup();
    const bridge = start({ conversations: [fixtureRow({ id: '1' })] });
    await user.click(await screen.findByRole('tab', { name: /^Unread/ }));
    expect(await screen.findByText('Nothing unread')).toBeTruthy();
    bridge.failWith('inbox.list', { code: 'STORAGE_FAILED', message: '', details: {} });
    await user.click(screen.getByRole('tab', { name: /^Mine/ }));
    expect(await screen.findByText('The conversations could not be read')).toBeTruthy();
    bridge.failWith('inbox.list', null);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('None of yours yet')).toBeTruthy();
  });

  it('has one true sync sentence, a reason for it, and a way to try now', async () => {
    const user = userEvent.setup();
    const bridge = start();
    const sync = await screen.findByRole('status', { name: 'Sync' });
    act(() => bridge.setStatus({ connection: 'offline', since: NOW - 60_000 }));
    expect(sync.textContent).toContain('Offline · 2 waiting to send');
    await user.click(within(sync).getByRole('button'));
    await user.click(await screen.findByRole('button', { name: 'Try now' }));
    expect(calls(bridge, 'sync.retryNow')).toHaveLength(1);
    act(() => bridge.setChannel('lost'));
    expect(sync.textContent).toContain('Lost touch with Zukses Desk');
    act(() => bridge.setChannel('open'));
    await waitFor(() => expect(sync.textContent).toContain('Offline'));
  });

  it('follows an engine that was started again', async () => {
    const bridge = start();
    await screen.findByRole('option', { name: /^Siti/ });
    bridge.restart();
    act(() => bridge.remove('101'));
    await waitFor(async () => expect((await titles())[0]).toBe('Toko Maju Jaya'));
  });

  it('puts the unread count into the title, here and at the host', async () => {
    const bridge = start();
    await waitFor(() => expect(document.title).toBe('(10) Inbox · Zukses Desk'));
    expect(calls(bridge, 'window.title')).toContainEqual({ title: '(10) Inbox · Zukses Desk' });
  });

  it('switches language and theme without a restart', async () => {
    const user = userEvent.setup();
    const bridge = start();
    await user.click(await screen.findByRole('button', { name: 'Settings' }));
    const dialog = await screen.findByRole('dialog', { name: 'Settings' });
    await user.click(within(dialog).getByRole('radio', { name: 'Bahasa Indonesia' }));
    expect(await screen.findByRole('dialog', { name: 'Setelan' })).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Kontras tinggi' }));
    expect(document.documentElement.dataset['theme']).toBe('contrast');
    expect(document.documentElement.lang).toBe('id');
    expect(calls(bridge, 'settings.set')).toEqual([{ language: 'id' }, { theme: 'contrast' }]);
    await user.click(screen.getByRole('button', { name: 'Tutup' }));
    expect(screen.getByRole('listbox', { name: 'Percakapan' })).toBeTruthy();
  });

  it('takes a setting back that was not kept, and says so', async () => {
    const user = userEvent.setup();
    const bridge = start();
    bridge.failWith('settings.set', { code: 'DISK_FULL', message: '', details: {} });
    await user.click(await screen.findByRole('button', { name: 'Settings' }));
    await user.click(await screen.findByRole('radio', { name: 'Dark' }));
    expect((await screen.findByRole('alert')).textContent).toContain('out of space');
    expect(document.documentElement.dataset['theme']).toBeUndefined();
  });

  it('labels the demo and has a way out of it', async () => {
    const user = userEvent.setup();
    const bridge = start({ account: { demo: true } });
    expect(await screen.findByText('Demo')).toBeTruthy();
    const [me] = await screen.findAllByRole('button', { name: 'Dimas Saputra, account' });
    if (me) await user.click(me);
    await user.click(await screen.findByRole('menuitem', { name: 'Leave the demo' }));
    expect(await screen.findByRole('button', { name: 'Try the demo' })).toBeTruthy();
    expect(calls(bridge, 'session.leave')).toHaveLength(1);
  });

  it('asks to sign in again where the server no longer takes the sign-in', async () => {
    const user = userEvent.setup();
    const bridge = start({ signedIn: false, status: { connection: 'signed-out' } });
    expect(await screen.findByText('Sign in again to send.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Sign in again' }));
    await user.type(dialog.getByLabelText('Password', { selector: 'input[type=password]' }), 'rahasia');
    await user.click(dialog.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls(bridge, 'session.signIn')).toEqual([
      { profile: null, credentials: { kind: 'password', contact: 'dimas@contoh.id', password: 'rahasia' } },
    ]);
    expect(screen.queryByText('Sign in again to send.')).toBeNull();
  });
});

describe('sign-in', () => {
  it('has its fields by name, e-mail first', async () => {
    start({ account: null });
    expect(await screen.findByRole('textbox', { name: 'Server address' })).toHaveProperty(
      'value',
      'https://api.zukses.com',
    );
    expect(screen.getByRole('textbox', { name: 'Email or phone' })).toBeTruthy();
    expect(screen.getByLabelText('Password', { selector: 'input[type=password]' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Try the demo' })).toBeTruthy();
    expect(document.title).toBe('Sign in · Zukses Desk');
  });

  it('keeps what was typed when the server refuses, and says its words', async () => {
    const user = userEvent.setup();
    const bridge = start({ account: null });
    bridge.failWith('session.signIn', { code: 'SIGN_IN_REFUSED', message: 'Kontak atau sandi salah', details: {} });
    await user.click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(screen.getByText('Type your e-mail address or phone number.')).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'Email or phone' }), 'dimas@contoh.id');
    await user.type(screen.getByLabelText('Password', { selector: 'input[type=password]' }), 'salah');
    await user.keyboard('{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('The server said: Kontak atau sandi salah');
    expect(screen.getByRole('textbox', { name: 'Email or phone' })).toHaveProperty('value', 'dimas@contoh.id');
    bridge.failWith('session.signIn', null);
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await listbox()).toBeTruthy();
  });

  it('asks for the user id when the token has none', async () => {
    const user = userEvent.setup();
    const bridge = start({ account: null });
    bridge.failWith('session.signIn', { code: 'USER_ID_NEEDED', message: '', details: {} });
    await user.click(await screen.findByRole('radio', { name: 'Access token' }));
    await user.type(screen.getByLabelText('Access token', { selector: 'input[type=password]' }), 'abc.def');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    const field = await screen.findByRole('textbox', { name: 'User id' });
    bridge.failWith('session.signIn', null);
    await user.type(field, '42');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await listbox();
    expect(calls(bridge, 'session.signIn')[1]).toMatchObject({
      credentials: { kind: 'token', token: 'abc.def', userId: 42 },
    });
  });

  it('takes a server profile', async () => {
    const user = userEvent.setup();
    const bridge = start({ account: null });
    await user.click(await screen.findByRole('button', { name: 'Advanced' }));
    const field = screen.getByRole('textbox', { name: 'Server profile (JSON)' });
    await user.click(field);
    await user.paste('{"pusher":{"kee":"k"}}');
    expect(screen.getByText('“pusher.kee” is not a key of a server profile.')).toBeTruthy();
    await user.clear(field);
    await user.paste('{"apiUrl":"https://chat.toko.id","token":"t.o.k","pusher":{"key":"k"}}');
    expect(screen.getByRole('textbox', { name: 'Server address' })).toHaveProperty('value', 'https://chat.toko.id');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await listbox();
    expect(calls(bridge, 'session.signIn')).toEqual([
      {
        profile: { apiUrl: 'https://chat.toko.id', pusher: { key: 'k' } },
        credentials: { kind: 'token', token: 't.o.k', userId: null },
      },
    ]);
  });

  it('opens the demo', async () => {
    const user = userEvent.setup();
    const bridge = start({ account: null });
    await user.click(await screen.findByRole('button', { name: 'Try the demo' }));
    expect(await listbox()).toBeTruthy();
    expect(calls(bridge, 'demo.open')).toHaveLength(1);
    expect(screen.getByText('Demo')).toBeTruthy();
  });

  it('hands a language chosen here to the account that is opened', async () => {
    const user = userEvent.setup();
    const bridge = start({ account: null });
    await user.click(await screen.findByRole('button', { name: 'Language: English' }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'Bahasa Indonesia' }));
    await user.click(await screen.findByRole('button', { name: 'Coba demo' }));
    expect(await screen.findByRole('listbox', { name: 'Percakapan' })).toBeTruthy();
    await waitFor(() => expect(calls(bridge, 'settings.set')).toEqual([{ language: 'id' }]));
  });
});

describe('a data store that does not open', () => {
  it.each([
    ['NEWER_DATABASE', /written by a newer Zukses Desk/],
    ['DISK_FULL', /out of space\. Free some/],
    ['READ_ONLY', /folder can’t be written to/],
    ['ENGINE_UNAVAILABLE', /Nothing is lost: everything is still in its folder/],
  ])('says why in words (%s)', async (reason, words) => {
    const bridge = createFixtureBridge({ now: NOW });
    const release = bridge.hold('session.get');
    render(<App desk={createDesk(bridge)} />);
    act(() => bridge.emitHost({ type: 'engine', life: 'failed', reason }));
    expect(await screen.findByRole('heading', { name: /could not start its data store/ })).toBeTruthy();
    expect(screen.getByRole('main').textContent).toMatch(words);
    act(release);
  });
});
