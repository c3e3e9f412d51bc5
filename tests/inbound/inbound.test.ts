import { afterEach, describe, expect, test } from 'vitest';
import { RATE_WINDOW_MS, rateBudget } from '#shared/limits.ts';
import { ME, mirroredTexts, serverTexts, setUp, type Setup } from './harness.ts';

let setup: Setup;
afterEach(async () => {
  await setup.stop();
});

const conversationIds = () =>
  setup.demo.world.store.all<{ id: number }>('SELECT id FROM conversations').map((row) => row.id);

const mirrored = () => Object.fromEntries(conversationIds().map((id) => [id, mirroredTexts(setup, id)]));
const onServer = () => Object.fromEntries(conversationIds().map((id) => [id, serverTexts(setup, id)]));

describe('first sync', () => {
  test('mirrors everything, each conversation whole, and says when it is up to date', async () => {
    setup = await setUp({ conversations: 5, messages: (index) => index * 40 });
    await setup.quiet();
    expect(mirrored()).toEqual(onServer());
    for (const id of conversationIds()) {
      expect(setup.mirror.ranges.of(id)).toHaveLength(1);
      expect(setup.mirror.ranges.of(id)[0]?.low).toBe(0);
      expect(setup.inbound.isLevel(id)).toBe(true);
    }
    expect(setup.inbound.status).toMatchObject({ phase: 'idle', realtime: 'on', trouble: null, backfill: null });
    expect(setup.arrived).toEqual([]);
    expect(setup.own.length).toBeGreaterThan(0);
  });

  test('goes through every page of the list', async () => {
    setup = await setUp({ conversations: 250, messages: 1 });
    await setup.quiet(1_200_000);
    expect(setup.mirror.conversations.count()).toBe(250);
    expect(mirrored()).toEqual(onServer());
  });
});

describe('the rate budgets', () => {
  test('a first sync is usable after one page, level in the time the budgets allow plus a tenth, and meets no 429', async () => {
    const conversations = 450;
    setup = await setUp({ conversations, messages: 2 });
    const begin = setup.time.monotonic();
    await setup.time.advance(100);
    expect(setup.mirror.conversations.count()).toBeGreaterThanOrEqual(100);
    await setup.time.advanceUntil(() => setup.inbound.status.lastUpToDateAt !== null);
    const windows = Math.ceil(conversations / rateBudget('messages')) - 1;
    expect(setup.time.monotonic() - begin).toBeLessThanOrEqual(windows * RATE_WINDOW_MS * 1.1);
    expect(mirrored()).toEqual(onServer());
    expect(setup.refused()).toBe(0);
  }, 60_000);

  test('half a busy hour of polling costs no 429', async () => {
    setup = await setUp({ conversations: 40, messages: 5, realtime: false });
    await setup.quiet();
    setup.inbound.show('w', 1, true);
    for (let minute = 0; minute < 30; minute++) {
      for (let n = 0; n < 8; n++) setup.write(1 + ((minute * 8 + n) % 40));
      await setup.time.advance(60_000);
    }
    expect(setup.refused()).toBe(0);
    expect(mirrored()).toEqual(onServer());
  }, 60_000);
});

