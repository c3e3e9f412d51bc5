import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CodedError } from '#shared/errors.ts';
import { ApiFailure } from '../api/failure.ts';
import { CUSTOMER, ME } from './fake-server.testing.ts';
import { Desk } from './testing.ts';
import type { ActionInput } from './enqueue.ts';

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
  desk.outbox.start();
});
afterEach(async () => {
  await desk.outbox.stop(0);
  desk.local.remove();
});

const asked = (): string[] =>
  desk.server.requests
    .filter((r) => !['level', 'reread', 'list'].includes(r.what))
    .map((r) => (r.detail !== null && typeof r.detail === 'object' ? r.what : `${r.what} ${String(r.detail)}`));

const react = (messageId: number, emoji = '👍'): ActionInput => ({
  kind: 'react',
  payload: { messageId, emoji },
  conversationId: 7,
});
const unreact = (messageId: number, emoji = '👍'): ActionInput => ({
  kind: 'unreact',
  payload: { messageId, emoji },
  conversationId: 7,
});
const read = (messageId: number): ActionInput => ({ kind: 'read', payload: { messageId }, conversationId: 7 });

describe('what waits collapses', () => {
  test('react and take back are nothing; three of them are one', async () => {
    const { id } = desk.server.add(7, CUSTOMER, 'Makasih');
    expect(
      ['react', 'unreact'].map((kind) => desk.outbox.enqueueAction(kind === 'react' ? react(id) : unreact(id))),
    ).toEqual(['queued', 'collapsed']);
    desk.outbox.enqueueAction(react(id, '🙏'));
    desk.outbox.enqueueAction(react(id, '🙏'));
    desk.online();
    await desk.time.advance(5_000);
    expect(asked()).toEqual(['react 🙏']);
  });

  test('but not with one that is under way', async () => {
    const { id } = desk.server.add(7, CUSTOMER, 'Makasih');
    desk.online();
    desk.outbox.enqueueAction(react(id));
    await desk.time.advance(150);
    expect(desk.outbox.enqueueAction(unreact(id))).toBe('queued');
    await desk.time.advance(5_000);
    expect(asked()).toEqual(['react 👍', 'unreact 👍']);
    expect(desk.server.messages[0]?.reactions.size).toBe(0);
  });

  test('only the newest read mark is sent, and the own pointer moves at once', async () => {
    for (const messageId of [3, 9, 5]) desk.outbox.enqueueAction(read(messageId));
    expect(desk.store.marks.find(7)?.readMessageId).toBe(9);
    desk.online();
    await desk.time.advance(5_000);
    expect(asked()).toEqual(['read 9']);
  });

  test('an edit replaces an edit, a deletion makes both needless', async () => {
    const { id } = desk.server.add(7, ME, 'Salah');
    const edit = (content: string): ActionInput => ({
      kind: 'edit',
      payload: { messageId: id, content, reason: null },
      conversationId: 7,
    });
    desk.outbox.enqueueAction(edit('Betul'));
    desk.outbox.enqueueAction(edit('Benar'));
    desk.outbox.enqueueAction({ kind: 'mute', payload: { mutedUntil: 5 }, conversationId: 7 });
    desk.outbox.enqueueAction({ kind: 'mute', payload: { isBlocked: true }, conversationId: 7 });
    desk.online();
    await desk.time.advance(5_000);
    expect(asked()).toEqual(['edit Benar', 'mute']);
    expect(desk.server.requests.find((r) => r.what === 'mute')?.detail).toEqual({
      mutedUntil: '1970-01-01T00:00:00.005Z',
      isBlocked: true,
    });
    desk.offline();
    desk.outbox.enqueueAction(edit('Lagi'));
    desk.outbox.enqueueAction({ kind: 'delete', payload: { messageId: id }, conversationId: 7 });
    desk.outbox.enqueueAction(edit('Terlambat'));
    desk.online();
    await desk.time.advance(5_000);
    expect(asked().slice(2)).toEqual([`delete ${id}`]);
  });
});

