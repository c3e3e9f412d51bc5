import { join } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { parseHostOptions } from './dispatch/host-options.ts';
import { StartProblem } from './dispatch/start-problem.ts';
import { usualDataDir } from './dispatch/usual-data-dir.ts';
import { linkIn, LINK_SCHEME, parseLink, type Place } from '#shared/domain/desk-link.ts';
import { DesktopHost } from './desktop/desktop-host.ts';
import { HIDDEN_START } from './desktop/login-item.ts';
import { SCHEME_PRIVILEGES } from './desktop/protocol.ts';
import { guardContents } from './desktop/security.ts';
import { loadStore } from './desktop/store-file.ts';
import { foldersFor, ownOptions } from './desktop/start-options.ts';
import { lineLog } from './dispatch/host-log.ts';

/** Entry of the desktop program: what has to happen before Electron is ready, then the host. Wiring only. */

const log = lineLog((line) => process.stderr.write(line));
// Whoever read our lines may be gone; that is no reason to fall.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

let host: DesktopHost | null = null;
/** A link that came before the host was there (macOS). */
let early: Place | null = null;

function refuseToStart(sentence: string): void {
  console.error(sentence);
  // Started from a desktop, nobody reads a terminal.
  if (app.isPackaged && app.isReady()) dialog.showErrorBox('Zukses Desk', sentence);
  app.exit(1);
}

try {
  begin();
} catch (error) {
  if (!(error instanceof StartProblem)) throw error;
  refuseToStart(error.message);
}

function begin(): void {
  const options = parseHostOptions(ownOptions(process.argv));
  const userDataSwitch = app.commandLine.getSwitchValue('user-data-dir');
  const folders = foldersFor(options.dataDir, userDataSwitch, usualDataDir(process.platform, process.env));
  if (folders.userData !== null) app.setPath('userData', folders.userData);

  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([SCHEME_PRIVILEGES]);
  if (process.platform === 'win32') app.setAppUserModelId('com.zukses.desk');
  if (process.platform === 'linux') app.setDesktopName('zukses-desk.desktop');
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);

  if (!app.requestSingleInstanceLock()) {
    // The one that runs already comes to the front.
    app.exit(0);
    return;
  }
  app.on('second-instance', (_event, argv) => {
    host?.show(linkIn(argv));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const place = parseLink(url);
    if (host === null) early = place;
    else host.show(place);
  });
  app.on('activate', () => {
    host?.show(null);
  });
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, {
      openExternal: (address) => host?.openExternal(address),
      refused: (what) => {
        log({ level: 'warn', event: 'refused', details: { what } });
      },
    });
    host?.serveContents(contents);
  });
  app.on('before-quit', (event) => {
    if (host === null || host.quitting.state === 'ended') return;
    event.preventDefault();
    void host.quitting.request('agent');
  });
  // The host decides when the program ends; without this Electron would.
  app.on('window-all-closed', () => undefined);

  void app.whenReady().then(async () => {
    const openStore = await loadStore();
    const dist = join(app.getAppPath(), 'dist');
    host = new DesktopHost({
      options,
      layout: {
        renderer: join(dist, 'renderer'),
        preload: join(dist, 'preload', 'preload.cjs'),
        syncServer: join(dist, 'sync-utility', 'sync-process.js'),
        demo: join(dist, 'demo', 'main.js'),
        demoArgs: [],
        images: join(app.getAppPath(), 'build', 'images'),
      },
      dataDir: folders.dataDir,
      log,
      openStore,
      place: early ?? linkIn(process.argv),
      hidden: process.argv.includes(HIDDEN_START),
    });
    const { quitting } = host;
    // A terminal's Ctrl-C, or the system ending us: nobody could answer a question.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => void quitting.request('system'));
    }
    const problem = await host.start();
    if (problem !== null) refuseToStart(problem);
  });
}
