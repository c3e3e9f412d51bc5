import { expect, test } from 'vitest';
import { killAgainAndAgain } from './kill-run.ts';

test('a sync server that is killed twenty times while it sends: each message arrives once, in order, its file byte for byte', async () => {
  const report = await killAgainAndAgain(20, 1);
  expect(report.problems).toEqual([]);
  expect(report.messages).toBeGreaterThan(10);
  expect(report.files).toBeGreaterThan(0);
  expect(report.whileSending).toBeGreaterThan(0);
}, 240_000);