describe('what the server has refused stands in nobody’s way', () => {
  const refuse = (...kinds: string[]): void => {
    desk.server.refuses = (what) =>
      kinds.includes(what) ? new ApiFailure({ kind: 'validation', status: 422, mayHaveCommitted: false }) : null;
  };
  const edit = (messageId: number, content: string): ActionInput => ({
    kind: 'edit',
    payload: { messageId, content, reason: null },
    conversationId: 7,
  });
  const remove = (messageId: number): ActionInput => ({ kind: 'delete', payload: { messageId }, conversationId: 7 });
  const failed = (): string[] => desk.store.outbox.inState('failed').map((row) => row.kind);

  test('a deletion or an edit after a refused deletion is sent, and not swallowed', async () => {
    const { id } = desk.server.add(7, ME, 'Salah');
    desk.online();
    refuse('delete');
    desk.outbox.enqueueAction(remove(id));
    await desk.time.advance(2_000);
    expect(failed()).toEqual(['delete']);
    expect(desk.outbox.enqueueAction(edit(id, 'Benar'))).toBe('queued');
    await desk.time.advance(2_000);
    expect(desk.server.messages[0]?.content).toBe('Benar');
    refuse();
    expect(desk.outbox.enqueueAction(remove(id))).toBe('queued');
    await desk.time.advance(2_000);
    expect(desk.server.messages[0]?.deleted).toBe(true);
    expect(failed()).toEqual([]);
  });

  test('what is asked for anew takes the place of what failed: an old edit is not offered over a newer one', async () => {
    const { id } = desk.server.add(7, ME, 'Salah');
    desk.online();
    refuse('edit', 'react', 'read');
    desk.outbox.enqueueAction(edit(id, 'Lama'));
    desk.outbox.enqueueAction(react(id));
    desk.outbox.enqueueAction(react(id, '🙏'));
    desk.outbox.enqueueAction(read(id));
    await desk.time.advance(2_000);
    expect(failed()).toEqual(['edit', 'react', 'react', 'read']);
    refuse();
    desk.outbox.enqueueAction(edit(id, 'Baru'));
    desk.outbox.enqueueAction(react(id));
    expect(desk.outbox.enqueueAction(read(id))).toBe('queued');
    await desk.time.advance(2_000);
    expect(desk.server.messages[0]?.content).toBe('Baru');
    expect([...(desk.server.messages[0]?.reactions ?? [])]).toEqual(['👍']);
    expect(desk.store.outbox.inState('failed').map((row) => row.payload)).toEqual([{ messageId: id, emoji: '🙏' }]);
  });
});

describe('an extension that the server lacks', () => {
  const missing = new ApiFailure({ kind: 'unavailable-route', status: 405, mayHaveCommitted: false });

  test('is switched off for a day; what can be had here is, and messages go on', async () => {
    const { id } = desk.server.add(7, ME, 'Halo');
    desk.server.refuses = (what) => (what === 'delete' || what === 'react' ? missing : null);
    desk.online();
    desk.outbox.enqueueAction({ kind: 'delete', payload: { messageId: id }, conversationId: 7 });
    desk.outbox.enqueueAction(react(id));
    desk.send('Lanjut');
    await desk.time.advance(5_000);
    expect(desk.outbox.extensions()).toMatchObject({
      delete: 'unavailable',
      reactions: 'unavailable',
      read: 'unknown',
    });
    expect(desk.store.marks.hidden(7)).toEqual(new Set([id]));
    expect(desk.store.outbox.inState('failed').map((row) => row.kind)).toEqual(['delete', 'react']);
    expect(desk.server.of(7)).toEqual(['Halo', 'Lanjut']);
    expect(desk.outbox.enqueueAction({ kind: 'delete', payload: { messageId: id + 1 }, conversationId: 7 })).toBe(
      'here',
    );
    let code = '';
    try {
      desk.outbox.enqueueAction(react(id));
    } catch (error) {
      code = error instanceof CodedError ? error.code : 'other';
    }
    expect(code).toBe('EXTENSION_UNAVAILABLE');
    await desk.time.advance(24 * 3_600_000);
    expect(desk.outbox.extensions().reactions).toBe('unknown');
  });
});

