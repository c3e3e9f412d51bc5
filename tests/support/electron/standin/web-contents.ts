/** `WebContents`: one page in Chromium, its messages, its navigations and what the app may forbid of them. */
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { CdpSession, browserSession, sessionNamed } from './chromium.ts';
import { ipcMain } from './ipc-main.ts';
import { lifecycle } from './lifecycle.ts';
import { MessagePortMain, RemotePorts, takeForTransfer } from './message-ports.ts';
import { nativeImageFromBuffer, type NativeImage } from './native-image.ts';
import { isOnline } from './net.ts';
import {
  bindingName,
  mainWorldScript,
  pathProbeName,
  preloadScript,
  preloadSyntaxError,
  receiverName,
} from './page-scripts.ts';
import { decodeClone, encodeClone } from './page/codec.ts';
import type { FromPage, PreloadInfo, ToPage, WindowState } from './page/wire.ts';
import { chromeVersion, electronVersion, runtime } from './runtime-info.ts';
import { fromPageUrl, originOf, toPageUrl } from './schemes.ts';
import { askPermission, theSession } from './session.ts';
import { guardDestroyed, preventableEvent, refuseUnknownOptions, strictEmitter, strictModule } from './strict.ts';
import { WebFrameMain, type FrameRecord } from './web-frame-main.ts';
import { askWebRequest, headerLists, webRequestListens } from './web-request.ts';

/** Electron's own name for the world of preloads. */
const preloadWorld = 'Electron Isolated Context';

interface FramePayload {
  id: string;
  parentId?: string;
  url: string;
  urlFragment?: string;
  name?: string;
}

