import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AGENT, EXPERT, JOHN, STRANGER } from '#demo/fixtures/document-world.ts';
import type { JsonObject } from '#demo/json.ts';
import {
  callerOf,
  ids,
  row,
  rows,
  startDocumentDemo,
  text,
  type Caller,
  type DocumentDemo,
} from './support/document-demo.ts';

/** Docs/api.md sections 1, 3 and 6: every parameter, default, status and error of the conversations. */

let world: DocumentDemo;
let john: Caller;

beforeEach(async () => {
  world = await startDocumentDemo();
  john = world.as(JOHN);
});

afterEach(() => {
  world.demo.close();
});

describe('listing', () => {
  test('page 1 and 20 a page are the defaults', async () => {
    const answer = await john('GET', '/v1/chat/conversations');
    expect(rows(answer)).toHaveLength(20);
    expect(answer.body['pagination']).toEqual({ current_page: 1, per_page: 20, total: 25, total_pages: 2 });
  });

  test('page and limit cut the list without a gap or a repetition', async () => {
    const first = await john('GET', '/v1/chat/conversations?page=1&limit=10');
    const second = await john('GET', '/v1/chat/conversations?page=2&limit=10');
    const third = await john('GET', '/v1/chat/conversations?page=3&limit=10');
    expect(new Set([...ids(first), ...ids(second), ...ids(third)]).size).toBe(25);
    expect(rows(third)).toHaveLength(5);
    expect(third.body['pagination']).toEqual({ current_page: 3, per_page: 10, total: 25, total_pages: 3 });
    expect(rows(await john('GET', '/v1/chat/conversations?page=4&limit=10'))).toEqual([]);
  });

  test('a limit above 100 is cut to 100 and says so', async () => {
    const answer = await john('GET', '/v1/chat/conversations?limit=500');
    expect(answer.body['pagination']).toMatchObject({ per_page: 100, total: 25, total_pages: 1 });
  });

  test('the newest stands first', async () => {
    const times = rows(await john('GET', '/v1/chat/conversations')).map((one) => text(one['last_message_at']));
    expect(times).toEqual(times.toSorted().reverse());
  });

  test.each(['private', 'group', 'order_support', 'product_support', 'system'])(
    'type=%s gives only those',
    async (type) => {
      const found = rows(await john('GET', `/v1/chat/conversations?type=${type}&limit=100`));
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found.map((one) => one['type']))).toEqual(new Set([type]));
    },
  );

  test('several types can be asked with commas', async () => {
    const found = rows(await john('GET', '/v1/chat/conversations?type=order_support,group&limit=100'));
    expect(new Set(found.map((one) => one['type']))).toEqual(new Set(['order_support', 'group']));
  });

  test.each(['true', '1'])('is_open=%s leaves out the closed ones', async (value) => {
    const answer = await john('GET', `/v1/chat/conversations?is_open=${value}&limit=100`);
    expect(rows(answer).every((one) => one['is_open'] === true)).toBe(true);
    expect(rows(answer)).toHaveLength(22);
  });

  test('is_open=false gives the closed ones', async () => {
    const answer = await john('GET', '/v1/chat/conversations?is_open=false');
    expect(rows(answer)).toHaveLength(3);
  });

  test('search finds by title, whatever the case, and takes signs as they are', async () => {
    expect(ids(await john('GET', '/v1/chat/conversations?search=tech%20STORE'))).toEqual([2]);
    expect(ids(await john('GET', '/v1/chat/conversations?search=purchase'))).toEqual([]);
    expect(ids(await john('GET', '/v1/chat/conversations?search=%25'))).toEqual([]);
  });

  test('only conversations one takes part in are listed', async () => {
    expect(ids(await world.as(STRANGER)('GET', '/v1/chat/conversations'))).toEqual([]);
    expect(ids(await world.as(AGENT)('GET', '/v1/chat/conversations'))).toEqual([1]);
  });

  test.each(['page=0', 'page=x', 'limit=-1', 'is_open=maybe', 'type=secret'])('%s is a 400', async (query) => {
    const answer = await john('GET', `/v1/chat/conversations?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ success: false, message: 'Validation failed' });
    expect(Object.keys(answer.body['errors'] as JsonObject)).toEqual([query.split('=')[0]]);
  });
});

describe('authentication', () => {
  test.each([
    ['no token', null],
    ['no JWT', 'nonsense'],
    ['a JWT signed by somebody else', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIiwiZXhwIjo5OTk5OTk5OTk5fQ.c2lnbmF0dXJl'],
    ['a JWT that claims to need no signature', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwiZXhwIjo5OTk5OTk5OTk5fQ.'],
  ])('%s is a 401', async (_, token) => {
    for (const path of ['/v1/chat/conversations', '/v1/chat/conversations/1/messages']) {
      const answer = await callerOf(world.demo, token)('GET', path);
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ success: false });
    }
    expect((await callerOf(world.demo, token)('POST', '/v1/chat/messages', {})).status).toBe(401);
    expect((await callerOf(world.demo, token)('POST', '/v1/chat/conversations', {})).status).toBe(401);
    expect((await callerOf(world.demo, token)('POST', '/broadcasting/auth', {})).status).toBe(401);
  });

  test('a token ends when its exp says so', async () => {
    const call = callerOf(world.demo, await world.demo.tokens.issue(JOHN, 60));
    expect((await call('GET', '/v1/chat/conversations')).status).toBe(200);
    world.clock.advance(60_000);
    const answer = await call('GET', '/v1/chat/conversations');
    expect(answer.status).toBe(401);
    expect(answer.body['message']).toBe('Token has expired');
  });

  test('tokens can be expired all at once; the next sign-in works', async () => {
    world.demo.tokens.expireAll();
    expect((await john('GET', '/v1/chat/conversations')).status).toBe(401);
    const signedIn = await callerOf(world.demo, null)('POST', '/v1/auth/login', {
      contact: 'john@example.com',
      password: 'secret',
    });
    const again = callerOf(world.demo, text(signedIn.body['token']));
    expect((await again('GET', '/v1/chat/conversations')).status).toBe(200);
  });
});

describe('signing in', () => {
  const login = async (body: JsonObject) => callerOf(world.demo, null)('POST', '/v1/auth/login', body);

  test('answers a token whose sub is the user', async () => {
    const answer = await login({ contact: 'JOHN@example.com', password: 'secret' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      status: 'success',
      token_type: 'bearer',
      data: { id: JOHN, name: 'John Doe', email: 'john@example.com' },
    });
    const payload = JSON.parse(
      Buffer.from(text(answer.body['token']).split('.')[1] ?? '', 'base64url').toString(),
    ) as JsonObject;
    expect(payload['sub']).toBe('1');
    expect(payload['exp']).toBeGreaterThan(world.clock.now() / 1000);
  });

  test.each([
    [{ contact: 'john@example.com', password: 'wrong' }],
    [{ contact: 'nobody@example.com', password: 'secret' }],
    [{ contact: 'john@example.com' }],
    [{}],
  ])('%j is refused with 422 and a reason', async (body) => {
    const answer = await login(body);
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({ status: 'error', message: expect.any(String) as string });
  });
});

describe('creating', () => {
  const valid = { title: 'Hello', type: 'private', participant_ids: [AGENT] };

  test('only title, type and participants are needed; no message then', async () => {
    const answer = await john('POST', '/v1/chat/conversations', valid);
    expect(answer.status).toBe(201);
    expect(row(answer)).toMatchObject({ metadata: {}, last_message_id: null, last_message_at: null, is_open: true });
    const id = text(row(answer)['id']);
    expect(rows(await john('GET', `/v1/chat/conversations/${id}/messages`))).toEqual([]);
    expect(ids(await john('GET', '/v1/chat/conversations?limit=1'))).toEqual([row(answer)['id']]);
    expect(rows(await john('GET', '/v1/chat/conversations?limit=1'))[0]).toMatchObject({ lastMessage: null });
  });

  test('initial_message is the first message, sent by who created it', async () => {
    const answer = await john('POST', '/v1/chat/conversations', { ...valid, initial_message: 'First!' });
    const messages = rows(await world.as(AGENT)('GET', `/v1/chat/conversations/${text(row(answer)['id'])}/messages`));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ id: row(answer)['last_message_id'], content: 'First!', sender_user_id: JOHN });
  });

  test('metadata comes back as it was sent', async () => {
    const metadata = { client_conversation_id: '3f0c', nested: { list: [1, 'two', null] } };
    expect(row(await john('POST', '/v1/chat/conversations', { ...valid, metadata }))['metadata']).toEqual(metadata);
  });

  test.each([
    ['title', { title: '' }],
    ['title', { title: 'x'.repeat(256) }],
    ['type', { type: 'secret' }],
    ['participant_ids', { participant_ids: [] }],
    ['participant_ids', { participant_ids: 'two' }],
    ['participant_ids.0', { participant_ids: ['two'] }],
    ['metadata', { metadata: 'text' }],
    ['initial_message', { initial_message: 'x'.repeat(10_001) }],
  ])('a wrong %s is a 400 (%#)', async (field, change) => {
    const answer = await john('POST', '/v1/chat/conversations', { ...valid, ...change });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['errors'] as JsonObject)).toEqual([field]);
  });

  test('somebody unknown is a 422 INVALID_PARTICIPANT that says who', async () => {
    const answer = await john('POST', '/v1/chat/conversations', { ...valid, participant_ids: [AGENT, 999] });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ success: false, error_code: 'INVALID_PARTICIPANT' });
    expect(Object.keys(answer.body['errors'] as JsonObject)).toEqual(['participant_ids.1']);
    expect((await john('POST', '/v1/chat/conversations', { ...valid, participant_ids: [JOHN] })).status).toBe(422);
  });

  test('nothing is kept of what was refused', async () => {
    await john('POST', '/v1/chat/conversations', { ...valid, participant_ids: [AGENT, 999] });
    expect((await john('GET', '/v1/chat/conversations')).body['pagination']).toMatchObject({ total: 25 });
  });
});

describe('extensions', () => {
  test('closing and reopening', async () => {
    const closed = await john('PATCH', '/v1/chat/conversations/1', { is_open: false });
    expect(closed.status).toBe(200);
    expect(row(closed)).toMatchObject({ id: 1, is_open: false });
    const refused = await john('POST', '/v1/chat/messages', { conversation_id: 1, content: 'Hello?' });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ error_code: 'CONVERSATION_CLOSED' });
    await john('PATCH', '/v1/chat/conversations/1', { is_open: true });
    expect((await john('POST', '/v1/chat/messages', { conversation_id: 1, content: 'Hello?' })).status).toBe(201);
    expect((await john('PATCH', '/v1/chat/conversations/1', {})).status).toBe(400);
  });

  test('marking read moves the pointer forward only, counts what is left and turns the ticks', async () => {
    for (const content of ['one', 'two', 'three'])
      await world.as(AGENT)('POST', '/v1/chat/messages', { conversation_id: 1, content });
    const [first, second] = ids(await john('GET', '/v1/chat/conversations/1/messages?after_id=15')) as [number, number];
    void first;
    const answer = await john('POST', '/v1/chat/conversations/1/read', { last_read_message_id: second });
    expect(answer.status).toBe(200);
    expect(row(answer)).toMatchObject({ user_id: JOHN, last_read_message_id: second, unread_count: 1 });
    const back = await john('POST', '/v1/chat/conversations/1/read', { last_read_message_id: 1 });
    expect(row(back)).toMatchObject({ last_read_message_id: second, unread_count: 1 });
    const ticks = rows(await world.as(AGENT)('GET', '/v1/chat/conversations/1/messages?limit=3')).map(
      (one) => (one['statuses'] as JsonObject[])[0]?.['status'],
    );
    expect(ticks).toEqual(['read', 'read', 'delivered']);
    expect((await john('POST', '/v1/chat/conversations/1/read', {})).status).toBe(400);
  });

  test('muting, blocking and preferences are one’s own', async () => {
    const answer = await john('PATCH', '/v1/chat/conversations/1/participants/me', {
      muted_until: '2025-09-27T00:00:00.000000Z',
      is_blocked: true,
      preferences: { sound: false },
    });
    expect(row(answer)).toMatchObject({
      user_id: JOHN,
      muted_until: '2025-09-27T00:00:00.000000Z',
      is_blocked: true,
      preferences: { notifications: true, sound: false },
    });
    const cleared = await john('PATCH', '/v1/chat/conversations/1/participants/me', { muted_until: null });
    expect(row(cleared)).toMatchObject({ muted_until: null, is_blocked: true });
  });

  test('reporting wants a reason of at most 512 characters', async () => {
    expect((await john('POST', '/v1/chat/conversations/1/reports', { reason: 'Spam' })).status).toBe(201);
    expect((await john('POST', '/v1/chat/conversations/1/reports', { reason: 'x'.repeat(512) })).status).toBe(201);
    expect((await john('POST', '/v1/chat/conversations/1/reports', { reason: 'x'.repeat(513) })).status).toBe(400);
    expect((await john('POST', '/v1/chat/conversations/1/reports', {})).status).toBe(400);
  });

  test('contacts are everybody else, by name or address', async () => {
    const everybody = ids(await john('GET', '/v1/chat/contacts'));
    expect(everybody).not.toContain(JOHN);
    expect(ids(await john('GET', '/v1/chat/contacts?search=expert'))).toEqual([EXPERT]);
  });

  test('none of them opens a conversation to a stranger', async () => {
    const stranger = world.as(STRANGER);
    for (const [method, path, body] of [
      ['PATCH', '/v1/chat/conversations/1', { is_open: false }],
      ['POST', '/v1/chat/conversations/1/read', { last_read_message_id: 1 }],
      ['POST', '/v1/chat/conversations/1/reports', { reason: 'Spam' }],
      ['PATCH', '/v1/chat/conversations/1/participants/me', { is_blocked: true }],
    ] as const) {
      expect((await stranger(method, path, body)).body).toMatchObject({ error_code: 'UNAUTHORIZED_CONVERSATION' });
      const nowhere = await stranger(method, path.replace('/1', '/999'), body);
      expect(nowhere.status).toBe(404);
      expect(nowhere.body).toMatchObject({ error_code: 'CONVERSATION_NOT_FOUND' });
    }
  });

  test('an unknown route is a 404 without the envelope', async () => {
    const answer = await john('GET', '/v1/chat/nothing');
    expect(answer.status).toBe(404);
    expect(answer.body).not.toHaveProperty('success');
  });
});
