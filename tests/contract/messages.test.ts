import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AGENT, JOHN, STRANGER } from '#demo/fixtures/document-world.ts';
import type { JsonObject } from '#demo/json.ts';
import {
  file,
  ids,
  listOf,
  row,
  rows,
  startDocumentDemo,
  text,
  type Caller,
  type DocumentDemo,
} from './support/document-demo.ts';

/** Docs/api.md sections 4, 5, 7 and 11: every parameter, default, status and error of the messages. */

const MB = 1024 * 1024;

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
  const list = async (query = '') => john('GET', `/v1/chat/conversations/1/messages${query}`);

  test('page 1 and 50 a page are the defaults', async () => {
    const answer = await list();
    expect(answer.body['pagination']).toEqual({ current_page: 1, per_page: 50, total: 15, total_pages: 1 });
    expect(ids(answer)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  test('page 1 holds the newest, later pages go back, each in rising order', async () => {
    expect(ids(await list('?limit=4'))).toEqual([12, 13, 14, 15]);
    const second = await list('?limit=4&page=2');
    expect(ids(second)).toEqual([8, 9, 10, 11]);
    expect(second.body['pagination']).toEqual({ current_page: 2, per_page: 4, total: 15, total_pages: 4 });
    expect(ids(await list('?limit=4&page=4'))).toEqual([1, 2, 3]);
  });

  test('before_id gives the newest before it, without itself', async () => {
    const answer = await list('?before_id=10&limit=3');
    expect(ids(answer)).toEqual([7, 8, 9]);
    expect(answer.body['pagination']).toMatchObject({ total: 9, total_pages: 3 });
  });

  test('after_id gives the oldest after it, so that reading on by it loses nothing', async () => {
    expect(ids(await list('?after_id=4&limit=3'))).toEqual([5, 6, 7]);
    expect(ids(await list('?after_id=15'))).toEqual([]);
  });

  test('both together give what lies between', async () => {
    expect(ids(await list('?after_id=4&before_id=8'))).toEqual([5, 6, 7]);
  });

  test.each(['page=0', 'limit=x', 'before_id=x', 'after_id=1.5'])('%s is a 400', async (query) => {
    const answer = await list(`?${query}`);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['errors'] as JsonObject)).toEqual([query.split('=')[0]]);
  });

  test('a stranger gets 403, and of an unknown conversation everybody 404', async () => {
    const refused = await world.as(STRANGER)('GET', '/v1/chat/conversations/1/messages');
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ success: false, error_code: 'UNAUTHORIZED_CONVERSATION' });
    for (const id of ['999', 'abc']) {
      const missing = await john('GET', `/v1/chat/conversations/${id}/messages`);
      expect(missing.status).toBe(404);
      expect(missing.body).toMatchObject({ success: false, error_code: 'CONVERSATION_NOT_FOUND' });
    }
  });
});

describe('sending', () => {
  const valid = { conversation_id: 1, content: 'Hello' };
  const send = async (body: JsonObject | FormData) => john('POST', '/v1/chat/messages', body);

  test('text is the default type, and the conversation follows', async () => {
    const answer = await send(valid);
    expect(row(answer)).toMatchObject({ content_type: 'text', parent_message_id: null, reply_to_message_id: null });
    const [first] = rows(await world.as(AGENT)('GET', '/v1/chat/conversations'));
    expect(first).toMatchObject({
      id: 1,
      last_message_id: row(answer)['id'],
      last_message_at: row(answer)['created_at'],
    });
    const unread = listOf(first, 'participants').map((one) => [one['user_id'], one['unread_count']]);
    expect(unread).toEqual([
      [JOHN, 0],
      [AGENT, 1],
    ]);
  });

  test.each(['text', 'system', 'template', 'product_card', 'order_card'])('content_type %s is taken', async (type) => {
    expect(row(await send({ ...valid, content_type: type }))['content_type']).toBe(type);
  });

  test('everything that was sent comes back, the metadata too', async () => {
    const metadata = { client_message_id: '5b2c8a50-0a44-4d08-9f0f-0a8f2f1c9c55', nested: { a: [1, 'b'] } };
    const answer = await send({ ...valid, parent_message_id: 1, reply_to_message_id: 3, metadata });
    expect(row(answer)).toMatchObject({ parent_message_id: 1, reply_to_message_id: 3, metadata });
    const [listed] = rows(await john('GET', '/v1/chat/conversations/1/messages?after_id=15'));
    expect(listed).toMatchObject({ parent_message_id: 1, reply_to_message_id: 3, metadata });
  });

  test('a card that names an order carries its snapshot', async () => {
    const answer = await send({ ...valid, content_type: 'order_card', metadata: { order_id: 1234 } });
    expect(row(answer)['orderReferences']).toMatchObject([
      { order_id: 1234, snapshot: { order_number: 'ORD-2023-001' } },
    ]);
  });

  test('10,000 characters are taken, one more is MESSAGE_TOO_LONG', async () => {
    expect((await send({ ...valid, content: '😀'.repeat(10_000) })).status).toBe(201);
    const answer = await send({ ...valid, content: 'a'.repeat(10_001) });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error_code: 'MESSAGE_TOO_LONG' });
  });

  test('an unknown type is INVALID_MESSAGE_TYPE', async () => {
    const answer = await send({ ...valid, content_type: 'poem' });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error_code: 'INVALID_MESSAGE_TYPE' });
  });

  test.each([
    ['conversation_id', { conversation_id: 'one' }],
    ['content', { content: '   ' }],
    ['content', { content: 5 }],
    ['metadata', { metadata: 'text' }],
    ['parent_message_id', { parent_message_id: 999 }],
    ['reply_to_message_id', { reply_to_message_id: 999 }],
    ['attachments', { attachments: [1] }],
  ])('a wrong %s is a 400 (%#)', async (field, change) => {
    const answer = await send({ ...valid, ...change });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ success: false, message: 'Validation failed' });
    expect(Object.keys(answer.body['errors'] as JsonObject)).toEqual([field]);
  });

  test('a body that is no JSON is a 400', async () => {
    const answer = await world.demo.fetch(
      new Request('http://127.0.0.1/v1/chat/messages', {
        method: 'POST',
        headers: { Authorization: `Bearer ${world.tokenOf(JOHN)}`, 'Content-Type': 'application/json' },
        body: '{"conversation_id":',
      }),
    );
    expect(answer.status).toBe(400);
  });

  test('a stranger gets 403, and of an unknown conversation everybody 404', async () => {
    const refused = await world.as(STRANGER)('POST', '/v1/chat/messages', valid);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ error_code: 'UNAUTHORIZED_CONVERSATION' });
    const missing = await send({ ...valid, conversation_id: 999 });
    expect(missing.status).toBe(404);
    expect(missing.body).toMatchObject({ error_code: 'CONVERSATION_NOT_FOUND' });
  });

  test('writing with something unread does not claim to have read it', async () => {
    await world.as(AGENT)('POST', '/v1/chat/messages', { conversation_id: 1, content: 'One more thing' });
    await send(valid);
    const [conversation] = rows(await john('GET', '/v1/chat/conversations?search=1234'));
    expect(listOf(conversation, 'participants')[0]).toMatchObject({
      unread_count: 1,
      last_read_message_id: 15,
    });
  });
});

