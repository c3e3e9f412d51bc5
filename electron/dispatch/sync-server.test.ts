import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FromSyncServer, ToSyncServer } from '#shared/contract/sync-channel.ts';
import type { AccountInfo } from '#shared/domain/account.ts';
import { SupervisedSyncServer, type SyncProcess, type SyncServerNews } from './sync-server.ts';

/** A process that does only what the test says. */
class FakeProcess implements SyncProcess {
  readonly received: ToSyncServer[] = [];
  killed = false;
  #onMessage: (message: FromSyncServer) => void = () => undefined;
  #onExit: () => void = () => undefined;

  send(message: ToSyncServer): void {
    this.received.push(message);
  }
  onMessage(listener: (message: FromSyncServer) => void): void {
    this.#onMessage = listener;
  }
  onExit(listener: () => void): void {
    this.#onExit = listener;
  }
  kill(): void {
    this.killed = true;
    this.exit();
  }
  says(message: FromSyncServer): void {
    this.#onMessage(message);
  }
  exit(): void {
    this.#onExit();
  }
  last(): ToSyncServer {
    const message = this.received.at(-1);
    if (message === undefined) throw new Error('nothing was received');
    return message;
  }
}

const account: AccountInfo = {
  accountId: 'a'.repeat(32),
  apiUrl: 'https://chat.example',
  userId: 7,
  name: 'Dewi',
  email: null,
  pictureUrl: null,
  demo: false,
  signedIn: true,
  tokenExpiresAt: null,
};

const processes: FakeProcess[] = [];
const lives: string[] = [];
const news = {
  onEvent: vi.fn<SyncServerNews['onEvent']>(),
  onLife: (life: string, reason: string | null) => lives.push(reason === null ? life : `${life}: ${reason}`),
  onAccount: vi.fn<SyncServerNews['onAccount']>(),
  onCounts: vi.fn<SyncServerNews['onCounts']>(),
  onNotify: vi.fn<SyncServerNews['onNotify']>(),
  onUnnotify: vi.fn<SyncServerNews['onUnnotify']>(),
  onWithdraw: vi.fn<SyncServerNews['onWithdraw']>(),
};

function supervise(): SupervisedSyncServer {
  return new SupervisedSyncServer({
    fork: () => {
      const started = new FakeProcess();
      processes.push(started);
      return started;
    },
    dataDir: '/data',
    timer: { setTimeout: (callback, ms) => setTimeout(callback, ms), clearTimeout },
    log: () => undefined,
    news,
  });
}

function current(): FakeProcess {
  const process = processes.at(-1);
  if (process === undefined) throw new Error('nothing was started');
  return process;
}

function ready(): void {
  current().says({ type: 'ready', account: null });
}

