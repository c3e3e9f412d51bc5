import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions } from 'electron';
import type { Place } from '#shared/domain/desk-link.ts';
import type { StampedEvent } from '#shared/contract/engine.ts';
import type { HostEvent } from '#shared/contract/host.ts';
import { IPC_CHANNELS } from '../dispatch/ipc-channels.ts';
import { PRODUCT, windowTitle } from './counts-display.ts';
import type { WindowState } from './presence.ts';
import { START_URL } from './protocol.ts';
import { SAFE_WEB_PREFERENCES } from './security.ts';
import type { SettingsStore } from './settings-store.ts';
import type { Trouble } from './trouble.ts';
import { besides, MINIMUM_SIZE, placeWindow, type Placement } from './window-bounds.ts';

/** The windows: made where they were, shown when painted, brought back from wherever they are; what is for them waits until they listen. */

export interface WindowParts {
  readonly preload: string;
  readonly icon: string | null;
  readonly settings: SettingsStore;
  /** Whether closing the last window leaves the program running out of sight. */
  readonly closingHides: () => boolean;
  readonly isEnding: () => boolean;
  /** The agent closed the last window, and that ends the program. */
  readonly onLastClosed: () => void;
  /** A window's page is there and listens. */
  readonly onListening: (send: (event: HostEvent) => void) => void;
  readonly onClosed: (contentsId: number) => void;
  /** Asks a page to write down what is not saved; resolves when it did, is gone or takes too long. */
  readonly flush: (contentsId: number) => Promise<void>;
  /** Windows: the session ends now. */
  readonly onSessionEnd: () => void;
  readonly trouble: Trouble;
}

interface DeskWindow {
  readonly window: BrowserWindow;
  listens: boolean;
  pageTitle: string;
  readonly waiting: HostEvent[];
}

/** The frame's colour in the page's own tokens, so that a window shows no other colour before it is painted. */
const BACKGROUND = { light: '#e6ebeb', dark: '#0d1112' } as const;
/** A page that keeps dying is left alone: reloading it for ever would hide why. */
const RELOADS_A_MINUTE = 3;

export class Windows {
  readonly #parts: WindowParts;
  readonly #all = new Map<number, DeskWindow>();
  #lastUsed: number | null = null;
  #unread = 0;
  #saveTimer: NodeJS.Timeout | null = null;
  #reloads: number[] = [];

