import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineInput, EngineOutput } from '#shared/contract/engine.ts';
import { openDemoDesk, type DemoDesk } from '#tests/simulation/demo-desk.ts';

let office: DemoDesk;
let time: DemoDesk['time'];
let demo: DemoDesk['demo'];
let desk: DemoDesk['desk'];

beforeEach(async () => {
  office = await openDemoDesk(3);
  ({ time, demo, desk } = office);
  await time.advance(5_000);
});

afterEach(async () => {
  await office.close();
});

async function someone(): Promise<number> {
  const [person] = await searchPeople({ text: 'Siti', limit: 5 });
  if (person?.userId == null) throw new Error('Nobody is called Siti');
  return person.userId;
}

const NOBODY = 987_654;

/** The server's answer takes its time, which has to pass while the engine waits for it. */
async function searchPeople(input: EngineInput<'people.search'>): Promise<EngineOutput<'people.search'>> {
  let isAnswered = false;
  const answer = desk.call('people.search', input).finally(() => {
    isAnswered = true;
  });
  await time.advanceUntil(() => isAnswered, 30_000);
  return answer;
}

async function create(participantIds: number[], content: string | null = 'Halo kak'): Promise<string> {
  const { conversationId } = await desk.call('conversation.create', {
    clientConversationId: crypto.randomUUID(),
    title: 'Retur laptop',
    type: 'order_support',
    participantIds,
    metadata: { order_number: 'ORD-1' },
    firstMessage: content === null ? null : { clientMessageId: crypto.randomUUID(), content, files: [] },
  });
  return conversationId;
}

describe('people', () => {
  it('of mirrored conversations are found without a network, and with one the server’s contacts too', async () => {
    const search = (text: string) => searchPeople({ text, limit: 20 });
    const known = await search('s');
    expect(known.length).toBeGreaterThan(0);
    expect(known.every((person) => person.role !== 'me')).toBe(true);
    demo.world.store.run("UPDATE users SET name = 'Xaverius Belum' WHERE id = (SELECT max(id) FROM users)");
    const [{ id: stranger } = { id: 0 }] = demo.world.store.all<{ id: number }>('SELECT max(id) AS id FROM users');
    expect((await search('Xaverius')).map(({ userId }) => userId)).toEqual([stranger]);
    // Remembered: one letter asks no server.
    expect((await search('X')).map(({ userId }) => userId)).toEqual([stranger]);
  });
});