beforeEach(() => {
  vi.useFakeTimers();
  processes.length = 0;
  lives.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

describe('SupervisedSyncServer', () => {
  it('starts a process, tells it what to open, and says when it runs', async () => {
    const server = supervise();
    const started = server.start({ kind: 'last', accountId: account.accountId, token: 't' });
    expect(current().received).toEqual([
      { type: 'start', dataDir: '/data', open: { kind: 'last', accountId: account.accountId, token: 't' } },
    ]);
    ready();
    expect(await started).toEqual({ ok: true });
    expect(server.life).toEqual({ life: 'running', reason: null });
  });

  it('holds calls until the account is open, and matches answers by their id', async () => {
    const server = supervise();
    void server.start({ kind: 'none' });
    const first = server.call('session.get', {});
    const second = server.call('outbox.list', {});
    expect(current().received).toHaveLength(1);
    ready();
    const ids = current()
      .received.slice(1)
      .map((message) => ('id' in message ? message.id : null));
    expect(ids).toHaveLength(2);
    current().says({ type: 'answer', id: Number(ids[1]), envelope: { ok: true, value: 'two', stamp: null } });
    current().says({ type: 'answer', id: Number(ids[0]), envelope: { ok: true, value: 'one', stamp: null } });
    current().says({ type: 'answer', id: 999, envelope: { ok: true, value: 'nobody asked', stamp: null } });
    expect(await first).toMatchObject({ value: 'one' });
    expect(await second).toMatchObject({ value: 'two' });
  });

  it('answers what was pending when the process dies, starts another, and opens the same account with the token it holds', async () => {
    const server = supervise();
    void server.start({ kind: 'none' });
    ready();
    current().says({ type: 'account', account, token: 'the-token' });
    const pending = server.call('session.get', {});
    current().exit();
    expect(await pending).toMatchObject({ ok: false, error: { code: 'ENGINE_UNAVAILABLE' } });
    expect(await server.call('session.get', {})).toMatchObject({ ok: false, error: { code: 'ENGINE_UNAVAILABLE' } });
    await vi.advanceTimersByTimeAsync(100);
    expect(processes).toHaveLength(2);
    expect(current().last()).toMatchObject({
      open: { kind: 'last', accountId: account.accountId, token: 'the-token' },
    });
    ready();
    expect(lives).toEqual(['running', 'restarting: ENGINE_UNAVAILABLE', 'running']);
    expect(news.onAccount).toHaveBeenCalledWith(account, 'the-token');
  });

  it('opens nothing after the account was left', async () => {
    const server = supervise();
    void server.start({ kind: 'last', accountId: account.accountId, token: 't' });
    ready();
    current().says({ type: 'account', account: null, token: null });
    current().exit();
    await vi.advanceTimersByTimeAsync(100);
    expect(current().last()).toMatchObject({ open: { kind: 'none' } });
  });

  it('waits longer after each death, says that it failed, and goes on trying', async () => {
    const server = supervise();
    void server.start({ kind: 'none' });
    const waits: number[] = [];
    for (let death = 0; death < 6; death += 1) {
      const before = processes.length;
      current().exit();
      let waited = 0;
      while (processes.length === before) {
        await vi.advanceTimersByTimeAsync(100);
        waited += 100;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([100, 400, 1_600, 6_400, 15_000, 15_000]);
    expect(server.life.life).toBe('failed');
    ready();
    expect(server.life.life).toBe('running');
    await vi.advanceTimersByTimeAsync(60_000);
    current().exit();
    expect(server.life.life).toBe('restarting');
    await server.stop();
  });

  it('passes on why a process can not go on', async () => {
    const server = supervise();
    const started = server.start({ kind: 'none' });
    current().says({ type: 'fatal', code: 'NEWER_DATABASE', message: 'newer' });
    current().exit();
    expect(await started).toEqual({ ok: false, code: 'NEWER_DATABASE', message: 'newer' });
    expect(lives).toEqual(['failed: NEWER_DATABASE']);
    await server.stop();
  });

  it('passes events, counts and notifications on', () => {
    const server = supervise();
    void server.start({ kind: 'none' });
    const stamped = {
      stamp: { epoch: 'e', revision: 1 },
      event: { type: 'typing', conversationId: '1', people: [] },
    } as const;
    current().says({ type: 'event', stamped });
    current().says({ type: 'notify', requests: [] });
    current().says({ type: 'unnotify', conversationId: '1', upToMessageId: 3 });
    expect(news.onEvent).toHaveBeenCalledWith(stamped);
    expect(news.onNotify).toHaveBeenCalledWith([]);
    expect(news.onUnnotify).toHaveBeenCalledWith('1', 3);
    current().says({ type: 'withdraw', conversationId: '1', messageId: 4 });
    expect(news.onWithdraw).toHaveBeenCalledWith('1', 4);
  });

  it('lets the process end in order, and starts no other', async () => {
    const server = supervise();
    void server.start({ kind: 'none' });
    ready();
    const stopped = server.stop();
    expect(current().last()).toEqual({ type: 'stop' });
    current().exit();
    await stopped;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(processes).toHaveLength(1);
    expect(current().killed).toBe(false);
  });

  it('kills a process that does not end by itself', async () => {
    const server = supervise();
    void server.start({ kind: 'none' });
    ready();
    const stopped = server.stop();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(current().killed).toBe(true);
    await stopped;
  });

  it('stops while it waits to start again', async () => {
    const server = supervise();
    void server.start({ kind: 'none' });
    current().exit();
    await server.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(processes).toHaveLength(1);
  });
});
