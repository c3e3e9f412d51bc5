import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { playSeeds } from './pool.ts';
import { Totals } from './totals.ts';

const FIXED = 100;
const DERIVED = 20;
/**
 * Seeds that have failed once: a wait shorter than a number can tell, history with a record that could not be read at that moment, an own message
 * that came with the answer to another request, and a status read from closed files.
 */
const FOUND = [514, 61_096, 408_458, 654_535];
const PLAYED_TWICE = 4;
const LASTS_MS = 600_000;

test(
  `a bad day by ${FIXED} fixed seeds and ${DERIVED} that each commit has of its own`,
  async () => {
    const fixed = Array.from({ length: FIXED }, (_, index) => index + 1);
    const totals = new Totals();
    const failures: string[] = [];
    await playSeeds([...fixed, ...FOUND, ...derivedSeeds()], {
      workers: 2,
      onReport: (report) => {
        totals.add(report);
        for (const problem of report.problems) {
          failures.push(`${problem}\n  replay: npm run simulate -- --seeds 1 --seed ${report.seed}`);
        }
        return false;
      },
    });
    expect(failures).toEqual([]);
    expect(totals.seeds).toBe(FIXED + FOUND.length + DERIVED);
    expect(totals.faultedSends).toBeGreaterThan(500);
    expect(totals.questionsWithEcho).toBe(0);
  },
  LASTS_MS,
);

test(
  'a seed gives the same run again, request by request and event by event',
  async () => {
    const seeds = Array.from({ length: PLAYED_TWICE }, (_, index) => index + 1);
    const traces = new Map<number, Set<string>>(seeds.map((seed) => [seed, new Set()]));
    for (const order of [seeds, seeds.toReversed()]) {
      await playSeeds(order, {
        workers: 1,
        onReport: ({ seed, trace }) => {
          traces.get(seed)?.add(trace);
          return false;
        },
      });
    }
    expect(seeds.filter((seed) => traces.get(seed)?.size !== 1)).toEqual([]);
  },
  LASTS_MS,
);

/** From the commit's id: every commit plays some seeds that nobody has played before. A copy without history plays the same ones each time. */
function derivedSeeds(): number[] {
  const commit = commitId();
  return Array.from({ length: DERIVED }, (_, index) => {
    const hash = createHash('sha256').update(`${commit} ${index}`).digest();
    return 10_000 + (hash.readUInt32BE(0) % 1_000_000);
  });
}

function commitId(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch (error) {
    return error instanceof Error ? error.name : 'no commit';
  }
}