describe('catching up', () => {
  test('a blip with nothing new costs exactly one list request', async () => {
    setup = await setUp({ conversations: 5 });
    await setup.quiet();
    setup.taken();
    setup.transport.connections[0]?.breakOff();
    await setup.time.advance(10_000);
    expect(setup.taken()).toEqual(['GET /v1/chat/conversations?page=1&limit=100']);
    expect(setup.inbound.isLevel(1)).toBe(true);
  });

  test('the whole network gone for a while costs no more, once it is back', async () => {
    setup = await setUp({ conversations: 5 });
    await setup.quiet();
    setup.demo.faults.cutNetwork();
    setup.demo.hub.closeAll(4200, 'cut');
    await setup.time.advance(30_000);
    expect(setup.connection.state).not.toBe('online');
    expect(setup.inbound.isLevel(1)).toBe(false);
    setup.demo.faults.restoreNetwork();
    setup.taken();
    await setup.time.advance(60_000);
    expect(setup.connection.state).toBe('online');
    expect(setup.taken()).toEqual(['GET /v1/chat/conversations?page=1&limit=100']);
  });

  test('who comes back after a while finds it caught up, by the same one request', async () => {
    setup = await setUp({ conversations: 3 });
    await setup.quiet();
    setup.inbound.setActive(false);
    await setup.time.advance(10_000);
    setup.taken();
    setup.inbound.setActive(true);
    await setup.time.advance(1_000);
    expect(setup.taken()).toEqual([]);
    setup.inbound.setActive(false);
    await setup.time.advance(40_000);
    setup.taken();
    setup.demo.faults.add({ kind: 'event-lost' });
    const id = setup.write(2);
    setup.inbound.setActive(true);
    await setup.time.advance(1_000);
    expect(setup.taken()).toEqual([
      'GET /v1/chat/conversations?page=1&limit=100',
      expect.stringContaining('/conversations/2/messages'),
    ]);
    expect(setup.mirror.messages.byId(2, id)).not.toBeNull();
  });

  test.each<[string, (at: Setup) => void]>([
    ['a wake-up', ({ inbound }) => inbound.wake(true)],
    ['the network', ({ inbound }) => inbound.wake()],
    [
      'the agent who comes back',
      ({ inbound }) => {
        inbound.setActive(true);
      },
    ],
  ])('%s ends the longest wait at once', async (_, comes) => {
    setup = await setUp({ conversations: 2 });
    await setup.quiet();
    setup.inbound.setActive(false);
    setup.demo.faults.cutNetwork();
    setup.demo.hub.closeAll(4200, 'cut');
    await setup.time.advance(1_800_000);
    setup.demo.faults.restoreNetwork();
    setup.taken();
    comes(setup);
    await setup.time.advance(1_000);
    expect(setup.connection.state).toBe('online');
    expect(setup.taken()).toEqual(['GET /v1/chat/conversations?page=1&limit=100']);
    expect(setup.inbound.isLevel(1)).toBe(true);
  });

  test('a network event while live updates are coming back costs no second request', async () => {
    setup = await setUp({ conversations: 2 });
    await setup.quiet();
    setup.taken();
    setup.transport.connections[0]?.breakOff();
    setup.inbound.wake();
    await setup.time.advance(10_000);
    expect(setup.inbound.status.realtime).toBe('on');
    expect(setup.taken()).toEqual(['GET /v1/chat/conversations?page=1&limit=100']);
  });

  test('where live updates stay away, the list is read without them a moment later', async () => {
    setup = await setUp({ conversations: 2 });
    await setup.quiet();
    setup.demo.faults.cutNetwork();
    setup.demo.faults.add({ kind: 'realtime-off' });
    setup.demo.hub.closeAll(4200, 'cut');
    await setup.time.advance(600_000);
    expect(setup.connection.state).not.toBe('online');
    setup.demo.faults.restoreNetwork();
    setup.taken();
    setup.inbound.wake();
    await setup.time.advance(1_000);
    expect(setup.taken()).toEqual([]);
    await setup.time.advance(1_500);
    expect(setup.connection.state).toBe('online');
    expect(setup.taken()).toEqual(['GET /v1/chat/conversations?page=1&limit=100']);
    expect(setup.inbound.isLevel(1)).toBe(true);
  });

  test('n changed conversations cost 1 + n', async () => {
    setup = await setUp({ conversations: 8, messages: 4 });
    await setup.quiet();
    setup.demo.faults.add({ kind: 'event-lost' });
    setup.transport.connections[0]?.breakOff();
    const changed = [2, 5, 7];
    for (const id of changed) for (let n = 0; n < 3; n++) setup.write(id);
    setup.taken();
    await setup.time.advance(10_000);
    const taken = setup.taken();
    expect(taken).toHaveLength(1 + changed.length);
    expect(taken.filter((request) => request.includes('/messages'))).toHaveLength(changed.length);
    expect(mirrored()).toEqual(onServer());
    // A preview of each came with the list; the rest with the reading.
    expect(new Set(setup.arrived.map((message) => message.id)).size).toBe(9);
    expect(setup.arrived).toHaveLength(9);
  });

  test('hundreds of missed messages are all read, without a hole', async () => {
    setup = await setUp({ conversations: 2, messages: 60 });
    await setup.quiet();
    setup.demo.faults.cutNetwork();
    setup.demo.hub.closeAll(4200, 'cut');
    for (let n = 0; n < 230; n++) setup.write(1);
    await setup.time.advance(1_000);
    setup.demo.faults.restoreNetwork();
    await setup.time.advance(60_000);
    expect(mirrored()).toEqual(onServer());
    expect(setup.mirror.ranges.of(1)).toHaveLength(1);
  });

  test('a new conversation appears', async () => {
    setup = await setUp({ conversations: 2 });
    await setup.quiet();
    const response = await setup.api.createConversation({
      title: 'Baru',
      type: 'private',
      participantIds: [2],
      initialMessage: 'hai',
    });
    await setup.time.advance(2_000);
    expect(setup.mirror.conversations.byId(response.value.id)).toMatchObject({ title: 'Baru', known: true });
    expect(mirrored()).toEqual(onServer());
  });
});

