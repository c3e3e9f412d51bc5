import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { command, Problem, ROOT } from './project.mjs';
import { runTool } from './run.mjs';

/** Builds dist/, and remembers of which sources, so that a start need not build again what is fresh. */

const SOURCES = ['electron', 'renderer', 'shared', 'demo'];
const SINGLE_FILES = ['vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'];
const STAMP = join(ROOT, 'dist', '.stamp.json');

/** @param {string} folder inside the project */
function filesIn(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(ROOT, folder, name))
    .filter((path) => !/\.test\.tsx?$|\.md$/.test(path) && statSync(path).isFile());
}

/** A hash of everything that goes into the build: names and contents. */
function sourcesHash() {
  const hash = createHash('sha256');
  const paths = [...SOURCES.flatMap(filesIn), ...SINGLE_FILES.map((name) => join(ROOT, name))];
  for (const path of paths.toSorted()) {
    hash
      .update(`${path.slice(ROOT.length)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} hash */
function isFresh(hash) {
  if (!existsSync(STAMP)) return false;
  const stamp = JSON.parse(readFileSync(STAMP, 'utf8'));
  return (
    stamp.sources === hash && stamp.bundles.every((/** @type {string} */ name) => existsSync(join(ROOT, 'dist', name)))
  );
}

/**
 * @param {string} nodePath
 * @param {{ always?: boolean, quiet?: boolean }} [options]
 */
export async function ensureBuilt(nodePath, { always = false, quiet = false } = {}) {
  const hash = sourcesHash();
  if (!always && isFresh(hash)) return;
  // An interrupted build must not pass for a fresh one.
  rmSync(STAMP, { force: true });
  const code = await runTool(nodePath, 'vite', ['build', '--app', ...(quiet ? ['--logLevel', 'error'] : [])]);
  if (code !== 0) throw new Problem(`The build failed (exit code ${code}): see its words above.`);
  const bundles = readdirSync(join(ROOT, 'dist')).filter((name) => !name.startsWith('.'));
  writeFileSync(STAMP, `${JSON.stringify({ sources: hash, bundles })}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await command(async () => {
    await ensureBuilt(await ensureInstalled(), { always: true });
    return 0;
  });
}
