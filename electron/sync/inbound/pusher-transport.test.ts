import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { RealtimeConnection, RealtimeEvent, RealtimeState } from '../ports.ts';
import { PusherTransport } from './pusher-transport.ts';

/** A few lines of the Pusher protocol: enough to see what the official client makes of it. */
let server: Server;
let sockets: WebSocketServer;
let clients: WebSocket[];
let received: { event: string; channel?: string; data: Record<string, unknown> }[];
let waiting: (() => void)[];
let connection: RealtimeConnection;
let states: RealtimeState[];
let events: RealtimeEvent[];
let subscribed: string[];
let refused: string[];

/** Resolves once `done` is true; looked at whenever something happened. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise<void>((resolve) => waiting.push(resolve));
}
function happened(): void {
  for (const resolve of waiting.splice(0)) resolve();
}
const send = (frame: object) => clients.at(-1)?.send(JSON.stringify(frame));

beforeEach(async () => {
  clients = [];
  received = [];
  waiting = [];
  states = [];
  events = [];
  subscribed = [];
  refused = [];
  server = createServer();
  sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    clients.push(socket);
    const established = { socket_id: `1.${clients.length}`, activity_timeout: 120 };
    socket.send(JSON.stringify({ event: 'pusher:connection_established', data: JSON.stringify(established) }));
    socket.on('message', (text: Buffer) => {
      const frame = JSON.parse(text.toString()) as (typeof received)[number];
      received.push(frame);
      const { channel } = frame.data;
      if (frame.event === 'pusher:subscribe') {
        const data = JSON.stringify({ presence: { ids: [], hash: {}, count: 0 } });
        socket.send(JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel, data }));
      }
      happened();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  connection = new PusherTransport().connect({
    key: 'key',
    cluster: 'ap1',
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    tls: false,
    authorize: (channel, socketId) =>
      channel === 'private-closed'
        ? Promise.reject(new Error('no'))
        : Promise.resolve({ auth: `key:${socketId}`, channel_data: '{"user_id":"1"}' }),
    onState: (state) => {
      states.push(state);
      happened();
    },
    onEvent: (event) => {
      events.push(event);
      happened();
    },
    onSubscribed: (channel) => {
      subscribed.push(channel);
      happened();
    },
    onSubscriptionError: (channel) => {
      refused.push(channel);
      happened();
    },
  });
});
afterEach(async () => {
  connection.close();
  for (const client of clients) client.terminate();
  sockets.close();
  await new Promise((resolve) => server.close(resolve));
});

describe('over the official client', () => {
  test('subscribes with the signature it asked for, and hears what comes, by whom', async () => {
    connection.subscribe('private-user.1');
    connection.subscribe('presence-conversation.7');
    connection.subscribe('private-closed');
    await until(() => subscribed.length === 2 && refused.length === 1);
    expect(refused).toEqual(['private-closed']);
    expect(received[0]?.data).toMatchObject({ channel: 'private-user.1', auth: 'key:1.1' });
    send({ event: '.message.new', channel: 'private-user.1', data: JSON.stringify({ message: { id: 1 } }) });
    send({ event: 'client-typing', channel: 'presence-conversation.7', data: '{"user_id":99}', user_id: '2' });
    send({ event: 'pusher_internal:member_removed', channel: 'presence-conversation.7', data: '{"user_id":"2"}' });
    await until(() => events.length === 3);
    expect(events).toEqual([
      { channel: 'private-user.1', event: '.message.new', data: { message: { id: 1 } }, userId: null },
      { channel: 'presence-conversation.7', event: 'client-typing', data: { user_id: 99 }, userId: '2' },
      { channel: 'presence-conversation.7', event: 'pusher:member_removed', data: { user_id: '2' }, userId: null },
    ]);
  });

  test('a client event goes out only on an open channel that is subscribed', async () => {
    expect(connection.trigger('presence-conversation.7', 'client-typing', { is_typing: true })).toBe(false);
    connection.subscribe('presence-conversation.7');
    await until(() => subscribed.length === 1);
    expect(connection.trigger('presence-conversation.7', 'client-typing', { is_typing: true })).toBe(true);
    await until(() => received.some((frame) => frame.event === 'client-typing'));
    connection.unsubscribe('presence-conversation.7');
    await until(() => received.some((frame) => frame.event === 'pusher:unsubscribe'));
    expect(connection.trigger('presence-conversation.7', 'client-typing', {})).toBe(false);
  });

  test('comes back by itself, and is replaced when told, with all its channels', async () => {
    connection.subscribe('private-user.1');
    await until(() => subscribed.length === 1);
    connection.reconnect();
    await until(() => subscribed.length === 2);
    expect(clients).toHaveLength(2);
    expect(states.slice(-2)).toEqual(['connecting', 'connected']);
    clients.at(-1)?.terminate();
    await until(() => subscribed.length === 3);
    expect(states).toContain('connecting');
    connection.close();
    expect(states.at(-1)).toBe('disconnected');
  });
});
