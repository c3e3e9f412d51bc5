import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { environmentFor } from './node24.mjs';
import { command, optionsOf, ROOT, typedPath } from './project.mjs';
import { run } from './run.mjs';

/** `npm run demo`: the local Zukses alone. */

const USAGE = 'npm run demo -- [--port N] [--data-dir DIR] [--seed N] [--quiet-people] [--admin]';

await command(async () => {
  const options = optionsOf(
    {
      port: { type: 'string' },
      'data-dir': { type: 'string' },
      seed: { type: 'string' },
      'quiet-people': { type: 'boolean' },
      admin: { type: 'boolean' },
    },
    USAGE,
  );
  const args = Object.entries(options).map(([name, value]) => {
    if (typeof value === 'boolean') return `--${name}`;
    return `--${name}=${name === 'data-dir' ? typedPath(value) : value}`;
  });
  const nodePath = await ensureInstalled();
  await ensureBuilt(nodePath, { quiet: true });
  return run(nodePath, [join(ROOT, 'dist', 'demo', 'main.js'), ...args], {
    env: environmentFor(ROOT, nodePath),
    hasWork: true,
    onMessage: () => undefined,
  });
});
