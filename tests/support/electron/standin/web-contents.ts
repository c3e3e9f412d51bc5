/** `WebContents`: one page in Chromium, and what the app may know and forbid of it. */
import { setTimeout as delay } from 'node:timers/promises';
import { browserSession, sessionNamed, type CdpSession } from './chromium.ts';
import { lifecycle } from './lifecycle.ts';
import { nativeImageFromBuffer, type NativeImage } from './native-image.ts';
import { NavigationGuard } from './navigation-guard.ts';
import { isOnline } from './net.ts';
import { PageControls } from './page-controls.ts';
import { PageFrames, type FramePayload } from './page-frames.ts';
import { PageMessages } from './page-messages.ts';
import type { WindowOpenWire, WindowState } from './page/wire.ts';
import { fromPageUrl, toPageUrl } from './schemes.ts';
import { theSession } from './session.ts';
import { guardDestroyed, preventableEvent, refuseUnknownOptions, strictModule } from './strict.ts';
import type { WebFrameMain } from './web-frame-main.ts';

/** What a page needs of its window; the window implements it. */
export interface OwningWindow {
  readonly _pageVisible: boolean;
  readonly _pageFocused: boolean;
  readonly _contentSize: { width: number; height: number };
  _targetGone(): void;
  _titleChanged(title: string): void;
  _painted(): void;
  close(): void;
  focus(): void;
  isFocused(): boolean;
}

interface TargetInfo {
  targetId: string;
  openerId?: string;
  type: string;
}
interface WindowOpenEvent {
  url: string;
  windowName: string;
  windowFeatures: string[];
}
interface ConsoleCall {
  type: string;
  args: { value?: unknown; description?: string }[];
}

const all = new Map<number, WebContents>();
let nextId = 1;
let appEmit: (event: string, ...args: unknown[]) => void = () => undefined;
let openWindow: (opener: WebContents, url: string, options: object) => WebContents | undefined = () => undefined;

/** The app and the windows are told from here, so that modules need not know each other in a circle. */
export function connectWebContents(hooks: { appEmit: typeof appEmit; openWindow: typeof openWindow }): void {
  appEmit = hooks.appEmit;
  openWindow = hooks.openWindow;
}

