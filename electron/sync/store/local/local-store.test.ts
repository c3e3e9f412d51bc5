import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LocalFolder } from './testing.ts';
import type { LocalStore } from './local-store.ts';
import type { MessagePayload } from './rows.ts';

let local: LocalFolder;
let store: LocalStore;
beforeEach(() => {
  local = new LocalFolder();
  store = local.open().store;
});
afterEach(() => local.remove());

const message = (content: string): MessagePayload => ({
  typed: content,
  content,
  contentType: 'text',
  metadata: {},
  replyTo: null,
  parentMessageId: null,
  files: [],
});

function add(clientId: string, conversation: string, content = clientId): void {
  store.write((_, touched) =>
    store.outbox.insert(
      {
        clientId,
        kind: 'message',
        payload: message(content),
        conversationRef: conversation,
        conversationId: store.aliases.serverId(conversation),
        createdAt: 1,
      },
      touched,
    ),
  );
}

describe('outbox rows', () => {
  test('keep the order in which they were written, a lane for each conversation', () => {
    for (const [id, conversation] of [
      ['a', '7'],
      ['b', '8'],
      ['c', '7'],
    ] as const)
      add(id, conversation);
    expect(store.outbox.ofConversation('7').map((row) => row.clientId)).toEqual(['a', 'c']);
    expect(store.outbox.head('7', 'messages')?.clientId).toBe('a');
    store.write((_, touched) => store.outbox.moveToEnd(store.outbox.get('a'), touched));
    expect(store.outbox.head('7', 'messages')?.clientId).toBe('c');
  });

  test('move only as the table of states says, and only from the state they are in', () => {
    add('a', '7');
    const queued = store.outbox.get('a');
    expect(() => store.write((_, touched) => store.outbox.move(queued, 'sent', {}, touched))).toThrow(
      'may not go from queued to sent',
    );
    store.write((_, touched) => store.outbox.move(queued, 'sending', { attempts: 1 }, touched));
    expect(() => store.write((_, touched) => store.outbox.move(queued, 'held', {}, touched))).toThrow(
      'no longer queued',
    );
    expect(store.outbox.get('a')).toMatchObject({ state: 'sending', attempts: 1 });
  });

  test('follow their conversation when it gets its server id', () => {
    add('a', 'new:x');
    store.write((_, touched) => {
      store.aliases.add('new:x', 12, 1, touched);
      store.outbox.resolve('new:x', 12, touched);
    });
    add('b', 'new:x');
    expect(store.outbox.ofConversation('12').map((row) => row.clientId)).toEqual(['a', 'b']);
    expect(store.outbox.get('a').conversationRef).toBe('new:x');
    expect([...local.published.at(-2)!.unsentConversations]).toEqual(['new:x']);
  });

  test('what was not kept outlives the pruning of what is settled', () => {
    for (const id of ['a', 'b']) {
      add(id, '7');
      store.write((_, touched) => {
        const sending = store.outbox.move(store.outbox.get(id), 'sending', {}, touched);
        const notKept = id === 'b' ? (['files'] as const) : [];
        store.outbox.move(sending, 'sent', { messageId: id === 'a' ? 1 : 2, notKept, endedAt: 5 }, touched);
      });
    }
    expect(store.write(() => store.outbox.prune(10))).toBe(1);
    expect(store.outbox.sentOf(7, 1, 9)).toEqual([{ messageId: 2, clientId: 'b', notKept: ['files'] }]);
  });
});

describe('drafts', () => {
  const draft = (text: string, version: number, conversationId = '7') => ({
    conversationId,
    text,
    files: [],
    replyTo: null,
    selectionStart: 0,
    selectionEnd: 0,
    version,
  });
  const save = (text: string, version: number, conversationId?: string) =>
    store.write((_, touched) => store.drafts.save(draft(text, version, conversationId), 1, touched));

  test('an older save is ignored and says what is stored; an empty one removes', () => {
    save('satu', 2);
    expect(save('lama', 1)?.text).toBe('satu');
    expect(save('satu', 2)?.version).toBe(2);
    expect(save('', 3)).toBeNull();
    expect(store.drafts.find('7')).toBeNull();
    expect(save('baru', 1)?.text).toBe('baru');
  });

  test('what is brought back for writing stands before what is being written', () => {
    save('sedang ditulis', 4);
    store.write((_, touched) => store.drafts.putBack('7', { text: 'kembali', files: [], replyTo: null }, 2, touched));
    expect(store.drafts.find('7')).toMatchObject({ text: 'kembali\nsedang ditulis', version: 5 });
  });

  test('a reply thread has one of its own, beside that of its conversation', () => {
    save('di percakapan', 1);
    store.write((_, touched) => store.drafts.save({ ...draft('di utas', 1), parentMessageId: 12 }, 2, touched));
    expect(store.drafts.find('7')).toMatchObject({ text: 'di percakapan', parentMessageId: null });
    expect(store.drafts.find('7', 12)).toMatchObject({ text: 'di utas', parentMessageId: 12 });
    expect(store.drafts.ofConversation('7').map((one) => one.text)).toEqual(['di percakapan', 'di utas']);
    store.write((_, touched) => store.drafts.remove('7', null, touched));
    expect(store.drafts.find('7', 12)?.text).toBe('di utas');
  });

  test('two that were counted to the same version are both heard: the later one stands, and its writer is told of another', () => {
    save('sedang ditulis', 4);
    store.write((_, touched) => store.drafts.putBack('7', { text: 'kembali', files: [], replyTo: null }, 2, touched));
    expect(save('sedang ditulis lagi', 5)).toMatchObject({ text: 'sedang ditulis lagi', version: 6 });
    expect(save('', 6)).toBeNull();
  });

  test('go with their conversation to its server id', () => {
    save('halo', 1, 'new:x');
    store.write((_, touched) => store.drafts.rename('new:x', '12', 2, touched));
    expect(store.drafts.find('new:x')).toBeNull();
    expect(store.drafts.find('12')?.text).toBe('halo');
  });
});

describe('marks', () => {
  test('the read pointer only grows, and reading takes a mark as unread away', () => {
    store.write((_, touched) => store.marks.read(7, 10, 100, touched));
    store.write((_, touched) => store.marks.markUnread(7, 110, touched));
    expect(store.marks.find(7)).toMatchObject({ readMessageId: 10, markedUnreadAt: 110 });
    store.write((_, touched) => store.marks.read(7, 9, 120, touched));
    expect(store.marks.find(7)).toMatchObject({ readMessageId: 10, readAt: 100, markedUnreadAt: null });
  });
});

describe('settings', () => {
  test('have defaults, and keep what was set over a restart', () => {
    expect(store.settings.read().undoSendSeconds).toBe(0);
    store.write((_, touched) => store.settings.set({ undoSendSeconds: 5, theme: undefined }, 1, touched));
    local.close();
    store = local.open().store;
    expect(store.settings.read()).toMatchObject({ undoSendSeconds: 5, theme: 'system' });
  });
});
