import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** The demo server as a process of its own: what it prints, how it ends, how it says that it can't start. */

const MAIN = fileURLToPath(new URL('../../demo/main.ts', import.meta.url));

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zukses-demo-'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

type Started = {
  child: ChildProcess;
  lines: Promise<string[]>;
  ended: Promise<{ code: number | null; stderr: string }>;
};

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let stdout = '';
  let stderr = '';
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stderr });
    });
  });
  const lines = new Promise<string[]>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      // Four lines about the server, four about each of three accounts.
      if (stdout.split('\n').length > 16) resolve(stdout.trimEnd().split('\n'));
    });
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return { child, lines, ended };
}

const addressIn = (lines: readonly string[]): string => lines[0]?.slice('address: '.length) ?? '';

test('prints what is needed to use it, one a line, and answers', async () => {
  const lines = await start('--quiet-people').lines;
  const account = ['account', 'password', 'user id', 'token'];
  expect(lines.map((line) => line.split(': ')[0])).toEqual([
    'address',
    'pusher app id',
    'pusher key',
    'pusher secret',
    ...account,
    ...account,
    ...account,
  ]);
  const token = lines[7]?.slice('token: '.length);
  const answer = await fetch(`${addressIn(lines)}/v1/chat/conversations`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
  expect((await fetch(`${addressIn(lines)}/admin/faults`)).status).toBe(404);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends it at once, also with connections open and when it comes twice',
  async (signal) => {
    const { child, lines, ended } = start();
    const socket = new WebSocket(
      `${addressIn(await lines).replace('http', 'ws')}/app/${(await lines)[2]?.slice(12)}?protocol=7`,
    );
    await new Promise((resolve) => {
      socket.addEventListener('message', resolve, { once: true });
    });
    // A terminal's Ctrl-C reaches it by itself, and through the program that started it.
    child.kill(signal);
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, stderr: '' });
  },
);

test('what was said is still there after a restart on the same folder, and so are the tokens', async () => {
  const first = start('--data-dir', join(folder, 'data'));
  const lines = await first.lines;
  const token = lines[7]?.slice('token: '.length);
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const sent = await fetch(`${addressIn(lines)}/v1/chat/messages`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ conversation_id: 28, content: 'Sampai besok' }),
  });
  expect(sent.status).toBe(201);
  first.child.kill('SIGTERM');
  await first.ended;
  const again = await start('--data-dir', join(folder, 'data')).lines;
  const list = await fetch(`${addressIn(again)}/v1/chat/conversations/28/messages?limit=1`, { headers });
  expect(await list.json()).toMatchObject({ data: [{ content: 'Sampai besok' }] });
});

describe('says in one sentence why it can’t start, and ends with 1', () => {
  const refusal = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await start(...args).ended;
    expect(code).toBe(1);
    expect(stderr.trimEnd()).not.toContain('\n');
    return stderr;
  };

  test('the port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    const { port } = taken.address() as AddressInfo;
    expect(await refusal('--port', String(port))).toContain(`Port ${port} is already in use.`);
    taken.close();
  });

  test('the folder can’t be written to', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect(await refusal('--data-dir', join(folder, 'file', 'data'))).toContain("can't be written to");
  });

  test('the folder holds something else under the name of its database', async () => {
    writeFileSync(join(folder, 'demo.db'), 'x'.repeat(4096));
    expect(await refusal('--data-dir', folder)).toContain('is not a database of the demo');
  });

  test('the folder is in use', async () => {
    await start('--data-dir', folder).lines;
    expect(await refusal('--data-dir', folder)).toContain('in use by another demo server');
  });

  test.each([['--nonsense'], ['--port', 'x'], ['--port', '70000'], ['--seed', '-1'], ['stray']])(
    '%s %s',
    async (...args) => {
      expect(await refusal(...args.filter((one) => typeof one === 'string'))).toContain('Usage: npm run demo');
    },
  );
});

test('the admin endpoint is there with --admin, for this computer’s own names only', async () => {
  const address = addressIn(await start('--admin').lines);
  expect((await fetch(`${address}/admin/faults`)).status).toBe(200);
  expect((await fetch(`${address}/admin/faults`, { headers: { Origin: 'https://elsewhere.test' } })).status).toBe(403);
  const cut = await fetch(`${address}/admin/network`, { method: 'PUT', body: '{"up":false}' });
  expect(cut.status).toBe(200);
  await expect(fetch(`${address}/v1/chat/conversations`)).rejects.toThrow('fetch failed');
  await fetch(`${address}/admin/network`, { method: 'PUT', body: '{"up":true}' });
  expect((await fetch(`${address}/v1/chat/conversations`)).status).toBe(401);
});
