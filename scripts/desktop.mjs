import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.mjs';
import { runTool } from './run.mjs';

/** Whether Zukses Desk can be opened as a desktop program here: Electron's own binary and a display have to be there. */

/** A folder with another Electron than the package's own, or with a stand-in for it; the `electron` package knows the same variable. */
const OVERRIDE = 'ELECTRON_OVERRIDE_DIST_PATH';

/** @returns {string | null} Electron's binary, or null where it was not downloaded */
export function electronBinary() {
  const folder = join(ROOT, 'node_modules', 'electron');
  const nameFile = join(folder, 'path.txt');
  const name = existsSync(nameFile) ? readFileSync(nameFile, 'utf8').trim() : 'electron';
  const path = join(process.env[OVERRIDE] ?? join(folder, 'dist'), name);
  return existsSync(path) ? path : null;
}

export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
}

/**
 * Electron's binary, fetched when it is missing and would be of use.
 * @param {string} nodePath
 * @returns {Promise<{ binary: string } | { reason: string }>} else why there is none, in words that follow "because"
 */
export async function findDesktop(nodePath) {
  if (!hasDisplay()) return { reason: 'there is no display' };
  const isOverridden = process.env[OVERRIDE] !== undefined;
  if (process.platform === 'linux' && process.getuid?.() === 0 && !isOverridden) {
    return { reason: 'Electron does not run as root' };
  }
  if (electronBinary() === null && !isOverridden) {
    console.log("Fetching Electron's binary (about 120 MB, once; --browser goes without) …");
    await runTool(nodePath, 'electron', [], { bin: 'install-electron', output: 'ignore', errors: 'ignore' });
  }
  const binary = electronBinary();
  return binary === null ? { reason: "Electron's binary could not be fetched" } : { binary };
}
