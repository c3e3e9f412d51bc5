import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, fixtureApp, test } from './fixtures.ts';

interface Fixture {
  utility: Electron.UtilityProcess;
  heard: unknown[];
}
type Main = { fixture: Fixture };
const script = path.join(fixtureApp, 'utility.mjs');

test.beforeEach(async ({ app }) => {
  await app.evaluate(async ({ app: main, utilityProcess }, modulePath) => {
    await main.whenReady();
    const { fixture } = globalThis as unknown as Main;
    fixture.heard = [];
    fixture.utility = utilityProcess.fork(modulePath, ['--one', 'two'], {
      serviceName: 'fixture engine',
      stdio: 'pipe',
      env: { ...process.env, FIXTURE_UTILITY: 'set' },
    });
    const { utility, heard } = fixture;
    utility.on('message', (message: unknown) => heard.push(message));
    utility.on('spawn', () => heard.push(`spawn ${typeof utility.pid}`));
    utility.on('exit', (code) => heard.push(`exit ${code} ${String(utility.pid)}`));
    utility.stdout?.on('data', (chunk: Buffer) => heard.push(`stdout ${chunk.toString().trim()}`));
    utility.stderr?.on('data', (chunk: Buffer) => heard.push(`stderr ${chunk.toString()}`));
    main.on('child-process-gone', (_event, details) => heard.push(details));
  }, script);
});

test('is a Node 24 process of its own, with net and a parent port', async ({ app }) => {
  await app.evaluate(() => (globalThis as unknown as Main).fixture.utility.postMessage({ kind: 'facts' }));
  const heard = (): Promise<unknown[]> => app.evaluate(() => (globalThis as unknown as Main).fixture.heard);
  await expect.poll(heard).toHaveLength(2);
  expect(await heard()).toEqual([
    'spawn number',
    {
      kind: 'facts',
      type: 'utility',
      argv: ['--one', 'two'],
      node: '24',
      electron: '45.4.1',
      send: 'undefined',
      env: 'set',
      online: true,
    },
  ]);
});

test('messages are structured clones both ways', async ({ app }) => {
  const seen = await app.evaluate(async () => {
    const { utility } = (globalThis as unknown as Main).fixture;
    const value: Record<string, unknown> = { map: new Map([[1, new Date(7)]]), bytes: new Uint8Array([9]), big: 3n };
    value['self'] = value;
    const answer = new Promise<{ value: typeof value }>((resolve) => utility.once('message', resolve));
    utility.postMessage({ kind: 'echo', value });
    const { value: copy } = await answer;
    return [
      (copy['map'] as Map<number, Date>).get(1)?.getTime(),
      [...(copy['bytes'] as Uint8Array)],
      typeof copy['big'],
      copy['self'] === copy,
    ];
  });
  expect(seen).toEqual([7, [9], 'bigint', true]);
});

test('what cannot be cloned is refused on both sides', async ({ app }) => {
  const words = await app.evaluate(async () => {
    const { utility } = (globalThis as unknown as Main).fixture;
    const answer = new Promise<unknown>((resolve) => utility.once('message', resolve));
    utility.postMessage({ kind: 'unclonable' });
    let here = 'allowed';
    try {
      utility.postMessage(() => 1);
    } catch (error) {
      here = (error as Error).message;
    }
    return [here, await answer];
  });
  expect(words).toEqual([
    'An object could not be cloned.',
    { kind: 'refused', message: 'An object could not be cloned.' },
  ]);
});

test('net.fetch in the utility process: network, offline, and no own schemes', async ({ app }) => {
  const server = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const seen = await app.evaluate(async ({ session }, url) => {
    const { utility } = (globalThis as unknown as Main).fixture;
    const ask = (address: string): Promise<unknown> => {
      const answer = new Promise<unknown>((resolve) => utility.once('message', resolve));
      utility.postMessage({ kind: 'fetch', url: address });
      return answer;
    };
    const list = [await ask(url)];
    session.defaultSession.enableNetworkEmulation({ offline: true });
    list.push(await ask(url));
    session.defaultSession.disableNetworkEmulation();
    list.push(await ask(url));
    return list;
  }, `http://127.0.0.1:${port}/`);
  server.close();
  expect(seen).toEqual([
    { kind: 'fetch', status: 200, text: 'hello' },
    { kind: 'fetch', error: 'net::ERR_INTERNET_DISCONNECTED' },
    { kind: 'fetch', status: 200, text: 'hello' },
  ]);
});

test('a port joins a page and the utility process; the page’s end closes with the page', async ({ app }) => {
  const page = await app.firstWindow();
  await page.getByRole('heading').waitFor();
  const answer = await page.evaluate(async () => {
    const [message, got] = (await window.api.join()) as [
      unknown,
      { kind: string; got: { ask: string; bytes: Uint8Array } },
    ];
    return [message, got.kind, got.got.ask, [...got.got.bytes]];
  });
  expect(answer).toEqual([{ to: 'utility' }, 'joined', 'from the page', [1, 2, 3]]);
  await page.reload();
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as Main).fixture.heard))
    .toContainEqual({ kind: 'port closed' });
});

test('output, kill, exit codes and crashes are told', async ({ app }) => {
  const heard = (): Promise<unknown[]> => app.evaluate(() => (globalThis as unknown as Main).fixture.heard);
  const say = (message: object): Promise<void> =>
    app.evaluate((_electron, sent) => (globalThis as unknown as Main).fixture.utility.postMessage(sent), message);
  await say({ kind: 'say', text: 'words on stdout' });
  await expect.poll(heard).toContain('stdout words on stdout');
  await say({ kind: 'reject' });
  await expect.poll(heard).toContainEqual({ kind: 'still here' });
  await say({ kind: 'exit', code: 3 });
  await expect.poll(heard).toContain('exit 3 undefined');
  expect(await heard()).toContainEqual(
    expect.objectContaining({ type: 'Utility', reason: 'abnormal-exit', exitCode: 3, name: 'fixture engine' }),
  );
});

test('a killed one exits with its signal’s number', async ({ app }) => {
  const heard = (): Promise<unknown[]> => app.evaluate(() => (globalThis as unknown as Main).fixture.heard);
  await expect.poll(heard).toContain('spawn number');
  expect(await app.evaluate(() => (globalThis as unknown as Main).fixture.utility.kill())).toBe(true);
  await expect.poll(heard).toContain('exit 15 undefined');
  expect(await app.evaluate(() => (globalThis as unknown as Main).fixture.utility.kill())).toBe(false);
});

test('an uncaught error ends it with code 1', async ({ app }) => {
  const heard = (): Promise<unknown[]> => app.evaluate(() => (globalThis as unknown as Main).fixture.heard);
  await app.evaluate(() => (globalThis as unknown as Main).fixture.utility.postMessage({ kind: 'throw' }));
  await expect.poll(heard).toContain('exit 1 undefined');
});

test('wrong calls are refused', async ({ app }) => {
  const words = await app.evaluate(({ utilityProcess }, modulePath) => {
    const of = (action: () => unknown): string => {
      try {
        action();
        return 'allowed';
      } catch (error) {
        return (error as Error).message;
      }
    };
    return [
      of(() => utilityProcess.fork('relative.mjs')),
      of(() => utilityProcess.fork(modulePath, [], { detached: true } as Electron.ForkOptions)),
      of(() => utilityProcess.fork(modulePath, [], { stdio: ['pipe', 'pipe', 'pipe'] })),
    ];
  }, script);
  expect(words[0]).toContain('must be an absolute path');
  expect(words[1]).toContain("Electron has no option 'detached'");
  expect(words[2]).toContain('stdin value other than ignore');
});
