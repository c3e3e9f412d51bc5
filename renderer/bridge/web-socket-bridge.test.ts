import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWebSocketBridge } from './web-socket-bridge.ts';
import { mayRepeat } from './repeatable.ts';

/** A socket whose other end is the test. */
class TestSocket extends EventTarget {
  readonly sent: { id: number; side: string; method: string; input: unknown }[] = [];
  closed = false;
  send(frame: string): void {
    this.sent.push(JSON.parse(frame) as (typeof this.sent)[number]);
  }
  close(): void {
    this.closed = true;
    this.dispatchEvent(new Event('close'));
  }
  open(): void {
    this.dispatchEvent(new Event('open'));
  }
  say(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  answer(value: unknown): void {
    for (const { id } of this.sent.splice(0)) this.say({ id, envelope: { ok: true, value, stamp: null } });
  }
}

function setUp(session: () => Promise<void> = () => Promise.resolve()) {
  const sockets: TestSocket[] = [];
  const bridge = createWebSocketBridge({
    socketUrl: 'ws://127.0.0.1:1/socket',
    connect: () => {
      const socket = new TestSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    session,
  });
  const last = (): TestSocket => {
    const socket = sockets[sockets.length - 1];
    if (!socket) throw new Error('Nothing has connected yet.');
    return socket;
  };
  return { bridge, sockets, last };
}

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the WebSocket bridge', () => {
  it('exchanges the token before it connects', async () => {
    const steps: string[] = [];
    const { sockets } = setUp(async () => {
      steps.push('session');
      await Promise.resolve();
    });
    expect(sockets).toHaveLength(0);
    await settled();
    expect(steps).toEqual(['session']);
    expect(sockets).toHaveLength(1);
  });

  it('sends calls in frames and settles them by their ids', async () => {
    const { bridge, last } = setUp();
    await settled();
    last().open();
    const counts = bridge.engine('counts.get', {});
    const info = bridge.host('host.info', {});
    const [first, second] = last().sent;
    expect(first).toMatchObject({ side: 'engine', method: 'counts.get', input: {} });
    expect(second).toMatchObject({ side: 'host', method: 'host.info' });
    last().say({ id: second?.id, envelope: { ok: true, value: 'host', stamp: null } });
    last().say({ id: first?.id, envelope: { ok: true, value: 'counts', stamp: null } });
    await expect(info).resolves.toMatchObject({ value: 'host' });
    await expect(counts).resolves.toMatchObject({ value: 'counts' });
  });

  it('passes events on, and stops when asked to', async () => {
    const { bridge, last } = setUp();
    await settled();
    last().open();
    const seen: unknown[] = [];
    const stop = bridge.onEngineEvent((event) => seen.push(event));
    bridge.onHostEvent((event) => seen.push(event));
    last().say({ engineEvent: 'engine' });
    last().say({ hostEvent: 'host' });
    stop();
    last().say({ engineEvent: 'not heard' });
    expect(seen).toEqual(['engine', 'host']);
  });

  it('says when the channel is lost and open again, with growing pauses between tries', async () => {
    const { bridge, sockets, last } = setUp();
    await settled();
    const states: string[] = [];
    bridge.onChannel((state) => states.push(state));
    last().open();
    last().close();
    expect(states).toEqual(['open', 'lost']);
    await vi.advanceTimersByTimeAsync(249);
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets).toHaveLength(2);
    last().close();
    await vi.advanceTimersByTimeAsync(499);
    expect(sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets).toHaveLength(3);
    for (let attempt = 0; attempt < 8; attempt += 1) {
      last().close();
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(sockets).toHaveLength(11);
    last().open();
    expect(states).toEqual(['open', 'lost', 'open']);
  });

  it('keeps a call that was made while the channel is lost, for ten seconds', async () => {
    const { bridge, last } = setUp();
    await settled();
    const waiting = bridge.engine('counts.get', {});
    await vi.advanceTimersByTimeAsync(9_000);
    last().open();
    last().answer('kept');
    await expect(waiting).resolves.toMatchObject({ ok: true, value: 'kept' });

    last().close();
    const late = bridge.engine('counts.get', {});
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(late).resolves.toMatchObject({ ok: false, error: { code: 'ENGINE_UNAVAILABLE' } });
  });

  it('repeats what may be repeated after a break, and nothing else', async () => {
    const { bridge, last } = setUp();
    await settled();
    last().open();
    const query = bridge.engine('sync.status', {});
    const act = bridge.engine('outbox.act', {
      clientMessageId: '00000000-0000-4000-8000-000000000001',
      action: 'discard',
    });
    last().close();
    await expect(act).resolves.toMatchObject({ ok: false, error: { code: 'ENGINE_UNAVAILABLE' } });
    await vi.advanceTimersByTimeAsync(250);
    last().open();
    expect(last().sent.map((frame) => frame.method)).toEqual(['sync.status']);
    last().answer('status');
    await expect(query).resolves.toMatchObject({ value: 'status' });
    expect(mayRepeat('engine', 'message.send')).toBe(true);
    expect(mayRepeat('host', 'a method of tomorrow')).toBe(false);
  });

  it('connects at once when a new address is opened', async () => {
    const { bridge, sockets, last } = setUp();
    await settled();
    last().open();
    bridge.reconnect();
    await settled();
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sockets).toHaveLength(2);
    bridge.close();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sockets).toHaveLength(2);
  });
});
