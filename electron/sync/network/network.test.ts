import { assert, asyncProperty, constantFrom, integer, array, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RATE_LIMITS, RATE_WINDOW_MS, rateBudget, type RateBucket } from '#shared/limits.ts';
import { ApiFailure, type ApiFailureKind } from '../api/failure.ts';
import { Alarm, Backoff } from './backoff.ts';
import { Connection, type ConnectionFacts } from './connection.ts';
import { RateLimiter, type RateStorage, type RateWindow } from './rate-limiter.ts';
import { sleep } from './sleep.ts';
import { seededRandom, VirtualTime } from './virtual-time.testing.ts';

const nowhere: RateStorage = { load: () => [], save: () => undefined };

describe('waiting', () => {
  test('sleep ends by time or by its signal', async () => {
    const time = new VirtualTime();
    const controller = new AbortController();
    const outcomes: boolean[] = [];
    void sleep(time, 100).then((ended) => outcomes.push(ended));
    void sleep(time, 100, controller.signal).then((ended) => outcomes.push(ended));
    controller.abort();
    await time.advance(99);
    expect(outcomes).toEqual([false]);
    await time.advance(1);
    expect(outcomes).toEqual([false, true]);
  });

  test('back-off doubles from a second to five minutes, within half and whole', () => {
    const backoff = new Backoff(seededRandom());
    for (let step = 1000; step <= 256_000; step *= 2) {
      const wait = backoff.next();
      expect(wait).toBeGreaterThanOrEqual(step / 2);
      expect(wait).toBeLessThanOrEqual(step);
    }
    for (let turn = 0; turn < 50; turn++) expect(backoff.next()).toBeLessThanOrEqual(300_000);
    backoff.reset();
    expect(backoff.next()).toBeLessThanOrEqual(1000);
  });

  test('an alarm can be woken', async () => {
    const time = new VirtualTime();
    const alarm = new Alarm(time);
    const reasons: string[] = [];
    void alarm.wait(Number.POSITIVE_INFINITY).then((reason) => reasons.push(reason));
    void alarm.wait(50).then((reason) => reasons.push(reason));
    await time.advance(50);
    alarm.wake();
    await time.advance(0);
    expect(reasons).toEqual(['time', 'woken']);
  });
});