describe('files', () => {
  const form = (files: readonly File[], names?: readonly string[], metadata?: JsonObject): FormData => {
    const data = new FormData();
    data.append('conversation_id', '1');
    data.append('content', 'With files');
    if (metadata !== undefined) data.append('metadata', JSON.stringify(metadata));
    for (const [index, one] of files.entries()) data.append(names?.[index] ?? `attachments[${index}]`, one);
    return data;
  };
  const send = async (data: FormData) => {
    world.demo.rateLimiter.reset();
    return john('POST', '/v1/chat/messages', data);
  };

  test.each([
    ['attachments[0] and attachments[1]', ['attachments[0]', 'attachments[1]']],
    ['attachments[] twice', ['attachments[]', 'attachments[]']],
    ['attachments twice', ['attachments', 'attachments']],
  ])('fields named %s are kept in order', async (_, names) => {
    const answer = await send(form([file('satu.jpg'), file('dua.pdf')], names, { client_message_id: 'x' }));
    expect(answer.status).toBe(201);
    expect(row(answer)).toMatchObject({
      metadata: { client_message_id: 'x' },
      attachments: [
        { type: 'image', filename: 'satu.jpg', content_type: 'image/jpeg' },
        { type: 'file', filename: 'dua.pdf', content_type: 'application/pdf', size_bytes: 64 },
      ],
    });
  });

  test.each(['jpg', 'jpeg', 'png', 'gif', 'webp', 'mp4', 'mov', 'avi', 'mp3', 'wav', 'pdf', 'doc', 'docx'])(
    '.%s is taken',
    async (extension) => {
      expect((await send(form([file(`file.${extension}`)]))).status).toBe(201);
    },
  );

  test.each(['txt', 'svg', 'exe', 'xlsx', 'heic', 'ogg'])('.%s is UNSUPPORTED_MEDIA_TYPE', async (extension) => {
    const answer = await send(form([file('good.png'), file(`bad.${extension}`)]));
    expect(answer.status).toBe(415);
    expect(answer.body).toMatchObject({ error_code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect(Object.keys(answer.body['errors'] as JsonObject)).toEqual(['attachments.1']);
  });

  test('a name that lies about its content is refused, and the message with it', async () => {
    const answer = await send(form([new File([await file('x.pdf').arrayBuffer()], 'holiday.jpg')]));
    expect(answer.status).toBe(415);
    expect(ids(await john('GET', '/v1/chat/conversations/1/messages?after_id=15'))).toEqual([]);
  });

  test.each([
    ['picture.png', 10 * MB, undefined],
    ['paper.pdf', 25 * MB, undefined],
    ['sticker.png', 2 * MB, { attachment_kind: 'sticker' }],
  ])('%s may have its limit and not a byte more', async (name, limit, metadata) => {
    expect((await send(form([file(name, limit)], undefined, metadata))).status).toBe(201);
    const answer = await send(form([file(name, limit + 1)], undefined, metadata));
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({ error_code: 'ATTACHMENT_TOO_LARGE' });
    expect(Object.keys(answer.body['errors'] as JsonObject)).toEqual(['attachments.0']);
  });

  test('ten files are taken, eleven are not', async () => {
    const many = (count: number): File[] => Array.from({ length: count }, (_, index) => file(`${index}.png`));
    expect((await send(form(many(10)))).status).toBe(201);
    const answer = await send(form(many(11)));
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['errors'] as JsonObject)).toEqual(['attachments']);
  });

  test('what was uploaded is served back, whole and in parts, without a token', async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) =>
      index < 9 ? '%PDF-1.4\n'.charCodeAt(index) : index % 251,
    );
    const answer = await send(form([new File([bytes], 'Surat Jalan é 😀.pdf')]));
    const [attachment] = row(answer)['attachments'] as JsonObject[];
    const url = text(attachment?.['url']);
    expect(attachment?.['filename']).toBe('Surat Jalan é 😀.pdf');
    const get = async (headers: Record<string, string> = {}, method = 'GET') =>
      world.demo.fetch(new Request(url, { headers, method }));

    const whole = await get();
    expect(whole.status).toBe(200);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    });
    expect(new Uint8Array(await whole.arrayBuffer())).toEqual(bytes);

    const part = await get({ Range: 'bytes=10-19' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 10-19/1000');
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
    expect(new Uint8Array(await (await get({ Range: 'bytes=990-' })).arrayBuffer())).toEqual(bytes.subarray(990));
    expect(new Uint8Array(await (await get({ Range: 'bytes=-5' })).arrayBuffer())).toEqual(bytes.subarray(995));
    expect((await get({ Range: 'bytes=1000-' })).status).toBe(416);
    expect((await get({}, 'HEAD')).headers.get('content-length')).toBe('1000');
    expect((await world.demo.fetch(new Request('http://127.0.0.1/storage/nothing.png'))).status).toBe(404);
  });
});

