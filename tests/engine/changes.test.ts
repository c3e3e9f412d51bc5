import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageRow } from '#shared/domain/message.ts';
import { openDemoDesk, openOrderOf, type DemoDesk } from '#tests/simulation/demo-desk.ts';

/** What the agent changes in messages that are on the server: without a network, against somebody else, and where the server says no. */

let office: DemoDesk;
let time: DemoDesk['time'];
let demo: DemoDesk['demo'];
let desk: DemoDesk['desk'];
let conversationId: string;

beforeEach(async () => {
  office = await openDemoDesk(5, { realtime: true });
  ({ time, demo, desk } = office);
  await time.advance(5_000);
  conversationId = await openOrderOf(desk);
});

afterEach(async () => {
  await office.close();
});

/** The same agent, at another device. */
async function elsewhere(method: string, path: string, body?: object): Promise<{ readonly id: number }> {
  const answer = await demo.fetch(
    new Request(`http://127.0.0.1/v1/chat/${path}`, {
      method,
      headers: { Authorization: `Bearer ${desk.token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { readonly data: { readonly id: number } }).data;
}

async function admin(path: string, body: unknown): Promise<void> {
  const request = new Request(`http://127.0.0.1/admin/${path}`, { method: 'PUT', body: JSON.stringify(body) });
  const answer = await demo.fetch(request);
  if (!answer.ok) throw new Error(await answer.text());
}

async function network(up: boolean): Promise<void> {
  await admin('network', { up });
  // The connection breaks, and the desk has noticed.
  if (!up) await time.advance(2_000);
}

async function rows(): Promise<readonly MessageRow[]> {
  return (await desk.call('thread.page', { conversationId, from: { kind: 'newest' }, limit: 10 })).rows;
}

async function row(messageId: number): Promise<MessageRow> {
  const found = (await rows()).find((one) => one.messageId === messageId);
  if (found === undefined) throw new Error('It is not in the thread');
  return found;
}

/** An own message of this moment, mirrored. */
async function written(content: string, more: object = {}): Promise<number> {
  const { id } = await elsewhere('POST', 'messages', { conversation_id: Number(conversationId), content, ...more });
  await time.advance(2_000);
  expect((await row(id)).content).toBe(content);
  return id;
}

const onServer = async (messageId: number) => {
  const answer = await demo.fetch(new Request(`http://127.0.0.1/admin/conversations/${conversationId}/messages`));
  const { data } = (await answer.json()) as {
    data: { id: number; content: string; edits: { edit_reason: string | null }[] }[];
  };
  return data.find((one) => one.id === messageId);
};

const edit = (messageId: number, original: string, content: string, reason: string | null = null) =>
  desk.call('message.edit', { conversationId, messageId, content, reason, original });

describe('an edit', () => {
  it('without a network is shown as not on the server yet, and arrives once with its reason', async () => {
    const id = await written('Sampai besok');
    await network(false);
    await edit(id, 'Sampai besok', 'Sampai hari ini', 'salah hari');
    await edit(id, 'Sampai hari ini', 'Sampai lusa', 'salah hari');
    expect(await row(id)).toMatchObject({
      content: 'Sampai lusa',
      edited: true,
      pending: [{ kind: 'edit', state: 'waiting', text: 'Sampai lusa' }],
    });
    await network(true);
    await time.advance(60_000);
    expect(await onServer(id)).toMatchObject({ content: 'Sampai lusa', edits: [{ edit_reason: 'salah hari' }] });
    expect((await row(id)).pending).toEqual([]);
  });

  it('of what somebody else has changed is refused with what stands there now', async () => {
    const id = await written('Sampai besok');
    await elsewhere('PATCH', `messages/${id}`, { content: 'Sampai Senin' });
    await time.advance(2_000);
    await expect(edit(id, 'Sampai besok', 'Sampai lusa')).rejects.toMatchObject({
      code: 'EDIT_CONFLICT',
      details: { current: 'Sampai Senin' },
    });
  });

  it('that waited overwrites nothing that was changed meanwhile, unless the agent says so', async () => {
    const id = await written('Sampai besok');
    await network(false);
    await edit(id, 'Sampai besok', 'Sampai lusa');
    // Another device has a network.
    await network(true);
    await elsewhere('PATCH', `messages/${id}`, { content: 'Sampai Senin' });
    await time.advance(60_000);
    const held = await row(id);
    expect(held).toMatchObject({
      content: 'Sampai Senin',
      pending: [{ kind: 'edit', state: 'failed', text: 'Sampai lusa', error: { code: 'EDIT_CONFLICT' } }],
    });
    await desk.call('outbox.act', { clientMessageId: held.pending[0]?.clientId ?? '', action: 'retry' });
    await time.advance(10_000);
    expect(await row(id)).toMatchObject({ content: 'Sampai lusa', pending: [] });
    expect(await onServer(id)).toMatchObject({ content: 'Sampai lusa' });
  });

  it('that the server refuses stays with its words until the agent drops it', async () => {
    const id = await written('Sampai besok');
    await network(false);
    await edit(id, 'Sampai besok', 'Sampai lusa');
    await network(true);
    await elsewhere('DELETE', `messages/${id}`);
    const other = await written('Yang lain');
    await admin('faults', [{ kind: 'status', status: 403, endpoints: ['messages.edit'] }]);
    await edit(other, 'Yang lain', 'Terlambat');
    await time.advance(10_000);
    const refused = await row(other);
    expect(refused).toMatchObject({
      content: 'Yang lain',
      pending: [{ kind: 'edit', state: 'failed', text: 'Terlambat' }],
    });
    await desk.call('outbox.act', { clientMessageId: refused.pending[0]?.clientId ?? '', action: 'discard' });
    expect((await row(other)).pending).toEqual([]);
    // What was deleted takes no edit, and says nothing of it.
    expect(await row(id)).toMatchObject({ deleted: true, content: '', pending: [] });
  });
});

describe('a deletion without a network', () => {
  it('takes the words away at once: from the thread, quotes, the inbox and the search', async () => {
    const id = await written('Nomor rekening lama 889977');
    const quoting = await written('Yang ini', { reply_to_message_id: id });
    await network(false);
    await desk.call('message.delete', { conversationId, messageId: id });
    expect(await row(id)).toMatchObject({
      deleted: true,
      content: '',
      pending: [{ kind: 'delete', state: 'waiting' }],
    });
    expect((await row(quoting)).quote).toMatchObject({ deleted: true, text: null });
    const search = { text: '889977', conversationId: null, limit: 10 };
    expect((await desk.call('search.messages', search)).hits).toEqual([]);
    await desk.call('message.delete', { conversationId, messageId: quoting });
    const inbox = await desk.call('inbox.list', { view: 'all', cursor: null, limit: 50 });
    expect(inbox.rows.find((one) => one.id === conversationId)?.preview).toMatchObject({ kind: 'deleted', text: '' });
    await network(true);
    await time.advance(60_000);
    expect(await row(id)).toMatchObject({ deleted: true, pending: [] });
    expect((await desk.call('search.messages', search)).hits).toEqual([]);
  });
});

describe('reactions without a network', () => {
  it('are laid over what the server has, several each, and arrive once', async () => {
    const id = await written('Sudah dikirim');
    await network(false);
    const set = (emoji: string, on: boolean) => desk.call('reaction.set', { conversationId, messageId: id, emoji, on });
    await set('👍', true);
    await set('🙏', true);
    await set('👍', false);
    await set('🎉', true);
    const mine = async () => (await row(id)).reactions.map(({ emoji, mine: own }) => [emoji, own]);
    expect(await mine()).toEqual([
      ['🙏', true],
      ['🎉', true],
    ]);
    expect((await row(id)).pending.map(({ kind, text }) => [kind, text])).toEqual([
      ['react', '🙏'],
      ['react', '🎉'],
    ]);
    await network(true);
    await time.advance(60_000);
    expect(await mine()).toEqual([
      ['🙏', true],
      ['🎉', true],
    ]);
    expect((await row(id)).pending).toEqual([]);
  });
});

describe('the outbox', () => {
  const listed = async () =>
    (await desk.call('outbox.list', {})).map(({ change, message }) => [
      change?.kind ?? 'message',
      message.content,
      message.unsent?.state,
    ]);
  const counts = async () => {
    const { waiting, failed } = await desk.call('counts.get', {});
    return { waiting, failed };
  };

  it('lists and counts what was changed and is not on the server, over a restart, until it is', async () => {
    const edited = await written('Sampai besok');
    const doomed = await written('Salah kirim');
    await network(false);
    await edit(edited, 'Sampai besok', 'Sampai lusa');
    await desk.call('message.delete', { conversationId, messageId: doomed });
    await desk.call('reaction.set', { conversationId, messageId: edited, emoji: '👍', on: true });
    await desk.call('conversation.update', { conversationId, mutedUntil: time.now() + 3_600_000 });
    await desk.call('read.mark', { conversationId, messageId: doomed });
    await desk.stop();
    desk.start();
    await time.advance(1_000);
    expect(await listed()).toEqual([
      ['edit', 'Sampai lusa', 'queued'],
      ['delete', '', 'queued'],
      ['react', 'Sampai besok', 'queued'],
      ['mute', '', 'queued'],
    ]);
    expect(await counts()).toEqual({ waiting: 4, failed: 0 });
    // What is taken back is taken back there as well.
    const reaction = (await desk.call('outbox.list', {})).find(({ change }) => change?.kind === 'react');
    const clientMessageId = reaction?.message.unsent?.clientMessageId ?? '';
    await desk.call('outbox.act', { clientMessageId, action: 'discard' });
    expect(await counts()).toEqual({ waiting: 3, failed: 0 });
    await network(true);
    await time.advance(60_000);
    expect(await listed()).toEqual([]);
    expect(await counts()).toEqual({ waiting: 0, failed: 0 });
    expect(await onServer(edited)).toMatchObject({ content: 'Sampai lusa', reactions: [] });
  });

  it('says what was refused, and why, where it can be tried again or dropped', async () => {
    const id = await written('Yang lama');
    const kept = await written('Yang lain');
    await admin('faults', [{ kind: 'status', status: 422, endpoints: ['messages.edit', 'messages.delete'] }]);
    await edit(id, 'Yang lama', 'Terlambat');
    await desk.call('message.delete', { conversationId, messageId: kept });
    await time.advance(10_000);
    expect(await listed()).toEqual([
      ['edit', 'Terlambat', 'failed'],
      ['delete', 'Yang lain', 'failed'],
    ]);
    expect(await counts()).toEqual({ waiting: 0, failed: 2 });
    await admin('faults', []);
    const [first, second] = (await desk.call('outbox.list', {})).map(({ message }) => message.unsent);
    expect(first?.error?.code).toBe('VALIDATION_FAILED');
    await desk.call('outbox.act', { clientMessageId: second?.clientMessageId ?? '', action: 'discard' });
    await desk.call('outbox.act', { clientMessageId: first?.clientMessageId ?? '', action: 'retry' });
    await time.advance(10_000);
    expect(await listed()).toEqual([]);
    expect(await onServer(id)).toMatchObject({ content: 'Terlambat' });
  });

  it('is told of each step, and lists nothing that is done within a moment', async () => {
    const id = await written('Sudah dikirim');
    const before = office.events.length;
    await desk.call('reaction.set', { conversationId, messageId: id, emoji: '👍', on: true });
    expect(await listed()).toEqual([]);
    expect(await counts()).toEqual({ waiting: 0, failed: 0 });
    await time.advance(5_000);
    const told = office.events.slice(before).filter((event) => event.type === 'changed' && event.outboxChanges);
    expect(told.length).toBeGreaterThan(0);
  });
});
