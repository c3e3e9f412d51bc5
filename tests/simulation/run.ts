import { parseArgs } from 'node:util';
import { runSeed, type SeedReport } from './seed-run.ts';

/** `npm run simulate -- --seeds N [--seed S] [--verbose]`: N seeds from S on; exit code 1 if any of them fails. */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean' },
  },
});
const count = Number(values.seeds);
const first = Number(values.seed);
const totals = { composed: 0, faultedSends: 0, questions: 0, questionsWithEcho: 0, held: 0, failed: 0 };
const faults = new Map<string, number>();

for (let seed = first; seed < first + count; seed += 1) {
  const report = await runSeed(seed);
  add(report);
  if (report.problems.length > 0 || values.verbose === true) tell(report);
}

console.log(`${count} seeds, ${totals.composed} messages composed, ${totals.faultedSends} sends faulted`);
console.log(
  `asked the agent: ${totals.questions} (on servers that echo ids: ${totals.questionsWithEcho}), held by the guard: ${totals.held}`,
);
for (const [name, times] of [...faults].toSorted(([a], [b]) => a.localeCompare(b))) console.log(`  ${name}: ${times}`);
console.log(`${count - totals.failed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;

function add(report: SeedReport): void {
  totals.composed += report.composed;
  totals.faultedSends += report.faultedSends;
  totals.questions += report.questions;
  if (report.nature.echoes) totals.questionsWithEcho += report.questions;
  totals.held += report.held;
  if (report.problems.length > 0) totals.failed += 1;
  for (const [name, times] of Object.entries(report.faults)) faults.set(name, (faults.get(name) ?? 0) + times);
}

function tell(report: SeedReport): void {
  console.log(`seed ${report.seed} ${JSON.stringify(report.nature)}`);
  for (const problem of report.problems) console.log(`  ✗ ${problem}`);
  for (const line of report.history) console.log(`    ${line}`);
  console.log(`  replay: npm run simulate -- --seeds 1 --seed ${report.seed}`);
}
