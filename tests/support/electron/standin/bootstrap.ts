/** First script of the main process: reads the command line, starts the app's own main module, then Chromium. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, setPathBeforeStart } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { browserSession, startChromium } from './chromium.ts';
import { testControl } from './control.ts';
import { lifecycle } from './lifecycle.ts';
import { describeProcess, installModuleHooks } from './module-hooks.ts';
import { unpackedAsar } from './packaged.ts';
import { chromeVersion, electronVersion, runtime } from './runtime-info.ts';
import { serveSchemes } from './schemes.ts';
import { onNetworkStateChange, setStoragePath } from './session.ts';
import { connectUtilityProcesses, tellUtilitiesOnline } from './utility-process.ts';
import { onWebRequestChange } from './web-request.ts';

const args = process.argv.slice(2);
const executable = process.env['STANDIN_EXECUTABLE'] ?? process.execPath;

/** Scripts to load first (`-r`), switches for app.commandLine, and the app's folder. */
function readCommandLine(): { loaders: string[]; appFolder: string | undefined } {
  const loaders: string[] = [];
  let appFolder: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '-r' || arg === '--require') {
      index += 1;
      loaders.push(args[index] ?? '');
    } else if (arg.startsWith('--')) {
      const [name = '', ...value] = arg.slice(2).split('=');
      app.commandLine.appendSwitch(name, value.join('='));
    } else {
      appFolder ??= arg;
    }
  }
  return { loaders, appFolder };
}

function fillRuntime(appFolder: string | undefined): string {
  const resources = path.join(path.dirname(executable), 'resources');
  const packaged = path.join(resources, 'app.asar');
  runtime.isPackaged = existsSync(packaged);
  runtime.argv = [executable, ...args];
  runtime.executable = executable;
  runtime.node = process.execPath;
  runtime.appPath = runtime.isPackaged ? unpackedAsar(packaged) : path.resolve(appFolder ?? '.');
  let main = runtime.appPath;
  if (statSync(runtime.appPath).isDirectory()) {
    const manifest = JSON.parse(readFileSync(path.join(runtime.appPath, 'package.json'), 'utf8')) as {
      main?: string;
      name?: string;
      productName?: string;
      version?: string;
      desktopName?: string;
    };
    main = path.join(runtime.appPath, manifest.main ?? 'index.js');
    runtime.name = manifest.productName ?? manifest.name ?? 'Electron';
    runtime.version = manifest.version ?? electronVersion;
    runtime.desktopName = manifest.desktopName;
  }
  return main;
}

function shapeProcess(): void {
  describeProcess('browser', { electron: electronVersion, chrome: chromeVersion });
  const resourcesPath = path.join(path.dirname(executable), 'resources');
  Object.defineProperty(process, 'resourcesPath', { value: resourcesPath, enumerable: true });
  if (!runtime.isPackaged) Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  process.argv = [...runtime.argv];
  process.execPath = executable;
  // Chromium's answer to these signals is a quit, which the app may still hold up; the second one is final.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    let asked = false;
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      app.quit();
    });
  }
}

const { loaders, appFolder } = readCommandLine();
const main = fillRuntime(appFolder);
const userData = app.commandLine.getSwitchValue('user-data-dir');
if (userData) setPathBeforeStart('userData', path.resolve(userData));
shapeProcess();
installModuleHooks(new URL('electron-main.ts', import.meta.url).href);
Object.defineProperty(globalThis, 'electronStandIn', { value: testControl });

connectUtilityProcesses((event, ...eventArgs) => app.emit(event, ...eventArgs));
onNetworkStateChange(() => {
  tellUtilitiesOnline();
  for (const window of BrowserWindow.getAllWindows()) window.webContents._stateChanged();
});
onWebRequestChange(() => {
  for (const window of BrowserWindow.getAllWindows()) {
    window.webContents._guard.update().catch((error: unknown) => console.error('electron stand-in: webRequest', error));
  }
});

// Electron only warns of these in the main process; tests can see that there were none.
process.on('unhandledRejection', (reason) => {
  testControl.unhandledRejections.push(String(reason));
  console.error('UnhandledPromiseRejectionWarning:', reason);
});

const require = createRequire(import.meta.url);
for (const loader of loaders) require(loader);
const platform = process.env['STANDIN_PLATFORM'];
if (platform) Object.defineProperty(process, 'platform', { value: platform, enumerable: true, configurable: true });
await import(pathToFileURL(main).href);

if (lifecycle.phase === 'starting') {
  const sessionData = app.getPath('sessionData');
  setStoragePath(sessionData);
  const language = app.commandLine.getSwitchValue('lang') || process.env['STANDIN_LOCALE'];
  const endpoint = await startChromium({
    profile: path.join(sessionData, 'Chromium'),
    schemePort: await serveSchemes(),
    switches: language ? [`--lang=${language}`, `--accept-lang=${language}`] : [],
  });
  browserSession().once('gone', () => {
    if (lifecycle.phase === 'gone') return;
    console.error('electron stand-in: Chromium ended unexpectedly');
    process.exit(1);
  });
  await browserSession().send('Target.setDiscoverTargets', { discover: true });
  await browserSession().send('Browser.grantPermissions', {
    permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite', 'notifications', 'geolocation'],
  });
  app._ready();
  // The line by which Playwright finds the pages; by then everything may be used.
  process.stderr.write(`DevTools listening on ${endpoint}\n`);
}
