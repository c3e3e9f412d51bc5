import Pusher from 'pusher';
import PusherClient from 'pusher-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { documentWorld, JOHN } from '#demo/fixtures/document-world.ts';
import { startDemo, type RunningDemo } from '#demo/server.ts';

/** The official pusher-js and pusher packages, unchanged, against the demo's two Pusher endpoints: independent judges of both. */

let demo: RunningDemo;
const clients: PusherClient[] = [];

beforeEach(async () => {
  demo = await startDemo({ populate: documentWorld, quietPeople: true });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await demo.stop();
});

const tokenOf = (userId: number): string => demo.accounts.find((one) => one.userId === userId)?.token ?? '';

function connect(userId: number, key = demo.hub.credentials.key): PusherClient {
  const client = new PusherClient(key, {
    cluster: '',
    wsHost: '127.0.0.1',
    wsPort: demo.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    channelAuthorization: {
      // The package's own request: a form, as it always sends it.
      endpoint: `${demo.address}/broadcasting/auth`,
      transport: 'ajax',
      headers: { Authorization: `Bearer ${tokenOf(userId)}` },
    },
  });
  clients.push(client);
  return client;
}

const server = (secret = demo.hub.credentials.secret): Pusher =>
  new Pusher({
    appId: demo.hub.credentials.appId,
    key: demo.hub.credentials.key,
    secret,
    host: '127.0.0.1',
    port: String(demo.port),
    useTLS: false,
  });

type Bindable = { bind(event: string, callback: (data: unknown) => void): unknown };

const once = async (target: Bindable, event: string): Promise<unknown> =>
  new Promise((resolve) => {
    target.bind(event, resolve);
  });

test('pusher-js hears a message sent over the API on its user channel', async () => {
  const channel = connect(JOHN).subscribe('private-user.1');
  await once(channel, 'pusher:subscription_succeeded');
  const heard = once(channel, 'message.new');
  const answer = await fetch(`${demo.address}/v1/chat/messages`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${tokenOf(2)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ conversation_id: 1, content: 'Halo 😀' }),
  });
  expect(answer.status).toBe(201);
  expect(await heard).toMatchObject({ message: { content: 'Halo 😀', conversation_id: 1 } });
});

test('pusher-js is refused where the API refuses', async () => {
  const client = connect(JOHN);
  expect(await once(client.subscribe('private-user.2'), 'pusher:subscription_error')).toMatchObject({ status: 403 });
  const stranger = connect(JOHN, 'wrong-key');
  expect(await once(stranger.connection, 'error')).toMatchObject({ error: { data: { code: 4001 } } });
});

test('pusher-js sees members come and go, and who types', async () => {
  const john = connect(1).subscribe('presence-conversation.1');
  await once(john, 'pusher:subscription_succeeded');
  const added = once(john, 'pusher:member_added');
  const agentClient = connect(2);
  const agent = agentClient.subscribe('presence-conversation.1');
  expect(await once(agent, 'pusher:subscription_succeeded')).toMatchObject({ count: 2, myID: '2' });
  expect(await added).toMatchObject({ id: '2', info: { name: 'Support Agent' } });
  const typing = new Promise<unknown[]>((resolve) => {
    john.bind('client-typing', (...heard: unknown[]) => {
      resolve(heard);
    });
  });
  expect(agent.trigger('client-typing', { user_id: 2, is_typing: true })).toBe(true);
  expect(await typing).toMatchObject([{ user_id: 2, is_typing: true }, { user_id: '2' }]);
  const removed = once(john, 'pusher:member_removed');
  agentClient.disconnect();
  expect(await removed).toMatchObject({ id: '2' });
});

test('pusher-js comes back after its connection was torn down', async () => {
  const client = connect(JOHN);
  const channel = client.subscribe('private-user.1');
  await once(channel, 'pusher:subscription_succeeded');
  demo.faults.cutNetwork();
  demo.faults.restoreNetwork();
  await once(channel, 'pusher:subscription_succeeded');
  const heard = once(channel, 'typing');
  await server().trigger('private-user.1', 'typing', { user: { id: 2 } });
  expect(await heard).toEqual({ user: { id: 2 } });
});

test('pusher triggers, in batches too, and leaves out a socket', async () => {
  const [one, two] = [connect(1), connect(1)];
  const channels = [one, two].map((client) => client.subscribe('private-user.1'));
  await Promise.all(channels.map(async (channel) => once(channel, 'pusher:subscription_succeeded')));
  const heard: string[] = [];
  for (const [index, channel] of channels.entries()) {
    channel.bind_global((event: string) => {
      if (!event.startsWith('pusher')) heard.push(`${index} ${event}`);
    });
  }
  const last = Promise.all(channels.map(async (channel) => once(channel, 'c')));
  expect((await server().trigger('private-user.1', 'a', {}, { socket_id: one.connection.socket_id })).status).toBe(200);
  await server().triggerBatch([
    { channel: 'private-user.1', name: 'b', data: { n: 1 } },
    { channel: 'private-user.1', name: 'c', data: { n: 2 } },
  ]);
  await last;
  expect(heard.toSorted()).toEqual(['0 b', '0 c', '1 a', '1 b', '1 c']);
});

test('pusher asks for channels and users', async () => {
  const channel = connect(1).subscribe('presence-conversation.1');
  await once(channel, 'pusher:subscription_succeeded');
  const get = async (path: string, params: Record<string, string> = {}): Promise<unknown> =>
    (await server().get({ path, params })).json();
  expect(await get('/channels')).toEqual({ channels: { 'presence-conversation.1': {} } });
  expect(await get('/channels', { filter_by_prefix: 'presence-', info: 'user_count' })).toEqual({
    channels: { 'presence-conversation.1': { user_count: 1 } },
  });
  expect(await get('/channels/presence-conversation.1', { info: 'user_count' })).toMatchObject({
    occupied: true,
    user_count: 1,
  });
  expect(await get('/channels/presence-conversation.1/users')).toEqual({ users: [{ id: '1' }] });
});

test('pusher with a wrong secret is turned away, and too much data too', async () => {
  await expect(server('wrong').trigger('private-user.1', 'a', {})).rejects.toMatchObject({ status: 401 });
  await expect(server().trigger('private-user.1', 'a', 'x'.repeat(10_241))).rejects.toMatchObject({ status: 413 });
});

test('pusher signs as the API does', () => {
  const { auth } = server().authorizeChannel('1.1', 'private-user.1');
  expect(auth).toBe(demo.hub.sign('1.1', 'private-user.1'));
});