test('what can be done here alone leaves nothing undone behind where the server has no request for it', async () => {
  desk.server.refuses = (what) =>
    what === 'read' || what === 'mute'
      ? new ApiFailure({ kind: 'unavailable-route', status: 405, mayHaveCommitted: false })
      : null;
  desk.online();
  desk.outbox.enqueueAction(read(5));
  desk.outbox.enqueueAction({ kind: 'mute', payload: { mutedUntil: 5 }, conversationId: 7 });
  await desk.time.advance(5_000);
  expect(desk.store.marks.find(7)).toMatchObject({ readMessageId: 5, mutedUntil: 5 });
  expect(desk.store.outbox.active()).toEqual([]);
});

describe('a lost answer', () => {
  test('of a reaction or an edit is settled by reading before it is repeated', async () => {
    const { id } = desk.server.add(7, ME, 'Salah');
    desk.online();
    desk.server.faults.push('drop-after', 'drop-before');
    desk.outbox.enqueueAction(react(id));
    desk.outbox.enqueueAction({
      kind: 'edit',
      payload: { messageId: id, content: 'Benar', reason: null },
      conversationId: 7,
    });
    await desk.time.advance(60_000);
    expect(asked()).toEqual(['react 👍', 'edit Benar', 'edit Benar']);
    expect(desk.server.messages[0]?.content).toBe('Benar');
    expect(desk.store.outbox.toDo()).toEqual([]);
  });

  test('of a report can not be seen from outside: it is not repeated by itself', async () => {
    desk.online();
    desk.server.faults.push('drop-after');
    desk.outbox.enqueueAction({ kind: 'report', payload: { reason: 'Penipuan' }, conversationId: 7 });
    await desk.time.advance(300_000);
    expect(asked()).toEqual(['report Penipuan']);
    expect(desk.store.outbox.inState('failed')).toHaveLength(1);
  });
});

test('a message that is gone ends what was meant for it, not the conversation', async () => {
  desk.online();
  desk.outbox.enqueueAction(react(999));
  const id = desk.send('Halo');
  await desk.time.advance(5_000);
  expect(desk.state(id)).toBe('sent');
  expect(desk.store.outbox.inState('failed').map((row) => row.error?.code)).toEqual(['NOT_FOUND']);
});

test.each([
  ['forbidden', 403],
  ['not-found', 404],
] as const)('a change of one message that the server refuses (%s) takes nothing else with it', async (kind, status) => {
  const { id } = desk.server.add(7, ME, 'Lama');
  desk.server.refuses = (what) =>
    what === 'edit' || what === 'read' ? new ApiFailure({ kind, status, mayHaveCommitted: false }) : null;
  desk.online();
  desk.outbox.enqueueAction(read(id));
  desk.outbox.enqueueAction({
    kind: 'edit',
    payload: { messageId: id, content: 'Baru', reason: null },
    conversationId: 7,
  });
  desk.outbox.enqueueAction(react(id));
  await desk.time.advance(5_000);
  expect(desk.server.messages[0]?.reactions).toEqual(new Set(['👍']));
  expect(desk.store.outbox.inState('failed').map((row) => row.kind)).toEqual(['read', 'edit']);
  expect(desk.refused).toEqual([]);
});

test('what is done to messages does not wait for a message that is held', async () => {
  const seen = desk.server.add(7, CUSTOMER, 'Halo?');
  desk.server.add(7, 2, 'Sudah dijawab');
  desk.online();
  const held = desk.send('Ya?', { newestShownMessageId: seen.id });
  await desk.time.advance(2_000);
  desk.outbox.enqueueAction(read(seen.id));
  await desk.time.advance(2_000);
  expect(desk.state(held)).toBe('held(newer-answer)');
  expect(asked()).toEqual([`read ${seen.id}`]);
});