describe('live', () => {
  test('a message is there at once, and read up to a moment later', async () => {
    setup = await setUp({ conversations: 3 });
    await setup.quiet();
    setup.taken();
    const id = setup.write(2, { content: 'masih ada?' });
    await setup.time.advance(0);
    expect(setup.mirror.messages.byId(2, id)?.content).toBe('masih ada?');
    expect(setup.arrived.map((message) => message.id)).toEqual([id]);
    await setup.time.advance(1_000);
    expect(setup.taken()).toHaveLength(1);
    expect(setup.mirror.ranges.of(2).at(-1)?.high).toBe(id);
    await setup.time.advance(60_000);
    expect(setup.taken()).toEqual([]);
  });

  test('events doubled, reordered, delayed or lost leave no hole', async () => {
    setup = await setUp({ conversations: 3 });
    await setup.quiet();
    setup.demo.faults.add({ kind: 'event-doubled', probability: 0.3 });
    setup.demo.faults.add({ kind: 'event-reordered', probability: 0.3 });
    setup.demo.faults.add({ kind: 'event-lost', probability: 0.3 });
    setup.demo.faults.add({ kind: 'event-delayed', minMs: 10, maxMs: 3000, probability: 0.3 });
    for (let n = 0; n < 60; n++) {
      setup.write(1 + (n % 3), { content: `nomor ${n}` });
      await setup.time.advance(137);
    }
    await setup.time.advance(130_000);
    expect(mirrored()).toEqual(onServer());
    expect(new Set(setup.arrived.map((message) => message.id)).size).toBe(60);
  });

  test('a text too long for an event is completed by reading', async () => {
    setup = await setUp({ conversations: 2 });
    await setup.quiet();
    const content = 'panjang sekali '.repeat(600);
    const id = setup.write(1, { content });
    await setup.time.advance(1_000);
    expect(setup.mirror.messages.byId(1, id)).toMatchObject({ content, partial: false });
    // Told of once, and not before its text was there.
    expect(setup.arrived.map((message) => message.content)).toEqual([content]);
  });

  test('receipts come live', async () => {
    setup = await setUp({ conversations: 2 });
    await setup.quiet();
    const sent = await setup.api.sendMessage({ conversationId: 1, content: 'baik kak' });
    await setup.time.advance(1_000);
    const token = setup.demo.accounts.find((account) => account.userId === 2)?.token ?? '';
    await setup.demo.fetch(
      new Request(`http://127.0.0.1/v1/chat/conversations/1/read`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ last_read_message_id: sent.value.id }),
      }),
    );
    await setup.time.advance(1_000);
    expect(setup.mirror.messages.byId(1, sent.value.id)?.statuses).toMatchObject([{ userId: 2, status: 'read' }]);
    expect(setup.own).toContain(sent.value.id);
  });

  test('a receipt of a message that no event has brought shows that it is there: it is read', async () => {
    setup = await setUp({ conversations: 2 });
    await setup.quiet();
    setup.demo.faults.add({ kind: 'event-lost' });
    const id = setup.write(2);
    await setup.time.advance(1_000);
    expect(setup.mirror.messages.byId(2, id)).toBeNull();
    setup.demo.faults.clear();
    const status = { conversation_id: 2, message_id: id, user_id: ME, status: 'delivered', status_at: null };
    setup.demo.hub.trigger({ channels: ['private-user.1'], event: 'message.status', data: JSON.stringify({ status }) });
    await setup.time.advance(1_000);
    expect(setup.mirror.messages.byId(2, id)).not.toBeNull();
    expect(setup.arrived.map((message) => message.id)).toContain(id);
  });

  test('a receipt for an id that several conversations have is never guessed: they are read', async () => {
    setup = await setUp({ conversations: 3 });
    await setup.quiet();
    const twin = setup.mirror.conversations.byId(2)?.newestId ?? 0;
    const answer = await setup.api.listMessages(2);
    const [one] = answer.value.items.filter((item) => item.id === twin).map((item) => ({ ...item, conversationId: 3 }));
    setup.mirror.applyMessagePage(3, one === undefined ? [] : [one], {
      ticket: answer.ticket,
      range: null,
      window: null,
      level: null,
    });
    setup.taken();
    const status = { message_id: twin, user_id: 2, status: 'read', status_at: '2026-01-05 02:00:00' };
    setup.demo.hub.trigger({ channels: ['private-user.1'], event: 'message.status', data: JSON.stringify({ status }) });
    await setup.time.advance(1_000);
    expect(setup.mirror.messages.byId(3, twin)?.statuses.map((receipt) => receipt.status)).not.toContain('read');
    expect(setup.taken().filter((request) => /conversations\/[23]\/messages/.test(request))).toHaveLength(2);
  });

  test('after sleep the connection is replaced though it looks alive, and the list is read', async () => {
    setup = await setUp({ conversations: 3 });
    await setup.quiet();
    const attempts = setup.transport.connections[0]?.attempts ?? 0;
    setup.taken();
    setup.inbound.wake(true);
    await setup.time.advance(3_000);
    expect(setup.transport.connections[0]?.attempts).toBe(attempts + 1);
    expect(setup.inbound.status.realtime).toBe('on');
    expect(setup.taken().length).toBeGreaterThanOrEqual(1);
    expect(setup.inbound.isLevel(1)).toBe(true);
  });

  test('typing shows in the open conversation, and always ends', async () => {
    setup = await setUp({ conversations: 2 });
    await setup.quiet();
    setup.inbound.show('w', 1, true);
    await setup.time.advance(100);
    const typing = (name: string, conversation = 1) =>
      setup.demo.hub.trigger({
        channels: [`presence-conversation.${conversation}`],
        event: name,
        data: JSON.stringify({ user: { id: 2, name: 'Budi' } }),
      });
    typing('typing');
    await setup.time.advance(3_000);
    expect(setup.typing).toEqual([{ conversationId: 1, names: ['Budi'] }]);
    typing(String.raw`.App\Events\typing`);
    await setup.time.advance(5_999);
    expect(setup.typing).toHaveLength(1);
    await setup.time.advance(2);
    expect(setup.typing.at(-1)).toEqual({ conversationId: 1, names: [] });
    typing('typing');
    setup.write(1);
    await setup.time.advance(0);
    expect(setup.typing.at(-1)?.names).toEqual([]);
    typing('typing');
    setup.transport.connections[0]?.breakOff();
    expect(setup.typing.at(-1)?.names).toEqual([]);
    typing('typing', 2);
    expect(setup.typing).toHaveLength(6);
  });

  test('typing that began before the channel was joined is told to the others once it is', async () => {
    setup = await setUp({ conversations: 1 });
    await setup.quiet();
    const { hub } = setup.demo;
    const heard: string[] = [];
    const peer = { send: (text: string) => void heard.push(text), close: () => undefined };
    const colleague = hub.connect(peer, { key: hub.credentials.key, protocol: '7' });
    const channel = 'presence-conversation.1';
    const channelData = JSON.stringify({ user_id: '2', user_info: {} });
    const auth = hub.sign(colleague.socketId, channel, channelData);
    const data = { channel, auth, channel_data: channelData };
    colleague.receive(JSON.stringify({ event: 'pusher:subscribe', data }));
    const typing = () =>
      heard.filter((text) => text.includes('client-typing')).map((text) => JSON.parse(text) as unknown);

    setup.inbound.show('w', 1, true);
    setup.inbound.sendTyping(1, true);
    expect(typing()).toEqual([]);
    await setup.time.advance(100);
    expect(typing()).toMatchObject([{ channel, data: JSON.stringify({ user_id: 1, is_typing: true }) }]);
    colleague.closed();
  });

  test('a page with a record that can not be read is no proof of what is not there: it is asked for again', async () => {
    setup = await setUp({ conversations: 1, realtime: false });
    await setup.quiet();
    setup.demo.faults.add({ kind: 'shape', shape: 'bad-record', endpoints: ['messages.list'], count: 1 });
    setup.write(1, { senderId: ME, content: 'sendiri' });
    const ask = async () => {
      const asked = setup.inbound.requestLevel(1, 'send');
      await setup.time.advance(1_000);
      return asked;
    };
    expect(await ask()).toMatchObject({ kind: 'unreadable' });
    expect(await ask()).toBe('level');
    expect(mirroredTexts(setup, 1)).toEqual(serverTexts(setup, 1));
  });

  test('who looks for a message of theirs finds it also below others that the server committed first', async () => {
    setup = await setUp({ conversations: 2, realtime: false });
    await setup.quiet();
    const floor = setup.inbound.newestId(1) ?? 0;
    const own = setup.write(1, { senderId: ME, content: 'lama di jalan' });
    for (let n = 0; n < 8; n++) setup.write(1);
    const { store } = setup.demo.world;
    store.run('UPDATE messages SET conversation_id = 99 WHERE id = ?', own);
    await setup.time.advance(60_000);
    expect(setup.inbound.isLevel(1)).toBe(true);
    store.run('UPDATE messages SET conversation_id = 1 WHERE id = ?', own);
    const asked = setup.inbound.requestLevel(1, 'send', floor);
    await setup.time.advance(1_000);
    expect(await asked).toBe('level');
    expect(setup.mirror.messages.byId(1, own)?.content).toBe('lama di jalan');
  });

  test('a record that stays unreadable does not keep a conversation from being level for ever', async () => {
    setup = await setUp({ conversations: 1, realtime: false });
    await setup.quiet();
    setup.demo.faults.add({ kind: 'shape', shape: 'bad-record', endpoints: ['messages.list'] });
    setup.write(1);
    const answers: string[] = [];
    for (let times = 0; times < 4; times += 1) {
      const asked = setup.inbound.requestLevel(1, 'send');
      await setup.time.advance(1_000);
      const answer = await asked;
      answers.push(typeof answer === 'string' ? answer : answer.kind);
    }
    expect(answers).toEqual(['unreadable', 'unreadable', 'unreadable', 'level']);
  });

  test('history with a record that could not be read is read again until it is whole', async () => {
    setup = await setUp({ conversations: 1, messages: 120, realtime: false, start: false });
    // The newest page, the whole of the rest, and once more.
    setup.demo.faults.add({ kind: 'shape', shape: 'bad-record', endpoints: ['messages.list'], count: 3 });
    setup.inbound.start();
    await setup.time.advance(10_000);
    expect(mirroredTexts(setup, 1)).toHaveLength(119);
    expect(setup.mirror.ranges.of(1)[0]?.low).toBe(0);
    await setup.time.advance(60_000);
    expect(mirroredTexts(setup, 1)).toEqual(serverTexts(setup, 1));
  });

  test('but not for ever', async () => {
    setup = await setUp({ conversations: 1, messages: 120, start: false });
    setup.demo.faults.add({ kind: 'shape', shape: 'bad-record', endpoints: ['messages.list'] });
    setup.inbound.start();
    await setup.time.advance(30 * 60_000);
    // The one page of it, then that and the newest ten times more.
    expect(setup.taken().filter((request) => request.includes('before_id'))).toHaveLength(1 + 2 * 10);
    await setup.time.advance(60 * 60_000);
    expect(setup.taken().filter((request) => request.includes('before_id'))).toEqual([]);
  });

  test('nor where the conversation may not be read any more', async () => {
    setup = await setUp({ conversations: 1, messages: 120, start: false });
    setup.demo.faults.add({ kind: 'shape', shape: 'bad-record', endpoints: ['messages.list'] });
    setup.inbound.start();
    await setup.time.advance(10_000);
    setup.demo.faults.clear();
    setup.demo.faults.add({ kind: 'status', status: 403, endpoints: ['messages.list'] });
    await setup.time.advance(30 * 60_000);
    setup.taken();
    await setup.time.advance(60 * 60_000);
    expect(setup.taken().filter((request) => request.includes('before_id'))).toEqual([]);
  });

  test('what is opened is read again also after the clock was set back', async () => {
    setup = await setUp({ conversations: 1 });
    await setup.quiet();
    setup.inbound.show('w', 1, true);
    await setup.time.advance(1_000);
    setup.inbound.show('w', null, true);
    setup.time.jump(-3_600_000);
    await setup.time.advance(10_000);
    setup.taken();
    setup.inbound.show('w', 1, true);
    await setup.time.advance(1_000);
    expect(setup.taken()).toEqual(['GET /v1/chat/conversations/1/messages?limit=50']);
  });

  test('who has signed out gets nothing live, and everything after signing in', async () => {
    setup = await setUp({ conversations: 1 });
    await setup.quiet();
    setup.connection.signedOut();
    setup.inbound.signedOut();
    const id = setup.write(1);
    await setup.time.advance(60_000);
    expect(setup.mirror.messages.byId(1, id)).toBeNull();
    setup.connection.signedIn();
    setup.inbound.signedIn();
    await setup.time.advance(5_000);
    expect(setup.mirror.messages.byId(1, id)).not.toBeNull();
    expect(setup.inbound.status.realtime).toBe('on');
  });

  test('a connection that is stuck is replaced', async () => {
    setup = await setUp({ conversations: 1 });
    await setup.quiet();
    setup.demo.faults.add({ kind: 'realtime-off' });
    await setup.time.advance(20_000);
    expect(setup.inbound.status).toMatchObject({ pollSeconds: 15 });
    expect(setup.inbound.status.realtime).not.toBe('on');
    const before = setup.transport.connections[0]?.attempts ?? 0;
    await setup.time.advance(300_000);
    expect(setup.transport.connections[0]?.attempts).toBeGreaterThan(before);
    setup.demo.faults.clear();
    await setup.time.advance(120_000);
    expect(setup.inbound.status).toMatchObject({ realtime: 'on', pollSeconds: null });
  });
});

