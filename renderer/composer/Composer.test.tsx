// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { show, standInForLayout } from '#renderer/thread/testing/show-thread.tsx';
import { ThreadPane } from '#renderer/thread/ThreadPane.tsx';
import { CONTENT_MAX_CHARACTERS, DRAFT_MAX_CHARACTERS } from '#shared/limits.ts';
import type { FixtureThread, FixtureThreadOptions } from '#tests/support/fixture-thread.ts';
import { createFixtureThread, fixtureMessage } from '#tests/support/fixture-thread.ts';

import { composersOf } from './state/composers.ts';

const noon = new Date(2025, 8, 26, 12, 0).getTime();

beforeEach(() => standInForLayout());
afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

async function open(options: FixtureThreadOptions = {}): Promise<FixtureThread> {
  const bridge = createFixtureThread({
    now: noon,
    rows: [fixtureMessage(1, { content: 'Halo kak', createdAt: noon })],
    ...options,
  });
  show(bridge, <ThreadPane conversationId="101" />);
  await screen.findByRole('article', { name: /Halo kak/ });
  return bridge;
}

const box = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
const send = () => screen.getByRole('button', { name: 'Send' });
const input = () => {
  const element = document.querySelector<HTMLInputElement>('input[type=file]');
  if (element === null) throw new Error('no file input');
  return element;
};

