import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { documentWorld, JOHN } from '#demo/fixtures/document-world.ts';
import type { JsonObject } from '#demo/json.ts';
import { startDemo, type RunningDemo } from '#demo/server.ts';
import { file, readAnswer, row, rows, type Answer } from './support/document-demo.ts';

/** What only shows over a real connection: breaking it, cutting it, refusing an upload before it is sent. */

let demo: RunningDemo;

beforeEach(async () => {
  demo = await startDemo({ populate: documentWorld, quietPeople: true, admin: true });
});

afterEach(async () => {
  await demo.stop();
});

const headers = (): Record<string, string> => ({
  Authorization: `Bearer ${demo.accounts.find((one) => one.userId === JOHN)?.token ?? ''}`,
  'Content-Type': 'application/json',
});

const send = async (content: string, signal: AbortSignal | null = null): Promise<Answer> =>
  readAnswer(
    await fetch(`${demo.address}/v1/chat/messages`, {
      method: 'POST',
      headers: headers(),
      body: JSON.stringify({ conversation_id: 1, content }),
      signal,
    }),
  );

const kept = async (): Promise<unknown[]> => {
  const answer = await readAnswer(await fetch(`${demo.address}/admin/conversations/1/messages`));
  return rows(answer)
    .slice(15)
    .map((one) => one['content']);
};

test('dropped before or after the commit, the connection breaks without an answer', async () => {
  demo.faults.add({ kind: 'drop-before-commit', count: 1 });
  await expect(send('lost')).rejects.toThrow('fetch failed');
  demo.faults.add({ kind: 'drop-after-commit', count: 1 });
  await expect(send('kept')).rejects.toThrow('fetch failed');
  demo.faults.add({ kind: 'cut-answer', count: 1 });
  await expect(send('half')).rejects.toThrow('terminated');
  expect(await kept()).toEqual(['kept', 'half']);
});

test('a client that gives up is answered by nobody, and its message is kept all the same', async () => {
  demo.faults.add({ kind: 'latency', minMs: 200, count: 1 });
  const committed = new Promise<void>((resolve) => {
    demo.world.listen((event) => {
      if (event.kind === 'message') resolve();
    });
  });
  await expect(send('late', AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' });
  await committed;
  expect(await kept()).toEqual(['late']);
});

test('a cut network ends connections of both kinds and lets none in', async () => {
  const url = `${demo.address.replace('http', 'ws')}/app/${demo.hub.credentials.key}?protocol=7`;
  const open = async (): Promise<'greeted' | number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url);
      socket.addEventListener('close', (event) => {
        resolve(event.code);
      });
      socket.addEventListener('message', () => {
        resolve('greeted');
      });
      closers.push(socket);
    });
  const closers: WebSocket[] = [];
  expect(await open()).toBe('greeted');
  const closed = new Promise<number>((resolve) => {
    closers[0]?.addEventListener('close', (event) => {
      resolve(event.code);
    });
  });
  demo.faults.cutNetwork();
  expect(await closed).toBe(1006);
  expect(await open()).toBe(1006);
  await expect(send('lost')).rejects.toThrow('fetch failed');
  demo.faults.restoreNetwork();
  expect(await open()).toBe('greeted');
  expect((await send('through')).status).toBe(201);
  for (const socket of closers) socket.close();
});

test('an upload that says it is too large is refused before it is sent', async () => {
  const answer = await new Promise<{ status: number | undefined; body: JsonObject }>((resolve, reject) => {
    const request = httpRequest(
      `${demo.address}/v1/chat/messages`,
      {
        method: 'POST',
        headers: {
          ...headers(),
          'Content-Type': 'multipart/form-data; boundary=x',
          'Content-Length': 300 * 1024 * 1024,
        },
      },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on('end', () => {
          resolve({ status: response.statusCode, body: JSON.parse(body) as JsonObject });
          request.destroy();
        });
      },
    );
    request.on('error', reject);
    request.flushHeaders();
  });
  expect(answer.status).toBe(413);
  expect(answer.body).toMatchObject({ error_code: 'ATTACHMENT_TOO_LARGE' });
});

test('five megabytes go up and come back, under their own name', async () => {
  const form = new FormData();
  form.append('conversation_id', '1');
  form.append('content', 'Foto');
  form.append('attachments[]', file('Foto keluarga – é 😀.png', 5 * 1024 * 1024));
  const { Authorization = '' } = headers();
  const answer = await readAnswer(
    await fetch(`${demo.address}/v1/chat/messages`, { method: 'POST', headers: { Authorization }, body: form }),
  );
  expect(row(answer)).toMatchObject({
    attachments: [{ filename: 'Foto keluarga – é 😀.png', size_bytes: 5 * 1024 * 1024 }],
  });
  const [attachment] = row(answer)['attachments'] as { url: string }[];
  const served = await fetch(attachment?.url ?? '');
  expect((await served.arrayBuffer()).byteLength).toBe(5 * 1024 * 1024);
  const part = await fetch(attachment?.url ?? '', { headers: { Range: 'bytes=0-3' } });
  expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 4]);
});