describe('extensions', () => {
  test('the same reaction twice is one, and it can be taken back', async () => {
    const path = '/v1/chat/messages/3/reactions';
    const first = await world.as(AGENT)('POST', path, { reaction: '👍' });
    expect(first.status).toBe(201);
    expect(row(first)).toMatchObject({ message_id: 3, user_id: AGENT, reaction: '👍' });
    expect(row(await world.as(AGENT)('POST', path, { reaction: '👍' }))['id']).toBe(row(first)['id']);
    const reactions = async () =>
      listOf(rows(await john('GET', '/v1/chat/conversations/1/messages?after_id=2&limit=1'))[0], 'reactions').map(
        (one) => one['reaction'],
      );
    expect(await reactions()).toEqual(['❤️', '🙏', '👍']);
    const removed = await world.as(AGENT)('DELETE', `${path}/${encodeURIComponent('👍')}`);
    expect(removed.status).toBe(200);
    expect(await reactions()).toEqual(['❤️', '🙏']);
    expect((await john('POST', path, {})).status).toBe(400);
  });

  test('editing keeps the history with its reason', async () => {
    const answer = await john('PATCH', '/v1/chat/messages/2', {
      content: 'About order #1235',
      edit_reason: 'Wrong number',
    });
    expect(answer.status).toBe(200);
    const message = row(answer);
    expect(message).toMatchObject({ content: 'About order #1235', edited_at: '2025-09-26T10:40:00.000000Z' });
    expect((message['edits'] as JsonObject[]).at(-1)).toMatchObject({
      previous_content: 'Hi! I have a question about my order #1234',
      edit_reason: 'Wrong number',
      editor_id: JOHN,
    });
    expect((await john('PATCH', '/v1/chat/messages/2', { content: '' })).status).toBe(400);
    expect((await john('PATCH', '/v1/chat/messages/2', { content: 'a'.repeat(10_001) })).body).toMatchObject({
      error_code: 'MESSAGE_TOO_LONG',
    });
  });

  test('deleting leaves a message without its words', async () => {
    const answer = await john('DELETE', '/v1/chat/messages/2');
    expect(answer.status).toBe(200);
    expect(row(answer)).toMatchObject({
      is_deleted: true,
      deleted_at: '2025-09-26T10:40:00.000000Z',
      content: '',
      edits: [],
    });
    expect((await john('DELETE', '/v1/chat/messages/2')).status).toBe(200);
    expect((await john('PATCH', '/v1/chat/messages/2', { content: 'Back again' })).status).toBe(422);
  });

  test('only one’s own messages can be changed, and only those one can read', async () => {
    expect((await john('PATCH', '/v1/chat/messages/1', { content: 'Mine now' })).status).toBe(403);
    expect((await john('DELETE', '/v1/chat/messages/1')).status).toBe(403);
    expect((await world.as(STRANGER)('POST', '/v1/chat/messages/1/reactions', { reaction: '👍' })).status).toBe(403);
    const missing = await john('DELETE', '/v1/chat/messages/999');
    expect(missing.status).toBe(404);
    expect(missing.body).toMatchObject({ success: false });
  });
});
