import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { environmentFor } from './node24.mjs';
import { command, optionsOf, ROOT } from './project.mjs';
import { run } from './run.mjs';

/** `npm run simulate`: the real engine against the demo on virtual time, by seeds that replay. */

const USAGE =
  'npm run simulate -- [--seeds N] [--seed FIRST] [--workers N] [--verbose] [--twice] | --mutations [--mutation NAME] | --budget';

await command(async () => {
  const options = optionsOf(
    {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      workers: { type: 'string' },
      verbose: { type: 'boolean' },
      mutations: { type: 'boolean' },
      mutation: { type: 'string' },
      twice: { type: 'boolean' },
      budget: { type: 'boolean' },
    },
    USAGE,
  );
  const args = Object.entries(options).map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`));
  const nodePath = await ensureInstalled();
  return run(nodePath, [join(ROOT, 'tests', 'simulation', 'run.ts'), ...args], { env: environmentFor(ROOT, nodePath) });
});