describe('without realtime', () => {
  test('the list is read every 15 s in use and every 60 s idle, the open conversation every 5 s', async () => {
    setup = await setUp({ conversations: 3, realtime: false });
    await setup.quiet();
    expect(setup.inbound.status).toMatchObject({ realtime: 'off', pollSeconds: 15 });
    setup.taken();
    await setup.time.advance(60_000);
    expect(setup.taken()).toHaveLength(4);
    setup.inbound.setActive(false);
    await setup.time.advance(300_000);
    const lists = setup.taken().length;
    expect(lists).toBeGreaterThanOrEqual(4);
    expect(lists).toBeLessThanOrEqual(6);
    setup.inbound.setActive(true);
    setup.inbound.show('w', 2, true);
    await setup.time.advance(1_000);
    setup.taken();
    await setup.time.advance(60_000);
    const reads = setup.taken().filter((request) => request.includes('/conversations/2/messages'));
    expect(reads.length).toBeGreaterThanOrEqual(11);
    expect(reads.length).toBeLessThanOrEqual(13);
    const id = setup.write(2);
    await setup.time.advance(5_100);
    expect(setup.mirror.messages.byId(2, id)).not.toBeNull();
    const other = setup.write(3);
    await setup.time.advance(16_000);
    expect(setup.mirror.messages.byId(3, other)).not.toBeNull();
  });
});

