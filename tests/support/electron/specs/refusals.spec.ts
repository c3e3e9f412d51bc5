import path from 'node:path';
import { expect, fixtureApp, test, windowOf } from './fixtures.ts';

interface Fixture {
  early: Record<string, string>;
  late: Record<string, string>;
  earlyAsync: Promise<string[]>;
}

test('before ready, in Electron’s words', async ({ app, page }) => {
  await page.getByRole('heading').waitFor();
  const [early, later] = await app.evaluate(async () => {
    const { fixture } = globalThis as unknown as { fixture: Fixture };
    return [fixture.early, await fixture.earlyAsync] as const;
  });
  expect(early).toEqual({
    window: 'Cannot create BrowserWindow before app is ready',
    tray: 'Cannot create Tray before app is ready',
    notification: 'Cannot create Notification before app is ready',
    session: 'Session can only be received when app is ready',
    protocolHandle: 'Session can only be received when app is ready',
    screen: "The 'screen' module can't be used before the app 'ready' event",
    utility: 'utilityProcess cannot be created before app is ready.',
    dialog: 'dialog module can only be used after app is ready',
  });
  expect(later).toEqual([
    'safeStorage cannot be used before app is ready',
    'Session can only be received when app is ready',
  ]);
});

test('after ready, in Electron’s words', async ({ app, page }) => {
  await page.getByRole('heading').waitFor();
  expect(await app.evaluate(() => (globalThis as unknown as { fixture: Fixture }).fixture.late)).toEqual({
    privileged: 'protocol.registerSchemesAsPrivileged should be called before app is ready',
    sandbox: 'app.enableSandbox() can only be called before app is ready',
  });
});

/** Each line runs in the main process with the whole `electron` module as `e`; it must throw these words. */
const refusals: [source: string, words: string][] = [
  ['e.app.startAppShimServer()', 'app.startAppShimServer is not implemented by the stand-in'],
  ['e.app.makeCoffee()', 'app.makeCoffee is not part of Electron'],
  ["e.app.on('all-windows-closed', () => 1)", "app has no event 'all-windows-closed' in Electron"],
  ['e.shell.readShortcutLink("x")', 'shell.readShortcutLink is not implemented by the stand-in'],
  ['e.session.fromPartition("x")', 'session.fromPartition is not implemented by the stand-in'],
  ['e.session.defaultSession.cookies', 'session.cookies is not implemented by the stand-in'],
  ['e.autoUpdater.checkForUpdates()', 'autoUpdater.checkForUpdates is not implemented by the stand-in'],
  ['e.safeStorage.encryptString("x")', 'safeStorage.encryptString is not implemented by the stand-in'],
  ['e.net.resolveHost("x")', 'net.resolveHost is not implemented by the stand-in'],
  ['new e.WebContentsView()', 'WebContentsView is not implemented by the stand-in'],
  ['new e.BrowserWindow({ widht: 1 })', "Electron has no option 'widht'"],
  ['new e.BrowserWindow({ webPreferences: { nodeIntegrations: true } })', "Electron has no option 'nodeIntegrations'"],
  [
    'new e.BrowserWindow({ webPreferences: { nodeIntegration: true } })',
    'refuses webPreferences nodeIntegration: true',
  ],
  [
    'new e.BrowserWindow({ webPreferences: { contextIsolation: false } })',
    'refuses webPreferences contextIsolation: false',
  ],
  ['new e.BrowserWindow({ webPreferences: { sandbox: false } })', 'refuses webPreferences sandbox: false'],
  ['new e.BrowserWindow({ webPreferences: { webSecurity: false } })', 'refuses webPreferences webSecurity: false'],
  [
    'new e.BrowserWindow({ webPreferences: { preload: "preload.cjs" } })',
    'must be an absolute path of a file that exists',
  ],
  ['new e.Tray("/nowhere/icon.png")', 'Failed to load image from path'],
  ['new e.Tray(5)', 'must be a file path or a NativeImage'],
  ['new e.Notification({ text: "x" })', "Electron has no option 'text'"],
  ['new e.Notification({ title: 5 })', 'title must be a string'],
  ['e.Menu.buildFromTemplate([{}])', 'must have at least one of label, role or type'],
  ['e.Menu.buildFromTemplate([{ label: "x", role: "dance" }])', 'Unknown role: dance'],
  ['e.Menu.buildFromTemplate([{ label: "x", accelerator: "Ctl+Q" }])', "'Ctl+Q' is not an accelerator"],
  ['e.ipcMain.handle("echo", () => 1)', "Attempted to register a second handler for 'echo'"],
  ['e.protocol.handle("app", () => 1)', 'Failed to register protocol: app'],
  ['e.protocol.handle("other", () => 1)', 'was not registered as privileged'],
  ['e.session.defaultSession.setPermissionRequestHandler(5)', 'Must pass null or function'],
  ['e.session.defaultSession.setProxy({ rules: "x" })', "Electron has no option 'rules'"],
  ['e.session.defaultSession.webRequest.onHeadersReceived({ urls: ["desk"] }, () => 1)', 'Invalid url pattern'],
  ['e.app.setPath("userData", "relative")', 'Path must be absolute'],
  ['e.app.getPath("nonsense")', "Failed to get 'nonsense' path"],
  ['e.app.setBadgeCount(-1)', 'must be a whole number'],
  ['e.shell.showItemInFolder("relative")', 'not an absolute path'],
  ['e.nativeTheme.themeSource = "blue"', 'Invalid themeSource'],
  ['e.powerMonitor.getSystemIdleState(0)', 'must be greater than 0'],
  ['e.powerMonitor.on("sleep", () => 1)', "powerMonitor has no event 'sleep'"],
  ['e.BrowserWindow.getAllWindows()[0].setBounds({ x: NaN })', 'conversion failure'],
  ['e.BrowserWindow.getAllWindows()[0].setOpacity(0.5)', 'BrowserWindow.setOpacity is not implemented by the stand-in'],
  ['e.BrowserWindow.getAllWindows()[0].webContents.openDevTools()', 'developer tools do not open here'],
  ['e.BrowserWindow.getAllWindows()[0].webContents.printToPDF({})', 'webContents.printToPDF is not implemented'],
  ['e.BrowserWindow.getAllWindows()[0].webContents.postMessage("x", 1, [{}])', 'Invalid value for transfer'],
];

