import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AGENT, JOHN } from '#demo/fixtures/document-world.ts';
import { EXTENSION_ENDPOINTS, MEASURED_SERVER, type Fault, type Shape } from '#demo/faults/fault.ts';
import type { JsonObject } from '#demo/json.ts';
import {
  callerOf,
  file,
  ids,
  row,
  rows,
  startDocumentDemo,
  type Caller,
  type DocumentDemo,
} from './support/document-demo.ts';
import { HubClient } from './support/hub-client.ts';

/** Each fault does what it says, and says how often it did. */

let world: DocumentDemo;
let john: Caller;

beforeEach(async () => {
  world = await startDocumentDemo({ admin: true });
  john = world.as(JOHN);
});

afterEach(() => {
  world.demo.close();
});

const set = (...faults: Fault[]): void => {
  for (const fault of faults) world.demo.faults.add(fault);
};

const send = async (content: string, more: JsonObject = {}) =>
  john('POST', '/v1/chat/messages', { conversation_id: 1, content, ...more });

/** What is really kept, whatever the network says. */
const kept = async (): Promise<JsonObject[]> => rows(await john('GET', '/admin/conversations/1/messages')).slice(15);
const keptWords = async (): Promise<unknown[]> => (await kept()).map((one) => one['content']);

const broken: unknown = expect.objectContaining({
  name: 'TypeError',
  message: 'fetch failed',
  cause: expect.objectContaining({ code: 'ECONNRESET' }) as unknown,
});