describe('a conversation that the server refuses', () => {
  it('is in the outbox and in its details with the reason, can be changed and goes out with its message', async () => {
    const siti = await someone();
    const id = await create([siti, NOBODY]);
    await time.advance(20_000);
    const details = await desk.call('conversation.get', { conversationId: id });
    expect(details.creation).toMatchObject({
      title: 'Retur laptop',
      type: 'order_support',
      people: [{ userId: siti }, { userId: NOBODY, name: '' }],
      metadata: { order_number: 'ORD-1' },
      unsent: { state: 'failed', error: { code: 'INVALID_PARTICIPANT' } },
    });
    expect(details.creation?.unsent.error?.details['fields']).toHaveProperty(['participant_ids.1']);
    const entries = await desk.call('outbox.list', {});
    expect(entries.map(({ creates, message }) => [creates, message.content, message.unsent?.state])).toEqual([
      [true, 'Retur laptop', 'failed'],
      [false, 'Halo kak', 'queued'],
    ]);
    expect((await desk.call('conversations.search', { text: 'retur', limit: 5 }))[0]?.id).toBe(id);

    const wanted = { title: 'Retur laptop', type: 'order_support' as const, metadata: {} };
    await desk.call('conversation.rewrite', { conversationId: id, ...wanted, participantIds: [siti] });
    await time.advance(30_000);
    expect(await desk.call('outbox.list', {})).toEqual([]);
    const created = await desk.call('conversation.get', { conversationId: id });
    expect(created).toMatchObject({ creation: null, row: { title: 'Retur laptop' } });
    const { rows } = await desk.call('thread.page', { conversationId: id, from: { kind: 'newest' }, limit: 10 });
    expect(rows.map((row) => row.content)).toContain('Halo kak');
    await expect(
      desk.call('conversation.rewrite', { conversationId: id, ...wanted, participantIds: [siti] }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('can be discarded with what waited for it', async () => {
    const id = await create([NOBODY]);
    await time.advance(20_000);
    for (const { message } of (await desk.call('outbox.list', {})).toReversed()) {
      const clientMessageId = message.unsent?.clientMessageId ?? '';
      await desk.call('outbox.act', { clientMessageId, action: 'discard' });
    }
    expect(await desk.call('outbox.list', {})).toEqual([]);
    await expect(desk.call('conversation.get', { conversationId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps its name over what was written in it where only the conversation is discarded, also over a restart', async () => {
    const id = await create([NOBODY]);
    await time.advance(20_000);
    await desk.call('outbox.act', { clientMessageId: id.slice('new:'.length), action: 'discard' });
    await desk.stop();
    desk.start();
    await time.advance(1_000);
    const [entry, ...others] = await desk.call('outbox.list', {});
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      conversationId: id,
      conversationTitle: 'Retur laptop',
      creates: false,
      message: { content: 'Halo kak', unsent: { state: 'failed' } },
    });
    const details = await desk.call('conversation.get', { conversationId: id });
    expect(details).toMatchObject({
      creation: null,
      row: { title: 'Retur laptop', lock: 'discarded', mark: 'failed' },
    });
    const { rows } = await desk.call('inbox.list', { view: 'all', cursor: null, limit: 5 });
    expect(rows.map((row) => row.id)).toContain(id);
    // Nothing will ever make it: a message that waited for it would wait for good.
    const clientMessageId = entry?.message.unsent?.clientMessageId ?? '';
    await expect(desk.call('outbox.act', { clientMessageId, action: 'retry' })).rejects.toMatchObject({
      code: 'CONVERSATION_NOT_FOUND',
    });
    await desk.call('outbox.act', { clientMessageId, action: 'discard' });
    expect(await desk.call('outbox.list', {})).toEqual([]);
    await expect(desk.call('conversation.get', { conversationId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a card', () => {
  it('waits as a card, stays in the draft over a restart, and comes back into it', async () => {
    const [seen] = await desk.call('cards.search', { text: '', conversationId: null, limit: 1 });
    if (seen === undefined) throw new Error('No card was seen');
    const card = { contentType: seen.contentType, metadata: seen.metadata };
    const { rows } = await desk.call('inbox.list', { view: 'mine', cursor: null, limit: 50 });
    const conversationId = rows.find((row) => row.lock === null)?.id ?? '';
    const draft = { conversationId, text: 'Ini kak', files: [], replyTo: null, selectionStart: 0, selectionEnd: 0 };
    await desk.call('draft.save', { ...draft, card, version: 1 });
    await desk.stop();
    desk.start();
    expect((await desk.call('draft.get', { conversationId }))?.card).toEqual(card);
    await desk.call('settings.set', { undoSendSeconds: 10 });
    const clientMessageId = crypto.randomUUID();
    await desk.call('message.send', {
      conversationId,
      clientMessageId,
      content: 'Ini kak',
      ...card,
      replyTo: null,
      parentMessageId: null,
      files: [],
      newestShownMessageId: null,
    });
    const [waiting] = await desk.call('outbox.list', {});
    expect(waiting?.message).toMatchObject({
      contentType: seen.contentType,
      cards: [{ kind: seen.card.kind, title: seen.card.title }],
      unsent: { state: 'queued', wait: 'undo' },
    });
    // It can be sent on as what it is before it has left itself.
    const [onward] = await desk.call('cards.ofMessage', { conversationId, clientMessageId });
    expect(onward).toMatchObject({ ...card, card: { kind: seen.card.kind, title: seen.card.title } });
    await desk.call('outbox.act', { clientMessageId, action: 'edit' });
    expect(await desk.call('draft.get', { conversationId })).toMatchObject({ text: 'Ini kak', card });
  });
});
