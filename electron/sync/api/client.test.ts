import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiClient } from './client.ts';
import { ApiFailure } from './failure.ts';
import { signIn } from './sign-in.ts';
import { readToken } from './token.ts';
import type { UploadFile } from './types.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

let server: Server;
let handle: Handler;
let apiUrl: string;
let received: { method: string; url: string; headers: IncomingMessage['headers']; body: Buffer }[];

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      handle(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const timers = {
  setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
  clearTimeout: (handle: object | number) => clearTimeout(handle as NodeJS.Timeout),
};
const ports = { fetch: (input: string | URL | Request, init?: RequestInit) => fetch(input, init), clock, timers };
let tickets = 0;
const client = (token: string | null = 'secret', fetch = ports.fetch) =>
  new ApiClient({
    ...ports,
    fetch,
    apiUrl,
    authEndpoint: '/broadcasting/auth',
    token: () => token,
    nextTicket: () => ++tickets,
    uuid: () => '00000000-0000-4000-8000-000000000000',
  });

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    const html = typeof body === 'string';
    response.writeHead(status, { 'content-type': html ? 'text/html' : 'application/json', ...headers });
    response.end(html ? body : JSON.stringify(body));
  };

async function failure(work: Promise<unknown>): Promise<ApiFailure> {
  const caught: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (caught instanceof ApiFailure) return caught;
  throw new Error(`Not an ApiFailure: ${String(caught)}`);
}

describe('requests', () => {
  test('carry the token, ask for JSON and name only the parameters given', async () => {
    handle = answer(200, {
      success: true,
      data: [],
      pagination: { current_page: 1, per_page: 20, total: 0, total_pages: 0 },
    });
    const result = await client().listMessages(7, { afterId: 5, limit: 50 });
    expect(received[0]).toMatchObject({ method: 'GET', url: '/v1/chat/conversations/7/messages?limit=50&after_id=5' });
    expect(received[0]?.headers).toMatchObject({ authorization: 'Bearer secret', accept: 'application/json' });
    expect(result.value.pagination?.perPage).toBe(20);
    expect(result.ticket).toBe(tickets);
    expect(result.serverDate).not.toBeNull();
  });

  test('without a token nothing leaves', async () => {
    const error = await failure(client(null).listConversations());
    expect(error).toMatchObject({ kind: 'auth', mayHaveCommitted: false });
    expect(received).toHaveLength(0);
  });

  test('a channel is never authorised at a foreign origin', async () => {
    const foreign = new ApiClient({
      ...ports,
      apiUrl,
      authEndpoint: 'https://elsewhere.example/auth',
      token: () => 't',
      nextTicket: () => 1,
      uuid: () => '',
    });
    expect(await failure(foreign.authorizeChannel('1.1', 'private-user.1'))).toMatchObject({
      detail: 'foreign-origin',
    });
  });
});

