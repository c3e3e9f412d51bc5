import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.mjs';

/** Whether Zukses Desk can be opened as a desktop program here: its bundle, Electron's own binary and a display have to be there. */

/** @returns {string | null} Electron's binary, or null where it was not downloaded */
export function electronBinary() {
  const folder = join(ROOT, 'node_modules', 'electron');
  const nameFile = join(folder, 'path.txt');
  if (!existsSync(nameFile)) return null;
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const path = join(dist, readFileSync(nameFile, 'utf8').trim());
  return existsSync(path) ? path : null;
}

export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
}

/** @returns {string | null} why it can't be, in words that follow "because", or null */
export function whyNoDesktop() {
  if (!existsSync(join(ROOT, 'dist', 'main', 'main.js'))) return 'this version has no desktop host yet';
  if (!hasDisplay()) return 'there is no display';
  return electronBinary() === null ? "Electron's binary is not here" : null;
}
