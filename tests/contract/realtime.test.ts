import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AGENT, EXPERT, JOHN, STRANGER } from '#demo/fixtures/document-world.ts';
import type { JsonObject } from '#demo/json.ts';
import { example, row, startDocumentDemo, text, type DocumentDemo } from './support/document-demo.ts';
import { HubClient } from './support/hub-client.ts';
import { differences, shapeOf } from './support/shape.ts';

/** Docs/api.md section 8: channels, their signatures, the four events and the protocol beneath them. */

let world: DocumentDemo;

beforeEach(async () => {
  world = await startDocumentDemo();
});

afterEach(() => {
  world.demo.close();
});

const connect = (userId: number): HubClient => new HubClient(world.demo, world.as(userId));

async function listening(userId: number): Promise<HubClient> {
  const client = connect(userId);
  await client.subscribe(`private-user.${userId}`);
  return client;
}

const send = async (userId: number, content: string, more: JsonObject = {}): Promise<JsonObject> =>
  row(await world.as(userId)('POST', '/v1/chat/messages', { conversation_id: 1, content, ...more }));

describe('events', () => {
  test('a new message reaches every participant and the sender’s other devices, in the shape of the list', async () => {
    const clients = await Promise.all([listening(JOHN), listening(AGENT), listening(JOHN)]);
    const outsider = await listening(EXPERT);
    const sent = await send(JOHN, 'Hello');
    const shape = shapeOf((example('list-messages.response.json')['data'] as JsonObject[])[1] ?? null);
    for (const client of clients) {
      expect(client.messageIds()).toEqual([sent['id']]);
      const [event] = client.heard('message.new') as { message: JsonObject }[];
      expect(Object.keys(event?.message ?? {})).toEqual([...shape.keys.keys()]);
      expect(event?.message).toMatchObject({ content: 'Hello', senderUser: { id: JOHN, online_status: 'online' } });
    }
    expect(outsider.received.map((one) => one.event)).not.toContain('message.new');
  });

  test('the conversation follows, in the shape of the list', async () => {
    const client = await listening(AGENT);
    const sent = await send(JOHN, 'Hello');
    const [event] = client.heard('conversation.update') as { conversation: JsonObject }[];
    const shape = shapeOf(example('list-conversations.response.json')['data'] ?? null).element;
    const found = shape === null ? ['no example'] : differences(event?.conversation ?? null, shape);
    expect(found).toEqual([]);
    expect(event?.conversation).toMatchObject({ id: 1, last_message_id: sent['id'] });
  });

  test('ticks come as message.status: delivered to a live connection, read when marked', async () => {
    const [agent, john] = [await listening(AGENT), await listening(JOHN)];
    const sent = await send(AGENT, 'Hello');
    world.clock.advance(0);
    expect(john.heard('message.status')).toMatchObject([
      { status: { message_id: sent['id'], user_id: JOHN, status: 'delivered' } },
    ]);
    await world.as(JOHN)('POST', '/v1/chat/conversations/1/read', { last_read_message_id: sent['id'] ?? 0 });
    const statuses = agent.heard('message.status') as { status: JsonObject }[];
    const ticks = statuses.filter((one) => one.status['message_id'] === sent['id']).map((one) => one.status['status']);
    expect(ticks).toEqual(['delivered', 'read']);
    const example200 = (example('list-messages.response.json')['data'] as { statuses: JsonObject[] }[])[0]?.statuses[0];
    expect(Object.keys(statuses[0]?.status ?? {})).toEqual(Object.keys(example200 ?? {}));
  });

  test('a message nobody is there for stays sent', async () => {
    const sent = await send(AGENT, 'Hello');
    world.clock.advance(1000);
    expect(sent['statuses']).toMatchObject([{ user_id: JOHN, status: 'sent' }]);
  });

  test('an edit, a deletion and a reaction come as the message again, newer', async () => {
    const client = await listening(AGENT);
    const sent = await send(JOHN, 'Hello');
    const id = Number(sent['id']);
    await world.as(JOHN)('PATCH', `/v1/chat/messages/${id}`, { content: 'Hello there' });
    await world.as(AGENT)('POST', `/v1/chat/messages/${id}/reactions`, { reaction: '👍' });
    await world.as(JOHN)('DELETE', `/v1/chat/messages/${id}`);
    const versions = client.heard('message.new') as { message: JsonObject }[];
    expect(versions.map((one) => one.message['id'])).toEqual([id, id, id, id]);
    const times = versions.map((one) => text(one.message['updated_at']));
    expect(new Set(times).size).toBe(4);
    expect(times).toEqual(times.toSorted());
    expect(versions.at(-1)?.message).toMatchObject({ is_deleted: true, content: '' });
  });

  test('what does not fit into 10 kB comes without its content', async () => {
    const client = await listening(AGENT);
    const sent = await send(JOHN, 'a'.repeat(10_000));
    const [event] = client.heard('message.new') as { message: JsonObject }[];
    expect(event?.message).toMatchObject({ id: sent['id'], conversation_id: 1 });
    expect(event?.message).not.toHaveProperty('content');
  });

  test('a new conversation is told to everybody in it', async () => {
    const client = await listening(EXPERT);
    const created = row(
      await world.as(JOHN)('POST', '/v1/chat/conversations', {
        title: 'New',
        type: 'group',
        participant_ids: [EXPERT],
        initial_message: 'Hi',
      }),
    );
    const events = client.heard('conversation.update') as { conversation: JsonObject }[];
    expect(events.at(-1)?.conversation).toMatchObject({
      id: created['id'],
      title: 'New',
      last_message_id: created['last_message_id'],
    });
    expect(client.messageIds()).toEqual([created['last_message_id']]);
  });

  test('one’s own mute is told to oneself only', async () => {
    const [john, agent] = [await listening(JOHN), await listening(AGENT)];
    await world.as(JOHN)('PATCH', '/v1/chat/conversations/1/participants/me', { is_blocked: true });
    expect(john.heard('conversation.update')).toHaveLength(1);
    expect(agent.heard('conversation.update')).toEqual([]);
  });
});