describe('refusals', () => {
  const cases: [string, number, unknown, Partial<ApiFailure>][] = [
    [
      'documented 400',
      400,
      { success: false, message: 'Validation failed', errors: { content: ['Required.'] } },
      { kind: 'validation', mayHaveCommitted: false, fieldErrors: { content: ['Required.'] } },
    ],
    [
      'bare map',
      422,
      { content: ['The content field is required.'] },
      { kind: 'validation', message: 'The content field is required.', mayHaveCommitted: false },
    ],
    ['token in words', 422, { message: 'Token has expired' }, { kind: 'auth', mayHaveCommitted: false }],
    ['401', 401, { success: false, message: 'no' }, { kind: 'auth' }],
    ['a code of a token', 400, { error: 'token_expired' }, { kind: 'auth', mayHaveCommitted: false }],
    [
      'another code of a token',
      403,
      { success: false, message: 'Akses ditolak', error_code: 'INVALID_TOKEN' },
      { kind: 'auth' },
    ],
    ['a token that is missing', 400, { token: ['The token field is required.'] }, { kind: 'auth' }],
    ['a token in Indonesian', 422, { status: 'error', message: 'Token tidak sah' }, { kind: 'auth' }],
    ['a session that ended', 403, { message: 'Sesi Anda telah berakhir' }, { kind: 'auth' }],
    ['419', 419, { message: 'Page expired' }, { kind: 'auth' }],
    ['498', 498, {}, { kind: 'auth' }],
    ['a firewall', 403, '<html><title>Attention Required!</title></html>', { kind: 'captive-portal' }],
    [
      'words about tokens that refuse none',
      422,
      { message: 'The content may hold at most 100 tokens' },
      { kind: 'validation' },
    ],
    ['403', 403, { success: false, message: 'no' }, { kind: 'forbidden', mayHaveCommitted: false }],
    [
      '404 with envelope',
      404,
      { success: false, message: 'Message not found' },
      { kind: 'not-found', mayHaveCommitted: false },
    ],
    ['404 page', 404, '<html>not here</html>', { kind: 'unavailable-route', message: '' }],
    ['404 of a framework', 404, { message: 'The route v1/x could not be found.' }, { kind: 'unavailable-route' }],
    ['405', 405, { message: '' }, { kind: 'unavailable-route', mayHaveCommitted: false }],
    [
      'closed',
      422,
      { success: false, message: 'x', error_code: 'CONVERSATION_CLOSED' },
      { kind: 'closed', apiCode: 'CONVERSATION_CLOSED' },
    ],
    ['413 by a proxy', 413, '<html>too large</html>', { kind: 'too-large', mayHaveCommitted: false }],
    [
      'unknown conversation as 422',
      422,
      { errors: { conversation_id: ['The selected conversation id is invalid.'] } },
      { kind: 'not-found' },
    ],
    [
      'bad participant',
      422,
      { participant_ids: ['The selected participant ids is invalid.'] },
      { kind: 'invalid-participant' },
    ],
    [
      '500 with a trace',
      500,
      `<!doctype html>${'x'.repeat(400_000)}`,
      { kind: 'server-error', mayHaveCommitted: true, message: '' },
    ],
    ['502', 502, '<html></html>', { kind: 'server-error', mayHaveCommitted: true }],
    [
      'success: false with 200',
      200,
      { success: false, message: 'x', error_code: 'INVALID_PARTICIPANT' },
      { kind: 'invalid-participant', mayHaveCommitted: false },
    ],
    [
      'a portal page',
      200,
      '<html><form>Log in to the hotel</form></html>',
      { kind: 'captive-portal', mayHaveCommitted: true },
    ],
    ['nonsense', 200, 'not json at all', { kind: 'captive-portal' }],
    ['no list', 200, { success: true, data: { id: 1 } }, { kind: 'unreadable' }],
    ['408', 408, {}, { kind: 'timed-out', mayHaveCommitted: true }],
  ];
  test.each(cases)('%s', async (_, status, body, expected) => {
    handle = answer(status, body);
    expect(await failure(client().listConversations())).toMatchObject({ status, ...expected });
  });

  test('429 says when to come back', async () => {
    handle = answer(429, { error_code: 'RATE_LIMIT_EXCEEDED' }, { 'retry-after': '7' });
    expect(await failure(client().listConversations())).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7000 });
    const later = new Date(Date.now() + 30_000).toUTCString();
    handle = answer(503, {}, { 'retry-after': later, date: new Date().toUTCString() });
    const { retryAfterMs } = await failure(client().listConversations());
    expect(retryAfterMs).toBeGreaterThan(25_000);
  });

  test('redirects are not followed, and a portal is told from a server that moved', async () => {
    handle = answer(301, {}, { location: '/elsewhere/' });
    expect(await failure(client().listConversations())).toMatchObject({ kind: 'redirected', status: 301 });
    handle = answer(302, {}, { location: 'http://portal.example/login' });
    expect(await failure(client().listConversations())).toMatchObject({
      kind: 'captive-portal',
      detail: 'portal.example',
    });
    expect(received).toHaveLength(2);
  });
});

describe('the network', () => {
  test('nobody listening: never sent', async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await failure(client().listConversations())).toMatchObject({ kind: 'never-sent', mayHaveCommitted: false });
    server = createServer().listen(0);
  });

  test('dropped after the request: reset, and it may have been done', async () => {
    handle = (request) => request.socket.destroy();
    expect(await failure(client().listConversations())).toMatchObject({ kind: 'reset', mayHaveCommitted: true });
  });

  test('half an answer is no answer', async () => {
    handle = (request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"success":true,"data":[');
      setImmediate(() => request.socket.destroy());
    };
    expect(await failure(client().listConversations())).toMatchObject({ kind: 'reset' });
  });

  test('silence times out; a slow answer that keeps moving does not', async () => {
    handle = () => undefined;
    expect(await failure(client().listConversations({}, { idleTimeoutMs: 30 }))).toMatchObject({
      kind: 'timed-out',
      mayHaveCommitted: true,
    });
    handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const text = '{"data":[]}';
      let at = 0;
      const timer = setInterval(() => {
        response.write(text[at++]);
        if (at === text.length) {
          clearInterval(timer);
          response.end();
        }
      }, 20);
    };
    const slow = await client().listConversations({}, { idleTimeoutMs: 150 });
    expect(slow.value.items).toEqual([]);
  });

  test('silence times out also where the fetch does not listen to its signal', async () => {
    const deaf = () => new Promise<Response>(() => undefined);
    expect(await failure(client('secret', deaf).listConversations({}, { idleTimeoutMs: 30 }))).toMatchObject({
      kind: 'timed-out',
      mayHaveCommitted: true,
    });
  });

  test('our own abort', async () => {
    const controller = new AbortController();
    handle = () => controller.abort();
    expect(await failure(client().listConversations({}, { signal: controller.signal }))).toMatchObject({
      kind: 'aborted',
    });
    expect(await failure(client().listConversations({}, { signal: controller.signal }))).toMatchObject({
      kind: 'aborted',
      mayHaveCommitted: false,
    });
  });
});

