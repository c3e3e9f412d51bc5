import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemo, type RunningDemo } from '#demo/server.ts';
import type { HostChannel } from '#electron/sync/host-channel.ts';
import { nodeClock, nodePorts, nodeTimers } from '#electron/sync/node/node-ports.ts';
import type { Clock } from '#electron/sync/ports.ts';
import { runSyncServer } from '#electron/sync/run.ts';
import { serverProfile } from '#shared/contract/server-profile.ts';
import type { FromSyncServer, ToSyncServer } from '#shared/contract/sync-channel.ts';
import { SyncServerHost } from './sync-server-host.ts';

let dataDir: string;
let demo: RunningDemo;
let folder: string;
let accountId: string;
let token: string;
let conversationId: string;
const hosts: SyncServerHost[] = [];

/** The check after an unclean end is not worth waiting for in real seconds. */
const hasty = {
  ...nodeTimers,
  setTimeout: (callback: () => void, ms: number) => nodeTimers.setTimeout(callback, ms === 5_000 ? 50 : ms),
};

function newHost(clock: Clock = nodeClock): SyncServerHost {
  const host = new SyncServerHost({ timers: hasty, clock });
  hosts.push(host);
  return host;
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'desk-damage-'));
  demo = await startDemo({ quietPeople: true });
  const [account] = demo.accounts;
  if (account === undefined) throw new Error('No account');
  ({ token } = account);
  const host = newHost();
  const profile = serverProfile.parse({ apiUrl: demo.address });
  await host.server.receive({ type: 'start', dataDir, open: { kind: 'profile', profile, token, demo: false } });
  await host.upToDate();
  const session = await host.call('session.get', {});
  if (!session.ok || session.value.account === null) throw new Error('Nothing opened');
  ({ accountId } = session.value.account);
  folder = join(dataDir, 'accounts', accountId);
  const inbox = await host.call('inbox.list', { view: 'all', cursor: null, limit: 1 });
  conversationId = inbox.ok ? (inbox.value.rows[0]?.id ?? '') : '';
  await saveDraft(host);
  await host.server.close();
});

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.server.close()));
  await demo.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function saveDraft(host: SyncServerHost): Promise<void> {
  const text = 'Draf yang tidak boleh hilang';
  const input = {
    conversationId,
    text,
    files: [],
    replyTo: null,
    card: null,
    selectionStart: 0,
    selectionEnd: 0,
    version: 1,
  };
  const saved = await host.call('draft.save', input);
  if (!saved.ok) throw new Error(saved.error.code);
}

async function reopen(clock: Clock = nodeClock, as: string | null = token): Promise<SyncServerHost> {
  const host = newHost(clock);
  await host.server.receive({ type: 'start', dataDir, open: { kind: 'last', accountId, token: as } });
  return host;
}

function overwrite(path: string, offset: number, bytes: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(bytes, 0x5a), 0, bytes, offset);
  closeSync(file);
}

async function expectWhole(host: SyncServerHost, from = 0): Promise<void> {
  await host.upToDate(from);
  const inbox = await host.call('inbox.list', { view: 'all', cursor: null, limit: 100 });
  if (!inbox.ok) throw new Error(inbox.error.code);
  expect(inbox.value.rows.length).toBeGreaterThan(30);
  const page = await host.call('thread.page', { conversationId, from: { kind: 'newest' }, limit: 20 });
  expect(page.ok && page.value.rows.length).toBeGreaterThan(3);
  const draft = await host.call('draft.get', { conversationId });
  expect(draft).toMatchObject({ ok: true, value: { text: 'Draf yang tidak boleh hilang' } });
}

/** Another epoch says that what was shown before holds no more; returns the place of its first event. */
async function otherEpoch(host: SyncServerHost): Promise<number> {
  const first = await host.until((message) => message.type === 'event');
  const epoch = first.type === 'event' ? first.stamped.stamp.epoch : null;
  const isAfter = (message: FromSyncServer): boolean =>
    message.type === 'event' && message.stamped.stamp.epoch !== epoch;
  await host.until(isAfter);
  return host.messages.findIndex(isAfter);
}

const setAside = (): string[] => readdirSync(folder).filter((name) => /^mirror\.db\.damaged-\d+$/.test(name));

