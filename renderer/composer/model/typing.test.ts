import { expect, it } from 'vitest';
import { typingPacer } from './typing.ts';

it('tells of typing at most every 3 s, and once that it ended', () => {
  let at = 0;
  const sent: [number, boolean][] = [];
  const pacer = typingPacer(
    (typing) => sent.push([at, typing]),
    () => at,
  );
  pacer.stopped();
  for (at = 0; at < 7000; at += 200) pacer.typed();
  pacer.stopped();
  pacer.stopped();
  expect(sent).toEqual([
    [0, true],
    [3000, true],
    [6000, true],
    [7000, false],
  ]);
});
