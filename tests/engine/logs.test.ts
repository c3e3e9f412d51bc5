import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Fault } from '#demo/faults/fault.ts';
import { startDemo, type RunningDemo } from '#demo/server.ts';
import type { LogEntry } from '#electron/sync/ports.ts';
import { diskFull, hookStatements } from '#tests/simulation/fault-points.ts';
import { SyncServerHost } from './sync-server-host.ts';

/** Logs are sent along with questions: whatever happens, they hold no message, no token, no address and no telephone number. */

const SECRET = 'Nomor rekening saya 8830-1122-9988 atas nama Ratna';
const SHOUT = 'ratna.wulandari@contoh.co.id';

let dataDir: string;
let demo: RunningDemo;
let host: SyncServerHost;
const logged: LogEntry[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'desk-logs-'));
  demo = await startDemo({ quietPeople: true });
  logged.length = 0;
  host = new SyncServerHost({ log: (entry) => void logged.push(entry) });
});

afterEach(async () => {
  await host.server.close();
  await demo.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const FAULTS: readonly Fault[] = [
  { kind: 'status', status: 422, count: 2 },
  { kind: 'status', status: 500, body: 'html', count: 2 },
  { kind: 'html', page: 'trace', count: 2 },
  { kind: 'html', page: 'captive-portal', count: 1 },
  { kind: 'cut-answer', count: 2 },
  { kind: 'shape', shape: 'bad-record' },
  { kind: 'status', status: 401, count: 1 },
];

it(
  'says what happened and nothing of what was written, by whom, or with which token',
  { timeout: 60_000 },
  async () => {
    const [account] = demo.accounts;
    if (account === undefined) throw new Error('No account');
    await host.server.receive({ type: 'start', dataDir, open: { kind: 'none' } });
    const signIn = (password: string) =>
      host.call('session.signIn', {
        profile: { apiUrl: demo.address },
        credentials: { kind: 'password', contact: account.contact, password },
      });
    expect((await signIn(`${SECRET} salah`)).ok).toBe(false);
    expect((await signIn(account.password)).ok).toBe(true);
    await host.upToDate();
    const inbox = await host.call('inbox.list', { view: 'all', cursor: null, limit: 5 });
    const conversationId = (inbox.ok ? inbox.value.rows : []).find((row) => row.lock === null)?.id ?? '';
    for (const fault of FAULTS) {
      demo.faults.add(fault);
      await host.call('message.send', {
        conversationId,
        clientMessageId: crypto.randomUUID(),
        content: `${SECRET} ${SHOUT}`,
        contentType: 'text',
        metadata: { catatan: SECRET },
        replyTo: null,
        parentMessageId: null,
        files: [],
        newestShownMessageId: null,
      });
      await host.call('people.search', { text: SHOUT, limit: 5 });
      await host.call('search.messages', { text: SECRET, conversationId: null, limit: 5 });
      await host.call('sync.retryNow', {});
      await host.call('conversation.show', { windowId: 'w', conversationId, focused: true });
      demo.faults.clear();
    }
    const unhook = hookStatements({
      concerns: (path) => path.startsWith(dataDir),
      before: () => {
        throw diskFull();
      },
    });
    await host.call('draft.save', {
      conversationId,
      text: SECRET,
      files: [],
      replyTo: null,
      card: null,
      selectionStart: 0,
      selectionEnd: 0,
      version: 9,
    });
    unhook();
    const session = await host.call('session.get', {});
    const accountId = session.ok ? (session.value.account?.accountId ?? '') : '';
    await host.server.close();
    truncateSync(join(dataDir, 'accounts', accountId, 'mirror.db'), 5_000);
    await host.server.receive({ type: 'start', dataDir, open: { kind: 'last', accountId, token: account.token } });

    expect(logged.length).toBeGreaterThan(5);
    const text = JSON.stringify(logged);
    for (const secret of [SECRET, '8830', SHOUT, account.contact, account.password, account.token, 'eyJ', 'Ratna']) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/[\w.]+@[\w.]+\.\w+|\+62\d|\b08\d{8,}/);
    const contents = demo.world.store.all<{ content: string }>(
      'SELECT content FROM messages WHERE length(content) > 12',
    );
    expect(contents.filter(({ content }) => text.includes(content))).toEqual([]);
  },
);
