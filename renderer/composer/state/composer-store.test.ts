// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft } from '#shared/domain/draft.ts';
import type { FixtureThread } from '#tests/support/fixture-thread.ts';
import { createFixtureThread } from '#tests/support/fixture-thread.ts';
import type { ComposerStore } from './composer-store.ts';
import { composersOf } from './composers.ts';

const away = { code: 'ENGINE_UNAVAILABLE', message: '', details: {} } as const;

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
});

async function composer(draft: Draft | null = null): Promise<{ bridge: FixtureThread; store: ComposerStore }> {
  const bridge = createFixtureThread({ draft });
  const store = composersOf(bridge).of('101', null);
  await store.load();
  return { bridge, store };
}

function draftOf(text: string, version: number): Draft {
  return {
    conversationId: '101',
    parentMessageId: null,
    text,
    files: [],
    replyTo: null,
    card: null,
    selectionStart: 0,
    selectionEnd: 0,
    savedAt: Date.now(),
    version,
  };
}

function write(store: ComposerStore, text: string): void {
  store.setFocused(true);
  store.setText(text, text.length, text.length);
}

/** The engine came back with another draft than it had. */
function storesInstead(bridge: FixtureThread, draft: Draft): void {
  const original = bridge.engine;
  bridge.engine = ((method: 'draft.get', input: never) => {
    if (method !== 'draft.get') return original(method, input);
    bridge.engine = original;
    return Promise.resolve({ ok: true, value: draft });
  }) as typeof bridge.engine;
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a draft', () => {
  it('is saved within a second, also while somebody types without a pause', async () => {
    const { bridge, store } = await composer();
    let text = '';
    for (let count = 0; count < 20; count += 1) {
      text += 'a';
      write(store, text);
      await vi.advanceTimersByTimeAsync(100);
      // At most what a second of typing adds is not saved yet.
      expect((bridge.draft()?.text.length ?? 0) + 10).toBeGreaterThanOrEqual(text.length);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bridge.draft()).toMatchObject({ text, selectionStart: 20 });
    expect(store.store.getState().saving).toBe('clean');
  });

  it('grows in version and is saved at once when the text is left', async () => {
    const { bridge, store } = await composer(draftOf('lama', 7));
    write(store, 'lama dan baru');
    store.setFocused(false);
    await settle();
    expect(bridge.draft()?.text).toBe('lama dan baru');
    expect(bridge.inputs('draft.save')[0]?.version).toBeGreaterThan(7);
  });

  it('is kept and saved again when the engine was away', async () => {
    const { bridge, store } = await composer();
    bridge.failWith('draft.save', away);
    write(store, 'penting');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.store.getState()).toMatchObject({ text: 'penting', saving: 'failed' });
    bridge.failWith('draft.save', null);
    bridge.emitHost({ type: 'engine', life: 'running', reason: null });
    await settle();
    expect(bridge.draft()?.text).toBe('penting');
  });

  it('survives a reload of the page that the engine did not hear of', async () => {
    const { bridge, store } = await composer();
    bridge.failWith('draft.save', away);
    write(store, 'belum tersimpan');
    globalThis.dispatchEvent(new Event('pagehide'));
    await settle();
    const next = createFixtureThread();
    const again = composersOf(next).of('101', null);
    await again.load();
    expect(again.store.getState().text).toBe('belum tersimpan');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(next.draft()?.text).toBe('belum tersimpan');
  });

  it('follows another window while nobody writes here, and is never overwritten while somebody does', async () => {
    const { bridge, store } = await composer();
    const other = (text: string, version: number) =>
      bridge.change({ drafts: [{ conversationId: '101', parentMessageId: null, draft: draftOf(text, version) }] });
    other('dari jendela lain', Date.now() + 5);
    expect(store.store.getState().text).toBe('dari jendela lain');
    write(store, 'di sini');
    other('dari sana', Date.now() + 50);
    expect(store.store.getState().text).toBe('di sini');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bridge.draft()?.text).toBe('di sini');
  });

  it('catches up, once the focus has left, with what came while it had the focus and nothing was written', async () => {
    const { bridge, store } = await composer(draftOf('mula', 1));
    store.setFocused(true);
    const other = (draft: Draft | null) =>
      bridge.change({ drafts: [{ conversationId: '101', parentMessageId: null, draft }] });
    other(draftOf('dari jendela lain', Date.now() + 5));
    expect(store.store.getState().text).toBe('mula');
    // A cursor alone does not bring the older text back.
    store.setSelection(2, 2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bridge.inputs('draft.save')).toEqual([]);
    store.setFocused(false);
    expect(store.store.getState().text).toBe('dari jendela lain');
    store.setFocused(true);
    other(null);
    store.setFocused(false);
    expect(store.store.getState().text).toBe('');
  });

  it('has its cursor kept, too', async () => {
    const { bridge, store } = await composer(draftOf('satu dua', 1));
    store.setFocused(true);
    store.setSelection(4, 8);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bridge.draft()).toMatchObject({ text: 'satu dua', selectionStart: 4, selectionEnd: 8 });
  });

  it('of a reply thread is kept apart from that of the conversation', async () => {
    const { bridge, store } = await composer();
    const inThread = composersOf(bridge).of('101', 7);
    await inThread.load();
    write(inThread, 'di utas');
    write(store, 'di percakapan');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bridge.draft()?.text).toBe('di percakapan');
    expect(bridge.draft(7)?.text).toBe('di utas');
    await inThread.send(['di utas'], null);
    expect(bridge.draft(7)).toBeNull();
    expect(store.store.getState().text).toBe('di percakapan');
    const other = { ...draftOf('dari jendela lain', Date.now() + 50), parentMessageId: 7 };
    inThread.setFocused(false);
    bridge.change({ drafts: [{ conversationId: '101', parentMessageId: 7, draft: other }] });
    expect(inThread.store.getState().text).toBe('dari jendela lain');
    expect(store.store.getState().text).toBe('di percakapan');
  });

  it('goes to no other account that has the desk next', async () => {
    const { bridge, store } = await composer();
    bridge.failWith('draft.save', away);
    write(store, 'rahasia');
    await vi.advanceTimersByTimeAsync(1_000);
    const session = await bridge.engine('session.get', {});
    if (!session.ok || session.value.account === null) throw new Error('signed out');
    const { account } = session.value;
    bridge.failWith('draft.save', null);
    bridge.emit({
      type: 'session',
      session: { ...session.value, account: { ...account, accountId: 'another' } },
    });
    const before = bridge.inputs('draft.save').length;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(bridge.inputs('draft.save')).toHaveLength(before);
    const theirs = composersOf(bridge).of('101', null);
    await theirs.load();
    expect(theirs.store.getState().text).toBe('');
  });

  it('takes what was put back above what is being written', async () => {
    const { bridge, store } = await composer();
    write(store, 'di sini');
    bridge.change({
      drafts: [{ conversationId: '101', parentMessageId: null, draft: draftOf('kembali\n\ndi sini', 1) }],
    });
    expect(store.store.getState().text).toBe('kembali\n\ndi sini');
    expect(store.selection).toEqual({ start: 16, end: 16 });
  });

  it('keeps what is put back while more is typed than was saved', async () => {
    const { bridge, store } = await composer();
    write(store, 'di');
    await vi.advanceTimersByTimeAsync(1_000);
    write(store, 'di sini');
    bridge.change({
      drafts: [{ conversationId: '101', parentMessageId: null, draft: draftOf('kembali\ndi', Date.now() + 1) }],
    });
    expect(store.store.getState().text).toBe('kembali\ndi sini');
    expect(store.selection).toEqual({ start: 15, end: 15 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bridge.draft()?.text).toBe('kembali\ndi sini');
  });

  it('keeps what is put back while it is being saved', async () => {
    const { bridge, store } = await composer();
    write(store, 'di sini');
    const saving = store.flush();
    bridge.change({
      drafts: [{ conversationId: '101', parentMessageId: null, draft: draftOf('kembali\ndi sini', Date.now() + 9) }],
    });
    await saving;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.store.getState()).toMatchObject({ text: 'kembali\ndi sini', saving: 'clean' });
    expect(bridge.draft()?.text).toBe('kembali\ndi sini');
  });

  it('keeps what is put back while a message is edited, and while one is being sent', async () => {
    const { bridge, store } = await composer();
    store.edit(9, 'terkirim');
    bridge.change({
      drafts: [{ conversationId: '101', parentMessageId: null, draft: draftOf('kembali', Date.now() + 1) }],
    });
    expect(store.store.getState().text).toBe('terkirim');
    store.stopEditing();
    expect(store.store.getState().text).toBe('kembali');
    write(store, 'kembali');
    await vi.advanceTimersByTimeAsync(1_000);
    const sending = store.send(['kembali'], null);
    bridge.change({
      drafts: [
        { conversationId: '101', parentMessageId: null, draft: draftOf('satu lagi\nkembali', Date.now() + 5_000) },
      ],
    });
    await sending;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.store.getState()).toMatchObject({ text: 'satu lagi', saving: 'clean' });
    expect(bridge.draft()?.text).toBe('satu lagi');
  });

  it('is saved again where the engine came back with an older one, and takes what was put back before it ended', async () => {
    const { bridge, store } = await composer();
    write(store, 'di sini');
    await vi.advanceTimersByTimeAsync(1_000);
    const saves = bridge.inputs('draft.save').length;
    store.engineIsBack();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bridge.inputs('draft.save')).toHaveLength(saves);
    storesInstead(bridge, draftOf('di', 5));
    store.engineIsBack();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bridge.draft()?.text).toBe('di sini');
    write(store, 'di sini juga');
    storesInstead(bridge, draftOf('kembali\ndi sini', Date.now() + 5_000));
    store.engineIsBack();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.store.getState().text).toBe('kembali\ndi sini juga');
  });

  it('is emptied by nothing but a sent message', async () => {
    const { bridge, store } = await composer();
    write(store, 'halo');
    await vi.advanceTimersByTimeAsync(1_000);
    await store.send(['halo'], 4);
    expect(store.store.getState()).toMatchObject({ text: '', saving: 'clean' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(bridge.draft()).toBeNull();
    expect(bridge.inputs('message.send')).toMatchObject([{ content: 'halo', newestShownMessageId: 4 }]);
  });

  it('comes back after an edit was given up', async () => {
    const { bridge, store } = await composer();
    write(store, 'draf');
    store.edit(9, 'terkirim');
    expect(store.store.getState().text).toBe('terkirim');
    store.setText('terkirim!', 9, 9);
    store.stopEditing();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.store.getState().text).toBe('draf');
    expect(bridge.draft()?.text).toBe('draf');
  });
});

