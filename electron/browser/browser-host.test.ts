import { mkdtempSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, isGone, PageSocket, RunningHost, signIn, tokenOf } from '#tests/support/browser-host/running-host.ts';

let root = '';
let page = '';
let dataDir = '';
const hosts: RunningHost[] = [];

function host(...args: string[]): RunningHost {
  const started = new RunningHost(page, args);
  hosts.push(started);
  return started;
}

function freshDataDir(): string {
  return mkdtempSync(join(root, 'data-'));
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'zukses-host-'));
  page = join(root, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Zukses Desk</title>');
  writeFileSync(join(page, 'assets', 'app-abc.js'), 'void 0;');
  writeFileSync(join(page, '.secret'), 'not served');
  writeFileSync(join(root, 'outside.txt'), 'outside');
  writeFileSync(join(root, 'outside.html'), 'outside');
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((started) => started.end('SIGKILL')));
});

describe('the browser host, running', () => {
  let address: URL;
  let cookie = '';
  let running: RunningHost;

  beforeAll(async () => {
    dataDir = freshDataDir();
    running = new RunningHost(page, ['--port', '0', '--data-dir', dataDir]);
    address = await running.address();
    cookie = await signIn(address);
  });
  afterAll(async () => {
    await running.end('SIGKILL');
  });

  const own = () => ({ cookie, origin: address.origin });

  describe('the page', () => {
    it('is served to anybody, with headers that let it run only its own scripts', async () => {
      const answer = await ask(address, '/');
      expect(answer.status).toBe(200);
      expect(answer.body).toContain('Zukses Desk');
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
      expect(answer.headers['cache-control']).toBe('no-cache');
    });

    it('keeps files with a hash in their name for ever', async () => {
      const answer = await ask(address, '/assets/app-abc.js');
      expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8');
      expect(answer.headers['cache-control']).toContain('immutable');
    });

    it.each(['/', '/nothing', '/session', '/media/clip', '/socket', '/%E0%A4%A'])(
      'has the protecting headers also on %s',
      async (path) => {
        const { headers } = await ask(address, path);
        expect(headers['x-content-type-options']).toBe('nosniff');
        expect(headers['referrer-policy']).toBe('no-referrer');
        expect(headers['cross-origin-opener-policy']).toBe('same-origin');
        expect(headers['cross-origin-resource-policy']).toBe('same-origin');
        expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
      },
    );

    it.each([
      '/../outside.txt',
      '/..%2foutside.txt',
      '/%2e%2e/outside.txt',
      '/assets/../../outside.txt',
      '/assets/..%5c..%5coutside.txt',
      '//etc/passwd',
      '/etc/passwd',
      '/index.html%00.js',
      '/.secret',
      '/%E0%A4%A',
    ])('gives nothing for %s', async (path) => {
      const answer = await ask(address, path);
      expect(answer.status).toBe(404);
      expect(answer.body).toBe('');
    });

    it('takes no other method', async () => {
      expect((await ask(address, '/', { method: 'POST' })).status).toBe(405);
      expect((await ask(address, '/', { method: 'HEAD' })).body).toBe('');
      expect((await ask(address, 'http://127.0.0.1/absolute')).status).toBe(400);
    });
  });

  describe('the session', () => {
    it('is a cookie that scripts can not read and other sites can not send', async () => {
      const answer = await ask(address, '/session', {
        method: 'POST',
        headers: { origin: address.origin },
        body: JSON.stringify({ token: tokenOf(address) }),
      });
      expect(answer.status).toBe(204);
      expect(answer.headers['set-cookie']).toEqual([
        expect.stringMatching(
          new RegExp(`^desk-session-${address.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
        ),
      ]);
      expect(answer.headers['set-cookie']?.[0]).not.toContain(tokenOf(address));
    });

    it.each([
      ['a wrong token', JSON.stringify({ token: 'x'.repeat(43) }), 401],
      ['an empty token', JSON.stringify({ token: '' }), 401],
      ['no token', '{}', 400],
      ['no JSON', 'token', 400],
      ['far too much', JSON.stringify({ token: 'x'.repeat(100_000) }), 400],
    ])('is not given for %s', async (_, body, status) => {
      const answer = await ask(address, '/session', { method: 'POST', headers: { origin: address.origin }, body });
      expect(answer.status).toBe(status);
      expect(answer.headers['set-cookie']).toBeUndefined();
    });

    it.each([
      ['a foreign Host', { host: 'desk.example' }, 421],
      ['a name that leads here', { host: 'localhost.example:80' }, 421],
      ['a foreign Origin', { origin: 'http://desk.example' }, 403],
      ['another port of this computer', { origin: 'http://127.0.0.1:1' }, 403],
      ['no Origin', {}, 403],
      ['an opaque Origin', { origin: 'null' }, 403],
    ])('is not given to %s, even with the right token', async (_, headers, status) => {
      const body = JSON.stringify({ token: tokenOf(address) });
      const answer = await ask(address, '/session', { method: 'POST', headers, body });
      expect(answer.status).toBe(status);
      expect(answer.headers['set-cookie']).toBeUndefined();
    });

    it('can be asked about', async () => {
      expect((await ask(address, '/session')).status).toBe(401);
      expect((await ask(address, '/session', { headers: { cookie } })).status).toBe(204);
    });
  });

  describe('the socket', () => {
    it.each([
      ['without a session', () => ({ origin: address.origin }), '401'],
      ['with a wrong session', () => ({ ...own(), cookie: `desk-session-${address.port}=${'x'.repeat(43)}` }), '401'],
      [
        'with the token for a cookie',
        () => ({ ...own(), cookie: cookie.replace(/=.*/, `=${tokenOf(address)}`) }),
        '401',
      ],
      ['from a foreign origin', () => ({ ...own(), origin: 'http://desk.example' }), '403'],
      ['without an origin', () => ({ cookie }), '403'],
      ['through a foreign name', () => ({ ...own(), host: 'desk.example' }), '421'],
    ])('is not opened %s', async (_, headers, status) => {
      await expect(PageSocket.open(address, headers())).rejects.toThrow(status);
    });

    it('is only at its own path', async () => {
      await expect(PageSocket.open(address, own(), '/other')).rejects.toThrow('404');
    });

    it('says first how the sync server is', async () => {
      const tab = await PageSocket.open(address, own());
      expect(await tab.next(() => true)).toEqual({ hostEvent: { type: 'engine', life: 'running', reason: null } });
    });

    it('relays calls, and shows the same events to a second tab and after a reload', async () => {
      const first = await PageSocket.open(address, own());
      const second = await PageSocket.open(address, own());
      expect(await first.call('engine', 'session.get', {})).toMatchObject({
        ok: true,
        value: { method: 'session.get' },
      });
      await second.call('engine', 'settings.set', { theme: 'dark' });
      const seen = await first.next((message) => 'engineEvent' in message);
      expect(await second.next((message) => 'engineEvent' in message)).toEqual(seen);
      first.socket.terminate();
      const reloaded = await PageSocket.open(address, own());
      expect(await reloaded.call('engine', 'session.get', {})).toMatchObject({ ok: true });
    });

    it('answers the host side itself', async () => {
      const tab = await PageSocket.open(address, own());
      expect(await tab.call('host', 'host.info', {})).toMatchObject({
        ok: true,
        value: { kind: 'browser', capabilities: { keepSignedIn: 'ask' } },
      });
    });

    it('answers what is malformed, and goes on working', async () => {
      const tab = await PageSocket.open(address, own());
      expect(await tab.call('engine', 'constructor', {})).toMatchObject({ error: { code: 'UNKNOWN_METHOD' } });
      expect(await tab.call('engine', 'session.get', { extra: 1 })).toMatchObject({ error: { code: 'BAD_REQUEST' } });
      expect(await tab.call('engine', 'session.get', {})).toMatchObject({ ok: true });
    });

    it.each([
      ['no JSON', 'hello', 1008],
      ['no id', '{"side":"engine","method":"session.get","input":{}}', 1008],
      ['an unknown key', '{"id":1,"side":"engine","method":"session.get","input":{},"trusted":true}', 1008],
      ['bytes', Buffer.from('{}'), 1008],
      ['too much', `"${'x'.repeat(2 * 1024 * 1024)}"`, 1009],
    ])('lets a page go that sends %s', async (_, frame, code) => {
      const tab = await PageSocket.open(address, own());
      tab.socket.send(frame);
      expect((await once(tab.socket, 'close'))[0]).toBe(code);
      const next = await PageSocket.open(address, own());
      expect(await next.call('engine', 'session.get', {})).toMatchObject({ ok: true });
    });

    it('says so when the sync server dies, answers what was pending, and works again by itself', async () => {
      const tab = await PageSocket.open(address, own());
      const before = await tab.call('engine', 'session.get', {});
      expect(await tab.call('engine', 'sync.retryNow', {})).toMatchObject({
        ok: false,
        error: { code: 'ENGINE_UNAVAILABLE' },
      });
      await tab.next((message) => JSON.stringify(message).includes('"restarting"'));
      tab.messages.length = 0;
      await tab.next((message) => JSON.stringify(message).includes('"running"'));
      const after = await tab.call('engine', 'session.get', {});
      expect(after).toMatchObject({ ok: true });
      expect(after).not.toEqual(before);
    });
  });

  describe('media', () => {
    const get = (id: string, headers = {}) => ask(address, `/media/${id}`, { headers: { cookie, ...headers } });

    beforeAll(() => {
      writeFileSync(join(dataDir, 'clip.mp4'), '0123456789');
      writeFileSync(join(dataDir, 'page.html'), '<script>alert(1)</script>');
    });

    it('needs the session', async () => {
      expect((await ask(address, '/media/clip')).status).toBe(401);
    });

    it('gives the whole with its type, its name and nothing that it could do', async () => {
      const answer = await get('clip');
      expect(answer).toMatchObject({ status: 200, body: '0123456789' });
      expect(answer.headers).toMatchObject({
        'content-type': 'video/mp4',
        'content-length': '10',
        'accept-ranges': 'bytes',
        'content-disposition': "inline; filename*=UTF-8''berkas%20%22%C3%A9%22%20clip",
        'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
        'x-content-type-options': 'nosniff',
      });
    });

    it.each([
      ['bytes=0-3', '0123', 'bytes 0-3/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-2', '89', 'bytes 8-9/10'],
      ['bytes=5-99', '56789', 'bytes 5-9/10'],
    ])('gives the part %s', async (range, body, contentRange) => {
      const answer = await get('clip', { range });
      expect(answer).toMatchObject({ status: 206, body });
      expect(answer.headers['content-range']).toBe(contentRange);
    });

    it('says when there is no such part', async () => {
      const answer = await get('clip', { range: 'bytes=10-' });
      expect(answer).toMatchObject({ status: 416, body: '' });
      expect(answer.headers['content-range']).toBe('bytes */10');
    });

    it('only hands over for keeping what is no media, and what is asked for so', async () => {
      expect((await get('page')).headers['content-disposition']).toMatch(/^attachment;/);
      expect((await get('clip?download')).headers['content-disposition']).toMatch(/^attachment;/);
    });

    it.each(['unknown', 'gone', 'outside'])('has nothing for %s', async (id) => {
      expect(await get(id)).toMatchObject({ status: 404, body: '' });
    });

    it('is not given to another site, even with the cookie', async () => {
      const headers = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' };
      expect((await get('clip', headers)).status).toBe(403);
    });
  });
});

describe('the browser host and its account', () => {
  let address: URL;
  let running: RunningHost;

  beforeEach(async () => {
    dataDir = freshDataDir();
    running = host('--port', '0', '--data-dir', dataDir);
    address = await running.address();
  });

  const openTab = async () => PageSocket.open(address, { origin: address.origin, cookie: await signIn(address) });

  describe('the demo', () => {
    it('is opened on request, ends when its account is left, and is there again at the next start', async () => {
      const tab = await openTab();
      expect(await tab.call('host', 'demo.open', {})).toMatchObject({ ok: true });
      expect(await tab.call('engine', 'session.get', {})).toMatchObject({
        value: {
          opened: { demo: true, token: 'demo-token', profile: { userId: 7, pusher: { key: 'key', tls: false } } },
        },
      });
      await running.end();
      const again = host('--port', '0', '--data-dir', dataDir);
      address = await again.address();
      const next = await openTab();
      expect(await next.call('engine', 'session.get', {})).toMatchObject({
        value: { opened: { kind: 'profile', demo: true, token: 'demo-token' } },
      });
      await next.call('engine', 'session.leave', {});
      expect(JSON.parse(readFileSync(join(dataDir, 'desk.json'), 'utf8'))).toMatchObject({ lastAccount: null });
    });
  });

  it('starts the demo again when it dies, and opens its account at the new address', async () => {
    const tab = await openTab();
    await tab.call('host', 'demo.open', {});
    const addressOf = async () => {
      const { value } = (await tab.call('engine', 'session.get', {})) as {
        value: { opened: { profile: { apiUrl: string } } };
      };
      return value.opened.profile.apiUrl;
    };
    const before = await addressOf();
    process.kill(Number(readFileSync(join(dataDir, 'demo.pid'), 'utf8')), 'SIGKILL');
    await expect.poll(addressOf, { timeout: 10_000 }).not.toBe(before);
  });

  describe('the token of the account', () => {
    const openSession = async (args: readonly string[]) => {
      const started = host('--port', '0', '--data-dir', dataDir, ...args);
      const at = await started.address();
      const tab = await PageSocket.open(at, { origin: at.origin, cookie: await signIn(at) });
      return { started, tab };
    };

    it('is forgotten with the host, unless the agent agreed to keep it in a file only for its owner', async () => {
      await running.end();
      const profile = join(root, 'profile.json');
      writeFileSync(profile, JSON.stringify({ apiUrl: 'http://127.0.0.1:1', token: 'jwt', userId: 3 }));
      const first = await openSession(['--profile', profile]);
      await first.started.end();

      const second = await openSession([]);
      expect(await second.tab.call('engine', 'session.get', {})).toMatchObject({
        value: { opened: { kind: 'last', accountId: 'a'.repeat(32), token: null } },
      });
      await second.tab.call('host', 'session.keep', { keep: true });
      await second.started.end();

      const third = await openSession(['--profile', profile]);
      await third.started.end();
      expect(statSync(join(dataDir, 'token.json')).mode & 0o777).toBe(0o600);

      const fourth = await openSession([]);
      expect(await fourth.tab.call('engine', 'session.get', {})).toMatchObject({ value: { opened: { token: 'jwt' } } });
      await fourth.tab.call('engine', 'session.leave', {});
      expect(() => statSync(join(dataDir, 'token.json'))).toThrow('ENOENT');
    });
  });

  describe('ending', () => {
    it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
      'ends cleanly with everything it started on %s',
      async (signal) => {
        const tab = await openTab();
        await tab.call('host', 'demo.open', {});
        const { value } = (await tab.call('engine', 'session.get', {})) as { value: { pid: number } };
        const finished = await running.end(signal);
        expect(finished).toMatchObject({ code: 0, stderr: '' });
        await isGone(value.pid);
        await isGone(Number(readFileSync(join(dataDir, 'demo.pid'), 'utf8')));
      },
    );

    it('leaves no process behind when it is killed', async () => {
      const tab = await openTab();
      await tab.call('host', 'demo.open', {});
      const { value } = (await tab.call('engine', 'session.get', {})) as { value: { pid: number } };
      const { code } = await running.end('SIGKILL');
      expect(code).toBeNull();
      await isGone(value.pid);
      await isGone(Number(readFileSync(join(dataDir, 'demo.pid'), 'utf8')));
    });

    it('gives the folder free, however it ended', async () => {
      await running.end('SIGKILL');
      const next = host('--port', '0', '--data-dir', dataDir);
      expect((await next.address()).hostname).toBe('127.0.0.1');
    });
  });
});

describe('the browser host, starting', () => {
  beforeEach(() => {
    dataDir = freshDataDir();
  });

  const problem = async (...args: string[]) => {
    const finished = await host(...args).finished;
    expect(finished.code).toBe(1);
    expect(finished.stdout).toBe('');
    expect(finished.stderr.trim().split('\n')).toHaveLength(1);
    return finished.stderr.trim();
  };

  it('refuses a folder that another one has', async () => {
    await host('--port', '0', '--data-dir', dataDir).address();
    expect(await problem('--port', '0', '--data-dir', dataDir)).toBe(
      `Zukses Desk is already running on the folder ${dataDir}.`,
    );
  });

  it('refuses a port that is in use', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as { port: number };
    expect(await problem('--port', String(port), '--data-dir', dataDir)).toBe(
      `Port ${port} is in use by another program: choose another one with --port.`,
    );
    blocker.close();
  });

  it('refuses a folder that can not be written', async () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    expect(await problem('--port', '0', '--data-dir', join(file, 'below'))).toMatch(/^The folder .* can't be written/);
  });

  it.each([
    ['an unknown key', '{"apiUrl":"https://a.example","pusher":{"secret":"s"}}', '"pusher.secret" is not a known key'],
    ['a wrong type', '{"apiUrl":"https://a.example","pusher":{"port":"6001"}}', '"pusher.port"'],
    ['no JSON', '{', 'is not JSON'],
  ])('refuses a profile with %s', async (_, content, words) => {
    const profile = join(dataDir, 'profile.json');
    writeFileSync(profile, content);
    expect(await problem('--port', '0', '--data-dir', dataDir, '--profile', profile)).toContain(words);
  });

  it('refuses a profile that is not there, and a token that the sync server can not use', async () => {
    expect(await problem('--profile', join(dataDir, 'none.json'))).toContain("can't be read (ENOENT)");
    expect(
      await problem('--port', '0', '--data-dir', dataDir, '--server', 'http://127.0.0.1:1', '--token', 'refused'),
    ).toContain('TOKEN_UNREADABLE');
  });

  it.each([
    [['--port', 'x'], '--port takes a whole number from 0 to 65535, not "x".'],
    [['--port', '70000'], '--port takes a whole number'],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['extra'], 'Unexpected argument'],
    [['--server', 'https://a.example'], '--server and --token belong together'],
    [['--user-id', '3'], '--user-id belongs to --token'],
    [['--demo', '--profile', 'x'], 'Only one of'],
    [['--server', 'nonsense', '--token', 't'], "--server can't be used"],
  ])('refuses the options %j', async (args, words) => {
    expect(await problem(...args)).toContain(words);
  });

  it('opens the demo at once with --demo', async () => {
    const address = await host('--port', '0', '--data-dir', dataDir, '--demo').address();
    const tab = await PageSocket.open(address, { origin: address.origin, cookie: await signIn(address) });
    expect(await tab.call('engine', 'session.get', {})).toMatchObject({ value: { opened: { demo: true } } });
  });

  it('hands a one-time token to the process that started it, and ends with it', async () => {
    const started = new RunningHost(page, ['--port', '0', '--data-dir', dataDir], { channel: true });
    hosts.push(started);
    const [message] = (await once(started.child, 'message')) as [{ openAt: string }];
    const openAt = new URL(message.openAt);
    expect(tokenOf(openAt)).not.toBe(tokenOf(await started.address()));
    await signIn(openAt);
    await expect(signIn(openAt)).rejects.toThrow('401');
    started.child.disconnect();
    expect(await started.finished).toMatchObject({ code: 0 });
  });

  it('can be ended before it is ready', async () => {
    const started = host('--port', '0', '--data-dir', dataDir, '--demo');
    await once(started.child, 'spawn');
    const finished = await started.end('SIGTERM');
    expect(finished.stderr).toBe('');
  });
});
