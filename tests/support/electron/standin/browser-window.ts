/** `BrowserWindow`: a state machine for what a window manager would do, around one page. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { lifecycle, requireReady } from './lifecycle.ts';
import { Menu } from './menu.ts';
import { iconFrom, NativeImage } from './native-image.ts';
import { guardDestroyed, preventableEvent, refuseUnknownOptions, strictEmitter } from './strict.ts';
import { WebContents, connectWebContents, type OwningWindow } from './web-contents.ts';

let appEmit: (event: string, ...args: unknown[]) => void = () => undefined;
let allClosed: () => void = () => undefined;
let closeCancelled: () => void = () => undefined;

export function connectWindows(hooks: {
  appEmit: typeof appEmit;
  allClosed: typeof allClosed;
  closeCancelled: typeof closeCancelled;
}): void {
  appEmit = hooks.appEmit;
  allClosed = hooks.allClosed;
  closeCancelled = hooks.closeCancelled;
  connectWebContents({
    appEmit: hooks.appEmit,
    openWindow: (_opener, url, options) => {
      const window = new BrowserWindow(options);
      window.loadURL(url).catch((error: unknown) => console.error('electron stand-in: window.open', error));
      return window.webContents;
    },
  });
}

const windows = new Map<number, BrowserWindow>();
let nextId = 1;

/** Preferences that Electron would accept and that would take the app's protection away. */
function refuseUnsafe(preferences: Electron.WebPreferences): void {
  const unsafe: [keyof Electron.WebPreferences, unknown][] = [
    ['contextIsolation', false],
    ['sandbox', false],
    ['nodeIntegration', true],
    ['nodeIntegrationInWorker', true],
    ['nodeIntegrationInSubFrames', true],
    ['webSecurity', false],
    ['allowRunningInsecureContent', true],
    ['experimentalFeatures', true],
    ['webviewTag', true],
    ['javascript', false],
    ['images', false],
    ['offscreen', true],
  ];
  for (const [key, value] of unsafe) {
    if (preferences[key] === value)
      throw new Error(`electron stand-in: refuses webPreferences ${key}: ${String(value)}`);
  }
  for (const key of ['enableBlinkFeatures', 'partition', 'session'] as const) {
    if (preferences[key] !== undefined) throw new Error(`electron stand-in: webPreferences ${key} is not offered`);
  }
  const { preload } = preferences;
  if (preload !== undefined && (!path.isAbsolute(preload) || !existsSync(preload))) {
    throw new Error(`electron stand-in: the preload must be an absolute path of a file that exists: ${preload}`);
  }
}

type Implemented = Pick<
  Electron.BrowserWindow,
  | 'id'
  | 'loadURL'
  | 'loadFile'
  | 'reload'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'isFocused'
  | 'isVisible'
  | 'isMinimized'
  | 'minimize'
  | 'restore'
  | 'maximize'
  | 'unmaximize'
  | 'isMaximized'
  | 'isNormal'
  | 'isFullScreen'
  | 'setFullScreen'
  | 'getBounds'
  | 'getNormalBounds'
  | 'getContentBounds'
  | 'setBounds'
  | 'getSize'
  | 'setSize'
  | 'getContentSize'
  | 'setContentSize'
  | 'getPosition'
  | 'setPosition'
  | 'center'
  | 'setMinimumSize'
  | 'getMinimumSize'
  | 'setMaximumSize'
  | 'getMaximumSize'
  | 'setTitle'
  | 'getTitle'
  | 'flashFrame'
  | 'setOverlayIcon'
  | 'setProgressBar'
  | 'setIcon'
  | 'setMenu'
  | 'removeMenu'
  | 'setMenuBarVisibility'
  | 'isMenuBarVisible'
  | 'setAutoHideMenuBar'
  | 'isMenuBarAutoHide'
  | 'setBackgroundColor'
  | 'getBackgroundColor'
  | 'setTitleBarOverlay'
  | 'setAlwaysOnTop'
  | 'isAlwaysOnTop'
  | 'setSkipTaskbar'
  | 'setResizable'
  | 'isResizable'
  | 'setContentProtection'
  | 'isContentProtected'
  | 'moveTop'
  | 'isDestroyed'
  | 'close'
  | 'destroy'
  | 'isModal'
  | 'setEnabled'
  | 'isEnabled'
