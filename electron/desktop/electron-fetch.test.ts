import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClientRequest } from '#tests/support/electron/standin/net-request.ts';
import { electronFetch, SENT_WHOLE_BYTES } from './electron-fetch.ts';

let server: Server;
let base: string;
let seen: { method: string; headers: IncomingHttpHeaders; body: Buffer }[];
let online: boolean;

const fetch = electronFetch({
  request: (options) =>
    new ClientRequest(
      options,
      () => online,
      (error) => (error as Error).cause,
    ),
});

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      switch (request.url) {
        case '/moved':
          response.writeHead(302, { location: 'https://elsewhere.example/login' }).end();
          return;
        case '/empty':
          response.writeHead(204).end();
          return;
        case '/slow':
          response.writeHead(200, { 'content-type': 'text/plain' });
          response.write('half');
          return;
        default:
          response.writeHead(201, { 'content-type': 'application/json', 'x-two': ['a', 'b'] }).end('{"ok":true}');
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  online = true;
});

describe('the engine’s fetch over Electron', () => {
  it('sends what it is given, and gives back status, headers and body', async () => {
    const response = await fetch(new URL(`${base}/x`), {
      method: 'POST',
      headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
      body: '{"a":1}',
      redirect: 'manual',
    });
    expect([response.status, await response.json()]).toEqual([201, { ok: true }]);
    expect(response.headers.get('x-two')).toBe('a, b');
    expect(seen[0]).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer t', 'content-length': '7' } });
    expect(seen[0]?.headers.cookie).toBeUndefined();
  });

  it('takes a Request as well, as ky passes one', async () => {
    await fetch(new Request(`${base}/x`, { method: 'PATCH', body: 'text' }));
    expect(seen[0]).toMatchObject({ method: 'PATCH', body: Buffer.from('text') });
  });

  it('gives the answer that redirects, and follows nothing', async () => {
    const response = await fetch(`${base}/moved`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, 'https://elsewhere.example/login']);
    expect(seen).toHaveLength(1);
  });

  it('gives an empty answer without a body', async () => {
    const response = await fetch(`${base}/empty`);
    expect([response.status, response.body]).toEqual([204, null]);
  });

  it('sends a small upload with its length, a large one as the line takes it', async () => {
    const upload = (bytes: number): { body: Blob; read: () => number } => {
      let read = 0;
      class Counted extends Blob {
        override stream(): ReturnType<Blob['stream']> {
          return new ReadableStream<Uint8Array<ArrayBuffer>>({
            pull: (controller) => {
              if (read >= bytes) {
                controller.close();
                return;
              }
              read += 65_536;
              controller.enqueue(new Uint8Array(65_536));
            },
          });
        }
      }
      return { body: new Counted([new Uint8Array(bytes)]), read: () => read };
    };
    const small = upload(131_072);
    await fetch(`${base}/x`, { method: 'POST', body: small.body });
    expect(seen[0]?.headers['content-length']).toBe('131072');
    const large = upload(SENT_WHOLE_BYTES + 65_536);
    await fetch(`${base}/x`, { method: 'POST', body: large.body });
    expect(seen[1]?.headers['transfer-encoding']).toBe('chunked');
    expect(seen[1]?.body.length).toBe(SENT_WHOLE_BYTES + 65_536);
  });

  it('stops when it is told to, before the answer and in the middle of it', async () => {
    await expect(fetch(`${base}/x`, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    const controller = new AbortController();
    const response = await fetch(`${base}/slow`, { signal: controller.signal });
    const text = response.text();
    controller.abort(new Error('enough'));
    await expect(text).rejects.toThrow(/enough|abort|closed/i);
  });

  it('passes Chromium’s failures on: their names say whether anything was sent', async () => {
    online = false;
    await expect(fetch(`${base}/x`)).rejects.toThrow('net::ERR_INTERNET_DISCONNECTED');
    online = true;
    await expect(fetch('http://127.0.0.1:9/')).rejects.toThrow(/ECONNREFUSED|bad port/);
  });
});