describe('sending', () => {
  it('goes on after a reload with the same id, so that it is sent once', async () => {
    const { bridge, store } = await composer();
    bridge.failWith('message.send', away);
    write(store, 'sekali saja');
    void store.send(['sekali saja'], null);
    await vi.advanceTimersByTimeAsync(100);
    const id = bridge.inputs('message.send')[0]?.clientMessageId;
    const next = createFixtureThread();
    const again = composersOf(next).of('101', null);
    await again.load();
    expect(next.inputs('message.send').map((input) => input.clientMessageId)).toEqual([id]);
    expect(next.unsent()).toHaveLength(1);
    expect(again.store.getState()).toMatchObject({ text: '', sending: false });
  });

  it('keeps the parts that were not taken', async () => {
    const { bridge, store } = await composer();
    write(store, 'satu\n\ndua\n\ntiga');
    const original = bridge.engine;
    let sent = 0;
    bridge.engine = ((method: 'message.send', input: never) => {
      if (method === 'message.send') sent += 1;
      return sent === 2
        ? Promise.resolve({ ok: false, error: { code: 'DISK_FULL', message: '', details: {} } })
        : original(method, input);
    }) as typeof bridge.engine;
    await store.send(['satu', 'dua', 'tiga'], null);
    expect(store.store.getState()).toMatchObject({
      text: 'dua\n\ntiga',
      problem: { kind: 'split-stopped', sent: 1, count: 3 },
    });
  });
});