describe('files', () => {
  const bytes = new Uint8Array(300_000).fill(7);
  const file = (over: Partial<UploadFile> = {}): UploadFile => ({
    filename: 'struk "1"\r\n🧾.pdf',
    contentType: 'application/pdf',
    size: bytes.byteLength,
    open: () => new Blob([bytes]),
    ...over,
  });

  test('leave as a stream of known length, named as the document names them, with real progress', async () => {
    handle = answer(201, { success: true, data: { id: 9, conversation_id: '3', content: 'x' } });
    const progress: [number, number][] = [];
    const sent = await client().sendMessage(
      {
        conversationId: 3,
        content: 'halo 👋',
        metadata: { client_message_id: 'abc' },
        replyToMessageId: 2,
        files: [file(), file()],
      },
      { onProgress: (done, total) => progress.push([done, total]) },
    );
    expect(sent.value).toMatchObject({ id: 9, conversationId: 3 });
    const [request] = received;
    expect(request?.headers['content-length']).toBe(String(request?.body.byteLength));
    expect(request?.headers['transfer-encoding']).toBeUndefined();
    expect(progress.length).toBeGreaterThan(4);
    expect(progress.at(-1)).toEqual([request?.body.byteLength, request?.body.byteLength]);
    const form = await new Response(new Uint8Array(request?.body ?? []), {
      headers: { 'content-type': request?.headers['content-type'] ?? '' },
    }).formData();
    expect([...form.keys()]).toEqual([
      'conversation_id',
      'content',
      'reply_to_message_id',
      'metadata',
      'attachments[0]',
      'attachments[1]',
    ]);
    expect(form.get('content')).toBe('halo 👋');
    expect(form.get('metadata')).toBe('{"client_message_id":"abc"}');
    const uploaded = form.get('attachments[1]') as File;
    expect(uploaded.type).toBe('application/pdf');
    expect(new Uint8Array(await uploaded.arrayBuffer())).toEqual(bytes);
  });

  test('a staged copy that changed stops the request', async () => {
    handle = answer(201, {});
    const error = await failure(client().sendMessage({ conversationId: 3, content: 'x', files: [file({ size: 10 })] }));
    expect(error).toMatchObject({ kind: 'other', detail: 'file-changed' });
    expect(received).toHaveLength(0);
  });
});

describe('sign-in', () => {
  const jwt = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;
  const later = Math.round(Date.now() / 1000) + 3600;
  const attempt = () => signIn(ports, apiUrl, { contact: 'a@b.c', password: 'p' });

  test('the measured answer: the token at the top, the user is data', async () => {
    handle = answer(200, {
      status: 'success',
      token: jwt({ sub: '12', exp: later }),
      data: { id: 12, name: 'Sari', access_token: 'leak' },
      expires_in: 60,
    });
    const result = await attempt();
    expect(result).toMatchObject({ userId: 12, expiresAt: later * 1000, user: { name: 'Sari' } });
    expect(JSON.stringify(result.user)).not.toContain('leak');
    expect(received[0]).toMatchObject({ method: 'POST', url: '/v1/auth/login' });
    expect(JSON.parse(received[0]?.body.toString() ?? '')).toEqual({ contact: 'a@b.c', password: 'p' });
  });

  test('the other answer, and an id only in the token', async () => {
    handle = answer(200, { success: true, data: { token: jwt({ sub: '12', exp: later }), user: { name: 'x' } } });
    expect(await attempt()).toMatchObject({ userId: 12, user: null });
  });

  test.each([
    [
      'in the server’s words',
      422,
      { status: 'error', message: 'Kata sandi salah' },
      { kind: 'auth', message: 'Kata sandi salah' },
    ],
    ['401', 401, { status: false, message: 'no' }, { kind: 'auth', message: 'no' }],
    [
      '200 without a token',
      200,
      { status: 'success', token: null, data: {} },
      { kind: 'auth', message: '', detail: 'no-token' },
    ],
    ['200 with false', 200, { status: 'success', token: false, data: {} }, { detail: 'no-token' }],
    [
      '200 with an expired token',
      200,
      { status: 'success', token: jwt({ sub: 1, exp: 1000 }), data: {} },
      { kind: 'auth', detail: 'token-expired' },
    ],
  ])('refused: %s', async (_, status, body, expected) => {
    handle = answer(status, body);
    expect(await failure(attempt())).toMatchObject(expected);
  });

  test('a token may be unreadable', () => {
    expect(readToken('not a jwt')).toBeNull();
    expect(readToken('a.###.b')).toBeNull();
    expect(readToken(jwt({ sub: 'abc' }))).toEqual({ userId: null, expiresAt: null });
  });
});