describe('channels', () => {
  test('only one’s own user channel is signed', async () => {
    expect(await connect(JOHN).subscribe('private-user.1')).toBe(200);
    expect(await connect(JOHN).subscribe('private-user.2')).toBe(403);
    expect(await connect(JOHN).subscribe('private-something')).toBe(403);
  });

  test('only participants may join a conversation’s channel', async () => {
    expect(await connect(AGENT).subscribe('presence-conversation.1')).toBe(200);
    expect(await connect(STRANGER).subscribe('presence-conversation.1')).toBe(403);
    expect(await connect(AGENT).subscribe('presence-conversation.999')).toBe(403);
  });

  test('a signature is good for one socket, one channel and one member', async () => {
    const [mine, other] = [connect(JOHN), connect(JOHN)];
    const { body } = await world.as(JOHN)('POST', '/broadcasting/auth', {
      socket_id: mine.socketId,
      channel_name: 'private-user.1',
    });
    for (const attempt of [
      { channel: 'private-user.1', auth: 'nonsense' },
      { channel: 'private-user.1' },
      { channel: 'private-user.2', auth: body['auth'] ?? null },
      { channel: 'private-user.1', auth: body['auth'] ?? null, channel_data: '{"user_id":"2"}' },
    ]) {
      mine.send('pusher:subscribe', attempt);
    }
    other.send('pusher:subscribe', { channel: 'private-user.1', auth: body['auth'] ?? null });
    expect(mine.heard('pusher:subscription_error')).toHaveLength(4);
    expect(other.heard('pusher:error')).toMatchObject([{ code: 4009 }]);
    mine.send('pusher:subscribe', { channel: 'private-user.1', auth: body['auth'] ?? null });
    expect(mine.heard('pusher_internal:subscription_succeeded')).toHaveLength(1);
  });

  test('a member is a person: added with the first device, removed with the last', async () => {
    const agent = connect(AGENT);
    await agent.subscribe('presence-conversation.1');
    expect(agent.heard('pusher_internal:subscription_succeeded')).toEqual([
      { presence: { count: 1, ids: ['2'], hash: { 2: { id: 2, name: 'Support Agent' } } } },
    ]);
    const [first, second] = [connect(JOHN), connect(JOHN)];
    await first.subscribe('presence-conversation.1');
    await second.subscribe('presence-conversation.1');
    expect(agent.heard('pusher_internal:member_added')).toMatchObject([
      { user_id: '1', user_info: { name: 'John Doe' } },
    ]);
    expect(second.heard('pusher_internal:subscription_succeeded')).toMatchObject([{ presence: { count: 2 } }]);
    first.send('pusher:unsubscribe', { channel: 'presence-conversation.1' });
    expect(agent.heard('pusher_internal:member_removed')).toEqual([]);
    second.hangUp();
    expect(agent.heard('pusher_internal:member_removed')).toEqual([{ user_id: '1' }]);
  });
});

