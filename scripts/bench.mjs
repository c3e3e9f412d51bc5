import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { environmentFor } from './node24.mjs';
import { command, optionsOf, ROOT } from './project.mjs';
import { run } from './run.mjs';

/** `npm run bench`: the product's store beside the leanest hand-written SQLite, on the same data in the same run. */

const USAGE = 'npm run bench -- [--messages N] [--conversations N] [--rounds N]';

await command(async () => {
  const options = optionsOf(
    { messages: { type: 'string' }, conversations: { type: 'string' }, rounds: { type: 'string' } },
    USAGE,
  );
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const nodePath = await ensureInstalled();
  return run(nodePath, [join(ROOT, 'tests', 'bench', 'run.ts'), ...args], { env: environmentFor(ROOT, nodePath) });
});