describe('the agent', () => {
  test('opening a conversation reads its newest window again: edits, deletions and reactions have no feed', async () => {
    setup = await setUp({ conversations: 2, messages: 5 });
    await setup.quiet();
    setup.demo.faults.add({ kind: 'event-lost' });
    const { store } = setup.demo.world;
    store.run(`UPDATE messages SET content = 'diubah' WHERE id = 2`);
    store.run(`UPDATE messages SET is_deleted = 1, deleted_at = ? WHERE id = 3`, setup.time.now());
    await setup.time.advance(6_000);
    setup.inbound.show('w', 1, true);
    await setup.time.advance(1_000);
    expect(setup.mirror.messages.byId(1, 2)?.content).toBe('diubah');
    expect(setup.mirror.messages.byId(1, 3)).toMatchObject({ deleted: true, content: null });
  });

  test('scrolling loads what lies below, to the beginning', async () => {
    setup = await setUp({ conversations: 1, messages: 130, inbound: { backfill: false } });
    await setup.quiet();
    expect(mirroredTexts(setup, 1)).toHaveLength(50);
    const load = async () => {
      const pending = setup.inbound.loadOlder(1, setup.mirror.ranges.of(1)[0]?.low ?? null);
      await setup.time.advance(100);
      return pending;
    };
    expect(await load()).toEqual({ loaded: 50, more: true });
    expect(await load()).toEqual({ loaded: 30, more: false });
    expect(await load()).toEqual({ loaded: 0, more: false });
    expect(mirrored()).toEqual(onServer());
  });

  test('without a network it is said at once why nothing older comes, and works again by itself', async () => {
    setup = await setUp({ conversations: 1, messages: 130, inbound: { backfill: false } });
    await setup.quiet();
    setup.demo.faults.cutNetwork();
    setup.demo.hub.closeAll(4200, 'cut');
    await setup.time.advance(60_000);
    const low = setup.mirror.ranges.of(1)[0]?.low ?? null;
    // Nobody answers at the server's address.
    await expect(setup.inbound.loadOlder(1, low)).rejects.toMatchObject({ kind: 'timed-out' });
    setup.connection.networkGone();
    await expect(setup.inbound.fetchMessage(1, 3)).rejects.toMatchObject({ kind: 'offline' });
    expect(await setup.inbound.fetchMessage(1, low ?? 0)).toEqual({ found: true });
    setup.demo.faults.restoreNetwork();
    setup.inbound.wake();
    await setup.time.advance(1_000);
    const older = setup.inbound.loadOlder(1, low);
    await setup.time.advance(100);
    expect(await older).toEqual({ loaded: 50, more: true });
  });

  test('a quote’s target that is not mirrored is fetched with its surroundings', async () => {
    setup = await setUp({ conversations: 1, messages: 300, inbound: { backfill: false } });
    await setup.quiet();
    const found = setup.inbound.fetchMessage(1, 100);
    await setup.time.advance(100);
    expect(await found).toEqual({ found: true });
    expect(setup.mirror.ranges.of(1)).toEqual([
      { low: 51, high: 100 },
      { low: 251, high: 300 },
    ]);
    const none = setup.inbound.fetchMessage(1, 999_999);
    await setup.time.advance(100);
    expect(await none).toEqual({ found: false });
  });

  test('a fresh level begins after it was asked for', async () => {
    setup = await setUp({ conversations: 2 });
    await setup.quiet();
    setup.demo.faults.add({ kind: 'event-lost' });
    setup.demo.faults.add({ kind: 'latency', minMs: 500 });
    setup.taken();
    const first = setup.inbound.requestLevel(1, 'send');
    await setup.time.advance(600);
    const id = setup.write(1);
    const second = setup.inbound.requestLevel(1, 'send');
    await setup.time.advance(5_000);
    expect([await first, await second]).toEqual(['level', 'level']);
    expect(setup.mirror.messages.byId(1, id)).not.toBeNull();
    expect(setup.inbound.newestId(1)).toBe(id);
  });
});