interface PausedRequest {
  requestId: string;
  request: { url: string; method: string; headers: Record<string, string> };
  frameId: string;
  resourceType: string;
  redirectedRequestId?: string;
  responseStatusCode?: number;
  responseStatusText?: string;
  responseHeaders?: { name: string; value: string }[];
  responseErrorReason?: string;
}

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
  extends strictEmitter('WebContents', 'webContents')
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
  readonly _frames = new Map<string, FrameRecord>();
  readonly #frameObjects = new Map<string, WebFrameMain>();
  readonly #preferences: Electron.WebPreferences;
  readonly #opened: Promise<void>;
  readonly #requestedByPage = new Set<string>();
  _targetId = '';
  _processId = 1;
  #session: CdpSession | undefined;
  #mainFrameId = '';
  #preloadContext: number | undefined;
  #document = 0;
  #waitingForPreload: ToPage[] = [];
  #ports = this.#newPorts();
  #destroyed = false;
  #crashed = false;
  #loading = false;
  #everLoaded = false;
  #ownNavigation: string | undefined;
  #windowOpenHandler: ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | undefined;
  #zoomLevel = 0;
  #throttled = true;
  #muted = false;
  #userAgent = '';
  #osProcess = 0;
  #title = '';

  constructor(window: OwningWindow, preferences: Electron.WebPreferences) {
    super();
    this._window = window;
    this.#preferences = preferences;
    this.#throttled = preferences.backgroundThrottling ?? true;
    if (preferences.zoomFactor) this.#zoomLevel = Math.log(preferences.zoomFactor) / Math.log(1.2);
    this.#id = nextId;
    nextId += 1;
    all.set(this.#id, this);
    this.#opened = this.#open();
    this.#opened.catch((error: unknown) => {
      if (!this.#destroyed && lifecycle.phase === 'ready')
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
    const frame = this._frame(undefined);
    if (!frame) throw new Error('electron stand-in: the page is not open yet');
    return frame;
  }
  get opener(): null {
    return null;
  }
  get ipc(): never {
    throw new Error('electron stand-in: webContents.ipc is not implemented by the stand-in');
  }

  // ---------------------------------------------------------------- messages

  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    // Electron only logs what cannot be cloned here and sends nothing; the stand-in makes it a failure.
    this.#deliver({ kind: 'message', channel, data: encodeClone(args), ports: [], many: true });
  }

  postMessage(channel: string, message: unknown, transfer?: Electron.MessagePortMain[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    const data = encodeClone(message);
    const ports = takeForTransfer(transfer).map((end) => this.#ports.handOver(end));
    this.#deliver({ kind: 'message', channel, data, ports, many: false });
  }

  #deliver(message: ToPage): void {
    if (this.#destroyed || this.#crashed) return;
    if (this.#preloadContext !== undefined) {
      void this.#callPreload(this.#preloadContext, message);
    } else if (this.#loading) {
      this.#waitingForPreload.push(message);
    }
    // With no page there is nobody to hear it; so it is in Electron.
  }

  async #callPreload(context: number, message: ToPage): Promise<void> {
    try {
      const { exceptionDetails } = await this.#cdp().send<{
        exceptionDetails?: { exception?: { description?: string } };
      }>('Runtime.callFunctionOn', {
        functionDeclaration: `function (text) { globalThis.${receiverName}?.(text); }`,
        executionContextId: context,
        arguments: [{ value: JSON.stringify(message) }],
      });
      if (exceptionDetails) {
        console.error('electron stand-in: a listener in the preload threw', exceptionDetails.exception?.description);
      }
    } catch (error) {
      if (process.env['STANDIN_DEBUG']) console.error('electron stand-in: message not delivered', error);
    }
  }

  #newPorts(): RemotePorts {
    return new RemotePorts({
      portMessage: (port, data, ports) => this.#deliver({ kind: 'port-message', port, data, ports }),
      portClose: (port) => this.#deliver({ kind: 'port-close', port }),
    });
  }

  #received(message: FromPage): void {
    switch (message.kind) {
      case 'hello':
        return;
      case 'invoke':
        void this.#invoked(message.id, message.channel, decodeClone(message.data) as unknown[]);
        return;
      case 'send':
        ipcMain.emit(message.channel, this.#ipcEvent([]), ...(decodeClone(message.data) as unknown[]));
        return;
      case 'post': {
        const ports = message.ports.map((name) => MessagePortMain._for(this.#ports.take(name)));
        ipcMain.emit(message.channel, this.#ipcEvent(ports), decodeClone(message.data));
        return;
      }
      case 'port-message':
        this.#ports.received(message.port, message.data, message.ports);
        return;
      case 'port-close':
        this.#ports.closed(message.port);
        return;
      case 'permission':
        void this.#permissionAsked(message);
        return;
      case 'title':
        this.#title = message.title;
        this._window._titleChanged(message.title);
        return;
      case 'context-menu':
        this.emit('context-menu', preventableEvent(), {
          ...message.params,
          linkURL: fromPageUrl(message.params.linkURL),
          srcURL: fromPageUrl(message.params.srcURL),
          pageURL: this.getURL(),
          frameURL: this.getURL(),
          frame: this.mainFrame,
          hasImageContents: message.params.mediaType === 'image',
          titleText: '',
          altText: '',
          suggestedFilename: '',
          selectionRect: { x: 0, y: 0, width: 0, height: 0 },
          selectionStartOffset: 0,
          referrerPolicy: { policy: 'strict-origin-when-cross-origin', url: '' },
          misspelledWord: '',
          dictionarySuggestions: [],
          frameCharset: 'UTF-8',
          formControlType: 'none',
          spellcheckEnabled: theSession().isSpellCheckerEnabled(),
          menuSourceType: 'mouse',
          mediaFlags: {},
          editFlags: {
            canUndo: message.params.isEditable,
            canRedo: message.params.isEditable,
            canCut: message.params.isEditable,
            canCopy: message.params.selectionText !== '',
            canPaste: message.params.isEditable,
            canDelete: message.params.isEditable,
            canSelectAll: true,
            canEditRichly: false,
          },
        });
        return;
      case 'preload-error': {
        const error = Object.assign(new Error(message.message), { name: message.name, stack: message.stack });
        this.#preloadFailed(error);
        return;
      }
      default:
    }
  }

  #preloadFailed(error: Error): void {
    console.error(`Unable to load preload script: ${this.#preferences.preload ?? ''}`);
    console.error(error.stack ?? error);
    this.emit('preload-error', preventableEvent(), this.#preferences.preload ?? '', error);
  }

  /** `senderFrame` is null once the frame shows another document or is gone, as in Electron. */
  #ipcEvent(ports: MessagePortMain[]): Electron.IpcMainEvent {
    const document = this.#document;
    const frame = this.#destroyed ? null : this.mainFrame;
    const current = (): WebFrameMain | null => (this.#document === document && !this.#destroyed ? frame : null);
    const reply = (channel: string, ...args: unknown[]): void => this.send(channel, ...args);
    return preventableEvent({
      type: 'frame',
      sender: this,
      get senderFrame() {
        return current();
      },
      processId: this._processId,
      frameId: frame?.routingId ?? 0,
      ports,
      reply,
      get returnValue(): never {
        throw new Error('electron stand-in: returnValue belongs to sendSync, which is not offered');
      },
    }) as unknown as Electron.IpcMainEvent;
  }

  async #invoked(id: number, channel: string, args: unknown[]): Promise<void> {
    const document = this.#document;
    const answer = (message: ToPage): void => {
      if (document === this.#document) this.#deliver(message);
    };
    try {
      const handler = ipcMain._handlerOf(channel);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      const value = await handler(this.#ipcEvent([]), ...args);
      answer({ kind: 'reply', id, data: encodeClone(value) });
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      answer({ kind: 'refusal', id, message: `Error invoking remote method '${channel}': ${String(error)}` });
    }
  }

  async #permissionAsked({ id, ask, permission, details }: Extract<FromPage, { kind: 'permission' }>): Promise<void> {
    const url = this.getURL();
    const contents = this as unknown as Electron.WebContents;
    const granted = await askPermission(ask, contents, permission, `${originOf(url)}/`, url, details);
    this.#deliver({ kind: 'permission', id, granted });
  }

  // ---------------------------------------------------------------- the page

  #cdp(): CdpSession {
    if (!this.#session) throw new Error('electron stand-in: the page is not open yet');
    return this.#session;
  }

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
    this.#session = session;
    this.#listen(session);
    await session.send('Page.enable');
    const { frameTree } = await session.send<{ frameTree: { frame: FramePayload } }>('Page.getFrameTree');
    this.#mainFrameId = frameTree.frame.id;
    this.#noteFrame(frameTree.frame);
    await this.#installPreload(session);
    await session.send('Runtime.enable');
    await this._resized();
    await this._updateInterception();
  }

  async #installPreload(session: CdpSession): Promise<void> {
    const { preload, additionalArguments = [] } = this.#preferences;
    let source = '';
    if (preload !== undefined) {
      try {
        source = readFileSync(preload, 'utf8');
        const broken = preloadSyntaxError(source, preload);
        if (broken) throw broken;
      } catch (error) {
        source = `throw new Error(${JSON.stringify(String(error))});`;
      }
    }
    const info: PreloadInfo = {
      platform: process.platform,
      arch: process.arch,
      versions: { electron: electronVersion, chrome: chromeVersion, node: process.versions.node },
      env: Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ''])),
      argv: [runtime.executable, ...additionalArguments],
      execPath: runtime.executable,
      pid: process.pid,
      resourcesPath: process.resourcesPath,
    };
    const channel = `electron-${randomUUID()}`;
    const addScript = 'Page.addScriptToEvaluateOnNewDocument';
    await session.send(addScript, { source: mainWorldScript(channel) });
    await session.send(addScript, { worldName: preloadWorld, source: preloadScript(channel, info, source) });
    await session.send('Runtime.addBinding', { name: bindingName, executionContextName: preloadWorld });
    // Needed only to answer webUtils.getPathForFile in the middle of a running script.
    if (source.includes('getPathForFile')) await session.send('Debugger.enable');
  }

  #listen(session: CdpSession): void {
    const on = <P>(event: string, listener: (params: P) => void): void => {
      session.on(event, listener as (params: unknown) => void);
    };
    on<{ context: { id: number; name: string; auxData?: { frameId?: string } } }>(
      'Runtime.executionContextCreated',
      ({ context }) => {
        if (context.name !== preloadWorld || context.auxData?.frameId !== this.#mainFrameId) return;
        this.#preloadContext = context.id;
        this.#sendState();
        for (const message of this.#waitingForPreload.splice(0)) this.#deliver(message);
      },
    );
    on<{ executionContextId: number }>('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#preloadContext) this.#documentGone();
    });
    on('Runtime.executionContextsCleared', () => this.#documentGone());
    on<{ name: string; payload: string; executionContextId: number }>('Runtime.bindingCalled', (call) => {
      if (call.name !== bindingName) return;
      // The context may speak before Chromium announces it.
      this.#preloadContext ??= call.executionContextId;
      this.#received(JSON.parse(call.payload) as FromPage);
    });
    on<{ type: string; args: { value?: unknown; description?: string }[] }>(
      'Runtime.consoleAPICalled',
      ({ type, args }) => {
        const levels: Record<string, string> = { error: 'error', warning: 'warning', debug: 'debug' };
        this.emit(
          'console-message',
          preventableEvent({
            level: levels[type] ?? 'info',
            message: args.map((arg) => String(arg.value ?? arg.description ?? '')).join(' '),
            lineNumber: 0,
            sourceId: '',
            frame: this.mainFrame,
          }),
        );
      },
    );
    on<{ frameId: string; url: string; disposition: string }>('Page.frameRequestedNavigation', (request) => {
      if (request.disposition === 'currentTab') this.#pageRequested(request.frameId, request.url);
    });
    on<{ frameId: string; parentFrameId: string }>('Page.frameAttached', ({ frameId, parentFrameId }) => {
      this.#noteFrame({ id: frameId, parentId: parentFrameId, url: '' });
      this.emit('frame-created', preventableEvent(), { frame: this._frame(frameId) });
    });
    on<{ frameId: string; reason: string }>('Page.frameDetached', ({ frameId, reason }) => {
      if (reason !== 'swap') this._frames.delete(frameId);
    });
    on<{ frame: FramePayload }>('Page.frameNavigated', ({ frame }) => this.#navigated(frame));
    on<{ frameId: string; url: string }>('Page.navigatedWithinDocument', ({ frameId, url }) => {
      const record = this._frames.get(frameId);
      if (record) record.url = fromPageUrl(url);
      this.emit('did-navigate-in-page', preventableEvent(), fromPageUrl(url), frameId === this.#mainFrameId, 1, 1);
    });
    on<{ frameId: string }>('Page.frameStartedLoading', ({ frameId }) => {
      if (frameId !== this.#mainFrameId) return;
      this.#loading = true;
      this.emit('did-start-loading');
    });
    on<{ frameId: string }>('Page.frameStoppedLoading', ({ frameId }) => {
      if (frameId !== this.#mainFrameId) return;
      this.#loading = false;
      this.emit('did-stop-loading');
    });
    on('Page.domContentEventFired', () => {
      this.emit('dom-ready', preventableEvent());
      if (!this.#everLoaded) this._window._painted();
      this.#everLoaded = true;
    });
    on('Page.loadEventFired', () => {
      this.emit('did-frame-finish-load', preventableEvent(), true, 1, 1);
      this.emit('did-finish-load');
    });
    on<{ url: string; windowName: string; windowFeatures: string[]; userGesture: boolean }>(
      'Page.windowOpen',
      (request) => this.#windowOpened(fromPageUrl(request.url), request.windowName, request.windowFeatures),
    );
    on('Inspector.targetCrashed', () => this.#renderProcessGone());
    on<PausedRequest>('Fetch.requestPaused', (paused) => {
      this.#intercept(paused).catch(() =>
        session.sendQuietly('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' }),
      );
    });
    on<{ callFrames: { callFrameId: string; functionName: string }[] }>('Debugger.paused', ({ callFrames }) => {
      void this.#scriptPaused(session, callFrames[0]);
    });

    const browser = browserSession();
    const targetDestroyed = ({ targetId }: { targetId: string }): void => {
      if (targetId !== this._targetId) return;
      browser.off('Target.targetDestroyed', targetDestroyed);
      browser.off('Target.targetCreated', targetCreated);
      this._window._targetGone();
    };
    const targetCreated = ({
      targetInfo,
    }: {
      targetInfo: { targetId: string; openerId?: string; type: string };
    }): void => {
      // Windows that a page opens are made anew under the app's rules; Chromium's own goes.
      if (targetInfo.openerId === this._targetId && targetInfo.type === 'page') {
        browser.sendQuietly('Target.closeTarget', { targetId: targetInfo.targetId });
      }
    };
    browser.on('Target.targetDestroyed', targetDestroyed);
    browser.on('Target.targetCreated', targetCreated);
    browser.once('gone', () => {
      if (!this.#destroyed) this._window._targetGone();
    });
  }

  async #scriptPaused(
    session: CdpSession,
    frame: { callFrameId: string; functionName: string } | undefined,
  ): Promise<void> {
    try {
      if (frame?.functionName === pathProbeName) {
        const { callFrameId } = frame;
        const evaluate = 'Debugger.evaluateOnCallFrame';
        const { result } = await session.send<{ result: { objectId?: string } }>(evaluate, {
          callFrameId,
          expression: 'file',
        });
        const { path } = await session.send<{ path: string }>('DOM.getFileInfo', { objectId: result.objectId });
        await session.send(evaluate, { callFrameId, expression: `found = ${JSON.stringify(path)}` });
      }
    } finally {
      session.sendQuietly('Debugger.resume');
    }
  }

  #documentGone(): void {
    if (this.#preloadContext === undefined) return;
    this.#preloadContext = undefined;
    this.#document += 1;
    this.#ports.closeAll();
    this.#ports = this.#newPorts();
  }

  #renderProcessGone(): void {
    this.#crashed = true;
    this.#documentGone();
    const details = { reason: 'crashed', exitCode: 5 };
    this.emit('render-process-gone', preventableEvent(), details);
    appEmit('render-process-gone', preventableEvent(), this, details);
  }

  #noteFrame(frame: FramePayload): void {
    const url = fromPageUrl(frame.url + (frame.urlFragment ?? ''));
    const record = this._frames.get(frame.id);
    if (record) {
      record.url = url;
      record.name = frame.name ?? record.name;
    } else {
      this._frames.set(frame.id, { id: frame.id, url, name: frame.name ?? '', parentId: frame.parentId });
    }
  }

  #navigated(frame: FramePayload): void {
    this.#noteFrame(frame);
    const url = fromPageUrl(frame.url + (frame.urlFragment ?? ''));
    const isMainFrame = frame.parentId === undefined;
    if (isMainFrame) {
      this.#crashed = false;
      this.#title = '';
      for (const [id, record] of this._frames) if (record.parentId !== undefined) this._frames.delete(id);
      this.emit('did-navigate', preventableEvent(), url, 200, 'OK');
    }
    this.emit('did-frame-navigate', preventableEvent(), url, 200, 'OK', isMainFrame, 1, 1);
  }

  /** The frame with this protocol id, or the top one. */
  _frame(id: string | undefined): WebFrameMain | null {
    const key = id ?? this.#mainFrameId;
    const record =
      this._frames.get(key) ?? (id === undefined ? { id: key, url: '', name: '', parentId: undefined } : undefined);
    if (!record) return null;
    let frame = this.#frameObjects.get(key);
    if (!frame) {
      frame = new WebFrameMain(this, record);
      this.#frameObjects.set(key, frame);
    }
    return frame;
  }
  _childFrames(parentId: string): WebFrameMain[] {
    return [...this._frames.values()]
      .filter((record) => record.parentId === parentId)
      .flatMap((record) => this._frame(record.id) ?? []);
  }

  // ---------------------------------------------------------------- navigation

  /** A page wants to go somewhere by itself: that is what an app may forbid. */
  #pageRequested(frameId: string, pageUrl: string): void {
    this.#requestedByPage.add(`${frameId} ${pageUrl.split('#', 1)[0] ?? ''}`);
    // Schemes that no loader handles (mailto:, tel: …) never come to the interception below.
    if (/^(https?|file|data|blob|about|javascript):/i.test(pageUrl)) return;
    if (this.#navigationPrevented('will-navigate', frameId, pageUrl)) return;
    void askPermission(
      'request',
      this as unknown as Electron.WebContents,
      'openExternal',
      this.mainFrame.origin,
      this.getURL(),
      {
        externalURL: pageUrl,
      },
    );
  }

  #navigationPrevented(kind: 'will-navigate' | 'will-redirect', frameId: string, pageUrl: string): boolean {
    const url = fromPageUrl(pageUrl);
    const isMainFrame = frameId === this.#mainFrameId;
    const fields = { url, isSameDocument: false, isMainFrame, frame: this._frame(frameId), initiator: this.mainFrame };
    const event = preventableEvent(fields);
    if (kind === 'will-redirect') {
      this.emit('will-redirect', event, url, false, isMainFrame, 1, 1);
      return event.defaultPrevented;
    }
    this.emit('will-frame-navigate', event);
    if (isMainFrame && !event.defaultPrevented) this.emit('will-navigate', event, url, false, true, 1, 1);
    return event.defaultPrevented;
  }

  async _updateInterception(): Promise<void> {
    const session = this.#session;
    if (!session || this.#destroyed) return;
    const asks = webRequestListens('onBeforeRequest') || webRequestListens('onBeforeSendHeaders');
    await session.send('Fetch.enable', {
      patterns: [
        { urlPattern: '*', ...(asks ? {} : { resourceType: 'Document' }) },
        ...(webRequestListens('onHeadersReceived') ? [{ urlPattern: '*', requestStage: 'Response' }] : []),
      ],
    });
  }

  async #intercept(paused: PausedRequest): Promise<void> {
    const session = this.#cdp();
    const { requestId, request, resourceType } = paused;
    const details = { url: fromPageUrl(request.url), method: request.method, resourceType, webContentsId: this.#id };
    const own = details.url !== request.url;
    const refuse = (): Promise<object> =>
      session.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });

    if (paused.responseStatusCode !== undefined || paused.responseErrorReason !== undefined) {
      if (own || paused.responseErrorReason !== undefined) {
        await session.send('Fetch.continueResponse', { requestId });
        return;
      }
      const responseHeaders: Record<string, string[]> = {};
      for (const { name, value } of paused.responseHeaders ?? []) (responseHeaders[name] ??= []).push(value);
      const statusLine = `HTTP/1.1 ${paused.responseStatusCode ?? 200} ${paused.responseStatusText ?? ''}`;
      const answer = await askWebRequest('onHeadersReceived', {
        ...details,
        statusCode: paused.responseStatusCode,
        statusLine,
        responseHeaders,
      });
      if (answer.cancel) {
        await refuse();
        return;
      }
      await session.send('Fetch.continueResponse', {
        requestId,
        ...(answer.responseHeaders
          ? {
              responseCode: paused.responseStatusCode,
              responseHeaders: Object.entries(headerLists(answer.responseHeaders)).flatMap(([name, values]) =>
                values.map((value) => ({ name, value })),
              ),
            }
          : {}),
      });
      return;
    }

    if (resourceType === 'Document' && (await this.#navigationStopped(paused))) {
      await session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    if (own) {
      // The loopback server asks the listeners for the app's own schemes.
      await session.send('Fetch.continueRequest', { requestId });
      return;
    }
    const before = await askWebRequest('onBeforeRequest', details);
    if (before.cancel) {
      await refuse();
      return;
    }
    const sending = await askWebRequest('onBeforeSendHeaders', { ...details, requestHeaders: request.headers });
    if (sending.cancel) {
      await refuse();
      return;
    }
    await session.send('Fetch.continueRequest', {
      requestId,
      ...(before.redirectURL ? { url: toPageUrl(before.redirectURL) } : {}),
      ...(sending.requestHeaders
        ? {
            headers: Object.entries(headerLists(sending.requestHeaders)).map(([name, values]) => ({
              name,
              value: values.join(', '),
            })),
          }
        : {}),
    });
  }

  async #navigationStopped({ request, frameId, redirectedRequestId }: PausedRequest): Promise<boolean> {
    if (redirectedRequestId !== undefined) return this.#navigationPrevented('will-redirect', frameId, request.url);
    const isMainFrame = frameId === this.#mainFrameId;
    if (isMainFrame && this.#ownNavigation === request.url.split('#', 1)[0]) {
      this.#ownNavigation = undefined;
      return false;
    }
    const key = `${frameId} ${request.url.split('#', 1)[0] ?? ''}`;
    if (!this.#requestedByPage.has(key)) {
      // The page's own word about it travels another way; a round trip through the page flushes it.
      await Promise.race([
        this.#cdp()
          .send('Runtime.evaluate', { expression: '0' })
          .catch(() => undefined),
        new Promise((resolve) => setTimeout(resolve, 250).unref()),
      ]);
    }
    // Not asked for by the page: a reload or a visit from outside (the test runner's goto), which Electron lets pass too.
    if (!this.#requestedByPage.delete(key) && isMainFrame) return false;
    return this.#navigationPrevented('will-navigate', frameId, request.url);
  }

  #windowOpened(url: string, frameName: string, windowFeatures: string[]): void {
    const features = windowFeatures.join(',');
    const response: unknown = this.#windowOpenHandler
      ? this.#windowOpenHandler({
          url,
          frameName,
          features,
          disposition: features === '' ? 'foreground-tab' : 'new-window',
          referrer: { url: this.getURL(), policy: 'strict-origin-when-cross-origin' },
        })
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
    const session = this.#cdp();
    const pageUrl = toPageUrl(url);
    this.#ownNavigation = new URL(pageUrl).href.split('#', 1)[0];
    this.#loading = true;
    this.emit(
      'did-start-navigation',
      preventableEvent({ url, isSameDocument: false, isMainFrame: true, frame: this.mainFrame }),
      url,
      false,
      true,
      1,
      1,
    );
    const finished = new Promise<void>((resolve) => this.once('did-finish-load', resolve));
    const { errorText } = await session.send<{ errorText?: string }>('Page.navigate', { url: pageUrl });
    if (errorText !== undefined) {
      this.#loading = false;
      const name = errorText.replace('net::', '');
      this.emit('did-fail-load', preventableEvent(), name === 'ERR_ABORTED' ? -3 : -2, name, url, true, 1, 1);
      throw loadError(name, name === 'ERR_ABORTED' ? -3 : -2, url);
    }
    await finished;
  }
  loadFile(file: string): Promise<void> {
    return Promise.reject(
      new Error(`electron stand-in: loadFile(${file}): pages come from the app's own scheme, not from file:`),
    );
  }
  getURL(): string {
    return this._frames.get(this.#mainFrameId)?.url.replace(/^about:blank$/, '') ?? '';
  }
  getTitle(): string {
    return this.#title;
  }
  reload(): void {
    this.#loading = true;
    this.#session?.sendQuietly('Page.reload');
  }
  reloadIgnoringCache(): void {
    this.#loading = true;
    this.#session?.sendQuietly('Page.reload', { ignoreCache: true });
  }
  stop(): void {
    this.#session?.sendQuietly('Page.stopLoading');
  }
  isLoading(): boolean {
    return this.#loading;
  }
  isLoadingMainFrame(): boolean {
    return this.#loading;
  }

  // ---------------------------------------------------------------- state

  _state(): WindowState {
    return { focused: this._window._pageFocused, visible: this._window._pageVisible, online: isOnline() };
  }
  #sendState(): void {
    this.#deliver({ kind: 'state', state: this._state() });
  }
  /** The window was shown, hidden, focused …, or the network came or went. */
  _stateChanged(): void {
    if (this.#preloadContext !== undefined) this.#sendState();
  }
  async _resized(): Promise<void> {
    const session = this.#session;
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
    this.#ports.closeAll();
    all.delete(this.#id);
    this.#destroyed = true;
    this.emit('destroyed');
  }
  /** Asks the page's beforeunload handlers; true when they keep the page and the app lets them. */
  async _keptByPage(): Promise<boolean> {
    await this.#opened.catch(() => undefined);
    if (!this.#session || this.#crashed || !this.#everLoaded) return false;
    const expression = `(() => {
      const event = document.createEvent('BeforeUnloadEvent');
      event.initEvent('beforeunload', false, true);
      dispatchEvent(event);
      return event.defaultPrevented || event.returnValue !== '';
    })()`;
    const asked = this.#session.send<{ result: { value?: unknown } }>('Runtime.evaluate', { expression, returnByValue: true });
    // A page that hangs keeps nothing.
    const patience = new Promise<undefined>((resolve) => setTimeout(resolve, 2000).unref());
    const answer = await Promise.race([asked.catch(() => undefined), patience]);
    if (answer?.result.value !== true || this.#destroyed) return false;
    const event = preventableEvent();
    this.emit('will-prevent-unload', event);
    return !event.defaultPrevented;
  }
  async _closeTarget(): Promise<void> {
    await this.#opened.catch(() => undefined);
    if (this._targetId) browserSession().sendQuietly('Target.closeTarget', { targetId: this._targetId });
  }
  isCrashed(): boolean {
    return this.#crashed;
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
    this.#session?.sendQuietly('Page.crash');
  }
  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    await this.#opened;
    const { result, exceptionDetails } = await this.#cdp().send<{
      result: { value?: unknown };
      exceptionDetails?: { exception?: { description?: string } };
    }>('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true, userGesture });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'Script failed to execute');
    return result.value;
  }
  async capturePage(): Promise<NativeImage> {
    const { data } = await this.#cdp().send<{ data: string }>('Page.captureScreenshot', { format: 'png' });
    return nativeImageFromBuffer(Buffer.from(data, 'base64'));
  }
  getType(): 'window' {
    return 'window';
  }
  getProcessId(): number {
    return this._processId;
  }
  getOSProcessId(): number {
    return this.#osProcess;
  }
  getUserAgent(): string {
    return this.#userAgent || theSession().getUserAgent();
  }
  setUserAgent(userAgent: string): void {
    this.#userAgent = userAgent;
  }
  setZoomFactor(factor: number): void {
    if (!(factor > 0)) throw new TypeError("'zoomFactor' must be a double greater than 0.0");
    this.setZoomLevel(Math.log(factor) / Math.log(1.2));
  }
  getZoomFactor(): number {
    return 1.2 ** this.#zoomLevel;
  }
  setZoomLevel(level: number): void {
    this.#zoomLevel = level;
    this._resized().catch(() => undefined);
  }
  getZoomLevel(): number {
    return this.#zoomLevel;
  }
  get zoomFactor(): number {
    return this.getZoomFactor();
  }
  set zoomFactor(factor: number) {
    this.setZoomFactor(factor);
  }
  get zoomLevel(): number {
    return this.#zoomLevel;
  }
  set zoomLevel(level: number) {
    this.setZoomLevel(level);
  }
  setVisualZoomLevelLimits(minimumLevel: number, maximumLevel: number): Promise<void> {
    return minimumLevel <= maximumLevel ? Promise.resolve() : Promise.reject(new Error('Invalid zoom limits'));
  }
  setBackgroundThrottling(allowed: boolean): void {
    this.#throttled = allowed;
  }
  getBackgroundThrottling(): boolean {
    return this.#throttled;
  }
  setAudioMuted(muted: boolean): void {
    this.#muted = muted;
  }
  isAudioMuted(): boolean {
    return this.#muted;
  }
  isDevToolsOpened(): boolean {
    return false;
  }
  openDevTools(): void {
    throw new Error('electron stand-in: developer tools do not open here');
  }
  closeDevTools(): void {
    // None are ever open.
  }
  setIgnoreMenuShortcuts(): void {
    // Menu shortcuts are the system's; none arrive here.
  }
  setWebRTCIPHandlingPolicy(): void {
    // Nothing here opens peer connections.
  }
  async insertText(text: string): Promise<void> {
    await this.#cdp().send('Input.insertText', { text });
  }
  #edit(command: string): void {
    this.#session?.sendQuietly('Runtime.evaluate', {
      expression: `document.execCommand(${JSON.stringify(command)})`,
      userGesture: true,
    });
  }
  undo(): void {
    this.#edit('undo');
  }
  redo(): void {
    this.#edit('redo');
  }
  cut(): void {
    this.#edit('cut');
  }
  copy(): void {
    this.#edit('copy');
  }
  paste(): void {
    this.#edit('paste');
  }
  pasteAndMatchStyle(): void {
    this.#edit('paste');
  }
  delete(): void {
    this.#edit('delete');
  }
  selectAll(): void {
    this.#edit('selectAll');
  }
  replaceMisspelling(text: string): void {
    this.#session?.sendQuietly('Input.insertText', { text });
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
