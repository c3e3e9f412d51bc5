import { expect, it } from 'vitest';
import { VirtualTime } from '#tests/support/virtual-time.ts';
import { MuteEnds } from './mute-ends.ts';

function setUp(mutes: Record<string, number>) {
  const time = new VirtualTime();
  const begin = time.now();
  const until = new Map(Object.entries(mutes).map(([id, inMs]) => [id, begin + inMs]));
  const told: string[][] = [];
  const ends = new MuteEnds(
    { mutedUntil: (now) => new Map([...until].filter(([, at]) => at > now)) },
    time,
    time,
    (ids) => void told.push([...ids]),
  );
  ends.changed();
  return { time, told, ends };
}

it('tells of each mute once it has ended, together where they end together', async () => {
  const { time, told } = setUp({ a: 3_600_000, b: 60_000, c: 60_000 });
  await time.advance(60_000);
  expect(told).toEqual([]);
  await time.advance(1);
  expect(told).toEqual([['b', 'c']]);
  await time.advance(3_600_000);
  expect(told).toEqual([['b', 'c'], ['a']]);
  expect(time.pendingTimers).toBe(0);
});

it('follows a clock that is set', async () => {
  const { time, told } = setUp({ a: 3_600_000 });
  time.jump(3_600_000);
  await time.advance(600_001);
  expect(told).toEqual([['a']]);
});

it('tells nothing after its end', async () => {
  const { time, told, ends } = setUp({ a: 1_000 });
  ends.stop();
  await time.advance(10_000);
  expect(told).toEqual([]);
});
