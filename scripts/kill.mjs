import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { environmentFor } from './node24.mjs';
import { command, optionsOf, ROOT } from './project.mjs';
import { run } from './run.mjs';

/** `npm run kill`: ends the built sync server with SIGKILL at random moments while it sends, and counts what arrived. */

const USAGE = 'npm run kill -- [--times N] [--seed N]';

await command(async () => {
  const options = optionsOf({ times: { type: 'string' }, seed: { type: 'string' } }, USAGE);
  const nodePath = await ensureInstalled();
  await ensureBuilt(nodePath, { quiet: true });
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  return run(nodePath, [join(ROOT, 'tests', 'kill', 'run.ts'), ...args], { env: environmentFor(ROOT, nodePath) });
});