describe('rate budgets', () => {
  test('never more than the budget in any window, whatever is asked when, over restarts', async () => {
    const step = record({
      wait: integer({ min: 0, max: 30_000 }),
      count: integer({ min: 1, max: 40 }),
      priority: constantFrom('agent' as const, 'send' as const, 'catch-up' as const, 'backfill' as const),
      restart: constantFrom(false, false, false, true),
    });
    await assert(
      asyncProperty(
        constantFrom<RateBucket>('messages', 'send', 'upload'),
        array(step, { maxLength: 15 }),
        async (bucket, steps) => {
          const time = new VirtualTime();
          let kept: RateWindow[] = [];
          const storage: RateStorage = { load: () => kept, save: (window) => (kept = [window]) };
          let limiter = new RateLimiter(time, time, storage);
          let aborter = new AbortController();
          const granted: number[] = [];
          for (const { wait, count, priority, restart } of steps) {
            if (restart) {
              aborter.abort();
              aborter = new AbortController();
              limiter = new RateLimiter(time, time, storage);
            }
            for (let n = 0; n < count; n++) {
              limiter.acquire(bucket, { priority, signal: aborter.signal }).then(
                () => granted.push(time.monotonic()),
                () => undefined,
              );
            }
            await time.advance(wait);
          }
          await time.advance(10 * RATE_WINDOW_MS);
          for (const [index, at] of granted.entries()) {
            const inWindow = granted.slice(index).filter((other) => other < at + RATE_WINDOW_MS).length;
            expect(inWindow).toBeLessThanOrEqual(rateBudget(bucket));
            expect(inWindow).toBeLessThan(RATE_LIMITS[bucket]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('the agent goes first, and finds room while the rest fills the window', async () => {
    const time = new VirtualTime();
    const limiter = new RateLimiter(time, time, nowhere);
    const order: string[] = [];
    for (let n = 0; n < 200; n++)
      void limiter.acquire('messages', { priority: 'backfill' }).then(() => order.push('backfill'));
    await time.advance(10);
    expect(order.length).toBe(102);
    void limiter.acquire('messages', { priority: 'agent' }).then(() => order.push('agent'));
    await time.advance(10);
    expect(order.at(-1)).toBe('agent');
    void limiter.acquire('messages', { priority: 'send' }).then(() => order.push('send'));
    await time.advance(RATE_WINDOW_MS);
    expect(order.indexOf('send')).toBe(103);
  });

  test('a 429 stops the bucket for as long as it asks and teaches a smaller budget, which recovers', async () => {
    const time = new VirtualTime();
    const limiter = new RateLimiter(time, time, nowhere);
    limiter.refused('send', 7_000);
    expect(limiter.nextFreeIn('send')).toBe(7_000);
    let done = 0;
    for (let n = 0; n < 40; n++) void limiter.acquire('send', { priority: 'send' }).then(() => done++);
    await time.advance(6_999);
    expect(done).toBe(0);
    await time.advance(1);
    expect(done).toBe(20);
    await time.advance(61 * 60_000);
    for (let n = 0; n < 40; n++) void limiter.acquire('send', { priority: 'send' }).then(() => done++);
    done = 0;
    await time.advance(0);
    expect(done).toBe(27);
  });

  test('requests that were refused together teach once, and no server keeps us out for longer than an hour', () => {
    const time = new VirtualTime();
    const kept: RateWindow[] = [];
    const limiter = new RateLimiter(time, time, { load: () => [], save: (window) => void kept.push(window) });
    for (let n = 0; n < 4; n++) limiter.refused('messages', 5_000);
    expect(kept.at(-1)?.budget).toBe(Math.floor(rateBudget('messages') * 0.75));
    limiter.refused('send', 1_000_000_000);
    expect(limiter.nextFreeIn('send')).toBe(3_600_000);
  });

  test('a block and what it taught are kept over a restart', async () => {
    const time = new VirtualTime();
    let kept: RateWindow[] = [];
    const storage: RateStorage = { load: () => kept, save: (window) => (kept = [window]) };
    new RateLimiter(time, time, storage).refused('send', 30_000);
    await time.advance(10_000);
    const limiter = new RateLimiter(time, time, storage);
    expect(limiter.nextFreeIn('send')).toBe(20_000);
    let done = 0;
    for (let n = 0; n < 40; n++) void limiter.acquire('send', { priority: 'agent' }).then(() => done++);
    await time.advance(20_000);
    expect(done).toBe(Math.floor(rateBudget('send') * 0.75));
  });

  test.each([
    ['forward', 24 * 3_600_000],
    ['back', -24 * 3_600_000],
  ])('a clock set %s while the program is closed gives no fresh minute', async (_, jump) => {
    const time = new VirtualTime();
    let kept: RateWindow[] = [];
    const storage: RateStorage = { load: () => kept, save: (window) => (kept = [window]) };
    const first = new RateLimiter(time, time, storage);
    for (let n = 0; n < 4; n++) await first.acquire('upload', { priority: 'send' });
    time.jumpWall(jump);
    await time.advance(10_000);
    expect(new RateLimiter(time, time, storage).nextFreeIn('upload')).toBe(50_000);
    first.refused('upload', 30_000);
    time.jumpWall(jump);
    await time.advance(10_000);
    expect(new RateLimiter(time, time, storage).nextFreeIn('upload')).toBe(40_000);
  });

  test('after another start of the computer what was let through counts from that start', async () => {
    const time = new VirtualTime();
    let kept: RateWindow[] = [];
    const storage: RateStorage = { load: () => kept, save: (window) => (kept = [window]) };
    await time.advance(500_000);
    const first = new RateLimiter(time, time, storage);
    for (let n = 0; n < 4; n++) await first.acquire('upload', { priority: 'send' });
    const booted = time.monotonic();
    const clock = { now: () => time.now(), monotonic: () => time.monotonic() - booted };
    await time.advance(20_000);
    const limiter = new RateLimiter(clock, time, storage);
    expect(limiter.nextFreeIn('upload')).toBe(RATE_WINDOW_MS - 20_000);
    await time.advance(RATE_WINDOW_MS);
    expect(new RateLimiter(clock, time, storage).nextFreeIn('upload')).toBe(0);
  });

  test('says how long a place in the queue takes', async () => {
    const time = new VirtualTime();
    const limiter = new RateLimiter(time, time, nowhere);
    expect(limiter.nextFreeIn('upload', 3)).toBe(0);
    expect(limiter.nextFreeIn('upload', 4)).toBe(RATE_WINDOW_MS);
    await limiter.acquire('upload', { priority: 'send' });
    await time.advance(10_000);
    expect(limiter.nextFreeIn('upload', 2)).toBe(0);
    expect(limiter.nextFreeIn('upload', 3)).toBe(50_000);
  });

  test('a clock set back or forward while running changes nothing', async () => {
    const time = new VirtualTime();
    const limiter = new RateLimiter(time, time, nowhere);
    let done = 0;
    for (let n = 0; n < 10; n++) void limiter.acquire('upload', { priority: 'send' }).then(() => done++);
    await time.advance(0);
    expect(done).toBe(4);
    time.jumpWall(3_600_000);
    await time.advance(1000);
    expect(done).toBe(4);
    time.jumpWall(-7_200_000);
    await time.advance(RATE_WINDOW_MS);
    expect(done).toBe(8);
  });

  test('whoever gives up leaves the queue', async () => {
    const time = new VirtualTime();
    const limiter = new RateLimiter(time, time, nowhere);
    for (let n = 0; n < 4; n++) await limiter.acquire('upload', { priority: 'send' });
    const controller = new AbortController();
    const waiting = limiter.acquire('upload', { priority: 'send', signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toThrow('abort');
  });
});

describe('connection', () => {
  const fail = (kind: ApiFailureKind, status: number | null = null) => new ApiFailure({ kind, status });
  const answer = (time: VirtualTime, off = 0) => ({ serverDate: time.now() + off, receivedAt: time.now() });
  function setUp() {
    const time = new VirtualTime();
    const told: ConnectionFacts[] = [];
    const connection = new Connection(time, time, seededRandom(), (facts) => told.push(facts));
    return { time, told, connection };
  }

  test.each<[ApiFailureKind, number, string]>([
    ['offline', 1, 'offline'],
    ['never-sent', 1, 'server-down'],
    ['captive-portal', 1, 'captive-portal'],
    ['auth', 1, 'signed-out'],
    ['timed-out', 1, 'online'],
    ['timed-out', 2, 'server-down'],
    ['server-error', 2, 'online'],
    ['server-error', 3, 'server-down'],
    ['forbidden', 9, 'online'],
    ['rate-limited', 9, 'online'],
    ['aborted', 9, 'online'],
  ])('%s, %i times: %s', (kind, times, state) => {
    const { connection, time } = setUp();
    connection.succeeded(answer(time), 'conversations');
    for (let n = 0; n < times; n++) connection.failed(fail(kind, kind === 'forbidden' ? 403 : null), 'conversations');
    expect(connection.state).toBe(state);
  });

  test('one kind of request that fails while others are answered says nothing of the server', () => {
    const { connection, time } = setUp();
    connection.succeeded(answer(time), 'messages');
    for (let n = 0; n < 6; n++) {
      connection.failed(fail('server-error', 503), 'conversations');
      connection.failed(fail('timed-out'), 'send');
      connection.succeeded(answer(time), 'messages');
      expect(connection.state).toBe('online');
    }
    // Now nobody is answered any more.
    for (let n = 0; n < 3; n++) connection.failed(fail('server-error', 503), n === 1 ? 'conversations' : 'messages');
    connection.failed(fail('server-error', 503), 'messages');
    expect(connection.state).toBe('server-down');
    connection.succeeded(answer(time), 'conversations');
    expect(connection.state).toBe('online');
  });

  test('all wait at one gate, one tries, and its success lets everybody through', async () => {
    const { connection, time } = setUp();
    connection.failed(fail('offline'), 'conversations');
    const { signal } = new AbortController();
    let passed = 0;
    for (let n = 0; n < 5; n++) void connection.ready(signal).then(() => passed++);
    await time.advance(1_000);
    expect(passed).toBe(1);
    expect(connection.facts.nextTryAt).toBeNull();
    connection.failed(fail('offline'), 'conversations');
    expect(connection.facts.nextTryAt).not.toBeNull();
    await time.advance(2_000);
    expect(passed).toBe(2);
    connection.succeeded(answer(time), 'conversations');
    await time.advance(0);
    expect(passed).toBe(5);
    expect(connection.facts).toMatchObject({ state: 'online', since: null, nextTryAt: null });
  });

  test('waking ends the wait at once', async () => {
    const { connection, time } = setUp();
    for (let n = 0; n < 12; n++) connection.failed(fail('offline'), 'conversations');
    let passed = 0;
    void connection.ready(new AbortController().signal).then(() => passed++);
    await time.advance(60_000);
    expect(passed).toBe(0);
    connection.wake();
    await time.advance(0);
    expect(passed).toBe(1);
  });

  test('signed out waits for sign-in and for nothing else', async () => {
    const { connection, time } = setUp();
    connection.failed(fail('auth', 401), 'conversations');
    connection.succeeded(answer(time), 'conversations');
    connection.failed(fail('offline'), 'conversations');
    connection.wake();
    let passed = 0;
    void connection.ready(new AbortController().signal).then(() => passed++);
    await time.advance(3_600_000);
    expect([connection.state, passed]).toEqual(['signed-out', 0]);
    connection.signedIn();
    await time.advance(0);
    expect([connection.state, passed]).toEqual(['starting', 1]);
  });

  test('a clock that is far off is said', () => {
    const { connection, time, told } = setUp();
    connection.succeeded(answer(time, 90_000), 'conversations');
    expect(connection.facts.clockOff).toBeNull();
    connection.succeeded(answer(time, 600_000), 'conversations');
    expect(connection.facts.clockOff).toBe(600_000);
    const before = told.length;
    connection.succeeded(answer(time, 601_000), 'conversations');
    expect(told.length).toBe(before);
    connection.succeeded(answer(time, 0), 'conversations');
    expect(connection.facts.clockOff).toBeNull();
  });
});