>;

export class BrowserWindow extends strictEmitter('BrowserWindow') implements Implemented, OwningWindow {
  readonly #id: number;
  readonly #contents: WebContents;
  #bounds: Electron.Rectangle;
  #visible: boolean;
  #focused = false;
  #minimized = false;
  #maximized = false;
  #fullScreen = false;
  #title: string;
  #minimumSize = [0, 0];
  #maximumSize = [0, 0];
  #alwaysOnTop: boolean;
  #resizable: boolean;
  #menuBarVisible = true;
  #menuBarAutoHide: boolean;
  #backgroundColor: string;
  #contentProtection = false;
  #enabled = true;
  #closing = false;
  #destroyed = false;
  /** What was set last, for tests to read: the overlay, the progress, the flash. */
  readonly _shown = {
    overlay: null as NativeImage | null,
    overlayText: '',
    progress: -1,
    flashing: false,
    skipTaskbar: false,
  };

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()];
  }
  static getFocusedWindow(): BrowserWindow | null {
    return [...windows.values()].find((window) => window.#focused) ?? null;
  }
  static fromId(id: number): BrowserWindow | null {
    return windows.get(id) ?? null;
  }
  static fromWebContents(contents: WebContents | undefined): BrowserWindow | null {
    return [...windows.values()].find((window) => window.#contents === contents) ?? null;
  }

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    requireReady('Cannot create BrowserWindow before app is ready');
    if (lifecycle.phase === 'gone') throw new Error('electron stand-in: the app has ended');
    refuseUnknownOptions('BrowserWindow', options, 'BrowserWindowConstructorOptions');
    const { webPreferences = {} } = options;
    refuseUnknownOptions('BrowserWindow webPreferences', webPreferences, 'WebPreferences');
    refuseUnsafe(webPreferences);
    if (options.windowStatePersistence !== undefined)
      throw new Error('electron stand-in: windowStatePersistence is not offered');
    if (options.icon !== undefined) iconFrom(options.icon, 'BrowserWindow icon');
    const { width = 800, height = 600, x = 100, y = 100 } = options;
    for (const number of [width, height, x, y]) {
      if (!Number.isFinite(number)) throw new TypeError('electron stand-in: bounds must be numbers');
    }
    this.#bounds = { x, y, width, height };
    this.#visible = options.show !== false;
    this.#title = options.title ?? '';
    this.#alwaysOnTop = options.alwaysOnTop ?? false;
    this.#resizable = options.resizable ?? true;
    this.#menuBarAutoHide = options.autoHideMenuBar ?? false;
    this.#backgroundColor = options.backgroundColor ?? '#FFFFFF';
    this.#minimumSize = [options.minWidth ?? 0, options.minHeight ?? 0];
    this.#fullScreen = options.fullscreen ?? false;
    this.#id = nextId;
    nextId += 1;
    windows.set(this.#id, this);
    this.#contents = new WebContents(this, webPreferences);
    appEmit('web-contents-created', preventableEvent(), this.#contents);
    appEmit('browser-window-created', preventableEvent(), this);
    if (this.#visible) {
      setImmediate(() => {
        if (this.#destroyed || !this.#visible) return;
        this.emit('show');
        this.#takeFocus();
      });
    }
  }

  get id(): number {
    return this.#id;
  }
  get webContents(): WebContents {
    return this.#contents;
  }
  loadURL(url: string, options?: Electron.LoadURLOptions): Promise<void> {
    return this.#contents.loadURL(url, options);
  }
  loadFile(file: string): Promise<void> {
    return this.#contents.loadFile(file);
  }
  reload(): void {
    this.#contents.reload();
  }

  // ---------------------------------------------------------------- what the page and its driver ask

  get _pageVisible(): boolean {
    return this.#visible && !this.#minimized;
  }
  get _pageFocused(): boolean {
    return this.#focused;
  }
  get _contentSize(): { width: number; height: number } {
    return { width: this.#bounds.width, height: this.#bounds.height };
  }
  _titleChanged(title: string): void {
    const event = preventableEvent();
    this.emit('page-title-updated', event, title, true);
    if (this.#destroyed) return;
    this.#contents.emit('page-title-updated', event, title, true);
    if (!event.defaultPrevented) this.#title = title;
  }
  _painted(): void {
    setImmediate(() => this.emit('ready-to-show'));
  }
  _targetGone(): void {
    if (this.#destroyed) return;
    const hadFocus = this.#focused;
    windows.delete(this.#id);
    this.#focused = false;
    this.#contents._destroy();
    this.#destroyed = true;
    if (hadFocus) appEmit('browser-window-blur', preventableEvent(), this);
    this.emit('closed');
    if (windows.size === 0) allClosed();
  }

  // ---------------------------------------------------------------- showing and focus

  #takeFocus(): void {
    if (this.#focused || !this.#visible || this.#minimized) return;
    for (const other of windows.values()) if (other !== this) other.#loseFocus();
    this.#focused = true;
    this.#contents._stateChanged();
    this.emit('focus');
    appEmit('browser-window-focus', preventableEvent(), this);
  }
  #loseFocus(): void {
    if (!this.#focused) return;
    this.#focused = false;
    this.#contents._stateChanged();
    this.emit('blur');
    appEmit('browser-window-blur', preventableEvent(), this);
  }
  show(): void {
    this.showInactive();
    this.#takeFocus();
  }
  showInactive(): void {
    if (this.#visible) return;
    this.#visible = true;
    this.#contents._stateChanged();
    this.emit('show');
  }
  hide(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#loseFocus();
    this.#contents._stateChanged();
    this.emit('hide');
  }
  /** Does nothing for a hidden or minimised window, as in Electron on Linux: show or restore it first. */
  focus(): void {
    this.#takeFocus();
  }
  blur(): void {
    this.#loseFocus();
  }
  moveTop(): void {
    // Windows do not cover each other here.
  }
  isFocused(): boolean {
    return this.#focused;
  }
  /** True for a minimised window too, as on Windows: ask for both. */
  isVisible(): boolean {
    return this.#visible;
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  minimize(): void {
    if (this.#minimized) return;
    this.#minimized = true;
    this.#loseFocus();
    this.#contents._stateChanged();
    this.emit('minimize');
  }
  restore(): void {
    if (!this.#minimized) return;
    this.#minimized = false;
    this.#contents._stateChanged();
    this.emit('restore');
    this.#takeFocus();
  }
  maximize(): void {
    this.#visible = true;
    if (this.#maximized) return;
    this.#maximized = true;
    this.emit('maximize');
  }
  unmaximize(): void {
    if (!this.#maximized) return;
    this.#maximized = false;
    this.emit('unmaximize');
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  isNormal(): boolean {
    return !this.#maximized && !this.#minimized && !this.#fullScreen;
  }
  setFullScreen(flag: boolean): void {
    if (this.#fullScreen === flag) return;
    this.#fullScreen = flag;
    this.emit(flag ? 'enter-full-screen' : 'leave-full-screen');
  }
  isFullScreen(): boolean {
    return this.#fullScreen;
  }
  isModal(): boolean {
    return false;
  }
  setEnabled(enable: boolean): void {
    this.#enabled = enable;
  }
  isEnabled(): boolean {
    return this.#enabled;
  }

  // ---------------------------------------------------------------- bounds

  getBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }
  getNormalBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }
  getContentBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    const next = { ...this.#bounds, ...bounds };
    for (const value of Object.values(next)) {
      if (!Number.isFinite(value)) throw new TypeError('Error processing argument at index 0, conversion failure');
    }
    next.width = Math.max(next.width, this.#minimumSize[0] ?? 0);
    next.height = Math.max(next.height, this.#minimumSize[1] ?? 0);
    const moved = next.x !== this.#bounds.x || next.y !== this.#bounds.y;
    const resized = next.width !== this.#bounds.width || next.height !== this.#bounds.height;
    this.#bounds = next;
    if (moved) this.emit('move');
    if (resized) {
      this.#contents._resized().catch((error: unknown) => console.error('electron stand-in: resize', error));
      this.emit('resize');
      this.emit('resized');
    }
    if (moved) this.emit('moved');
  }
  getSize(): number[] {
    return [this.#bounds.width, this.#bounds.height];
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  getContentSize(): number[] {
    return this.getSize();
  }
  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  getPosition(): number[] {
    return [this.#bounds.x, this.#bounds.y];
  }
  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }
  center(): void {
    this.setBounds({ x: Math.round((1920 - this.#bounds.width) / 2), y: Math.round((1080 - this.#bounds.height) / 2) });
  }
  setMinimumSize(width: number, height: number): void {
    this.#minimumSize = [width, height];
  }
  getMinimumSize(): number[] {
    return [...this.#minimumSize];
  }
  setMaximumSize(width: number, height: number): void {
    this.#maximumSize = [width, height];
  }
  getMaximumSize(): number[] {
    return [...this.#maximumSize];
  }

  // ---------------------------------------------------------------- dress

  setTitle(title: string): void {
    if (typeof title !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure');
    this.#title = title;
  }
  getTitle(): string {
    return this.#title;
  }
  get title(): string {
    return this.#title;
  }
  set title(title: string) {
    this.setTitle(title);
  }
  flashFrame(flag: boolean): void {
    this._shown.flashing = flag;
  }
  setOverlayIcon(overlay: Electron.NativeImage | null, description: string): void {
    if (overlay !== null && !((overlay as unknown) instanceof NativeImage))
      throw new TypeError('overlay must be a NativeImage or null');
    this._shown.overlay = overlay as unknown as NativeImage | null;
    this._shown.overlayText = description;
  }
  setProgressBar(progress: number, options?: Electron.ProgressBarOptions): void {
    refuseUnknownOptions('setProgressBar', options, 'ProgressBarOptions');
    this._shown.progress = progress;
  }
  setIcon(icon: Electron.NativeImage | string): void {
    iconFrom(icon, 'setIcon');
  }
  setMenu(menu: Electron.Menu | null): void {
    if (menu !== null && !((menu as unknown) instanceof Menu)) throw new TypeError('Invalid menu');
    this.#menuBarVisible = menu !== null;
  }
  removeMenu(): void {
    this.#menuBarVisible = false;
  }
  setMenuBarVisibility(visible: boolean): void {
    this.#menuBarVisible = visible;
  }
  isMenuBarVisible(): boolean {
    return this.#menuBarVisible;
  }
  setAutoHideMenuBar(hide: boolean): void {
    this.#menuBarAutoHide = hide;
  }
  isMenuBarAutoHide(): boolean {
    return this.#menuBarAutoHide;
  }
  setBackgroundColor(color: string): void {
    this.#backgroundColor = color;
  }
  getBackgroundColor(): string {
    return this.#backgroundColor;
  }
  setTitleBarOverlay(options: Electron.TitleBarOverlayOptions): void {
    refuseUnknownOptions('setTitleBarOverlay', options, 'TitleBarOverlayOptions');
  }
  setAlwaysOnTop(flag: boolean): void {
    this.#alwaysOnTop = flag;
    this.emit('always-on-top-changed', preventableEvent(), flag);
  }
  isAlwaysOnTop(): boolean {
    return this.#alwaysOnTop;
  }
  setSkipTaskbar(skip: boolean): void {
    this._shown.skipTaskbar = skip;
  }
  setResizable(resizable: boolean): void {
    this.#resizable = resizable;
  }
  isResizable(): boolean {
    return this.#resizable;
  }
  setContentProtection(enable: boolean): void {
    this.#contentProtection = enable;
  }
  isContentProtected(): boolean {
    return this.#contentProtection;
  }

  // ---------------------------------------------------------------- the end

  isDestroyed(): boolean {
    return this.#destroyed;
  }
  close(): void {
    if (this.#closing) return;
    const event = preventableEvent();
    this.emit('close', event);
    if (event.defaultPrevented || this.#destroyed) return;
    this.#closing = true;
    void this.#closeUnlessKept();
  }
  async #closeUnlessKept(): Promise<void> {
    if (await this.#contents._keptByPage()) {
      this.#closing = false;
      closeCancelled();
    } else {
      await this.#contents._closeTarget();
    }
  }
  /** No close event, no unload handlers. */
  destroy(): void {
    void this.#contents._closeTarget();
    this._targetGone();
  }
}

guardDestroyed(BrowserWindow.prototype, ['emit', 'destroy']);
