import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemo, type RunningDemo } from '#demo/server.ts';
import type { EngineEvent } from '#shared/contract/engine.ts';
import { serverProfile } from '#shared/contract/server-profile.ts';
import type { FromSyncServer } from '#shared/contract/sync-channel.ts';
import { diskFull, hookStatements } from '#tests/simulation/fault-points.ts';
import { SyncServerHost } from './sync-server-host.ts';

/** What is wrong while the rest works is said, in the place that it concerns, from the first moment to the last. */

let dataDir: string;
let demo: RunningDemo;
let host: SyncServerHost;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'desk-trouble-'));
  demo = await startDemo({ quietPeople: true });
  host = new SyncServerHost();
  const [account] = demo.accounts;
  if (account === undefined) throw new Error('No account');
  const profile = serverProfile.parse({ apiUrl: demo.address });
  const open = { kind: 'profile', profile, token: account.token, demo: false } as const;
  await host.server.receive({ type: 'start', dataDir, open });
  await host.upToDate();
});

afterEach(async () => {
  await host.server.close();
  await demo.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const eventOf = (message: FromSyncServer): EngineEvent | null =>
  message.type === 'event' ? message.stamped.event : null;

async function firstConversation(): Promise<string> {
  const inbox = await host.call('inbox.list', { view: 'all', cursor: null, limit: 1 });
  const id = inbox.ok ? inbox.value.rows[0]?.id : undefined;
  if (id === undefined) throw new Error('No conversation');
  return id;
}

async function customerOf(conversationId: string): Promise<number> {
  const details = await host.call('conversation.get', { conversationId });
  const people = details.ok ? details.value.participants : [];
  const customer = people.find((one) => one.person?.role === 'customer')?.person?.userId;
  if (customer === undefined || customer === null) throw new Error('No customer');
  return customer;
}

describe('a server that can give no messages', () => {
  it('is said in the open thread from the first answer on, and no longer than it lasts', async () => {
    const conversationId = await firstConversation();
    const trouble = async () => {
      const details = await host.call('conversation.get', { conversationId });
      return details.ok ? details.value.trouble : details.error;
    };
    const toldOfIt = (from: number) =>
      host.until((message) => {
        const event = eventOf(message);
        return event?.type === 'changed' && event.conversations.some((row) => row.id === conversationId);
      }, from);
    const fault = demo.faults.add({ kind: 'status', status: 500, body: 'html', endpoints: ['messages.list'] });
    let seen = host.messages.length;
    await host.call('conversation.show', { windowId: 'w', conversationId, focused: true });
    await toldOfIt(seen);
    expect(await trouble()).toMatchObject({ endpoint: 'messages', status: 500 });
    demo.faults.remove(fault);
    seen = host.messages.length;
    await host.call('conversation.show', { windowId: 'w', conversationId: null, focused: false });
    await host.call('conversation.show', { windowId: 'w', conversationId, focused: true });
    await toldOfIt(seen);
    expect(await trouble()).toBeNull();
  });
});

describe('a computer that does not take what is written', () => {
  const busy = (): Error => new Database.SqliteError('database is locked', 'SQLITE_BUSY');
  const readOnly = (): Error => new Database.SqliteError('attempt to write a readonly database', 'SQLITE_READONLY');

  it.each([
    ['DISK_FULL', 'mirror.db', diskFull],
    ['DISK_FULL', 'local.db', diskFull],
    ['READ_ONLY', 'mirror.db', readOnly],
    ['STORAGE_FAILED', 'mirror.db', busy],
  ])(
    'is said on the sync line (%s of %s) until it takes it again; nothing of it is lost',
    async (code, file, error) => {
      const conversationId = await firstConversation();
      const seen = host.messages.length;
      const unhook = hookStatements({
        concerns: (path) => path.startsWith(dataDir) && path.endsWith(file),
        before: () => {
          throw error();
        },
      });
      try {
        await host.call('sync.retryNow', {});
        const write = await host.call('settings.set', { undoSendSeconds: 5 });
        expect(write.ok).toBe(file !== 'local.db');
        demo.people.say(Number(conversationId), await customerOf(conversationId), 'Saat penuh');
        await host.call('sync.retryNow', {});
        await host.until((message) => {
          const event = eventOf(message);
          return event?.type === 'sync' && event.status.trouble?.code === code;
        }, seen);
        expect(await host.call('sync.status', {})).toMatchObject({ ok: true, value: { trouble: { code } } });
      } finally {
        unhook();
      }
      const after = host.messages.length;
      await host.call('sync.retryNow', {});
      await host.until((message) => {
        const event = eventOf(message);
        return event?.type === 'sync' && event.status.trouble === null && event.status.catchUp === null;
      }, after);
      const page = await host.call('thread.page', { conversationId, from: { kind: 'newest' }, limit: 5 });
      expect(page.ok && page.value.rows.at(-1)?.content).toBe('Saat penuh');
    },
  );
});

it('a server that has moved is named', async () => {
  const seen = host.messages.length;
  demo.faults.add({ kind: 'redirect', location: 'https://baru.example.com/v1' });
  await host.call('sync.retryNow', {});
  await host.until((message) => {
    const event = eventOf(message);
    return event?.type === 'sync' && event.status.trouble !== null;
  }, seen);
  expect(await host.call('sync.status', {})).toMatchObject({
    ok: true,
    value: { connection: 'server-down', trouble: { code: 'REDIRECTED', details: { location: 'baru.example.com' } } },
  });
});