describe('a damaged mirror', () => {
  it.each<[string, (path: string) => void]>([
    ['cut off', (path) => truncateSync(path, Math.floor(statSync(path).size / 2) + 100)],
    [
      'with a header of zeroes',
      (path) => {
        const file = openSync(path, 'r+');
        writeSync(file, Buffer.alloc(4_096), 0, 4_096, 0);
        closeSync(file);
      },
    ],
    ['that is no database', (path) => overwrite(path, 0, statSync(path).size)],
  ])('%s is set aside and fetched again; what was written here stays', async (_, damage) => {
    damage(join(folder, 'mirror.db'));
    const host = await reopen();
    await expectWhole(host);
    expect(setAside()).toHaveLength(1);
  });

  it('in the middle is found after an unclean end, while the app runs, and replaced under a new epoch', async () => {
    const path = join(folder, 'mirror.db');
    const db = new Database(path);
    db.prepare(`insert into sync_state values ('running', 'true') on conflict(key) do update set value = 'true'`).run();
    const pageSize = Number(db.pragma('page_size', { simple: true }));
    // Pages that no first screen reads.
    const pages = db.prepare<[], { pageno: number }>(
      `select pageno from dbstat where name = 'search_entries' order by pageno`,
    );
    const hit = pages.all().map((row) => row.pageno);
    db.pragma('wal_checkpoint(truncate)');
    db.close();
    for (const page of hit) overwrite(path, (page - 1) * pageSize + 100, pageSize - 100);

    const host = await reopen();
    await expectWhole(host, await otherEpoch(host));
    expect(setAside()).toHaveLength(1);
  });

  it('that is met while conversations are read into memory, bit by bit, ends nothing: it is replaced', async () => {
    const path = join(folder, 'mirror.db');
    const db = new Database(path);
    const pageSize = Number(db.pragma('page_size', { simple: true }));
    // The oldest are read last, and of these the ones with the lowest ids.
    const addConversation = db.prepare('insert into conversations(id, activity_at, newest_id) values (?, 1, 1)');
    const addMessage = db.prepare('insert into messages(conversation_id, id, content) values (?, 1, ?)');
    for (let id = 900_000; id < 900_060; id += 1) {
      addConversation.run(id);
      addMessage.run(id, `old ${id} ${'x'.repeat(800)}`);
    }
    const leaves = db
      .prepare<[], { pageno: number }>(`select pageno from dbstat where name = 'messages' and pagetype = 'leaf'`)
      .all();
    db.pragma('wal_checkpoint(truncate)');
    db.close();
    const file = readFileSync(path);
    const offsets = leaves.map(({ pageno }) => (pageno - 1) * pageSize);
    const hit = offsets.filter((at) => file.subarray(at, at + pageSize).includes('old 90001'));
    for (const at of hit) overwrite(path, at, pageSize);

    // Every look at the clock takes a slice's whole time: a few conversations each. Signed out, nothing else reads.
    let looked = 0;
    const clock = { ...nodeClock, monotonic: () => nodeClock.monotonic() + (looked += 5) };
    const host = await reopen(clock, null);
    await otherEpoch(host);
    expect(setAside()).toHaveLength(1);
  });

  it('leaves only the newest of those that were set aside: each is as large as a mirror', async () => {
    for (const name of ['mirror.db.damaged-1', 'mirror.db.damaged-1-wal']) writeFileSync(join(folder, name), 'old');
    overwrite(join(folder, 'mirror.db'), 0, 4_096);
    await expectWhole(await reopen());
    expect(readdirSync(folder)).not.toContain('mirror.db.damaged-1-wal');
    expect(setAside()).toHaveLength(1);
  });
});

describe('a damaged local.db', () => {
  it('without a copy yet says that its account is not known any more, and is kept aside', async () => {
    overwrite(join(folder, 'local.db'), 0, statSync(join(folder, 'local.db')).size);
    await expect(reopen()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(readdirSync(folder).some((name) => name.startsWith('local.db.damaged-'))).toBe(true);
  });

  it('is replaced by its copy and what can still be read, and the app opens', async () => {
    const path = join(folder, 'local.db');
    const db = new Database(path);
    db.prepare('VACUUM INTO ?').run(`${path}.copy`);
    db.pragma('wal_checkpoint(truncate)');
    db.close();
    overwrite(path, 4_096, 8_192);
    await expectWhole(await reopen());
    expect(readdirSync(folder).some((name) => name.startsWith('local.db.damaged-'))).toBe(true);
  });
});

describe('what can not be mended', () => {
  const makeNewer = (file: string): void => {
    const db = new Database(join(folder, file));
    db.pragma('user_version = 9999');
    db.close();
  };

  it.each(['mirror.db', 'local.db'])(
    'a %s of a newer version is refused with its reason, and left as it is',
    async (file) => {
      makeNewer(file);
      const before = readFileSync(join(folder, file));
      await expect(reopen()).rejects.toMatchObject({ code: 'NEWER_DATABASE' });
      expect(readFileSync(join(folder, file)).equals(before)).toBe(true);
      expect(setAside()).toEqual([]);
      // Nothing holds the folder: the newer version can open it.
      await expect(reopen()).rejects.toMatchObject({ code: 'NEWER_DATABASE' });
    },
  );

  it('ends the process with its reason, so that its host can start another one', async () => {
    let receive: (message: ToSyncServer) => void = () => undefined;
    const sent: FromSyncServer[] = [];
    const ready = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<number>();
    const channel: HostChannel = {
      send: (message) => {
        sent.push(message);
        if (message.type === 'ready') ready.resolve();
      },
      onMessage: (listener) => {
        receive = listener;
      },
      onClose: () => undefined,
    };
    runSyncServer(channel, nodePorts({ timers: hasty, log: () => undefined }), ended.resolve);
    receive({ type: 'start', dataDir, open: { kind: 'last', accountId, token: null } });
    await ready.promise;
    makeNewer('local.db');
    // Unread so far, and past the header: SQLite meets the damage at the first look.
    const size = statSync(join(folder, 'mirror.db')).size;
    truncateSync(join(folder, 'mirror.db'), 4_096);
    overwrite(join(folder, 'mirror.db'), 4_096, size - 4_096);
    receive({
      type: 'call',
      id: 1,
      method: 'search.messages',
      input: { text: 'pesanan', conversationId: null, limit: 5 },
    });
    expect(await ended.promise).toBe(1);
    expect(sent).toContainEqual(expect.objectContaining({ type: 'fatal', code: 'NEWER_DATABASE' }));
  });
});
