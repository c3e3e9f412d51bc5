/** `app`: the life of the program. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BrowserWindow, connectWindows } from './browser-window.ts';
import { stopChromium } from './chromium.ts';
import { lifecycle, requireNotReady, requireReady } from './lifecycle.ts';
import { connectMenus, Menu } from './menu.ts';
import { iconFrom } from './native-image.ts';
import { runtime } from './runtime-info.ts';
import { theSession } from './session.ts';
import { holdsLock, releaseLock, requestLock } from './single-instance.ts';
import { preventableEvent, refuseUnknownOptions, strictEmitter, strictModule } from './strict.ts';

type PathName = Parameters<Electron.App['getPath']>[0];

const switches = new Map<string, string>();
const paths = new Map<string, string>();

function defaultPath(name: PathName): string {
  const home = os.homedir();
  switch (name) {
    case 'home':
      return home;
    case 'appData':
      return process.env['XDG_CONFIG_HOME'] ?? path.join(home, '.config');
    case 'userData':
      return path.join(app.getPath('appData'), app.getName());
    case 'sessionData':
      return app.getPath('userData');
    case 'logs':
      return path.join(app.getPath('userData'), 'logs');
    case 'crashDumps':
      return path.join(app.getPath('userData'), 'Crashpad');
    case 'temp':
      return os.tmpdir();
    case 'exe':
    case 'module':
      return runtime.executable;
    case 'assets':
      return path.dirname(runtime.executable);
    case 'desktop':
      return path.join(home, 'Desktop');
    case 'documents':
      return path.join(home, 'Documents');
    case 'downloads':
      return path.join(home, 'Downloads');
    case 'music':
      return path.join(home, 'Music');
    case 'pictures':
      return path.join(home, 'Pictures');
    case 'videos':
      return path.join(home, 'Videos');
    case 'recent':
      throw new Error("Failed to get 'recent' path");
    default:
      throw new Error(`Failed to get '${String(name satisfies never)}' path`);
  }
}

const commandLine = strictModule('CommandLine', 'app.commandLine', {
  appendSwitch: (name: string, value = ''): void => {
    if (typeof name !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure');
    switches.set(name.toLowerCase(), value);
  },
  hasSwitch: (name: string): boolean => switches.has(name),
  getSwitchValue: (name: string): string => switches.get(name) ?? '',
  removeSwitch: (name: string): void => {
    switches.delete(name);
  },
  appendArgument: (value: string): void => {
    if (typeof value !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure');
  },
});

/** macOS's dock, there when the process says that it runs on macOS. */
const dockState = { badge: '', visible: true, menu: null as Menu | null };
const dock = strictModule('Dock', 'app.dock', {
  setBadge: (text: string): void => {
    dockState.badge = text;
  },
  getBadge: (): string => dockState.badge,
  bounce: (): number => 1,
  cancelBounce: (): void => undefined,
  show: (): Promise<void> => {
    dockState.visible = true;
    return Promise.resolve();
  },
  hide: (): void => {
    dockState.visible = false;
  },
  isVisible: (): boolean => dockState.visible,
  setMenu: (menu: Electron.Menu): void => {
    if (!((menu as unknown) instanceof Menu)) throw new TypeError('Invalid menu');
    dockState.menu = menu as unknown as Menu;
  },
  getMenu: (): Menu | null => dockState.menu,
  setIcon: (image: Electron.NativeImage | string): void => {
    iconFrom(image, 'app.dock.setIcon');
  },
});

const on = (...platforms: NodeJS.Platform[]): boolean => platforms.includes(process.platform);

