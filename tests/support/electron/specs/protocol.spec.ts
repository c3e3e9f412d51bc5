import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, logOf, test } from './fixtures.ts';

interface Fixture {
  pushChunk(text: string): void;
  endStream(): void;
}

test('the handler sees the request as it was made', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const response = await fetch('/echo?x=1#part', { method: 'POST', body: 'größe', headers: { 'x-own': 'yes' } });
    return (await response.json()) as { url: string; method: string; body: string; headers: Record<string, string> };
  });
  expect(seen).toMatchObject({ url: 'app://desk/echo?x=1', method: 'POST', body: 'größe' });
  expect(seen.headers).toMatchObject({ 'x-own': 'yes', origin: 'app://desk', referer: 'app://desk/index.html' });
});

test('a body streams: the first part arrives before the last exists', async ({ app, page }) => {
  await page.evaluate(() => {
    const parts: string[] = [];
    Object.assign(window, { parts });
    void fetch('/stream').then(async (response) => {
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) parts.push(next.value);
      parts.push('end');
    });
  });
  const parts = (): Promise<string[]> => page.evaluate(() => (window as unknown as { parts: string[] }).parts);
  await expect
    .poll(() => app.evaluate(() => typeof (globalThis as unknown as { fixture: Fixture }).fixture.pushChunk))
    .toBe('function');
  await app.evaluate(() => (globalThis as unknown as { fixture: Fixture }).fixture.pushChunk('first'));
  await expect.poll(parts).toEqual(['first']);
  await app.evaluate(() => {
    const { fixture } = globalThis as unknown as { fixture: Fixture };
    fixture.pushChunk('last');
    fixture.endStream();
  });
  await expect.poll(parts).toEqual(['first', 'last', 'end']);
});

test('ranges: 206 with the right bytes, 416 beyond the end', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const part = await fetch('/media', { headers: { range: 'bytes=300-303' } });
    const beyond = await fetch('/media', { headers: { range: 'bytes=200000-' } });
    const whole = await fetch('/media');
    return {
      status: part.status,
      range: part.headers.get('content-range'),
      bytes: [...new Uint8Array(await part.arrayBuffer())],
      beyond: [beyond.status, beyond.headers.get('content-range')],
      whole: (await whole.arrayBuffer()).byteLength,
    };
  });
  expect(seen).toEqual({
    status: 206,
    range: 'bytes 300-303/100000',
    bytes: [49, 50, 51, 52],
    beyond: [416, 'bytes */100000'],
    whole: 100_000,
  });
});

test('an aborted request aborts the handler’s signal', async ({ app, page }) => {
  await page.evaluate(async () => {
    const abort = new AbortController();
    const response = await fetch('/endless', { signal: abort.signal });
    await response.body!.getReader().read();
    abort.abort();
  });
  await expect.poll(() => logOf(app)).toContain('aborted');
});

test('a handler that throws is a network error for the page, and 404 stays 404', async ({ page }) => {
  const seen = await page.evaluate(async () => [
    await fetch('/broken').then(
      () => 'answered',
      () => 'failed',
    ),
    (await fetch('/nothing-here')).status,
  ]);
  expect(seen).toEqual(['failed', 404]);
});

test('net.fetch in the main process: own scheme, files, network, offline', async ({ app }) => {
  const server = createServer((_request, response) => response.end('from the network'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port: closedPort } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const seen = await app.evaluate(
    async ({ net, session }, { url, file, nobody }) => {
      const of = (promise: Promise<Response>): Promise<string> =>
        promise.then(
          async (response) => `${response.status} ${(await response.text()).slice(0, 16)}`,
          (error: Error) => error.message,
        );
      const list = [
        await of(net.fetch('app://desk/frame.js')),
        await of(net.fetch(file)),
        await of(net.fetch(`${file}.missing`)),
        await of(net.fetch(url)),
        await of(net.fetch(nobody)),
      ];
      session.defaultSession.enableNetworkEmulation({ offline: true });
      list.push(`${net.isOnline()} ${await of(net.fetch(url))}`);
      session.defaultSession.disableNetworkEmulation();
      list.push(`${net.isOnline()} ${await of(net.fetch(url))}`);
      return list;
    },
    {
      nobody: `http://127.0.0.1:${closedPort}/`,
      url: `http://127.0.0.1:${port}/`,
      file: new URL('../fixture-app/frame.js', import.meta.url).href,
    },
  );
  server.close();
  expect(seen).toEqual([
    '200 document.body.da',
    '200 document.body.da',
    'net::ERR_FILE_NOT_FOUND',
    '200 from the network',
    'net::ERR_CONNECTION_REFUSED',
    'false net::ERR_INTERNET_DISCONNECTED',
    'true 200 from the network',
  ]);
});

test('webRequest: own pages’ headers are changed, requests stopped', async ({ app, page }) => {
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.end(String(request.headers['x-added']));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await app.evaluate(({ session }) => {
    const { webRequest } = session.defaultSession;
    webRequest.onHeadersReceived((details, callback) => {
      callback({
        responseHeaders: {
          ...details.responseHeaders,
          'x-checked': [details.url.split(':', 1)[0] ?? ''],
          'content-security-policy': [],
        },
      });
    });
    webRequest.onBeforeRequest({ urls: ['app://desk/media', 'http://127.0.0.1/blocked'] }, (_details, callback) =>
      callback({ cancel: true }),
    );
    webRequest.onBeforeSendHeaders({ urls: ['http://*/*'] }, (details, callback) =>
      callback({ requestHeaders: { ...details.requestHeaders, 'x-added': 'by the app' } }),
    );
  });
  await page.reload();
  const seen = await page.evaluate(async (address) => {
    const of = (url: string): Promise<string> =>
      fetch(url).then(
        async (response) => `${response.headers.get('x-checked')} ${(await response.text()).slice(0, 12)}`,
        () => 'stopped',
      );
    return [await of('/frame.js'), await of('/media'), await of(address)];
  }, `http://127.0.0.1:${port}/`);
  server.close();
  expect(seen).toEqual(['app document.bod', 'stopped', 'null by the app']);
});

test('the page hears of offline and online', async ({ app, page }) => {
  await app.evaluate(({ session }) => session.defaultSession.enableNetworkEmulation({ offline: true }));
  await expect(page.locator('#events')).toContainText('offline false');
  await app.evaluate(({ session }) => session.defaultSession.disableNetworkEmulation());
  await expect(page.locator('#events')).toContainText('online true');
});

test('proxies resolve as they were set', async ({ app }) => {
  const seen = await app.evaluate(async ({ app: main, session }) => {
    const before = await session.defaultSession.resolveProxy('https://api.example/');
    await session.defaultSession.setProxy({ proxyRules: 'http=plain:80;https=secure:3128' });
    return [
      before,
      await session.defaultSession.resolveProxy('https://api.example/'),
      await main.resolveProxy('http://api.example/'),
    ];
  });
  expect(seen).toEqual(['DIRECT', 'PROXY secure:3128', 'PROXY plain:80']);
});
