import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { findNode } from './node24.mjs';
import { Problem, ROOT } from './project.mjs';
import { run } from './run.mjs';

/**
 * @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean, link?: boolean }> }} Lockfile
 */

/**
 * Whether what lies in node_modules is what the lockfile says; packages for other systems may be missing.
 * @param {Lockfile} lock package-lock.json
 * @param {Lockfile} installed npm's own record of the last install, node_modules/.package-lock.json
 */
export function isInstalled(lock, installed) {
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const there = installed.packages[path];
    if (there === undefined ? wanted.optional !== true : there.version !== wanted.version) return false;
  }
  return Object.keys(installed.packages).every((path) => lock.packages[path] !== undefined);
}

/**
 * @param {string} path
 * @returns {Lockfile | null}
 */
function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/**
 * Installs what is missing.
 * @returns {Promise<string>} the Node to run everything else with
 */
export async function ensureInstalled() {
  const lock = readLock(join(ROOT, 'package-lock.json'));
  if (lock === null) throw new Problem('package-lock.json is missing: this is not a whole clone of Zukses Desk.');
  const installed = readLock(join(ROOT, 'node_modules', '.package-lock.json'));
  if (installed === null || !isInstalled(lock, installed)) await npmCi();
  const node = findNode(ROOT);
  if ('problem' in node) throw new Problem(node.problem);
  return node.path;
}

async function npmCi() {
  console.log('Installing what is missing (npm ci) …');
  const { file, args, shell } = npm();
  // npm's report goes to standard error, so that scripts can read ours from standard output.
  const code = await run(file, [...args, 'ci', '--loglevel=error'], { shell, output: 'ignore' });
  if (code !== 0) throw new Problem(`npm ci failed (exit code ${code}): see its words above.`);
}

/** The npm that runs this script with the Node that runs it: not the one in node_modules, which is about to be removed. */
function npm() {
  const script = process.env['npm_execpath'];
  const node = process.env['npm_node_execpath'] ?? outsideNode();
  if (script !== undefined && node !== null && /\.c?js$/.test(script))
    return { file: node, args: [script], shell: false };
  return { file: 'npm', args: [], shell: process.platform === 'win32' };
}

/** @returns {string | null} */
function outsideNode() {
  const inside = join(ROOT, 'node_modules') + sep;
  if (!process.execPath.startsWith(inside)) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !`${folder}${sep}`.startsWith(inside));
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** What the end-to-end tests need on Debian: a browser, and a font for emoji. */
export const TEST_PACKAGES = ['chromium', 'fonts-noto-color-emoji', 'curl', 'procps'];

/**
 * On Debian as root, installs the system packages that are missing; elsewhere does nothing.
 * @param {readonly string[]} names
 * @returns {Promise<string | null>} why it could not, in words, or null
 */
export async function ensureDebianPackages(names) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return null;
  const missing = names.filter((name) => !isDebianPackageThere(name));
  if (missing.length === 0) return null;
  console.log(`Installing ${missing.join(' and ')} (apt-get) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = /** @type {const} */ ({ env, output: 'ignore' });
  if (!hasPackageLists() && (await run('apt-get', ['update', '-qq'], quiet)) !== 0) return 'apt-get update failed';
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
  if ((await run('apt-get', install, quiet)) === 0) return null;
  // The lists may be older than what the mirror still has.
  await run('apt-get', ['update', '-qq'], quiet);
  return (await run('apt-get', install, quiet)) === 0 ? null : `apt-get could not install ${missing.join(', ')}`;
}

function hasPackageLists() {
  const folder = '/var/lib/apt/lists';
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('_Packages'));
}

/** @param {string} name */
function isDebianPackageThere(name) {
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' });
  return status === 0 && stdout === 'installed';
}
