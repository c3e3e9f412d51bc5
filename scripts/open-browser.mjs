import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hasDisplay } from './desktop.mjs';

/**
 * Opens an address in the default browser, if there is one. The address on a command line can be read by others on this computer, so it has to
 * hold a code that works only once.
 * @param {string} url
 * @returns {boolean} whether something was started
 */
export function openBrowser(url) {
  const opener = openerOf(process.platform);
  if (opener === null) return false;
  const [file = '', ...args] = opener;
  const child = spawn(file, [...args, url], { detached: true, stdio: 'ignore', windowsHide: true });
  // The address was printed: without a browser it can be opened by hand.
  child.on('error', () => undefined);
  child.unref();
  return true;
}

/**
 * @param {NodeJS.Platform} platform
 * @returns {string[] | null}
 */
function openerOf(platform) {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler'];
  return hasDisplay() && isOnPath('xdg-open') ? ['xdg-open'] : null;
}

/** @param {string} name */
function isOnPath(name) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
