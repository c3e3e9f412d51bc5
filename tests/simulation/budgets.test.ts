import { expect, test } from 'vitest';
import { firstSync, workingDay } from './budgets.ts';

test('a first sync stays within the limits and needs no longer than they ask for', async () => {
  const report = await firstSync(400);
  expect(report.problems).toEqual([]);
}, 60_000);

test('two busy hours cost no 429, and no send waits longer than its window asks for', async () => {
  const report = await workingDay({ hours: 2, conversations: 60, incoming: 300, outgoing: 120, files: 16 });
  expect(report.problems).toEqual([]);
  expect(report.longestWait).toBeGreaterThan(5_000);
}, 60_000);
