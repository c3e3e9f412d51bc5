import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Which Node everything but these scripts runs on. SQLite's native part needs Node-API 10 and dies without a word on anything older, and
 * npm 10 does not link the Node that the lockfile brings: so it is looked for by hand.
 */

const OLDEST = [22, 14];
const PACKAGE_PLATFORM = /** @type {Record<string, string>} */ ({ linux: 'linux', win32: 'win' });

/**
 * @param {string} root the project's folder
 * @param {NodeJS.Platform} platform
 * @param {string} arch
 * @returns {string | null} where the Node of the lockfile would lie, or null where it brings none
 */
export function lockedNodePath(root, platform, arch) {
  const name = PACKAGE_PLATFORM[platform];
  if (name === undefined) return null;
  return join(root, 'node_modules', `node-${name}-${arch}`, 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * @param {string} version as `process.version` says it
 * @returns {boolean}
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > Number(OLDEST[0]) || (major === OLDEST[0] && minor >= Number(OLDEST[1]));
}

/**
 * @param {string} path
 * @returns {string | null} its version, or null when it does not run here (another C library, say)
 */
function versionOf(path) {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', windowsHide: true });
  return status === 0 ? stdout.trim() : null;
}

/**
 * @param {string} root the project's folder
 * @returns {{ path: string } | { problem: string }}
 */
export function findNode(root) {
  const locked = lockedNodePath(root, process.platform, process.arch);
  if (locked !== null && existsSync(locked) && versionOf(locked) !== null) return { path: locked };
  if (isNewEnough(process.version)) return { path: process.execPath };
  return {
    problem:
      `Zukses Desk needs Node ${OLDEST.join('.')} or newer on ${process.platform} ${process.arch}, ` +
      `and this is ${process.version}: please install a newer one from nodejs.org.`,
  };
}

/**
 * The environment for what is started with that Node: its folder is first on PATH, then the project's own tools.
 * @param {string} root
 * @param {string} nodePath
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentFor(root, nodePath) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = [dirname(nodePath), join(root, 'node_modules', '.bin'), process.env[key] ?? ''];
  return { ...process.env, [key]: folders.join(delimiter) };
}
