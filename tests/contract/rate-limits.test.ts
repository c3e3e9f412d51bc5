import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RATE_LIMITS, type RateBucket } from '#shared/limits.ts';
import { AGENT, JOHN } from '#demo/fixtures/document-world.ts';
import { file, startDocumentDemo, type Answer, type Caller, type DocumentDemo } from './support/document-demo.ts';

/** Docs/api.md section 10: the documented limits, per user, as a sliding window of 60 seconds. */

let world: DocumentDemo;

beforeEach(async () => {
  world = await startDocumentDemo();
});

afterEach(() => {
  world.demo.close();
});

const upload = async (call: Caller): Promise<Answer> => {
  const form = new FormData();
  form.append('conversation_id', '1');
  form.append('content', 'A file');
  form.append('attachments[0]', file('a.png'));
  return call('POST', '/v1/chat/messages', form);
};

const REQUESTS: Readonly<Record<RateBucket, (call: Caller) => Promise<Answer>>> = {
  conversations: async (call) => call('GET', '/v1/chat/conversations'),
  messages: async (call) => call('GET', '/v1/chat/conversations/1/messages?limit=1'),
  send: async (call) => call('POST', '/v1/chat/messages', { conversation_id: 1, content: 'Hello' }),
  create: async (call) =>
    call('POST', '/v1/chat/conversations', { title: 'x', type: 'private', participant_ids: [AGENT] }),
  upload,
};

const DOCUMENTED: Readonly<Record<RateBucket, number>> = {
  conversations: 60,
  messages: 120,
  send: 30,
  create: 10,
  upload: 5,
};

test('the limits are the documented ones', () => {
  expect(RATE_LIMITS).toEqual(DOCUMENTED);
});

describe.each(Object.keys(DOCUMENTED) as RateBucket[])('%s', (bucket) => {
  const limit = DOCUMENTED[bucket];

  test(`${limit} a minute, then 429 with Retry-After, then again`, async () => {
    const john = world.as(JOHN);
    const request = REQUESTS[bucket];
    // Spread over the minute, so that the window has to slide and not jump.
    for (let index = 0; index < limit; index += 1) {
      expect((await request(john)).status).toBeLessThan(300);
      world.clock.advance(Math.floor(30_000 / limit));
    }
    const refused = await request(john);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ success: false, error_code: 'RATE_LIMIT_EXCEEDED' });
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThanOrEqual(29);
    expect(wait).toBeLessThanOrEqual(31);

    world.clock.advance((wait - 2) * 1000);
    expect((await request(john)).status).toBe(429);
    world.clock.advance(2000);
    expect((await request(john)).status).toBeLessThan(300);
  });

  test('is counted for each user by themselves', async () => {
    const request = REQUESTS[bucket];
    for (let index = 0; index < limit; index += 1) await request(world.as(JOHN));
    expect((await request(world.as(JOHN))).status).toBe(429);
    const create = async (): Promise<Answer> =>
      world.as(AGENT)('POST', '/v1/chat/conversations', { title: 'x', type: 'private', participant_ids: [JOHN] });
    const other = bucket === 'create' ? await create() : await request(world.as(AGENT));
    expect(other.status).toBeLessThan(300);
  });
});

test('an upload is a message too, and text goes on when uploads are used up', async () => {
  const john = world.as(JOHN);
  for (let index = 0; index < 5; index += 1) expect((await upload(john)).status).toBe(201);
  expect((await upload(john)).status).toBe(429);
  // The refused one was counted as a message: 24 are left.
  for (let index = 0; index < 24; index += 1) expect((await REQUESTS.send(john)).status).toBe(201);
  expect((await REQUESTS.send(john)).status).toBe(429);
});

test('no 60 seconds hold more than the limit, wherever they begin', async () => {
  const taken: number[] = [];
  for (let step = 0; step < 400; step += 1) {
    const answer = await REQUESTS.create(world.as(JOHN));
    if (answer.status === 201) taken.push(world.clock.now());
    world.clock.advance(700 + ((step * 137) % 900));
  }
  for (const start of taken) {
    expect(taken.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(10);
  }
});

test('what is left is said', async () => {
  const answer = await REQUESTS.send(world.as(JOHN));
  expect(answer.headers.get('x-ratelimit-limit')).toBe('30');
  expect(answer.headers.get('x-ratelimit-remaining')).toBe('29');
});