describe('servers that fail or differ', () => {
  test('messages fail for good: the list goes on, it is said at once, and all is well by itself', async () => {
    setup = await setUp({ conversations: 5, start: false });
    const fault = setup.demo.faults.add({ kind: 'status', status: 500, body: 'html', endpoints: ['messages.list'] });
    setup.inbound.start();
    await setup.time.advance(5_000);
    expect(setup.mirror.conversations.count()).toBe(5);
    expect(setup.connection.state).toBe('online');
    expect(setup.inbound.trouble(1)).toMatchObject({ endpoint: 'messages', status: 500 });
    expect(setup.inbound.status.trouble).toMatchObject({ endpoint: 'messages', status: 500 });
    expect(await setup.inbound.requestLevel(1, 'send')).toMatchObject({ kind: 'server-error', status: 500 });
    await setup.time.advance(300_000);
    const reads = setup.taken().filter((request) => request.includes('/messages')).length;
    expect(reads).toBeLessThan(60);
    setup.demo.faults.remove(fault);
    await setup.time.advance(600_000);
    expect(setup.inbound.status.trouble).toBeNull();
    expect(setup.inbound.trouble(1)).toBeNull();
    expect(mirrored()).toEqual(onServer());
  });

  test('the list fails for good: what is open is read all the same', async () => {
    setup = await setUp({ conversations: 2, realtime: false });
    await setup.quiet();
    setup.demo.faults.add({ kind: 'status', status: 500, endpoints: ['conversations.list'] });
    setup.inbound.show('w', 1, true);
    await setup.time.advance(60_000);
    expect(setup.inbound.status.trouble).toMatchObject({ endpoint: 'conversations', status: 500 });
    const id = setup.write(1);
    await setup.time.advance(6_000);
    expect(setup.mirror.messages.byId(1, id)).not.toBeNull();
  });

  test('a conversation that is refused is kept, and not asked for again', async () => {
    setup = await setUp({ conversations: 3, start: false });
    setup.demo.faults.add({ kind: 'status', status: 403, endpoints: ['messages.list'], count: 1 });
    setup.inbound.start();
    await setup.time.advance(30_000);
    const refused = conversationIds().filter((id) => setup.mirror.conversations.byId(id)?.refused === 403);
    expect(refused).toHaveLength(1);
    expect(setup.inbound.status.phase).toBe('idle');
  });

  test('everything that was measured on a real server at once', async () => {
    const { MEASURED_SERVER } = await import('#demo/faults/fault.ts');
    setup = await setUp({ conversations: 4, messages: (index) => index * 45, start: false });
    for (const fault of MEASURED_SERVER) setup.demo.faults.add(fault);
    setup.inbound.start();
    await setup.time.advance(120_000);
    // Some texts are null there, and deleted ones keep theirs: what counts is that every message is there.
    const idsOf = (texts: Record<string, string[]>) => JSON.stringify(texts).match(/"\d+ /g);
    expect(idsOf(mirrored())).toEqual(idsOf(onServer()));
    for (const id of conversationIds()) expect(setup.mirror.ranges.of(id)).toMatchObject([{ low: 0 }]);
    const id = setup.write(2, { content: 'setelah itu' });
    await setup.time.advance(200_000);
    expect(setup.mirror.messages.byId(2, id)?.content).toBe('setelah itu');
    expect(setup.inbound.status.trouble).toBeNull();
  });

  test.each([
    'snake-case',
    'no-pagination',
    'ignore-parameters',
    'null-last-message',
    'odd-types',
    'no-relations',
    'odd-metadata',
    'sql-times',
    'descending',
  ] as const)('a server with %s', async (shape) => {
    setup = await setUp({ conversations: 3, messages: (index) => index * 50, start: false });
    setup.demo.faults.add({ kind: 'shape', shape });
    setup.inbound.start();
    await setup.time.advance(120_000);
    expect(mirrored()).toEqual(onServer());
    for (let n = 0; n < 70; n++) setup.write(1, { content: `baru ${n}` });
    await setup.time.advance(200_000);
    expect(mirrored()).toEqual(onServer());
  });

  test('a replica that lags behind misses nothing in the end', async () => {
    setup = await setUp({ conversations: 3 });
    await setup.quiet();
    setup.demo.faults.add({ kind: 'event-lost' });
    setup.demo.faults.add({ kind: 'read-lag', lagMs: 4_000, endpoints: ['messages.list'] });
    setup.transport.connections[0]?.breakOff();
    setup.write(1);
    setup.write(2);
    await setup.time.advance(60_000);
    expect(mirrored()).toEqual(onServer());
  });

  test('429 is obeyed, and nothing is lost', async () => {
    setup = await setUp({ conversations: 3, start: false });
    setup.demo.faults.add({ kind: 'status', status: 429, retryAfterSeconds: 3, count: 4 });
    setup.inbound.start();
    await setup.time.advance(60_000);
    expect(mirrored()).toEqual(onServer());
  });

  test('latency, drops and errors at random: equal in the end', async () => {
    setup = await setUp({ conversations: 6, messages: (index) => index * 20, demo: { seed: 7 } });
    setup.demo.faults.add({ kind: 'latency', minMs: 5, maxMs: 3_000 });
    setup.demo.faults.add({ kind: 'drop-before-commit', probability: 0.15 });
    setup.demo.faults.add({ kind: 'drop-after-commit', probability: 0.1 });
    setup.demo.faults.add({ kind: 'status', status: 503, probability: 0.1 });
    setup.demo.faults.add({ kind: 'html', page: 'captive-portal', probability: 0.03 });
    setup.demo.faults.add({ kind: 'event-lost', probability: 0.5 });
    for (let n = 0; n < 40; n++) {
      setup.write(1 + (n % 6));
      await setup.time.advance(3_000);
    }
    setup.demo.faults.clear();
    await setup.time.advance(1_000_000);
    expect(mirrored()).toEqual(onServer());
    expect(setup.inbound.status).toMatchObject({ phase: 'idle', trouble: null });
  });
});