export class WebContents
  extends PageControls
  implements
    Pick<
      Electron.WebContents,
      | 'id'
      | 'send'
      | 'postMessage'
      | 'loadURL'
      | 'loadFile'
      | 'getURL'
      | 'getTitle'
      | 'reload'
      | 'reloadIgnoringCache'
      | 'stop'
      | 'close'
      | 'isDestroyed'
      | 'isCrashed'
      | 'isLoading'
      | 'isLoadingMainFrame'
      | 'isFocused'
      | 'focus'
      | 'executeJavaScript'
      | 'setWindowOpenHandler'
      | 'getType'
      | 'getProcessId'
      | 'getOSProcessId'
      | 'getUserAgent'
      | 'setUserAgent'
      | 'forcefullyCrashRenderer'
      | 'setZoomFactor'
      | 'getZoomFactor'
      | 'setZoomLevel'
      | 'getZoomLevel'
      | 'setVisualZoomLevelLimits'
      | 'setBackgroundThrottling'
      | 'getBackgroundThrottling'
      | 'setAudioMuted'
      | 'isAudioMuted'
      | 'isDevToolsOpened'
      | 'closeDevTools'
      | 'insertText'
      | 'undo'
      | 'redo'
      | 'cut'
      | 'copy'
      | 'paste'
      | 'pasteAndMatchStyle'
      | 'delete'
      | 'selectAll'
      | 'replaceMisspelling'
      | 'getOrCreateDevToolsTargetId'
      | 'setIgnoreMenuShortcuts'
      | 'setWebRTCIPHandlingPolicy'
    >
{
  readonly #id: number;
  readonly _window: OwningWindow;
  readonly _preferences: Electron.WebPreferences;
  readonly _frames = new PageFrames(this);
  readonly _messages = new PageMessages(this);
  readonly _guard = new NavigationGuard(this);
  readonly #opened: Promise<void>;
  readonly _processId = 1;
  _targetId = '';
  _crashed = false;
  _loading = false;
  #destroyed = false;
  #targetGone = false;
  #everLoaded = false;
  #windowOpenHandler: ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | undefined;
  #title = '';

  constructor(window: OwningWindow, preferences: Electron.WebPreferences) {
    super(preferences);
    this._window = window;
    this._preferences = preferences;
    this.#id = nextId;
    nextId += 1;
    all.set(this.#id, this);
    this.#opened = this.#open();
    this.#opened.catch((error: unknown) => {
      if (this.#destroyed || lifecycle.phase !== 'ready') return;
      console.error('electron stand-in: cannot open a page', error);
    });
  }

  get id(): number {
    return this.#id;
  }
  get session(): Electron.Session {
    return theSession() as unknown as Electron.Session;
  }
  get mainFrame(): WebFrameMain {
    const frame = this._frames.frame(undefined);
    if (!frame) throw new Error('electron stand-in: the page is not open yet');
    return frame;
  }
  get opener(): null {
    return null;
  }

  // ---------------------------------------------------------------- messages

  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    // Electron only logs what cannot be cloned here and sends nothing; the stand-in makes it a failure.
    this._messages.post(channel, args, [], true);
  }

  postMessage(channel: string, message: unknown, transfer?: Electron.MessagePortMain[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    this._messages.post(channel, message, transfer, false);
  }

  // ---------------------------------------------------------------- the page

  async #open(): Promise<void> {
    const browser = browserSession();
    const { width, height } = this._window._contentSize;
    const { targetId } = await browser.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      width,
      height: height + 120,
    });
    this._targetId = targetId;
    if (this.#destroyed) {
      browser.sendQuietly('Target.closeTarget', { targetId });
      return;
    }
    const { sessionId } = await browser.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    const session = sessionNamed(sessionId);
    this._session = session;
    this._messages.listen(session);
    this._guard.listen(session);
    this.#listenToPage(session);
    this.#listenToTargets(browser);
    await session.send('Page.enable');
    const { frameTree } = await session.send<{ frameTree: { frame: FramePayload } }>('Page.getFrameTree');
    this._frames.mainFrameId = frameTree.frame.id;
    this._frames.note(frameTree.frame);
    await this._messages.install(session);
    await session.send('Runtime.enable');
    await this._resized();
    await this._guard.update();
  }

  #listenToPage(session: CdpSession): void {
    const { _frames: frames } = this;
    session.on('Runtime.consoleAPICalled', ({ type, args }: ConsoleCall) => {
      const level = { error: 'error', warning: 'warning', debug: 'debug' }[type] ?? 'info';
      const message = args
        .map((arg) => (typeof arg.value === 'string' ? arg.value : (arg.description ?? JSON.stringify(arg.value))))
        .join(' ');
      this.emit(
        'console-message',
        preventableEvent({ level, message, lineNumber: 0, sourceId: '', frame: this.mainFrame }),
      );
    });
    session.on('Page.frameAttached', ({ frameId, parentFrameId }: { frameId: string; parentFrameId: string }) => {
      frames.note({ id: frameId, parentId: parentFrameId, url: '' });
      this.emit('frame-created', preventableEvent(), { frame: frames.frame(frameId) });
    });
    session.on('Page.frameDetached', ({ frameId, reason }: { frameId: string; reason: string }) => {
      if (reason !== 'swap') frames.forget(frameId);
    });
    session.on('Page.frameNavigated', ({ frame }: { frame: FramePayload }) => this.#navigated(frame));
    session.on('Page.navigatedWithinDocument', ({ frameId, url }: { frameId: string; url: string }) => {
      frames.moved(frameId, fromPageUrl(url));
      this.emit('did-navigate-in-page', preventableEvent(), fromPageUrl(url), frameId === frames.mainFrameId, 1, 1);
    });
    session.on('Page.frameStartedLoading', ({ frameId }: { frameId: string }) => {
      if (frameId !== frames.mainFrameId) return;
      this._loading = true;
      this.emit('did-start-loading');
    });
    session.on('Page.frameStoppedLoading', ({ frameId }: { frameId: string }) => {
      if (frameId !== frames.mainFrameId) return;
      this._loading = false;
      this.emit('did-stop-loading');
    });
    session.on('Page.domContentEventFired', () => {
      this.emit('dom-ready', preventableEvent());
      if (!this.#everLoaded) this._window._painted();
      this.#everLoaded = true;
    });
    session.on('Page.loadEventFired', () => {
      this.emit('did-frame-finish-load', preventableEvent(), true, 1, 1);
      this.emit('did-finish-load');
    });
    session.on('Page.windowOpen', ({ url, windowName, windowFeatures }: WindowOpenEvent) => {
      const features = windowFeatures.join(',');
      const disposition = features === '' ? 'foreground-tab' : 'new-window';
      this._windowOpened({ url, frameName: windowName, features, disposition });
    });
    session.on('Inspector.targetCrashed', () => this.#renderProcessGone());
  }

  #listenToTargets(browser: CdpSession): void {
    const targetDestroyed = ({ targetId }: { targetId: string }): void => {
      if (targetId !== this._targetId) return;
      browser.off('Target.targetDestroyed', targetDestroyed);
      browser.off('Target.targetCreated', targetCreated);
      this.#targetGone = true;
      this._window._targetGone();
    };
    const targetCreated = ({ targetInfo }: { targetInfo: TargetInfo }): void => {
      // A window that slipped through (from a frame, by a form): Chromium's own goes, once its other client let go of it.
      if (targetInfo.openerId === this._targetId && targetInfo.type === 'page') {
        setTimeout(() => browser.sendQuietly('Target.closeTarget', { targetId: targetInfo.targetId }), 250);
      }
    };
    browser.on('Target.targetDestroyed', targetDestroyed);
    browser.on('Target.targetCreated', targetCreated);
    browser.once('gone', () => {
      this.#targetGone = true;
      if (!this.#destroyed) this._window._targetGone();
    });
  }

  #renderProcessGone(): void {
    this._crashed = true;
    this._messages.documentGone();
    const details = { reason: 'crashed', exitCode: 5 };
    this.emit('render-process-gone', preventableEvent(), details);
    appEmit('render-process-gone', preventableEvent(), this, details);
  }

  #navigated(frame: FramePayload): void {
    this._frames.note(frame);
    const url = fromPageUrl(frame.url + (frame.urlFragment ?? ''));
    const isMainFrame = frame.parentId === undefined;
    if (isMainFrame) {
      this._crashed = false;
      this.#title = '';
      this._frames.forgetChildren();
      this.emit('did-navigate', preventableEvent(), url, 200, 'OK');
    }
    this.emit('did-frame-navigate', preventableEvent(), url, 200, 'OK', isMainFrame, 1, 1);
  }

  _setTitle(title: string): void {
    this.#title = title;
    this._window._titleChanged(title);
  }

  // ---------------------------------------------------------------- navigation

  _windowOpened({ url: pageUrl, frameName, features, disposition }: WindowOpenWire): void {
    const url = fromPageUrl(pageUrl);
    const referrer: Electron.Referrer = { url: this.getURL(), policy: 'strict-origin-when-cross-origin' };
    const response: unknown = this.#windowOpenHandler
      ? this.#windowOpenHandler({ url, frameName, features, disposition, referrer })
      : { action: 'allow' };
    const {
      action,
      overrideBrowserWindowOptions = {},
      ...rest
    } = (response ?? {}) as Electron.WindowOpenHandlerResponse;
    refuseUnknownOptions('setWindowOpenHandler', rest, 'WindowOpenHandlerResponse');
    if (action === 'deny') return;
    if (action !== 'allow') {
      throw new TypeError("The window open handler response must be an object with an 'action' of 'allow' or 'deny'");
    }
    const contents = openWindow(this, url, overrideBrowserWindowOptions);
    this.emit('did-create-window', contents?._window, { url, frameName, options: overrideBrowserWindowOptions });
  }

  setWindowOpenHandler(handler: (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse): void {
    if (typeof handler !== 'function') throw new TypeError('setWindowOpenHandler needs a function');
    this.#windowOpenHandler = handler;
  }

  async loadURL(url: string, options?: Electron.LoadURLOptions): Promise<void> {
    refuseUnknownOptions('loadURL', options, 'LoadURLOptions');
    if (!URL.canParse(url)) throw loadError('ERR_INVALID_URL', -300, url);
    await this.#opened;
    const session = this._cdp();
    const pageUrl = toPageUrl(url);
    this._guard.expect(pageUrl);
    this._loading = true;
    this.emit(
      'did-start-navigation',
      preventableEvent({ url, isSameDocument: false, isMainFrame: true, frame: this.mainFrame }),
      url,
      false,
      true,
      1,
      1,
    );
    const finished = new Promise<void>((resolve) => {
      this.once('did-finish-load', resolve);
      this.once('destroyed', resolve);
    });
    const { errorText } = await session.send<{ errorText?: string }>('Page.navigate', { url: pageUrl });
    if (errorText !== undefined) {
      this._loading = false;
      const name = errorText.replace('net::', '');
      this.emit('did-fail-load', preventableEvent(), name === 'ERR_ABORTED' ? -3 : -2, name, url, true, 1, 1);
      throw loadError(name, name === 'ERR_ABORTED' ? -3 : -2, url);
    }
    await finished;
    if (this.#destroyed) throw loadError('ERR_FAILED', -2, url);
  }
  loadFile(file: string): Promise<void> {
    return Promise.reject(
      new Error(`electron stand-in: loadFile(${file}): pages come from the app's own scheme, not from file:`),
    );
  }
  getURL(): string {
    return this._frames.urlOf(this._frames.mainFrameId).replace(/^about:blank$/, '');
  }
  getTitle(): string {
    return this.#title;
  }
  reload(): void {
    this._loading = true;
    this._session?.sendQuietly('Page.reload');
  }
  reloadIgnoringCache(): void {
    this._loading = true;
    this._session?.sendQuietly('Page.reload', { ignoreCache: true });
  }
  stop(): void {
    this._session?.sendQuietly('Page.stopLoading');
  }
  isLoading(): boolean {
    return this._loading;
  }
  isLoadingMainFrame(): boolean {
    return this._loading;
  }

  // ---------------------------------------------------------------- state

  _state(): WindowState {
    return { focused: this._window._pageFocused, visible: this._window._pageVisible, online: isOnline() };
  }
  /** The window was shown, hidden, focused …, or the network came or went. */
  _stateChanged(): void {
    this._messages.tellState();
  }
  async _resized(): Promise<void> {
    const session = this._session;
    if (!session || this.#destroyed) return;
    const { width, height } = this._window._contentSize;
    const zoom = this.getZoomFactor();
    await session.send('Emulation.setDeviceMetricsOverride', {
      width: Math.max(1, Math.round(width / zoom)),
      height: Math.max(1, Math.round(height / zoom)),
      deviceScaleFactor: zoom,
      mobile: false,
    });
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }
  /** Marks the page as gone; the target is closed by the window. */
  _destroy(): void {
    if (this.#destroyed) return;
    this._messages.closePorts();
    all.delete(this.#id);
    this.#destroyed = true;
    this.emit('destroyed');
  }
  /** Asks the page's beforeunload handlers; true when they keep the page and the app lets them. */
  async _keptByPage(): Promise<boolean> {
    await this.#opened.catch(() => undefined);
    if (!this._session || this._crashed || !this.#everLoaded) return false;
    const expression = `(() => {
      const event = document.createEvent('BeforeUnloadEvent');
      event.initEvent('beforeunload', false, true);
      dispatchEvent(event);
      return event.defaultPrevented || event.returnValue !== '';
    })()`;
    const asked = this._session.send<{ result: { value?: unknown } }>('Runtime.evaluate', {
      expression,
      returnByValue: true,
    });
    // A page that hangs keeps nothing.
    const patience = new Promise<undefined>((resolve) => setTimeout(resolve, 2000, undefined));
    const answer = await Promise.race([asked.catch(() => undefined), patience]);
    if (answer?.result.value !== true || this.#destroyed) return false;
    const event = preventableEvent();
    this.emit('will-prevent-unload', event);
    return !event.defaultPrevented;
  }
  /** Chromium forgets that it was asked to close when a document is just arriving: so it is asked until it did. */
  async _closeTarget(): Promise<void> {
    await this.#opened.catch(() => undefined);
    for (let asked = 0; this._targetId && !this.#targetGone && asked < 20; asked += 1) {
      browserSession().sendQuietly('Target.closeTarget', { targetId: this._targetId });
      await delay(500, undefined, { ref: false });
    }
  }
  isCrashed(): boolean {
    return this._crashed;
  }
  close(options?: Electron.CloseOpts): void {
    refuseUnknownOptions('webContents.close', options, 'CloseOpts');
    this._window.close();
  }
  isFocused(): boolean {
    return this._window.isFocused();
  }
  focus(): void {
    this._window.focus();
  }
  forcefullyCrashRenderer(): void {
    this._session?.sendQuietly('Page.crash');
  }
  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    await this.#opened;
    const { result, exceptionDetails } = await this._cdp().send<{
      result: { value?: unknown };
      exceptionDetails?: { exception?: { description?: string } };
    }>('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true, userGesture });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'Script failed to execute');
    return result.value;
  }
  async capturePage(): Promise<NativeImage> {
    const { data } = await this._cdp().send<{ data: string }>('Page.captureScreenshot', { format: 'png' });
    return nativeImageFromBuffer(Buffer.from(data, 'base64'));
  }
  getType(): 'window' {
    return 'window';
  }
  getProcessId(): number {
    return this._processId;
  }
  /** Not known here: 0, as for a page that has no process yet. */
  getOSProcessId(): number {
    return 0;
  }
  getOrCreateDevToolsTargetId(): string {
    return this._targetId;
  }
}

guardDestroyed(WebContents.prototype, []);

function loadError(code: string, errno: number, url: string): Error {
  return Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url });
}

export const webContents = strictModule('WebContents', 'webContents', {
  getAllWebContents: (): WebContents[] => [...all.values()],
  getFocusedWebContents: (): WebContents | null => [...all.values()].find((contents) => contents.isFocused()) ?? null,
  fromId: (id: number): WebContents | undefined => all.get(id),
  fromFrame: (frame: WebFrameMain): WebContents | undefined =>
    [...all.values()].find((contents) => contents.mainFrame.framesInSubtree.includes(frame)),
  fromDevToolsTargetId: (targetId: string): WebContents | undefined =>
    [...all.values()].find((contents) => contents._targetId === targetId),
});