test('wrong names, options and values', async ({ app, page }) => {
  await page.getByRole('heading').waitFor();
  for (const [source, words] of refusals) {
    const message = await app.evaluate((electron, call) => {
      const { runInThisContext } = process.getBuiltinModule('node:vm');
      const text = `async (e) => { try { await (${call}); return 'allowed'; } catch (error) { return error.message; } }`;
      return (runInThisContext(text) as (module: unknown) => Promise<string>)(electron);
    }, source);
    expect.soft(message, source).toContain(words);
  }
});

test('a rejection that nobody looks at is told and kept, and the app goes on', async ({ app }) => {
  const seen = await app.evaluate(async ({ app: main }) => {
    await main.whenReady();
    void Promise.reject(new Error('nobody looks'));
    await new Promise((resolve) => setImmediate(resolve));
    return (globalThis as unknown as { electronStandIn: { unhandledRejections: string[] } }).electronStandIn
      .unhandledRejections;
  });
  expect(seen).toEqual(['Error: nobody looks']);
});

test('destroyed windows and pages', async ({ app, page }) => {
  const window = await windowOf(app, page);
  const words = await window.evaluate((browserWindow) => {
    const { webContents } = browserWindow;
    browserWindow.on('closed', () => undefined);
    browserWindow.destroy();
    const of = (action: () => unknown): string => {
      try {
        action();
        return 'allowed';
      } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`;
      }
    };
    return [
      browserWindow.isDestroyed(),
      webContents.isDestroyed(),
      of(() => browserWindow.show()),
      of(() => browserWindow.webContents),
      of(() => browserWindow.id),
      of(() => webContents.send('x')),
      of(() => webContents.getURL()),
    ];
  });
  expect(words).toEqual([true, true, ...Array.from({ length: 5 }, () => 'TypeError: Object has been destroyed')]);
});

test('the preload path is checked against the file system', async ({ app }) => {
  const message = await app.evaluate(
    ({ app: main, BrowserWindow }, preload) =>
      main.whenReady().then(() => {
        try {
          void new BrowserWindow({ webPreferences: { preload } });
          return 'allowed';
        } catch (error) {
          return (error as Error).message;
        }
      }),
    path.join(fixtureApp, 'missing.cjs'),
  );
  expect(message).toContain('must be an absolute path of a file that exists');
});
