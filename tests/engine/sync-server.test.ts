import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemo, type RunningDemo } from '#demo/server.ts';
import { serverProfile } from '#shared/contract/server-profile.ts';
import { SyncServerHost } from './sync-server-host.ts';

let dataDir: string;
let demo: RunningDemo;
const hosts: SyncServerHost[] = [];

function newHost(): SyncServerHost {
  const host = new SyncServerHost();
  hosts.push(host);
  return host;
}

function profile() {
  const { hostname, port } = new URL(demo.address);
  return {
    apiUrl: demo.address,
    pusher: { key: demo.hub.credentials.key, cluster: '', host: hostname, port: Number(port), tls: false },
  };
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'desk-sync-server-'));
  demo = await startDemo({ quietPeople: true });
});

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.server.close()));
  await demo.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the sync server', () => {
  it('answers who is there before anybody signed in, and refuses everything else with a reason', async () => {
    const host = newHost();
    await host.server.receive({ type: 'start', dataDir, open: { kind: 'none' } });
    expect(host.messages).toContainEqual({ type: 'ready', account: null });
    expect(await host.call('session.get', {})).toMatchObject({ ok: true, value: { account: null } });
    const refused = await host.call('inbox.list', { view: 'all', cursor: null, limit: 10 });
    expect(refused).toMatchObject({ ok: false, error: { code: 'NOT_SIGNED_IN' } });
  });

  it('signs in with a password, keeps the token with the host, and never says it in an answer', async () => {
    const host = newHost();
    const [account] = demo.accounts;
    if (account === undefined) throw new Error('No account');
    await host.server.receive({ type: 'start', dataDir, open: { kind: 'none' } });
    const wrong = await host.call('session.signIn', {
      profile: profile(),
      credentials: { kind: 'password', contact: account.contact, password: 'salah' },
    });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'SIGN_IN_REFUSED' } });
    const answer = await host.call('session.signIn', {
      profile: profile(),
      credentials: { kind: 'password', contact: account.contact, password: account.password },
    });
    expect(answer).toMatchObject({ ok: true, value: { account: { userId: account.userId, signedIn: true } } });
    const told = await host.until((message) => message.type === 'account' && message.account !== null);
    const token = told.type === 'account' ? told.token : null;
    expect(token).toMatch(/^ey/);
    expect(JSON.stringify(host.messages.filter((message) => message.type !== 'account'))).not.toContain(token);
  });

  it('signs in again without a word about the server: the open account keeps its profile', async () => {
    const host = newHost();
    const [account] = demo.accounts;
    if (account === undefined) throw new Error('No account');
    await host.server.receive({ type: 'start', dataDir, open: { kind: 'none' } });
    const credentials = { kind: 'password', contact: account.contact, password: account.password } as const;
    const early = await host.call('session.signIn', { profile: null, credentials });
    expect(early).toMatchObject({ ok: false, error: { code: 'NOT_SIGNED_IN' } });
    const first = await host.call('session.signIn', { profile: profile(), credentials });
    if (!first.ok) throw new Error(first.error.code);
    await host.call('session.signOut', {});
    const again = await host.call('session.signIn', { profile: null, credentials });
    expect(again).toMatchObject({
      ok: true,
      value: { account: { accountId: first.value.account?.accountId, signedIn: true } },
    });
    // With another profile the account would have been closed and opened anew.
    expect(host.messages.filter((message) => message.type === 'account' && message.account === null)).toEqual([]);
  });

  it('opens the last account without a network and signed out, with everything readable and writable', async () => {
    const [account] = demo.accounts;
    if (account === undefined) throw new Error('No account');
    const first = newHost();
    await first.server.receive({
      type: 'start',
      dataDir,
      open: {
        kind: 'profile',
        profile: serverProfile.parse(profile()),
        token: account.token,
        demo: false,
      },
    });
    await first.until(
      (message) =>
        message.type === 'event' &&
        message.stamped.event.type === 'sync' &&
        message.stamped.event.status.lastUpToDateAt !== null,
    );
    const opened = await first.call('session.get', {});
    if (!opened.ok || opened.value.account === null) throw new Error('Nothing opened');
    const { accountId } = opened.value.account;
    await first.server.close();
    await demo.stop();

    const second = newHost();
    await second.server.receive({ type: 'start', dataDir, open: { kind: 'last', accountId, token: null } });
    const session = await second.call('session.get', {});
    expect(session).toMatchObject({ ok: true, value: { account: { userId: account.userId, signedIn: false } } });
    const inbox = await second.call('inbox.list', { view: 'all', cursor: null, limit: 50 });
    if (!inbox.ok) throw new Error(inbox.error.code);
    const conversation = inbox.value.rows.find((row) => row.lock === null);
    if (conversation === undefined) throw new Error('No open conversation');
    const clientMessageId = crypto.randomUUID();
    const sent = await second.call('message.send', {
      conversationId: conversation.id,
      clientMessageId,
      content: 'Ditulis tanpa jaringan',
      contentType: 'text',
      metadata: {},
      replyTo: null,
      parentMessageId: null,
      files: [],
      newestShownMessageId: null,
    });
    expect(sent).toMatchObject({ ok: true, value: { clientMessageId } });
    expect(await second.call('sync.status', {})).toMatchObject({
      ok: true,
      value: { connection: 'signed-out', sending: { waiting: 1 } },
    });
  });

  it('leaves an account that another sync server has open alone', async () => {
    const [account] = demo.accounts;
    if (account === undefined) throw new Error('No account');
    const open = {
      kind: 'profile',
      profile: serverProfile.parse(profile()),
      token: account.token,
      demo: false,
    } as const;
    await newHost().server.receive({ type: 'start', dataDir, open });
    await expect(newHost().server.receive({ type: 'start', dataDir, open })).rejects.toMatchObject({
      code: 'ACCOUNT_IN_USE',
    });
  });
});