describe('sending', () => {
  it('sends with Enter, breaks the line with Shift+Enter, and empties the box once the engine has it', async () => {
    const bridge = await open();
    await userEvent.type(box(), 'satu{Shift>}{Enter}{/Shift}dua{Enter}');
    expect(await screen.findByRole('article', { name: /Waiting$/ })).toBeTruthy();
    expect(bridge.inputs('message.send')).toMatchObject([{ content: 'satu\ndua', replyTo: null, files: [] }]);
    expect(box().value).toBe('');
  });

  it('does it the other way round where the agent wants that', async () => {
    const bridge = await open({ settings: { enterSends: false } });
    await userEvent.type(box(), 'satu{Enter}dua');
    expect(box().value).toBe('satu\ndua');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(bridge.inputs('message.send')).toHaveLength(1));
  });

  it('leaves Enter to an input method', async () => {
    const bridge = await open();
    await userEvent.type(box(), 'こ');
    fireEvent.keyDown(box(), { key: 'Enter', isComposing: true });
    expect(bridge.inputs('message.send')).toEqual([]);
  });

  it('sends nothing where nothing is written', async () => {
    const bridge = await open();
    await userEvent.type(box(), '   {Enter}');
    await userEvent.click(send());
    expect(bridge.inputs('message.send')).toEqual([]);
  });

  it('keeps the text and says why when it is refused', async () => {
    const bridge = await open();
    bridge.failWith('message.send', { code: 'DISK_FULL', message: '', details: {} });
    await userEvent.type(box(), 'penting{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('out of space');
    expect(box().value).toBe('penting');
  });

  it('repeats with the same id when the engine was away, and sends once', async () => {
    const bridge = await open();
    bridge.failWith('message.send', { code: 'ENGINE_UNAVAILABLE', message: '', details: {} });
    await userEvent.type(box(), 'penting{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('goes out by itself');
    expect(box().value).toBe('penting');
    bridge.failWith('message.send', null);
    bridge.emitHost({ type: 'engine', life: 'running', reason: null });
    await waitFor(() => expect(box().value).toBe(''));
    const ids = bridge.inputs('message.send').map((one) => one.clientMessageId);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(1);
    expect(bridge.unsent()).toHaveLength(1);
  });

  it('sends what stands there at that moment, also where the page has not been drawn since', async () => {
    const bridge = await open();
    await userEvent.upload(input(), [new File(['b'], 'syarat.pdf', { type: 'application/pdf' })]);
    await screen.findByRole('list', { name: 'Files to send' });
    act(() => {
      composersOf(bridge).of('101', null).setText('Ini syaratnya', 13, 13);
      fireEvent.submit(screen.getByRole('form', { name: 'Write a message' }));
    });
    await waitFor(() => expect(bridge.inputs('message.send')).toMatchObject([{ content: 'Ini syaratnya' }]));
  });

  it('keeps what is typed while a message is being handed over', async () => {
    const bridge = await open();
    const release = bridge.hold('message.send');
    await userEvent.type(box(), 'satu{Enter}');
    await userEvent.type(box(), ' dan dua');
    release();
    await waitFor(() => expect(box().value).toBe('dan dua'));
    expect(bridge.inputs('message.send')).toMatchObject([{ content: 'satu' }]);
  });

  it('offers to split what is too long, and sends no part twice', async () => {
    const bridge = await open();
    const text = `${'a'.repeat(9_990)}\n\n${'b'.repeat(100)}`;
    fireEvent.change(box(), { target: { value: text } });
    expect((await screen.findByRole('alert')).textContent).toContain('10,092 of 10,000');
    await userEvent.click(send());
    expect(bridge.inputs('message.send')).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Send as 2 messages' }));
    await waitFor(() => expect(bridge.inputs('message.send')).toHaveLength(2));
    expect(bridge.inputs('message.send').map((one) => one.content.length)).toEqual([9_990, 100]);
    expect(box().value).toBe('');
  });

  it('offers to split what the server refused as too long, also where it does not say its limit', async () => {
    const content = 'Baik kak. '.repeat(20).trim();
    const row = fixtureMessage(0, {
      key: 'o:1',
      messageId: null,
      own: true,
      content,
      unsent: {
        clientMessageId: '1',
        state: 'failed',
        wait: null,
        hold: null,
        nextAttemptAt: null,
        attempts: 1,
        error: { code: 'MESSAGE_TOO_LONG', message: '', details: {} },
        pendingIntent: null,
      },
    });
    const bridge = await open({ unsent: [row] });
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(() => expect(box().value).toBe(content));
    expect((await screen.findByRole('alert')).textContent).toContain('The server refused this as too long');
    await userEvent.click(screen.getByRole('button', { name: /^Send as [23] messages$/ }));
    await waitFor(() => expect(box().value).toBe(''));
    const sent = bridge.inputs('message.send').map((one) => one.content);
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.join(' ')).toBe(content);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('takes a long text, and refuses what can not be kept without touching what is there', async () => {
    const bridge = await open();
    const long = 'kata '.repeat(DRAFT_MAX_CHARACTERS / 5);
    fireEvent.change(box(), { target: { value: long } });
    await waitFor(() => expect(bridge.draft()?.text).toBe(long), { timeout: 5_000 });
    fireEvent.change(box(), { target: { value: `${long}lagi` } });
    expect((await screen.findByText(/200,004 characters; at most 200,000/)).textContent).toContain(
      'Nothing was changed',
    );
    expect(box().value).toBe(long);
  });

  it('counts from 9,000', async () => {
    await open();
    fireEvent.change(box(), { target: { value: 'a'.repeat(9_412) } });
    expect(await screen.findByText('9,412 of 10,000')).toBeTruthy();
    expect(CONTENT_MAX_CHARACTERS).toBe(10_000);
  });
});

describe('emoji by name', () => {
  const list = () => screen.queryByRole('listbox', { name: 'Emoji' });

  it('are chosen with arrows and Enter, which sends nothing, or with Tab', async () => {
    const bridge = await open();
    await userEvent.type(box(), 'Baik kak :jem');
    const options = within(await screen.findByRole('listbox', { name: 'Emoji' })).getAllByRole('option');
    expect(options[0]?.textContent).toMatch(/^👍 thumbs up/);
    expect(box().getAttribute('aria-activedescendant')).toBe(options[0]?.id);
    await userEvent.keyboard('{ArrowDown}');
    expect(box().getAttribute('aria-activedescendant')).toBe(options[1]?.id);
    await userEvent.keyboard('{ArrowUp}{Enter}');
    expect(box().value).toBe('Baik kak 👍 ');
    expect(list()).toBeNull();
    await userEvent.keyboard(':paket{Tab}siap');
    expect(box().value).toBe('Baik kak 👍 📦 siap');
    expect(bridge.inputs('message.send')).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(bridge.inputs('message.send')).toMatchObject([{ content: 'Baik kak 👍 📦 siap' }]));
  });

  it('leave what was typed with Escape, and do not come back for that word', async () => {
    await open();
    await userEvent.type(box(), ':thu');
    await screen.findByRole('listbox', { name: 'Emoji' });
    await userEvent.keyboard('{Escape}');
    expect(list()).toBeNull();
    await userEvent.keyboard('mb');
    expect(list()).toBeNull();
    expect(box().value).toBe(':thumb');
    await userEvent.keyboard(' :jem');
    expect(list()).not.toBeNull();
  });

  it('are not offered in times and links, while an input method composes, or without the focus', async () => {
    await open();
    await userEvent.type(box(), 'jam 10:30 https://zukses');
    expect(list()).toBeNull();
    await userEvent.clear(box());
    fireEvent.compositionStart(box());
    fireEvent.change(box(), { target: { value: ':jem' } });
    expect(list()).toBeNull();
    fireEvent.compositionEnd(box());
    expect(list()).not.toBeNull();
    fireEvent.blur(box());
    expect(list()).toBeNull();
  });
});

describe('replying', () => {
  it('quotes, can be stopped, and is sent with the message', async () => {
    const bridge = await open();
    await userEvent.click(screen.getByRole('button', { name: 'Reply' }));
    expect(screen.getByRole('form', { name: 'Write a message' }).textContent).toContain('Halo kak');
    await userEvent.click(screen.getByRole('button', { name: 'Stop replying' }));
    expect(screen.queryByRole('button', { name: 'Stop replying' })).toBeNull();
    screen.getByRole('article', { name: /Halo kak/ }).focus();
    await userEvent.keyboard('r');
    await waitFor(() => expect(document.activeElement).toBe(box()));
    await userEvent.keyboard('ya{Enter}');
    await waitFor(() =>
      expect(bridge.inputs('message.send')).toMatchObject([
        { content: 'ya', replyTo: { messageId: 1, clientMessageId: null } },
      ]),
    );
  });
});

describe('files', () => {
  it('lists them, takes them out and sends them', async () => {
    const bridge = await open();
    await userEvent.upload(input(), [
      new File(['a'], 'resi.png', { type: 'image/png' }),
      new File(['b'], 'syarat.pdf', { type: 'application/pdf' }),
    ]);
    const list = await screen.findByRole('list', { name: 'Files to send' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(2);
    await userEvent.click(within(list).getByRole('button', { name: 'Remove syarat.pdf' }));
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    await userEvent.click(send());
    expect(await screen.findByRole('article', { name: /resi\.png, Waiting$/ })).toBeTruthy();
    expect(bridge.inputs('message.send')[0]?.files).toHaveLength(1);
    expect(screen.queryByRole('list', { name: 'Files to send' })).toBeNull();
  });

  it('are pasted; beside a text from a spreadsheet its picture is not', async () => {
    await open();
    const paste = (types: Readonly<Record<string, string>>, files: readonly File[]): boolean =>
      fireEvent.paste(box(), {
        clipboardData: {
          files,
          types: [...Object.keys(types), 'Files'],
          getData: (type: string) => types[type] ?? '',
        },
      });
    const picture = new File(['a'], 'image.png', { type: 'image/png' });
    // Left to the browser, which puts the text in.
    expect(paste({ 'text/plain': 'A1\tB1', 'text/html': '<table>' }, [picture])).toBe(true);
    expect(screen.queryByRole('list', { name: 'Files to send' })).toBeNull();
    expect(paste({ 'text/html': '<img>' }, [picture])).toBe(false);
    expect(await screen.findByRole('list', { name: 'Files to send' })).toBeTruthy();
  });

  it('refuses by name what can not be sent, with the limit and a way out', async () => {
    await open();
    const large = new File(['x'], 'besar.gif', { type: 'image/gif' });
    Object.defineProperty(large, 'size', { value: 11 * 1024 * 1024 });
    fireEvent.change(input(), {
      target: { files: [large, new File(['x'], 'daftar.xlsx'), new File([], 'kosong.pdf')] },
    });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('besar.gif is 11 MB; the limit for images is 10 MB.');
    expect(alert.textContent).toContain(
      'daftar.xlsx: files of type .xlsx are not taken. Save it as PDF and attach that.',
    );
    expect(alert.textContent).toContain('kosong.pdf is empty.');
    expect(screen.queryByRole('list', { name: 'Files to send' })).toBeNull();
  });

  it('refuses what would make a message larger than 200 MB before anything is queued', async () => {
    const bridge = await open();
    const films = ['satu.mp4', 'dua.mp4', 'tiga.mp4'].map((name) => new File(['x'], name, { type: 'video/mp4' }));
    for (const film of films) Object.defineProperty(film, 'size', { value: 90 * 1024 * 1024 });
    fireEvent.change(input(), { target: { files: films } });
    expect((await screen.findByRole('alert')).textContent).toContain(
      'tiga.mp4 was not added: together the files would be over 200 MB',
    );
    const list = await screen.findByRole('list', { name: 'Files to send' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(2);
    await userEvent.click(send());
    await waitFor(() => expect(bridge.inputs('message.send')[0]?.files).toHaveLength(2));
  });

  it('says what the engine found in one', async () => {
    const bridge = await open();
    bridge.stage = () =>
      Promise.resolve({
        ok: false,
        error: { code: 'FILE_TYPE_MISMATCH', message: '', details: { filename: 'foto.png' } },
      });
    await userEvent.upload(input(), [new File(['MZ'], 'foto.png')]);
    expect((await screen.findByRole('alert')).textContent).toContain('foto.png is not what its name says');
  });

  it('takes what is pasted and what is dropped', async () => {
    await open();
    const file = new File(['a'], 'layar.png', { type: 'image/png' });
    fireEvent.paste(box(), { clipboardData: { files: [file], types: ['Files'] } });
    expect(await screen.findByText('layar.png')).toBeTruthy();
    const dropped = new File(['b'], 'nota.pdf', { type: 'application/pdf' });
    fireEvent.drop(screen.getByRole('log'), { dataTransfer: { types: ['Files'], files: [dropped] } });
    expect(await screen.findByText('nota.pdf')).toBeTruthy();
  });
});

describe('the line left of Send', () => {
  it.each([
    ['offline', 'Sends when back online'],
    ['server-down', 'Sends when the server answers'],
    ['signed-out', 'Sends after you sign in again'],
  ] as const)('says what will happen: %s', async (connection, words) => {
    await open({ status: { connection } });
    expect(await screen.findByText(words)).toBeTruthy();
  });

  it('says that the draft is saved, and when', async () => {
    const bridge = await open();
    await userEvent.type(box(), 'draf');
    expect(await screen.findByText(/^Draft saved \d\d:\d\d$/, {}, { timeout: 5_000 })).toBeTruthy();
    await waitFor(() => expect(bridge.draft()?.text).toBe('draf'));
  });
});

it('brings back a stored draft with its quote', async () => {
  await open({
    draft: {
      conversationId: '101',
      parentMessageId: null,
      text: 'Tadi malam',
      files: [],
      replyTo: { messageId: 1, clientMessageId: null },
      card: null,
      selectionStart: 4,
      selectionEnd: 4,
      savedAt: noon,
      version: 5,
    },
  });
  await waitFor(() => expect(box().value).toBe('Tadi malam'));
  expect(box().selectionStart).toBe(4);
  expect(screen.getByRole('button', { name: 'Stop replying' })).toBeTruthy();
});

it('says what it quotes also where that is further up than what is in memory', async () => {
  await open({
    rows: [
      ...Array.from({ length: 200 }, (_, index) => fixtureMessage(index + 1)),
      fixtureMessage(201, { content: 'Halo kak' }),
    ],
    draft: {
      conversationId: '101',
      parentMessageId: null,
      text: 'Soal itu',
      files: [],
      replyTo: { messageId: 7, clientMessageId: null },
      card: null,
      selectionStart: 0,
      selectionEnd: 0,
      savedAt: noon,
      version: 5,
    },
  });
  const form = screen.getByRole('form', { name: 'Write a message' });
  await waitFor(() => expect(form.textContent).toContain('Pesan 7'));
});

it('keeps a card beside the text, sends it with it, and lets it be taken out', async () => {
  const card = { contentType: 'order_card' as const, metadata: { order_number: 'ORD-9' } };
  const bridge = await open({
    draft: {
      conversationId: '101',
      parentMessageId: null,
      text: 'Ini pesanannya',
      files: [],
      replyTo: null,
      card,
      selectionStart: 0,
      selectionEnd: 0,
      savedAt: noon,
      version: 5,
    },
  });
  expect(await screen.findByText('ORD-9', { exact: false })).toBeTruthy();
  await userEvent.click(send());
  await waitFor(() =>
    expect(bridge.inputs('message.send')).toMatchObject([
      { content: 'Ini pesanannya', contentType: 'order_card', metadata: { order_number: 'ORD-9' } },
    ]),
  );
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Remove the card' })).toBeNull());
});

it('comes back with the cursor where it was, and without taking the focus', async () => {
  const bridge = createFixtureThread({
    now: noon,
    rows: [fixtureMessage(1, { content: 'Halo kak', createdAt: noon })],
  });
  const first = show(bridge, <ThreadPane conversationId="101" />);
  await userEvent.click(await screen.findByRole('button', { name: 'Reply' }));
  await userEvent.type(box(), 'Selamat siang{ArrowLeft}{ArrowLeft}');
  await waitFor(() => expect(box().selectionStart).toBe(11));
  fireEvent.select(box());
  first.unmount();
  show(bridge, <ThreadPane conversationId="101" />);
  await waitFor(() => expect(box().value).toBe('Selamat siang'));
  expect(box().selectionStart).toBe(11);
  expect(document.activeElement).not.toBe(box());
});
