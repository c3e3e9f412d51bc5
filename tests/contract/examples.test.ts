import { afterEach, beforeEach, expect, test } from 'vitest';
import { AGENT, JOHN } from '#demo/fixtures/document-world.ts';
import type { Json, JsonObject } from '#demo/json.ts';
import { example, row, rows, startDocumentDemo, type DocumentDemo } from './support/document-demo.ts';
import { differences, shapeOf } from './support/shape.ts';

/** Every JSON example of the API's document (docs/api.md sections 3 to 6 and 9) against the demo server, key by key. */

let world: DocumentDemo;

beforeEach(async () => {
  world = await startDocumentDemo();
});

afterEach(() => {
  world.demo.close();
});

const compare = (answer: Json, name: string): string[] => differences(answer, shapeOf(example(name)));

/** The example's own rows, by what they are; the demo has more than it shows. */
const pickById = (list: JsonObject[], wanted: readonly Json[]): JsonObject[] =>
  list.filter((one) => wanted.includes(one['id'] ?? null));

test('the list of conversations is as in the example', async () => {
  const answer = await world.as(JOHN)('GET', '/v1/chat/conversations');
  expect(answer.status).toBe(200);
  const shown = { ...answer.body, data: pickById(rows(answer), [1, 2]) };
  expect(shown.data).toHaveLength(2);
  expect(compare(shown, 'list-conversations.response.json')).toEqual([]);
  const { message, pagination } = example('list-conversations.response.json');
  expect(answer.body).toMatchObject({ success: true, message, pagination });
  const [order, store] = shown.data;
  expect(order).toMatchObject({
    type: 'order_support',
    title: 'Order #1234 Support',
    metadata: { order_id: 1234, order_number: 'ORD-2023-001' },
    last_message_at: '2025-09-26T10:30:00.000000Z',
    is_open: true,
    lastMessage: { content: 'Your order has been shipped!', sender_user_id: 2 },
  });
  expect(store).toMatchObject({
    title: 'Tech Store',
    participants: [{ unread_count: 1 }, { unread_count: 0, shop_profile_id: 1 }],
  });
});

test('the list of messages is as in the example', async () => {
  const answer = await world.as(JOHN)('GET', '/v1/chat/conversations/1/messages');
  expect(answer.status).toBe(200);
  const shown = { ...answer.body, data: pickById(rows(answer), [1, 2, 3]) };
  expect(shown.data).toHaveLength(3);
  expect(compare(shown, 'list-messages.response.json')).toEqual([]);
  const { message, pagination } = example('list-messages.response.json');
  expect(answer.body).toMatchObject({ success: true, message, pagination });
  const expected = example('list-messages.response.json')['data'] as JsonObject[];
  for (const [index, one] of shown.data.entries()) {
    const { content, content_type, metadata, reply_to_message_id, created_at, orderReferences } = expected[index] ?? {};
    expect(one).toMatchObject({ content, content_type, metadata, reply_to_message_id, created_at, orderReferences });
  }
});

test('the answer to a message sent is as in the example', async () => {
  const answer = await world.as(JOHN)('POST', '/v1/chat/messages', {
    conversation_id: 1,
    content: 'Thank you for the update!',
    reply_to_message_id: 3,
  });
  expect(answer.status).toBe(201);
  expect(compare(answer.body, 'send-message.response.json')).toEqual([]);
  const { message, data } = example('send-message.response.json') as { message: string; data: JsonObject };
  const { content, content_type, metadata, reply_to_message_id, is_deleted } = data;
  expect(answer.body['message']).toBe(message);
  expect(row(answer)).toMatchObject({ content, content_type, metadata, reply_to_message_id, is_deleted });
  expect(row(answer)['statuses']).toMatchObject([{ user_id: AGENT, status: 'sent', device_info: { platform: 'web' } }]);
});

test('the refusal of an empty message is the example', async () => {
  const answer = await world.as(JOHN)('POST', '/v1/chat/messages', {});
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual(example('send-message.400.json'));
});

test('the answer to a conversation created is as in the example', async () => {
  const answer = await world.as(JOHN)('POST', '/v1/chat/conversations', example('create-conversation.request.json'));
  expect(answer.status).toBe(201);
  expect(compare(answer.body, 'create-conversation.response.json')).toEqual([]);
  const { message, data } = example('create-conversation.response.json') as { message: string; data: JsonObject };
  expect(answer.body['message']).toBe(message);
  const { type, title, owner_user_id, metadata, is_open } = data;
  expect(row(answer)).toMatchObject({ type, title, owner_user_id, metadata, is_open });
  const participants = row(answer)['participants'] as JsonObject[];
  expect(participants.map((one) => one['user_id'])).toEqual([1, 2, 4]);
  expect(participants[0]).toMatchObject({
    role: 'owner',
    unread_count: 0,
    last_read_message_id: row(answer)['last_message_id'],
  });
  expect(participants[1]).toMatchObject({ role: 'admin', unread_count: 1, last_read_message_id: null });
});

test('the refusal of an empty conversation is the example', async () => {
  const answer = await world.as(JOHN)('POST', '/v1/chat/conversations', {});
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual(example('create-conversation.400.json'));
});

test('a coded error is as in the common format', async () => {
  const answer = await world.as(JOHN)('POST', '/v1/chat/messages', { conversation_id: 1, content: 'a'.repeat(10_001) });
  const { errors, ...rest } = answer.body;
  const { errors: fields, ...common } = example('error-format.json');
  expect(differences(rest, shapeOf(common))).toEqual([]);
  expect(Object.values(errors as JsonObject).map((one) => shapeOf(one))).toEqual(
    Object.values(fields as JsonObject).map((one) => shapeOf(one)),
  );
});

test('the shape checker finds what it is there for', () => {
  const shape = shapeOf({ a: 1, list: [{ b: null }, { b: 'text', c: true }] });
  expect(differences({ a: 2, list: [{ b: null, c: false }] }, shape)).toEqual([]);
  expect(differences({ a: '2', list: [{ b: 3 }], d: 1 }, shape)).toEqual([
    '$.a is string, not number',
    '$.list[0].c is missing',
    '$.list[0].b is number, not null or string',
    '$.d is not in the document',
  ]);
});
