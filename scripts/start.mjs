import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { findDesktop } from './desktop.mjs';
import { ensureInstalled } from './install.mjs';
import { environmentFor } from './node24.mjs';
import { openBrowser } from './open-browser.mjs';
import { command, optionsOf, Problem, ROOT, typedPath } from './project.mjs';
import { run } from './run.mjs';

/** `npm start`: installs and builds what is missing, then opens Zukses Desk in Electron, or else for a browser. */

const USAGE =
  'npm start -- [--browser | --desktop] [--no-open] [--port N] [--data-dir DIR] [--demo] ' +
  '[--server URL --token JWT [--user-id N]] [--profile FILE.json]';

/** Options that the host itself understands and checks. */
const HOST_OPTIONS = /** @type {const} */ (['port', 'data-dir', 'server', 'token', 'user-id', 'profile']);
const PATHS = new Set(['data-dir', 'profile']);

const string = /** @type {const} */ ({ type: 'string' });
const boolean = /** @type {const} */ ({ type: 'boolean' });
const OPTIONS = {
  browser: boolean,
  desktop: boolean,
  'no-open': boolean,
  demo: boolean,
  port: string,
  'data-dir': string,
  server: string,
  token: string,
  'user-id': string,
  profile: string,
};

await command(async () => {
  const options = optionsOf(OPTIONS, USAGE);
  if (options.browser === true && options.desktop === true) {
    throw new Problem(`--browser and --desktop exclude each other. Use: ${USAGE}`);
  }
  const nodePath = await ensureInstalled();
  await ensureBuilt(nodePath, { quiet: true });

  const hostArgs = HOST_OPTIONS.flatMap((name) => {
    const value = options[name];
    if (value === undefined) return [];
    return [`--${name}=${PATHS.has(name) && value !== '' ? typedPath(value) : value}`];
  });
  if (options.demo === true) hostArgs.push('--demo');

  if (options.browser !== true) {
    const desktop = await findDesktop(nodePath);
    if ('binary' in desktop) {
      console.log('Zukses Desk opens in Electron.');
      return run(desktop.binary, [ROOT, ...hostArgs], { env: environmentFor(ROOT, nodePath), hasWork: true });
    }
    if (options.desktop === true) throw new Problem(`The desktop host can't be used, because ${desktop.reason}.`);
    console.log(`Zukses Desk runs in the browser host, because ${desktop.reason}.`);
  }
  return run(nodePath, [join(ROOT, 'dist', 'browser-host', 'browser-host.js'), ...hostArgs], {
    env: environmentFor(ROOT, nodePath),
    hasWork: true,
    onMessage: (message) => {
      if (options['no-open'] !== true && isReady(message)) openBrowser(message.openAt);
    },
  });
});

/**
 * @param {unknown} message
 * @returns {message is { type: 'ready', openAt: string }}
 */
function isReady(message) {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}
