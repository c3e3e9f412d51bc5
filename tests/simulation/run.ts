import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { MUTATIONS } from './mutations.ts';
import { playSeeds } from './pool.ts';
import type { SeedReport } from './seed-run.ts';
import { Totals } from './totals.ts';

/** See scripts/simulate.mjs. Exit code 1 if anything fails. */

/** From so many seeds on, every fault must have struck. */
const ENOUGH_SEEDS = 1_000;
const MUTATION_SEEDS = 100;
const PROBLEMS_SHOWN = 6;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    verbose: { type: 'boolean', default: false },
    mutations: { type: 'boolean', default: false },
    mutation: { type: 'string' },
    twice: { type: 'boolean', default: false },
    budget: { type: 'boolean', default: false },
  },
});
const workers = Number(values.workers);

if (values.budget) {
  const { tellBudgets } = await import('./budget-run.ts');
  process.exitCode = (await tellBudgets()) ? 0 : 1;
} else if (values.twice) process.exitCode = (await playTwice()) ? 0 : 1;
else if (values.mutations) process.exitCode = (await checkMutations()) ? 0 : 1;
else process.exitCode = (await simulate()) ? 0 : 1;

async function simulate(): Promise<boolean> {
  const began = performance.now();
  const totals = new Totals();
  await playSeeds(seedsFrom(Number(values.seed), Number(values.seeds)), {
    workers,
    mutation: values.mutation ?? null,
    onReport: (report) => {
      totals.add(report);
      if (report.problems.length > 0 || values.verbose) tell(report);
      return false;
    },
  });
  for (const line of totals.lines()) console.log(line);
  const never = totals.seeds >= ENOUGH_SEEDS ? totals.neverHappened : [];
  for (const name of never) console.log(`✗ never happened: ${name}`);
  console.log(`${Math.round((performance.now() - began) / 1000)} s`);
  return totals.failed.length === 0 && never.length === 0;
}

/** A seed that does not give the same run again can't be followed up. */
async function playTwice(): Promise<boolean> {
  const traces = new Map<number, string>();
  const seeds = seedsFrom(Number(values.seed), Number(values.seeds));
  let differing = 0;
  for (let time = 0; time < 2; time += 1) {
    await playSeeds(seeds, {
      workers,
      onReport: ({ seed, trace }) => {
        const before = traces.get(seed);
        if (before !== undefined && before !== trace) {
          differing += 1;
          console.log(`seed ${seed} gave another run the second time`);
        }
        traces.set(seed, trace);
        return false;
      },
    });
  }
  console.log(`${seeds.length - differing} of ${seeds.length} seeds gave the same run twice`);
  return differing === 0;
}

/** Each mutation must be noticed within a hundred seeds: a simulation that can't fail proves nothing. */
async function checkMutations(): Promise<boolean> {
  let good = true;
  for (const { name, about } of MUTATIONS) {
    if (values.mutation !== undefined && values.mutation !== name) continue;
    let played = 0;
    let caught: SeedReport | null = null;
    await playSeeds(seedsFrom(Number(values.seed), MUTATION_SEEDS), {
      workers,
      mutation: name,
      onReport: (report) => {
        played += 1;
        if (report.problems.length > 0) caught ??= report;
        return caught !== null;
      },
    });
    const found = caught as SeedReport | null;
    if (found === null) good = false;
    const result =
      found === null ? `✗ not noticed in ${played} seeds` : `noticed by seed ${found.seed}: ${found.problems[0]}`;
    console.log(`${name} (${about}): ${result}`);
  }
  return good;
}

function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function tell(report: SeedReport): void {
  console.log(`seed ${report.seed} ${JSON.stringify(report.nature)}`);
  for (const problem of report.problems.slice(0, PROBLEMS_SHOWN)) console.log(`  ✗ ${problem}`);
  if (report.problems.length > PROBLEMS_SHOWN) console.log(`  … and ${report.problems.length - PROBLEMS_SHOWN} more`);
  if (values.verbose || Number(values.seeds) === 1) for (const line of report.history) console.log(`    ${line}`);
  console.log(`  replay: npm run simulate -- --seeds 1 --seed ${report.seed}`);
}