describe('client events', () => {
  test('typing is relayed as it is, to the others only, with who it was', async () => {
    const [john, agent] = [connect(JOHN), connect(AGENT)];
    for (const client of [john, agent]) await client.subscribe('presence-conversation.1');
    john.send('client-typing', { user_id: 99, is_typing: true }, 'presence-conversation.1');
    expect(agent.received.at(-1)).toEqual({
      event: 'client-typing',
      channel: 'presence-conversation.1',
      data: { user_id: 99, is_typing: true },
      userId: '1',
    });
    expect(john.heard('client-typing')).toEqual([]);
  });

  test('not on public channels, not without a subscription, not more than ten a second', async () => {
    const john = connect(JOHN);
    john.send('pusher:subscribe', { channel: 'public' });
    john.send('client-typing', {}, 'public');
    expect(john.heard('pusher:error')).toMatchObject([{ code: 4301 }]);
    john.send('client-typing', {}, 'presence-conversation.1');
    expect(john.heard('pusher:error').at(-1)).toMatchObject({ code: 4009 });
    await john.subscribe('presence-conversation.1');
    for (let count = 0; count < 11; count += 1) john.send('client-typing', {}, 'presence-conversation.1');
    expect(john.heard('pusher:error')).toHaveLength(3);
    expect(john.heard('pusher:error').at(-1)).toMatchObject({ code: 4301 });
  });
});

describe('the protocol', () => {
  test('a connection is greeted with its id', () => {
    const client = connect(JOHN);
    expect(client.heard('pusher:connection_established')).toEqual([
      { socket_id: client.socketId, activity_timeout: 120 },
    ]);
    expect(client.socketId).toMatch(/^\d+\.\d+$/);
  });

  test.each([
    ['an unknown key', { key: 'wrong' }, 4001],
    ['no protocol version', { protocol: null }, 4008],
    ['an old protocol', { protocol: '4' }, 4007],
  ])('%s is turned away for good', (_, handshake, code) => {
    const client = new HubClient(world.demo, world.as(JOHN), handshake);
    expect(client.heard('pusher:error')).toMatchObject([{ code }]);
    expect(client.closedWith?.code).toBe(code);
  });

  test('a ping is answered, nonsense is an error', () => {
    const client = connect(JOHN);
    client.send('pusher:ping', {});
    expect(client.heard('pusher:pong')).toHaveLength(1);
    client.sendText('{');
    expect(client.heard('pusher:error')).toHaveLength(1);
    expect(client.closedWith).toBeNull();
  });

  test('who stays silent is asked, and then let go with 4201', () => {
    const client = connect(JOHN);
    world.clock.advance(150_000);
    expect(client.heard('pusher:ping')).toHaveLength(1);
    client.send('pusher:pong', {});
    world.clock.advance(150_000);
    expect(client.heard('pusher:ping')).toHaveLength(2);
    world.clock.advance(30_000);
    expect(client.closedWith?.code).toBe(4201);
  });
});

describe('the people', () => {
  test('somebody receives, reads, types and answers a little after an agent wrote', async () => {
    const shop = await startDocumentDemo({
      quietPeople: false,
      populate: (builder) => {
        builder.user({ id: 1, name: 'Dimas', email: 'dimas@zukses.test', kind: 'agent', password: 'x' });
        builder.user({ id: 2, name: 'Siti', email: 'siti@surel.test', kind: 'customer', talkative: true });
        const people = [
          { userId: 1, role: 'admin' },
          { userId: 2, role: 'participant' },
        ];
        builder.conversation({ type: 'private', title: 'Siti', at: 0, ownerId: 1, metadata: {}, people });
      },
    });
    const client = new HubClient(shop.demo, shop.as(1));
    await client.subscribe('private-user.1');
    await client.subscribe('presence-conversation.1');
    await shop.as(1)('POST', '/v1/chat/messages', { conversation_id: 1, content: 'Stok hitam tinggal 4 unit, Kak' });
    shop.clock.advance(30_000);
    const statuses = (client.heard('message.status') as { status: JsonObject }[]).map((one) => one.status);
    expect(statuses.filter((one) => one['user_id'] === 2).map((one) => one['status'])).toEqual(['delivered', 'read']);
    const typed = client.received.filter((one) => ['typing', 'client-typing'].includes(one.event));
    expect(typed.map((one) => (one.data as JsonObject)['is_typing'])).toEqual([true, false]);
    expect(client.heard('message.new').at(-1)).toMatchObject({ message: { sender_user_id: 2, conversation_id: 1 } });

    shop.demo.people.setQuiet(true);
    const before = client.received.length;
    await shop.as(1)('POST', '/v1/chat/messages', { conversation_id: 1, content: 'Masih ada pertanyaan, Kak?' });
    const own = client.received.length - before;
    shop.clock.advance(60_000);
    expect(client.received.slice(before + own).map((one) => one.event)).not.toContain('message.new');
    shop.demo.close();
  });
});
