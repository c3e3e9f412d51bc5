import { parseArgs } from 'node:util';
import { killAgainAndAgain } from './kill-run.ts';

/** See scripts/kill.mjs. Exit code 1 if anything is lost, doubled, out of order or not whole. */

const { values } = parseArgs({
  options: { times: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const report = await killAgainAndAgain(Number(values.times), Number(values.seed));
for (const problem of report.problems) console.log(`✗ ${problem}`);
console.log(
  `${report.kills} kills, ${report.whileSending} of them with messages on their way; ${report.messages} messages, ${report.files} with a file: ` +
    (report.problems.length === 0 ? 'each arrived once, in order, whole' : `${report.problems.length} problems`),
);
process.exitCode = report.problems.length === 0 ? 0 : 1;