describe('the connection', () => {
  test('dropped before the commit: nothing happened', async () => {
    set({ kind: 'drop-before-commit', endpoints: ['messages.send'] });
    await expect(send('lost')).rejects.toEqual(broken);
    expect(await keptWords()).toEqual([]);
    expect((await john('GET', '/v1/chat/conversations')).status).toBe(200);
  });

  test('dropped after the commit: it happened', async () => {
    set({ kind: 'drop-after-commit', endpoints: ['messages.send'] });
    await expect(send('kept')).rejects.toEqual(broken);
    expect(await keptWords()).toEqual(['kept']);
  });

  test('broken off in the middle of the answer: it happened', async () => {
    set({ kind: 'cut-answer', endpoints: ['messages.send'] });
    await expect(send('kept')).rejects.toThrow('terminated');
    expect(await keptWords()).toEqual(['kept']);
  });

  test('slow in the middle: the body comes piece by piece, whole', async () => {
    set({ kind: 'slow-answer', bytesPerSecond: 100, endpoints: ['conversations.list'] });
    const answer = await world.demo.fetch(
      new Request('http://127.0.0.1/v1/chat/conversations', {
        headers: { Authorization: `Bearer ${world.tokenOf(JOHN)}` },
      }),
    );
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(first?.value?.byteLength).toBe(10);
    const second = reader?.read();
    await settleRequests();
    world.clock.advance(100);
    expect((await second)?.value?.byteLength).toBe(10);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(20);
    await reader?.cancel();
  });

  test('committed after the client gave up', async () => {
    set({ kind: 'commit-late', commitAfterMs: 40_000, endpoints: ['messages.send'], count: 1 });
    const failure = send('late').catch((error: unknown) => error);
    await settleRequests();
    world.clock.advance(0);
    expect(await failure).toEqual(broken);
    world.clock.advance(39_000);
    await settleRequests();
    expect(await keptWords()).toEqual([]);
    world.clock.advance(1000);
    await settleRequests();
    expect(await keptWords()).toEqual(['late']);
  });

  test('never answered: the client’s own time-out ends it, and it happens all the same', async () => {
    set({ kind: 'commit-late', commitAfterMs: 90_000, dropAfterMs: null, endpoints: ['messages.send'] });
    const giveUp = new AbortController();
    const answer = world.demo.fetch(
      new Request('http://127.0.0.1/v1/chat/messages', {
        method: 'POST',
        headers: { Authorization: `Bearer ${world.tokenOf(JOHN)}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ conversation_id: 1, content: 'late' }),
        signal: giveUp.signal,
      }),
    );
    await settleRequests();
    giveUp.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    world.clock.advance(90_000);
    await settleRequests();
    expect(await keptWords()).toEqual(['late']);
  });

  test('slow: not before its time', async () => {
    set({ kind: 'latency', minMs: 2000, maxMs: 3000, endpoints: ['conversations.list'] });
    let done = false;
    const answer = john('GET', '/v1/chat/conversations').finally(() => {
      done = true;
    });
    await settleRequests();
    world.clock.advance(1999);
    await settleRequests();
    expect(done).toBe(false);
    world.clock.advance(1001);
    expect((await answer).status).toBe(200);
  });

  test('cut: no request, no connection, until it is restored', async () => {
    const live = new HubClient(world.demo, john);
    world.demo.faults.cutNetwork();
    expect(live.closedWith?.code).toBe(1006);
    expect(new HubClient(world.demo, john).closedWith?.code).toBe(1006);
    await expect(send('no')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    world.demo.faults.restoreNetwork();
    expect((await send('yes')).status).toBe(201);
    expect(new HubClient(world.demo, john).closedWith).toBeNull();
  });
});

/** Lets what is under way without waiting for the clock come to its end. */
async function settleRequests(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

describe('errors', () => {
  test('committed, and then a 500', async () => {
    set({ kind: 'commit-then-status', status: 500, endpoints: ['messages.send'] });
    expect((await send('kept')).status).toBe(500);
    expect(await keptWords()).toEqual(['kept']);
  });

  test.each([500, 502, 503, 429, 405])('%i: nothing happened', async (status) => {
    set({ kind: 'status', status, endpoints: ['messages.send'], retryAfterSeconds: 7 });
    const answer = await send('lost');
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.body).toMatchObject({ success: false });
    expect(await keptWords()).toEqual([]);
  });

  test('for good: one endpoint fails every time and the others go on', async () => {
    set({ kind: 'status', status: 500, endpoints: ['messages.list'] });
    for (let count = 0; count < 3; count += 1) {
      expect((await john('GET', '/v1/chat/conversations/1/messages')).status).toBe(500);
    }
    expect((await send('goes on')).status).toBe(201);
    world.demo.faults.clear();
    expect((await john('GET', '/v1/chat/conversations/1/messages')).status).toBe(200);
  });

  test('the next two only', async () => {
    set({ kind: 'status', status: 503, count: 2 });
    const statuses = [await send('a'), await send('b'), await send('c')].map((one) => one.status);
    expect(statuses).toEqual([503, 503, 201]);
  });

  test('by chance: about as often as asked, and counted', async () => {
    world.demo.rateLimiter.enabled = false;
    set({ kind: 'status', status: 503, probability: 0.3, endpoints: ['conversations.list'] });
    let failed = 0;
    for (let count = 0; count < 300; count += 1) {
      if ((await john('GET', '/v1/chat/conversations?limit=1')).status === 503) failed += 1;
    }
    expect(failed).toBeGreaterThan(60);
    expect(failed).toBeLessThan(120);
    expect(world.demo.faults.list()[0]?.injected).toBe(failed);
    expect(world.demo.faults.injected()).toEqual({ status: failed });
  });

  test('a captive portal answers 200 with HTML, a framework 500 with a long trace', async () => {
    set({ kind: 'html', page: 'captive-portal', count: 1 }, { kind: 'html', page: 'trace', count: 1 });
    const portal = await send('lost');
    expect([portal.status, portal.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const trace = await send('lost');
    expect(trace.status).toBe(500);
    expect(trace.text.length).toBeGreaterThan(150_000);
    expect(await keptWords()).toEqual([]);
  });

  test('a redirect', async () => {
    set({ kind: 'redirect', location: 'https://elsewhere.test/' });
    const answer = await send('lost');
    expect([answer.status, answer.headers.get('location')]).toEqual([301, 'https://elsewhere.test/']);
  });
});

describe('data', () => {
  test('a replica that lags answers the past, and then the present', async () => {
    set({ kind: 'read-lag', lagMs: 5000, endpoints: ['messages.list', 'conversations.list'] });
    const sent = row(await send('Hello'))['id'];
    const newest = async () => ids(await john('GET', '/v1/chat/conversations/1/messages?limit=1'));
    const lastOf = async () => rows(await john('GET', '/v1/chat/conversations?limit=1'))[0]?.['last_message_id'];
    expect([await newest(), await lastOf()]).toEqual([[15], 15]);
    world.clock.advance(4999);
    expect(await newest()).toEqual([15]);
    world.clock.advance(1);
    expect([await newest(), await lastOf()]).toEqual([[sent], sent]);
    world.demo.faults.clear();
    const second = row(await send('At once'))['id'];
    expect(await newest()).toEqual([second]);
  });

  test('of a message only the text is kept', async () => {
    set({ kind: 'keep-only-text' });
    const form = new FormData();
    for (const [name, value] of Object.entries({
      conversation_id: '1',
      content: 'Hello',
      content_type: 'template',
      reply_to_message_id: '3',
      parent_message_id: '1',
      metadata: '{"client_message_id":"x"}',
    })) {
      form.append(name, value);
    }
    form.append('attachments[0]', file('a.png'));
    const answer = await john('POST', '/v1/chat/messages', form);
    expect(answer.status).toBe(201);
    const bare = {
      content: 'Hello',
      content_type: 'text',
      reply_to_message_id: null,
      parent_message_id: null,
      attachments: [],
    };
    expect(row(answer)).toMatchObject({ ...bare, metadata: null });
    expect(await kept()).toMatchObject([{ ...bare, metadata: {} }]);
  });

  test('all tokens expire at once', async () => {
    await john('POST', '/admin/tokens/expire');
    expect((await john('GET', '/v1/chat/conversations')).status).toBe(401);
  });
});

describe('shapes', () => {
  const shape = (name: Shape): void => {
    set({ kind: 'shape', shape: name });
  };
  const conversations = async () => john('GET', '/v1/chat/conversations?limit=2');
  const messages = async (query = '') => john('GET', `/v1/chat/conversations/1/messages${query}`);

  test('snake-case', async () => {
    shape('snake-case');
    const [conversation] = rows(await conversations());
    expect(conversation).toHaveProperty('last_message.sender_user.name', 'Support Agent');
    expect(conversation).not.toHaveProperty('lastMessage');
    expect(rows(await messages())[1]).toMatchObject({
      sender_user: { id: JOHN },
      order_references: [{ order_id: 1234 }],
      product_references: [],
    });
  });

  test('no-pagination and ignore-parameters', async () => {
    shape('no-pagination');
    shape('ignore-parameters');
    const all = await messages('?after_id=14&limit=1');
    expect(rows(all)).toHaveLength(15);
    expect(all.body).not.toHaveProperty('pagination');
    expect(rows(await john('GET', '/v1/chat/conversations?type=group&limit=1'))).toHaveLength(25);
  });

  test('bare-validation', async () => {
    shape('bare-validation');
    const answer = await send('');
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({ content: ['The content field is required.'] });
  });

  test('auth-as-422', async () => {
    shape('auth-as-422');
    const messageOf = async (token: string | null) =>
      (await callerOf(world.demo, token)('GET', '/v1/chat/conversations')).body['message'];
    expect(await messageOf(null)).toBe('Token is required');
    expect(await messageOf('nonsense')).toBe('Token is invalid');
    world.demo.tokens.expireAll();
    const answer = await conversations();
    expect([answer.status, answer.body['message']]).toEqual([422, 'Token is expired']);
  });

  test('null-last-message', async () => {
    shape('null-last-message');
    expect(rows(await conversations())[0]).toMatchObject({
      lastMessage: null,
      last_message_id: null,
      last_message_at: null,
    });
  });

  test('odd-types', async () => {
    shape('odd-types');
    const answers = rows(await messages()).concat(rows(await messages()));
    const deleted = new Set(answers.map((one) => one['is_deleted']));
    expect(deleted).toEqual(new Set([0, false]));
    expect(answers[0]).toMatchObject({ id: 1, conversation_id: '1', sender_user_id: '2' });
  });

  test('unknown-as-405', async () => {
    shape('unknown-as-405');
    expect((await john('GET', '/v1/chat/nothing')).status).toBe(405);
    expect((await john('GET', '/v1/chat/conversations/999/messages')).status).toBe(404);
  });

  test('created-as-200 and sparse-answers', async () => {
    shape('created-as-200');
    shape('sparse-answers');
    const answer = await send('Hello');
    expect(answer.status).toBe(200);
    expect(Object.keys(row(answer)).toSorted()).toEqual([
      'content',
      'created_at',
      'id',
      'sender_user_id',
      'updated_at',
    ]);
  });

  test('no-relations', async () => {
    shape('no-relations');
    const [message] = rows(await messages());
    expect(message).not.toHaveProperty('statuses');
    expect(message).toMatchObject({ reactions: null, attachments: [{ id: 1 }] });
  });

  test('odd-metadata', async () => {
    shape('odd-metadata');
    const found = rows(await messages()).concat(rows(await messages()), rows(await messages()));
    expect(found[0]?.['metadata']).toEqual([]);
    expect(new Set(found.filter((one) => one['id'] === 3).map((one) => typeof one['metadata'])).size).toBeGreaterThan(
      0,
    );
  });

  test('sql-times', async () => {
    shape('sql-times');
    expect(rows(await messages())[0]).toMatchObject({ created_at: '2025-09-26 10:00:00' });
  });

  test('deleted-with-text', async () => {
    await john('DELETE', '/v1/chat/messages/2');
    expect(rows(await messages())[1]).toMatchObject({ content: '' });
    shape('deleted-with-text');
    expect(rows(await messages())[1]).toMatchObject({
      is_deleted: true,
      content: 'Hi! I have a question about my order #1234',
    });
  });

  test('descending', async () => {
    shape('descending');
    expect(ids(await messages('?limit=3'))).toEqual([15, 14, 13]);
  });

  test('leaky-people', async () => {
    shape('leaky-people');
    const text = JSON.stringify((await conversations()).body);
    expect(text).toContain('leaked-token-of-somebody-else');
    expect(text).not.toContain('profile_photo');
  });

  test('null-text', async () => {
    await send('A system line', { content_type: 'system' });
    shape('null-text');
    const found = rows(await messages());
    expect(found[0]).toMatchObject({ id: 1, content: null, senderUser: { id: AGENT } });
    expect(found[1]).toMatchObject({ id: 2, content: 'Hi! I have a question about my order #1234' });
    expect(found.at(-1)).toMatchObject({ content: 'A system line', senderUser: null });
    expect(rows(await conversations()).map((one) => one['title'])).toEqual(['Order #1234 Support', null]);
  });

  test('odd-participants', async () => {
    shape('odd-participants');
    const [first] = rows(await conversations());
    expect(first).toMatchObject({ participants: [{ id: 1 }, { id: 1 }, { id: 2, user: null, user_id: null }] });
  });

  test('unknown-values', async () => {
    shape('unknown-values');
    const text = JSON.stringify([
      (await messages()).body,
      (await john('GET', '/v1/chat/conversations?limit=100')).body,
    ]);
    for (const value of ['poll', 'seen', 'supervisor', 'auction_support']) expect(text).toContain(`"${value}"`);
  });

  test('bad-record', async () => {
    shape('bad-record');
    const found = rows(await messages());
    expect([found[0]?.['id'], found[1]?.['id'], found.length]).toEqual([null, 2, 15]);
  });

  test('login-nested and login-without-token', async () => {
    const login = async () =>
      (await callerOf(world.demo, null)('POST', '/v1/auth/login', { contact: 'john@example.com', password: 'secret' }))
        .body;
    shape('login-nested');
    expect(await login()).toMatchObject({
      status: true,
      data: { token: expect.any(String) as string, user: { id: JOHN } },
    });
    world.demo.faults.clear();
    shape('login-without-token');
    expect(await login()).toMatchObject({ status: 'success', token: null, data: { id: JOHN } });
  });

  test('the measured server as a whole still works for reading and sending text', async () => {
    set(...MEASURED_SERVER);
    expect((await conversations()).status).toBe(200);
    expect((await send('Hello')).status).toBe(200);
    expect(rows(await messages('?limit=1'))).toHaveLength(16);
    expect((await john('POST', '/v1/chat/conversations/1/read', { last_read_message_id: 1 })).status).toBe(405);
    expect(new HubClient(world.demo, john).closedWith?.code).toBe(1006);
    expect(EXTENSION_ENDPOINTS).toContain('reactions.add');
  });
});

describe('events', () => {
  const listen = async (): Promise<HubClient> => {
    const client = new HubClient(world.demo, world.as(AGENT));
    await client.subscribe('private-user.2');
    return client;
  };
  const sendThree = async (): Promise<unknown[]> => {
    const sent = [];
    for (const content of ['one', 'two', 'three']) sent.push(row(await send(content))['id']);
    return sent;
  };

  test('doubled', async () => {
    const client = await listen();
    set({ kind: 'event-doubled', events: ['message.new'] });
    const [one, two, three] = await sendThree();
    expect(client.messageIds()).toEqual([one, one, two, two, three, three]);
  });

  test('lost', async () => {
    const client = await listen();
    set({ kind: 'event-lost', events: ['message.new'], count: 2 });
    const [, , three] = await sendThree();
    expect(client.messageIds()).toEqual([three]);
    expect(world.demo.faults.injected()).toEqual({ 'event-lost': 2 });
  });

  test('delayed', async () => {
    const client = await listen();
    set({ kind: 'event-delayed', minMs: 5000 });
    const sent = await sendThree();
    world.clock.advance(4999);
    expect(client.messageIds()).toEqual([]);
    world.clock.advance(1);
    expect(client.messageIds()).toEqual(sent);
  });

  test('reordered', async () => {
    const client = await listen();
    set({ kind: 'event-reordered', events: ['message.new'], count: 1 });
    const [one, two, three] = await sendThree();
    expect(client.received.findIndex((event) => event.event === 'conversation.update')).toBeLessThan(
      client.received.findIndex((event) => event.event === 'message.new'),
    );
    expect(client.messageIds()).toEqual([one, two, three]);
  });

  test('reordered events come after a second at the latest', async () => {
    const client = await listen();
    set({ kind: 'event-reordered' });
    const sent = await sendThree();
    expect(client.messageIds()).toEqual([]);
    world.clock.advance(1000);
    expect(client.messageIds()).toEqual(sent);
  });

  test('realtime off', async () => {
    const client = await listen();
    set({ kind: 'realtime-off' });
    expect(client.closedWith?.code).toBe(1006);
    expect((await send('Still works')).status).toBe(201);
    world.demo.faults.clear();
    expect((await listen()).closedWith).toBeNull();
  });
});

describe('the admin endpoint', () => {
  test('sets, adds, lists and clears faults', async () => {
    const first = await john('PUT', '/admin/faults', {
      kind: 'status',
      status: 503,
      endpoints: ['messages.send'],
      count: 1,
    });
    expect(first.body).toMatchObject({ faults: [{ fault: { kind: 'status' }, injected: 0, left: 1 }] });
    expect((await send('x')).status).toBe(503);
    const second = await john('POST', '/admin/faults', { kind: 'read-lag', lagMs: 10 });
    expect(second.status).toBe(201);
    expect((await john('GET', '/admin/faults')).body).toMatchObject({
      faults: [{ injected: 1, left: 0 }, { fault: { kind: 'read-lag' } }],
      injected: { status: 1 },
      network: { up: true },
    });
    const [id] = second.body['ids'] as number[];
    expect((await john('DELETE', `/admin/faults/${id}`)).body['faults']).toHaveLength(1);
    expect((await john('DELETE', '/admin/faults')).body['faults']).toEqual([]);
  });

  test('says what is wrong with a fault', async () => {
    const answer = await john('PUT', '/admin/faults', { kind: 'status', status: 200 });
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toContain('status');
  });

  test('speaks as somebody, types, reads and reacts', async () => {
    const client = new HubClient(world.demo, world.as(AGENT));
    await client.subscribe('private-user.2');
    await client.subscribe('presence-conversation.1');
    const said = await john('POST', '/admin/say', { conversation_id: 1, user_id: JOHN, content: 'Halo?' });
    expect(client.messageIds()).toEqual([said.body['message_id']]);
    await john('POST', '/admin/typing', { conversation_id: 1, user_id: JOHN, is_typing: true });
    expect(client.received.at(-1)?.event).toMatch(/typing$/);
    await john('POST', '/admin/react', { message_id: 1, user_id: JOHN, reaction: '🎉' });
    await john('POST', '/admin/read', { conversation_id: 1, user_id: JOHN });
    expect((await kept()).map((one) => one['content'])).toEqual(['Halo?']);
  });

  test('cuts the network, but not itself', async () => {
    await john('PUT', '/admin/network', { up: false });
    await expect(send('x')).rejects.toThrow('fetch failed');
    await john('PUT', '/admin/network', { up: true });
    expect((await send('x')).status).toBe(201);
  });

  test('is not there unless asked for', async () => {
    const plain = await startDocumentDemo();
    expect((await plain.as(JOHN)('GET', '/admin/faults')).status).toBe(404);
    plain.demo.close();
  });
});