  constructor(parts: WindowParts) {
    this.#parts = parts;
    nativeTheme.on('updated', () => {
      for (const { window } of this.#live()) window.setBackgroundColor(backgroundColor());
    });
  }

  get count(): number {
    return this.#all.size;
  }

  /** Another window: the first where it was, each further one beside the one that was used last. */
  open(options: { readonly hidden?: boolean } = {}): BrowserWindow {
    const placement = this.#placement();
    const window = new BrowserWindow(this.#options(placement));
    if (placement.maximized && options.hidden !== true) window.maximize();
    const entry: DeskWindow = { window, listens: false, pageTitle: '', waiting: [] };
    const contentsId = window.webContents.id;
    this.#all.set(contentsId, entry);
    this.#lastUsed = contentsId;
    this.#listen(entry, contentsId);
    if (options.hidden !== true) {
      window.once('ready-to-show', () => {
        if (!window.isDestroyed()) window.show();
      });
    }
    window.loadURL(START_URL).catch((error: unknown) => {
      this.#parts.trouble('a page was not loaded', error);
    });
    return window;
  }

  /** Brings the program before the agent: hidden, minimised, behind others or without a window. */
  show(): DeskWindow | null {
    const entry = this.#current();
    if (entry === null) {
      this.open();
      return this.#current();
    }
    const { window } = entry;
    if (window.isMinimized()) window.restore();
    // `focus` alone does nothing for a hidden window, nor under some Wayland compositors for a visible one.
    window.show();
    window.focus();
    return entry;
  }

  /** The same, at a place. */
  showPlace(place: Place): void {
    const entry = this.show();
    if (entry !== null) this.#tell(entry, { type: 'open', ...place });
  }

  sendMenu(command: Extract<HostEvent, { type: 'menu' }>['command']): void {
    const entry = this.show();
    if (entry !== null) this.#tell(entry, { type: 'menu', command });
  }

  sendEngineEvent(stamped: StampedEvent): void {
    // A page that does not listen yet asks for everything when it does.
    for (const { window, listens } of this.#live()) {
      if (listens) window.webContents.send(IPC_CHANNELS.engineEvent, stamped);
    }
  }

  sendHostEvent(event: HostEvent): void {
    for (const { window, listens } of this.#live()) {
      if (listens) window.webContents.send(IPC_CHANNELS.hostEvent, event);
    }
  }

  /** Every page writes down what is not saved. */
  async flushAll(): Promise<void> {
    this.saveNow();
    const listening = [...this.#all].filter(([, { listens }]) => listens);
    await Promise.all(listening.map(([contentsId]) => this.#parts.flush(contentsId)));
  }

  state(contentsId: number): WindowState | null {
    const window = this.#all.get(contentsId)?.window;
    if (window === undefined || window.isDestroyed()) return null;
    return { visible: window.isVisible() && !window.isMinimized(), focused: window.isFocused() };
  }

  isOurs(contentsId: number): boolean {
    return this.#all.has(contentsId);
  }

  windowOf(contentsId: number | null): BrowserWindow | null {
    return contentsId === null ? null : (this.#all.get(contentsId)?.window ?? null);
  }

  setPageTitle(contentsId: number | null, title: string): void {
    const entry = contentsId === null ? undefined : this.#all.get(contentsId);
    if (entry === undefined || entry.window.isDestroyed()) return;
    entry.pageTitle = title;
    entry.window.setTitle(windowTitle(title, this.#unread));
  }

  setUnread(unread: number): void {
    this.#unread = unread;
    for (const { window, pageTitle } of this.#live()) window.setTitle(windowTitle(pageTitle, unread));
  }

  forEach(action: (window: BrowserWindow) => void): void {
    for (const { window } of this.#live()) action(window);
  }

  saveNow(): void {
    const entry = this.#current();
    if (entry === null) return;
    const { window } = entry;
    this.#parts.settings.set('window', { ...window.getNormalBounds(), maximized: window.isMaximized() });
  }

  /** A window may be gone a moment before it says so. */
  #live(): DeskWindow[] {
    return [...this.#all.values()].filter(({ window }) => !window.isDestroyed());
  }

  #current(): DeskWindow | null {
    const last = this.#lastUsed === null ? undefined : this.#all.get(this.#lastUsed);
    if (last !== undefined && !last.window.isDestroyed()) return last;
    return this.#live()[0] ?? null;
  }

  #placement(): Placement {
    const primary = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
    const areas = [primary, ...others].map(({ workArea }) => workArea);
    const beside = this.#current()?.window;
    if (beside !== undefined) return besides(beside.getNormalBounds(), areas);
    return placeWindow(this.#parts.settings.get('window'), areas);
  }

  #options({ x, y, width, height }: Placement): BrowserWindowConstructorOptions {
    return {
      width,
      height,
      ...(x === null || y === null ? {} : { x, y }),
      minWidth: MINIMUM_SIZE.width,
      minHeight: MINIMUM_SIZE.height,
      show: false,
      title: PRODUCT,
      backgroundColor: backgroundColor(),
      autoHideMenuBar: true,
      ...(this.#parts.icon === null ? {} : { icon: this.#parts.icon }),
      webPreferences: { ...SAFE_WEB_PREFERENCES, preload: this.#parts.preload, spellcheck: true },
    };
  }

  #listen(entry: DeskWindow, contentsId: number): void {
    const { window } = entry;
    window.on('focus', () => {
      this.#lastUsed = contentsId;
      window.flashFrame(false);
    });
    for (const event of ['resize', 'move'] as const) {
      (window as NodeJS.EventEmitter).on(event, () => {
        this.#saveSoon();
      });
    }
    // The title is ours: it carries the count.
    window.on('page-title-updated', (event) => {
      event.preventDefault();
    });
    window.webContents.on('did-finish-load', () => {
      if (window.isDestroyed()) return;
      entry.listens = true;
      this.#parts.onListening((event) => {
        window.webContents.send(IPC_CHANNELS.hostEvent, event);
      });
      for (const event of entry.waiting.splice(0)) window.webContents.send(IPC_CHANNELS.hostEvent, event);
    });
    window.webContents.on('did-start-loading', () => {
      entry.listens = false;
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      entry.listens = false;
      this.#parts.trouble('a page ended', new Error(reason));
      if (reason !== 'clean-exit' && !this.#parts.isEnding()) this.#reload(window);
    });
    window.on('close', (event) => {
      if (this.#parts.isEnding()) return;
      this.saveNow();
      event.preventDefault();
      if (this.#all.size > 1) this.#closeAfterFlush(entry, contentsId);
      else if (this.#parts.closingHides()) window.hide();
      else this.#parts.onLastClosed();
    });
    window.on('closed', () => {
      this.#all.delete(contentsId);
      if (this.#lastUsed === contentsId) this.#lastUsed = null;
      this.#parts.onClosed(contentsId);
    });
    if (process.platform === 'win32') {
      window.on('session-end', () => {
        this.#parts.onSessionEnd();
      });
    }
  }

  /** A page that is gone can't be believed any more, so what it has to save is saved while it is still there. */
  #closeAfterFlush({ window, listens }: DeskWindow, contentsId: number): void {
    window.hide();
    const flushed = listens ? this.#parts.flush(contentsId) : Promise.resolve();
    void flushed.finally(() => {
      if (!window.isDestroyed()) window.destroy();
    });
  }

  #reload(window: BrowserWindow): void {
    const now = Date.now();
    this.#reloads = this.#reloads.filter((at) => at > now - 60_000);
    if (this.#reloads.length >= RELOADS_A_MINUTE || window.isDestroyed()) return;
    this.#reloads.push(now);
    window.loadURL(START_URL).catch((error: unknown) => {
      this.#parts.trouble('a page was not loaded again', error);
    });
  }

  #tell(entry: DeskWindow, event: HostEvent): void {
    if (entry.listens && !entry.window.isDestroyed()) entry.window.webContents.send(IPC_CHANNELS.hostEvent, event);
    else entry.waiting.push(event);
  }

  #saveSoon(): void {
    if (this.#saveTimer !== null) clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => {
      this.#saveTimer = null;
      this.saveNow();
    }, 500);
  }
}

function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}