class App
  extends strictEmitter('App', 'app')
  implements
    Pick<
      Electron.App,
      | 'whenReady'
      | 'isReady'
      | 'quit'
      | 'exit'
      | 'relaunch'
      | 'getName'
      | 'setName'
      | 'name'
      | 'getVersion'
      | 'getAppPath'
      | 'isPackaged'
      | 'getPath'
      | 'setPath'
      | 'setAppLogsPath'
      | 'getLocale'
      | 'getSystemLocale'
      | 'getLocaleCountryCode'
      | 'getPreferredSystemLanguages'
      | 'requestSingleInstanceLock'
      | 'hasSingleInstanceLock'
      | 'releaseSingleInstanceLock'
      | 'enableSandbox'
      | 'disableHardwareAcceleration'
      | 'setBadgeCount'
      | 'getBadgeCount'
      | 'badgeCount'
      | 'setAppUserModelId'
      | 'setToastActivatorCLSID'
      | 'setDesktopName'
      | 'setLoginItemSettings'
      | 'getLoginItemSettings'
      | 'setAsDefaultProtocolClient'
      | 'removeAsDefaultProtocolClient'
      | 'isDefaultProtocolClient'
      | 'setProxy'
      | 'resolveProxy'
      | 'focus'
      | 'show'
      | 'hide'
      | 'isHidden'
      | 'isActive'
      | 'userAgentFallback'
      | 'setAboutPanelOptions'
      | 'showAboutPanel'
      | 'getAppMetrics'
      | 'isAccessibilitySupportEnabled'
      | 'accessibilitySupportEnabled'
      | 'addRecentDocument'
      | 'clearRecentDocuments'
    >
{
  #becameReady: () => void = () => undefined;
  readonly #ready = new Promise<void>((resolve) => {
    this.#becameReady = resolve;
  });
  #quitting = false;
  #badge = 0;
  #loginItem: Electron.Settings = {};
  readonly #protocols = new Set<string>();
  #relaunch: { args: string[]; execPath: string } | undefined;
  #hidden = false;
  #modelId = '';
  readonly commandLine = commandLine;
  userAgentFallback = '';
  accessibilitySupportEnabled = false;

  // ---------------------------------------------------------------- beginning

  whenReady(): Promise<void> {
    return this.#ready;
  }
  isReady(): boolean {
    return lifecycle.phase !== 'starting';
  }
  _ready(): void {
    if (lifecycle.phase !== 'starting') return;
    lifecycle.enter('ready');
    this.emit('will-finish-launching');
    this.#becameReady();
    this.emit('ready', preventableEvent(), {});
  }

  // ---------------------------------------------------------------- end

  quit(): void {
    if (this.#quitting || lifecycle.phase === 'gone') return;
    const event = preventableEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = true;
    const windows = BrowserWindow.getAllWindows();
    if (windows.length === 0) this.#finish();
    for (const window of windows) {
      let kept = false;
      // Heard last, so that the app's own listeners have decided.
      window.once('close', (closing: { defaultPrevented: boolean }) => {
        kept = closing.defaultPrevented;
      });
      window.close();
      if (kept) {
        this._quitCancelled();
        return;
      }
    }
  }
  _quitCancelled(): void {
    this.#quitting = false;
  }
  _allWindowsClosed(): void {
    if (lifecycle.phase === 'gone') return;
    if (this.#quitting) this.#finish();
    else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }
  #finish(): void {
    const event = preventableEvent();
    this.emit('will-quit', event);
    if (event.defaultPrevented) {
      this.#quitting = false;
      return;
    }
    this.exit(0);
  }
  /** Ends without asking anyone: no before-quit, no will-quit, no close. */
  exit(exitCode = 0): void {
    if (lifecycle.phase === 'gone') return;
    const started = lifecycle.phase !== 'starting';
    lifecycle.enter('quitting');
    for (const window of BrowserWindow.getAllWindows()) {
      lifecycle.enter('gone');
      window.destroy();
    }
    lifecycle.enter('gone');
    this.emit('quit', preventableEvent(), exitCode);
    const end = (): never => {
      this.#startAgain();
      process.exit(exitCode);
    };
    if (started) void stopChromium().finally(end);
    else end();
  }
  relaunch(options: Electron.RelaunchOptions = {}): void {
    refuseUnknownOptions('app.relaunch', options, 'RelaunchOptions');
    this.#relaunch = { args: options.args ?? runtime.argv.slice(1), execPath: options.execPath ?? runtime.executable };
  }
  #startAgain(): void {
    if (!this.#relaunch) return;
    releaseLock();
    const { args, execPath } = this.#relaunch;
    // The driver's own switches belong to the process that it started.
    const loader = args.indexOf('-r');
    const isLoader = (index: number): boolean => loader >= 0 && (index === loader || index === loader + 1);
    const own = args.filter((arg, index) => !/^--(inspect|remote-debugging)/.test(arg) && !isLoader(index));
    spawn(execPath, own, { detached: true, stdio: 'ignore' }).unref();
  }

  // ---------------------------------------------------------------- name, paths, languages

  getName(): string {
    return runtime.name;
  }
  setName(name: string): void {
    runtime.name = name;
  }
  get name(): string {
    return runtime.name;
  }
  set name(name: string) {
    runtime.name = name;
  }
  getVersion(): string {
    return runtime.version;
  }
  getAppPath(): string {
    return runtime.appPath;
  }
  get isPackaged(): boolean {
    return runtime.isPackaged;
  }
  getPath(name: PathName): string {
    return paths.get(name) ?? defaultPath(name);
  }
  setPath(name: string, folder: string): void {
    if (!path.isAbsolute(folder)) throw new Error('Path must be absolute');
    this.getPath(name as PathName);
    if (!existsSync(folder)) throw new Error(`Failed to set path: ${folder} does not exist`);
    paths.set(name, folder);
  }
  setAppLogsPath(folder?: string): void {
    const logs = folder ?? this.getPath('logs');
    if (!path.isAbsolute(logs)) throw new Error('Path must be absolute');
    mkdirSync(logs, { recursive: true });
    paths.set('logs', logs);
  }
  getLocale(): string {
    return lifecycle.phase === 'starting' ? '' : this.getSystemLocale();
  }
  getSystemLocale(): string {
    requireReady('app.getSystemLocale() can only be called after app is ready');
    return commandLine.getSwitchValue('lang') || (process.env['STANDIN_LOCALE'] ?? 'en-US');
  }
  getLocaleCountryCode(): string {
    return this.getLocale().split('-')[1] ?? '';
  }
  getPreferredSystemLanguages(): string[] {
    return [process.env['STANDIN_LOCALE'] ?? 'en-US'];
  }

  // ---------------------------------------------------------------- one instance

  requestSingleInstanceLock(additionalData?: unknown): boolean {
    const letter = { argv: process.argv, workingDirectory: process.cwd(), additionalData: additionalData ?? null };
    return requestLock(this.getPath('userData'), letter, (second) => {
      const tell = (): void => {
        this.emit('second-instance', preventableEvent(), second.argv, second.workingDirectory, second.additionalData);
      };
      if (lifecycle.phase === 'starting') void this.#ready.then(tell);
      else tell();
    });
  }
  hasSingleInstanceLock(): boolean {
    return holdsLock();
  }
  releaseSingleInstanceLock(): void {
    releaseLock();
  }

  // ---------------------------------------------------------------- the system

  enableSandbox(): void {
    requireNotReady('app.enableSandbox() can only be called before app is ready');
  }
  disableHardwareAcceleration(): void {
    requireNotReady('app.disableHardwareAcceleration() can only be called before app is ready');
  }
  /** Works where Electron's does, on Linux and macOS; false on Windows. */
  setBadgeCount(count = 0): boolean {
    if (!on('linux', 'darwin')) return false;
    if (!Number.isInteger(count) || count < 0)
      throw new TypeError('electron stand-in: the badge count must be a whole number');
    this.#badge = count;
    return true;
  }
  getBadgeCount(): number {
    return this.#badge;
  }
  get badgeCount(): number {
    return this.#badge;
  }
  set badgeCount(count: number) {
    this.setBadgeCount(count);
  }
  setAppUserModelId(id: string): void {
    if (typeof id !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure');
    this.#modelId = id;
  }
  get _appUserModelId(): string {
    return this.#modelId;
  }
  setToastActivatorCLSID(id: string): void {
    if (typeof id !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure');
  }
  setDesktopName(name: string): void {
    if (!name.endsWith('.desktop')) throw new Error("electron stand-in: a desktop name ends in '.desktop'");
    runtime.desktopName = name;
  }
  setLoginItemSettings(settings: Electron.Settings): void {
    refuseUnknownOptions('app.setLoginItemSettings', settings, 'Settings');
    // Does nothing on Linux, in Electron too.
    if (on('darwin', 'win32')) this.#loginItem = { ...settings };
  }
  getLoginItemSettings(): Electron.LoginItemSettings {
    const { openAtLogin = false } = this.#loginItem;
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
  }
  setAsDefaultProtocolClient(protocol: string): boolean {
    if (typeof protocol !== 'string' || protocol.includes(':')) return false;
    this.#protocols.add(protocol);
    return true;
  }
  removeAsDefaultProtocolClient(protocol: string): boolean {
    return this.#protocols.delete(protocol);
  }
  isDefaultProtocolClient(protocol: string): boolean {
    return this.#protocols.has(protocol);
  }
  setProxy(config: Electron.ProxyConfig): Promise<void> {
    return theSession().setProxy(config);
  }
  resolveProxy(url: string): Promise<string> {
    return theSession().resolveProxy(url);
  }
  focus(options?: Electron.FocusOptions): void {
    refuseUnknownOptions('app.focus', options, 'FocusOptions');
    BrowserWindow.getAllWindows()[0]?.focus();
  }
  show(): void {
    this.#hidden = false;
  }
  hide(): void {
    this.#hidden = true;
  }
  isHidden(): boolean {
    return this.#hidden;
  }
  isActive(): boolean {
    return BrowserWindow.getFocusedWindow() !== null;
  }
  setAboutPanelOptions(options: Electron.AboutPanelOptionsOptions): void {
    refuseUnknownOptions('app.setAboutPanelOptions', options, 'AboutPanelOptionsOptions');
  }
  showAboutPanel(): void {
    // Nothing is drawn.
  }
  getAppMetrics(): Electron.ProcessMetric[] {
    return [];
  }
  isAccessibilitySupportEnabled(): boolean {
    return this.accessibilitySupportEnabled;
  }
  addRecentDocument(document: string): void {
    if (typeof document !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure');
  }
  clearRecentDocuments(): void {
    // Nothing is kept.
  }
  get applicationMenu(): Menu | null {
    return Menu.getApplicationMenu();
  }
  set applicationMenu(menu: Menu | null) {
    Menu.setApplicationMenu(menu);
  }

  // Only where Electron has them: an app may ask whether they are there.
  get dock(): typeof dock | undefined {
    return on('darwin') ? dock : undefined;
  }
  get setUserTasks(): ((tasks: Electron.Task[]) => boolean) | undefined {
    return on('win32') ? (tasks) => Array.isArray(tasks) : undefined;
  }
  get setJumpList(): ((categories: Electron.JumpListCategory[] | null) => string) | undefined {
    return on('win32') ? () => 'ok' : undefined;
  }
  get setActivationPolicy(): ((policy: string) => void) | undefined {
    return on('darwin') ? () => undefined : undefined;
  }
}

export const app = new App();

export function setPathBeforeStart(name: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  paths.set(name, path.resolve(folder));
}

connectWindows({
  appEmit: (event, ...args) => app.emit(event, ...args),
  allClosed: () => app._allWindowsClosed(),
  closeCancelled: () => app._quitCancelled(),
});
connectMenus({ quit: () => app.quit(), focusedWindow: () => BrowserWindow.getFocusedWindow() });
