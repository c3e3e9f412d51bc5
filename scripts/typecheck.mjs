import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { command, ROOT } from './project.mjs';
import { runTool } from './run.mjs';

/**
 * Type-checks every folder that has a tsconfig.json, each with its own rules about what exists there (a page has no Node).
 * @param {string} nodePath
 * @returns {Promise<number>} 0, or 1 when any failed
 */
export async function typecheck(nodePath) {
  const folders = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, entry.name, 'tsconfig.json')))
    .map((entry) => entry.name);
  let failed = 0;
  for (const folder of ['.', ...folders]) {
    if ((await runTool(nodePath, 'tsc', ['-p', folder])) !== 0) failed = 1;
  }
  return failed;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await command(async () => typecheck(await ensureInstalled()));
}
