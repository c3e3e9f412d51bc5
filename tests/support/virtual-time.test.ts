import { describe, expect, test } from 'vitest';
import { VirtualTime } from './virtual-time.ts';

describe('VirtualTime', () => {
  test('runs timers by due time, then by the order they were set, with what each wakes in between', async () => {
    const time = new VirtualTime(0);
    const seen: string[] = [];
    time.setTimeout(() => seen.push(`c@${time.monotonic()}`), 20);
    time.setTimeout(() => {
      seen.push(`a@${time.monotonic()}`);
      void Promise.resolve().then(() => time.setTimeout(() => seen.push(`woken@${time.monotonic()}`), 5));
    }, 10);
    time.setTimeout(() => seen.push(`b@${time.monotonic()}`), 10);
    await time.advance(30);
    expect(seen).toEqual(['a@10', 'b@10', 'woken@15', 'c@20']);
    expect(time.monotonic()).toBe(30);
  });

  test('a cleared timer does not run, and one beyond the target waits', async () => {
    const time = new VirtualTime(0);
    let ran = 0;
    time.clearTimeout(time.setTimeout(() => ran++, 1));
    time.setTimeout(() => ran++, 11);
    await time.advance(10);
    expect(ran).toBe(0);
    expect(time.nextIn()).toBe(1);
    await time.advance(1);
    expect(ran).toBe(1);
  });

  test('whoever waits again and again for less than is left of a float gets there', async () => {
    const time = new VirtualTime(0);
    const due = 2 ** 31 + 0.5;
    await time.advance(2 ** 31);
    let waits = 0;
    const wait = (): void => {
      waits += 1;
      if (time.monotonic() < due && waits < 10) time.setTimeout(wait, 2 ** -24);
    };
    wait();
    await time.advance(10);
    expect(time.monotonic()).toBe(2 ** 31 + 10);
    expect(waits).toBe(2);
  });

  test('setting the clock moves wall time only', async () => {
    const time = new VirtualTime(1_000);
    await time.advance(5);
    time.jump(-500);
    expect([time.now(), time.monotonic()]).toEqual([505, 5]);
  });

  test('tracked work is not overtaken', async () => {
    const time = new VirtualTime(0);
    const order: string[] = [];
    const work = new Promise<void>((resolve) => {
      setImmediate(() => setImmediate(() => setImmediate(() => setImmediate(() => setImmediate(() => resolve())))));
    }).then(() => order.push('work'));
    void time.track(work);
    time.setTimeout(() => order.push('timer'), 0);
    await time.advance(1);
    expect(order).toEqual(['work', 'timer']);
  });

  test('nor is what tracked work begins when it is done', async () => {
    const time = new VirtualTime(0);
    const order: string[] = [];
    const slow = () =>
      new Promise<void>((resolve) => {
        setImmediate(() => setImmediate(() => setImmediate(() => setImmediate(() => resolve()))));
      });
    void (async () => {
      await time.track(slow());
      await Promise.resolve();
      await time.track(slow());
      order.push('work');
    })();
    time.setTimeout(() => order.push('timer'), 0);
    await time.advance(1);
    expect(order).toEqual(['work', 'timer']);
  });

  test('advanceUntil gives up', async () => {
    const time = new VirtualTime(0);
    await expect(time.advanceUntil(() => false, 100)).rejects.toThrow('Not done');
  });
});
