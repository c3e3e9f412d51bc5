import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { findBrowser } from './browser-path.mjs';
import { ensureDebianPackages, ensureInstalled, TEST_PACKAGES } from './install.mjs';
import { command, Problem, ROOT } from './project.mjs';
import { runTool } from './run.mjs';
import { typecheck } from './typecheck.mjs';

/**
 * `npm test`: installs what is missing, then type-checks, lints, checks the formatting, builds and runs every test. A step that fails does not
 * hide the others; the last line counts tests, and each failed step as one more.
 */

const RESULTS = join(ROOT, 'test-results');
const VITEST_RESULTS = join(RESULTS, 'vitest.json');
const PLAYWRIGHT_RESULTS = join(RESULTS, 'playwright.json');

/**
 * @param {string} path a reporter's JSON file
 * @param {(report: any) => { passed: number, failed: number }} counts
 */
function countsOf(path, counts) {
  return existsSync(path) ? counts(JSON.parse(readFileSync(path, 'utf8'))) : { passed: 0, failed: 0 };
}

await command(async () => {
  const nodePath = await ensureInstalled();
  const aptProblem = await ensureDebianPackages(TEST_PACKAGES);
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });

  let passed = 0;
  let failed = 0;
  /** @type {string[]} */
  const notes = [];

  /**
   * @param {string} title
   * @param {() => Promise<number>} body its exit code
   * @param {() => { passed: number, failed: number }} [counts]
   */
  const step = async (title, body, counts = () => ({ passed: 0, failed: 0 })) => {
    console.log(`\n== ${title}`);
    const code = await body();
    const counted = counts();
    passed += counted.passed;
    failed += counted.failed;
    if (code === 0) return true;
    if (counted.failed === 0) failed += 1;
    notes.push(`${title} failed.`);
    return false;
  };

  await step('Type check', () => typecheck(nodePath));
  await step('Lint', () => runTool(nodePath, 'oxlint', ['--type-aware', '--deny-warnings']));
  await step('Formatting', () => runTool(nodePath, 'prettier', ['--check', '--log-level=warn', '.']));
  const isBuilt = await step('Build', () => build(nodePath));
  await step(
    'Unit, contract and simulation tests',
    () =>
      runTool(nodePath, 'vitest', [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${VITEST_RESULTS}`,
      ]),
    () => countsOf(VITEST_RESULTS, (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests })),
  );
  if (!isBuilt) notes.push('The end-to-end tests could not run, because the build failed.');
  else if (findBrowser() === null) {
    notes.push(
      `The end-to-end tests could not run, because neither Chromium nor Chrome was found${aptProblem === null ? '' : ` (${aptProblem})`}: ` +
        'install one, or name it in CHROMIUM_PATH.',
    );
  } else {
    await step(
      'End-to-end tests',
      () => runTool(nodePath, 'playwright', ['test', '--pass-with-no-tests']),
      () =>
        countsOf(PLAYWRIGHT_RESULTS, ({ stats }) => ({
          passed: stats.expected + stats.flaky,
          failed: stats.unexpected,
        })),
    );
  }
  notes.push('Nothing here ran in a real Electron.');

  console.log(`\n${notes.join('\n')}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/** @param {string} nodePath */
async function build(nodePath) {
  try {
    await ensureBuilt(nodePath, { always: true, quiet: true });
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    return 1;
  }
}
