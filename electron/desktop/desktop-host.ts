import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  app,
  dialog,
  ipcMain,
  Menu,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type SaveDialogOptions,
} from 'electron';
import { z } from 'zod';
import type { Place } from '#shared/domain/desk-link.ts';
import type { Envelope } from '#shared/contract/definition.ts';
import type { EngineOutput, StampedEvent } from '#shared/contract/engine.ts';
import type { EngineLife, HostInfo } from '#shared/contract/host.ts';
import { serverProfileInput, type ServerProfile } from '#shared/contract/server-profile.ts';
import type { AccountInfo } from '#shared/domain/account.ts';
import type { Counts } from '#shared/domain/conversation.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { ConnectionState } from '#shared/domain/sync-status.ts';
import { CodedError } from '#shared/errors.ts';
import type { HostOptions } from '../browser/options.ts';
import { DemoServer } from '../dispatch/demo-server.ts';
import { Dispatcher, type EngineRelay } from '../dispatch/dispatcher.ts';
import type { HostLog } from '../dispatch/host-log.ts';
import { isOwnTopFrame, serveIpc } from '../dispatch/ipc-transport.ts';
import { listStaticFiles } from '../dispatch/static-files.ts';
import { SupervisedSyncServer, type StartOpening } from '../dispatch/sync-server.ts';
import { showBadge } from './badge.ts';
import { callingContents, ipcWithCaller } from './caller.ts';
import { CatchUp } from './catch-up.ts';
import { serveContextMenu } from './context-menu.ts';
import { displayOf, type DisplayFacts } from './counts-display.ts';
import { DESKTOP_CHANNELS } from './desktop-channels.ts';
import { desktopHostHandlers } from './host-handlers.ts';
import { KeyStore } from './key-store.ts';
import { canStartAtLogin, startAtLogin, type LoginItemParts } from './login-item.ts';
import { MediaFiles } from './media-files.ts';
import { applicationMenu, trayMenu, type MenuActions, type MenuFacts } from './menu.ts';
import { NetworkWatch } from './network.ts';
import { fileLedger } from './notification-ledger.ts';
import { Notifications, placeOfNotification, type ConversationFacts } from './notifications.ts';
import { watchPower } from './power.ts';
import { Presence } from './presence.ts';
import { answerRequests, BASE, SCHEME } from './protocol.ts';
import { Quitting } from './quit.ts';
import { RememberedToken } from './remembered-token.ts';
import { guardSession, type GuardedSession } from './security.ts';
import { openSettings, type KeyValueFile, type SettingsStore } from './settings-store.ts';
import { TrayIcon } from './tray-icon.ts';
import { closingHides, trayShows } from './tray-presence.ts';
import { forkDemo, forkSyncServer } from './utility-fork.ts';
import { Windows } from './windows.ts';
import { languageOf, wordsFor, type Words } from './words.ts';

/** Where the other parts of the program lie; absolute. */
export interface DesktopLayout {
  readonly renderer: string;
  readonly preload: string;
  readonly syncServer: string;
  readonly demo: string;
  readonly demoArgs: readonly string[];
  /** Pictures for tray and taskbar. */
  readonly images: string;
}

export interface DesktopStart {
  readonly options: HostOptions;
  readonly layout: DesktopLayout;
  readonly dataDir: string;
  readonly log: HostLog;
  readonly openStore: (folder: string) => KeyValueFile;
  /** Where a link or a notification led when the program was started by it. */
  readonly place: Place | null;
  readonly hidden: boolean;
}

const FLUSH_GRACE_MS = 1_000;
const DEMO_RETRY_MS = 2_000;

const stagePathInput = z.strictObject({
  path: z.string().min(1).max(32_768),
  stageId: z.uuid(),
  asSticker: z.boolean(),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
});

/** The desktop program after Electron is ready: it puts the parts together and passes news between them. */
export class DesktopHost {
  readonly #start: DesktopStart;
  readonly #log: HostLog;
  readonly #settings: SettingsStore;
  readonly #keyStore: KeyStore;
  readonly #remembered: RememberedToken;
  readonly #sync: SupervisedSyncServer;
  readonly #demo: DemoServer;
  readonly #windows: Windows;
  readonly #presence: Presence;
  readonly #notifications: Notifications;
  readonly #catchUp: CatchUp;
  readonly #media: MediaFiles;
  readonly #network: NetworkWatch;
  readonly quitting: Quitting;
  readonly #flushes = new Map<number, () => void>();
  #tray: TrayIcon | null = null;
  #trayShows = false;
  #account: AccountInfo | null = null;
  #language: Settings['language'] = 'system';
  #counts: Pick<Counts, 'unread' | 'waiting'> = { unread: 0, waiting: 0 };
  #connection: ConnectionState = 'starting';
  #tokenUnreadable = false;
  #demoRetry: NodeJS.Timeout | null = null;

  constructor(start: DesktopStart) {
    const { layout, dataDir, log } = start;
    this.#start = start;
    this.#log = log;
    const settingsFolder = app.getPath('userData');
    this.#settings = openSettings({
      folder: settingsFolder,
      open: () => start.openStore(settingsFolder),
      trouble: this.#trouble,
    });
    this.#keyStore = new KeyStore(safeStorage, process.platform);
    this.#remembered = new RememberedToken(this.#settings, this.#keyStore, this.#trouble);
    this.#sync = new SupervisedSyncServer({
      fork: () => forkSyncServer(layout.syncServer, (url) => session.defaultSession.resolveProxy(url)),
      dataDir,
      timer: { setTimeout: (callback, ms) => setTimeout(callback, ms), clearTimeout },
      log,
      news: {
        onEvent: (stamped) => {
          this.#engineEvent(stamped);
        },
        onLife: (life, reason) => {
          this.#engineLife(life, reason);
        },
        onAccount: (account, token) => {
          this.#accountNews(account, token);
        },
        onCounts: (counts) => {
          this.#counts = counts;
          this.#refresh();
        },
        onNotify: (requests) => {
          void this.#notifications.request(requests);
        },
        onUnnotify: (conversationId, upToMessageId) => {
          this.#notifications.unnotify(conversationId, upToMessageId);
        },
        onWithdraw: (conversationId, messageId) => {
          this.#notifications.withdraw(conversationId, messageId);
        },
      },
    });
    const demoArgs = ['--port', '0', '--data-dir', join(dataDir, 'demo'), ...layout.demoArgs];
    this.#demo = new DemoServer({
      fork: () => forkDemo(layout.demo, demoArgs),
      log,
      onDied: () => {
        this.#reopenDemoLater();
      },
    });
    this.#presence = new Presence({
      window: (contentsId) => this.#windows.state(contentsId),
      idleSeconds: () => powerMonitor.getSystemIdleTime(),
    });
    this.#windows = new Windows({
      preload: layout.preload,
      icon: process.platform === 'linux' ? join(layout.images, 'window.png') : null,
      settings: this.#settings,
      closingHides: () => closingHides(this.#settings.get('closeToTray'), process.platform, this.#trayShows),
      isEnding: () => this.quitting.state === 'closing' || this.quitting.state === 'ended',
      onLastClosed: () => {
        void this.quitting.request('agent');
      },
      onListening: (send) => {
        send({ type: 'engine', ...this.#sync.life });
      },
      onClosed: (contentsId) => {
        this.#presence.closed(contentsId);
      },
      flush: (contentsId) => this.#flush(contentsId),
      onSessionEnd: () => {
        void this.quitting.request('system');
      },
      trouble: this.#trouble,
    });
    this.#notifications = new Notifications({
      create: (options) => new Notification(options),
      removeDelivered: (ids) => {
        if (process.platform === 'darwin') Notification.remove([...ids]);
      },
      isSupported: () => Notification.isSupported(),
      isSwitchedOn: () => this.#settings.get('notifications'),
      presence: (conversationId) => this.#presence.of(conversationId),
      conversation: (conversationId) => this.#conversationFacts(conversationId),
      open: (place) => {
        if (place === null) this.#windows.show();
        else this.#windows.showPlace(place);
      },
      words: () => this.#words(),
      ledger: fileLedger(join(settingsFolder, 'notified.txt'), (error) => {
        this.#trouble('what was notified is not kept', error);
      }),
      timers: {
        now: () => Date.now(),
        setTimeout: (callback, ms) => setTimeout(callback, ms),
        clearTimeout: (handle) => {
          clearTimeout(handle as NodeJS.Timeout);
        },
      },
      trouble: this.#trouble,
    });
    this.#catchUp = new CatchUp(
      () => Date.now(),
      (catchingUp) => {
        this.#notifications.setCatchingUp(catchingUp);
      },
    );
    this.#media = new MediaFiles({
      dataDir,
      tempDir: app.getPath('temp'),
      downloadsDir: app.getPath('downloads'),
      media: (mediaId) => this.#sync.media(mediaId),
      askWhere: (suggestion) => this.#askWhere(suggestion),
      openPath: (path) => shell.openPath(path),
      showInFolder: (path) => {
        shell.showItemInFolder(path);
      },
    });
    this.#network = new NetworkWatch({
      isOnline: () => net.isOnline(),
      tell: (online) => {
        this.#sync.network(online);
      },
      setInterval: (callback, ms) => setInterval(callback, ms).unref(),
      clearInterval: (handle) => {
        clearInterval(handle);
      },
    });
    this.quitting = new Quitting({
      waiting: () => this.#counts.waiting,
      ask: (waiting, signal) => this.#askToQuit(waiting, signal),
      flush: () => this.#windows.flushAll(),
      stop: () => this.#stopEverything(),
      exit: () => {
        app.exit(0);
      },
      trouble: this.#trouble,
    });
  }

  /** Resolves when the window is there and the account is being opened; with a sentence when what was asked for at the start can't be had. */
  async start(): Promise<string | null> {
    guardSession(session.defaultSession as unknown as GuardedSession, (what) => {
      this.#log({ level: 'warn', event: 'refused', details: { what } });
    });
    protocol.handle(
      SCHEME,
      answerRequests({
        files: listStaticFiles(this.#start.layout.renderer),
        dataDir: this.#start.dataDir,
        media: (mediaId) => this.#sync.media(mediaId),
      }),
    );
    this.#serveCalls();
    watchPower(powerMonitor, {
      news: (news) => {
        this.#powerNews(news);
      },
      shutdown: () => {
        void this.quitting.request('system');
      },
    });
    this.#trayShows = await trayShows({ platform: process.platform, run: runProgram });
    this.#tray = new TrayIcon(this.#start.layout.images, () => {
      this.#windows.show();
    });
    this.#refresh();
    const hides = closingHides(this.#settings.get('closeToTray'), process.platform, this.#trayShows);
    this.#windows.open({ hidden: this.#start.hidden && hides });
    if (this.#start.place !== null) this.#windows.showPlace(this.#start.place);
    const problem = await this.#openAccount();
    this.#takeUpNotifications();
    return problem;
  }

  /** A second start, the Dock, the tray: bring the program to the front, at the place if there is one. */
  show(place: Place | null): void {
    if (place === null) this.#windows.show();
    else this.#windows.showPlace(place);
  }

  newWindow(): void {
    this.#windows.open();
  }

  serveContents(contents: Electron.WebContents): void {
    serveContextMenu(contents, () => this.#words());
  }

  openExternal(address: string): void {
    shell.openExternal(address).catch((error: unknown) => {
      this.#trouble('an address was not opened', error);
    });
  }

  // ------------------------------------------------------------------ calls from pages

  #serveCalls(): void {
    const relay: EngineRelay = {
      call: (method, input) => {
        if (method === 'conversation.show') this.#noteShown(input as EngineShow);
        return this.#sync.call(method, input);
      },
    };
    const dispatcher = new Dispatcher({ engine: relay, host: this.#handlers(), log: this.#log });
    serveIpc(ipcWithCaller(ipcMain), dispatcher, BASE);
    ipcMain.handle(DESKTOP_CHANNELS.stagePath, (event: IpcMainInvokeEvent, input: unknown) =>
      this.#stagePath(event, input),
    );
    ipcMain.on(DESKTOP_CHANNELS.networkHint, (event: IpcMainEvent) => {
      if (this.#isOwnPage(event)) this.#network.look();
    });
    ipcMain.on(DESKTOP_CHANNELS.flushed, (event: IpcMainEvent) => {
      if (this.#isOwnPage(event)) this.#flushes.get(event.sender.id)?.();
    });
  }

  #isOwnPage(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
    return this.#windows.isOurs(event.sender.id) && isOwnTopFrame(event.senderFrame, BASE);
  }

  async #stagePath(event: IpcMainInvokeEvent, input: unknown): Promise<Envelope<unknown>> {
    if (!this.#isOwnPage(event)) return refusal('FORBIDDEN_SENDER', 'The sender may not call');
    const parsed = stagePathInput.safeParse(input);
    if (!parsed.success) return refusal('BAD_REQUEST', 'The input is not what staging takes');
    return this.#sync.stagePath(parsed.data);
  }

  #noteShown({ conversationId }: EngineShow): void {
    const contentsId = callingContents();
    if (contentsId !== null) this.#presence.shows(contentsId, conversationId);
  }

  #handlers() {
    return desktopHostHandlers({
      info: () => this.#info(),
      openDemo: () => this.#openDemo(),
      keepToken: (keep) => this.#remembered.keep(keep),
      openExternal: (address) => shell.openExternal(address),
      saveAs: (mediaId) => this.#media.saveAs(mediaId),
      saveText: (filename, text) => this.#media.saveText(filename, text),
      openMedia: (mediaId) => this.#media.open(mediaId),
      showInFolder: (mediaId) => this.#media.showInFolder(mediaId),
      setTitle: (title) => {
        this.#windows.setPageTitle(callingContents(), title);
      },
    });
  }

  async #info(): Promise<HostInfo> {
    const { kind } = await this.#keyStore.protection();
    const { notices } = this.#words();
    const { profile } = this.#start.options;
    return {
      kind: 'desktop',
      platform: process.platform,
      version: app.getVersion(),
      locale: app.getLocale(),
      capabilities: {
        notifications: Notification.isSupported(),
        showInFolder: true,
        openMedia: true,
        openExternal: true,
        startAtLogin: canStartAtLogin(this.#loginItem()),
        keepSignedIn: kind === 'protected' ? 'yes' : kind === 'open' ? 'ask' : 'no',
        customTitleBar: false,
      },
      ...(profile === null || profile.token !== null ? {} : { profile: prefill(profile) }),
      notices: [
        ...(this.#tokenUnreadable ? [notices.tokenUnreadable] : []),
        ...(kind === 'open' ? [notices.keyStoreOpen] : []),
        ...(kind === 'none' ? [notices.keyStoreNone] : []),
      ],
    };
  }

  async #askWhere(suggestion: string): Promise<string | null> {
    const window = this.#windows.windowOf(callingContents());
    const options: SaveDialogOptions = { defaultPath: suggestion, properties: ['showOverwriteConfirmation'] };
    const chosen = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
    return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
  }

  // ------------------------------------------------------------------ news from the engine

  #engineEvent(stamped: StampedEvent): void {
    this.#windows.sendEngineEvent(stamped);
    const { event } = stamped;
    if (event.type === 'sync') {
      this.#connection = event.status.connection;
      this.#catchUp.status(event.status);
      this.#refresh();
    }
    if (event.type === 'session') this.#setLanguage(event.session.settings.language);
    if (event.type === 'changed' && event.settings !== null) this.#setLanguage(event.settings.language);
  }

  #engineLife(life: EngineLife, reason: string | null): void {
    this.#windows.sendHostEvent({ type: 'engine', life, reason });
    // What the last one was told while it was away, the new one does not know.
    if (life === 'running') this.#sync.network(net.isOnline());
    else this.#catchUp.begin();
    this.#refresh();
  }

  #accountNews(account: AccountInfo | null, token: string | null): void {
    this.#account = account;
    this.#tokenUnreadable &&= token === null;
    this.#notifications.accountChanged(account?.accountId ?? '');
    if (account === null) this.#counts = { unread: 0, waiting: 0 };
    void this.#remembered.account(account, token);
    if (account?.demo !== true) void this.#demo.stop();
    this.#refresh();
  }

  async #conversationFacts(conversationId: string): Promise<ConversationFacts | null> {
    const envelope = await this.#sync.call('conversation.get', { conversationId });
    if (!envelope.ok) return null;
    const { row } = envelope.value as EngineOutput<'conversation.get'>;
    return {
      left: row.lock === 'left' || row.lock === 'forbidden' || row.lock === 'not-found',
      blocked: row.lock === 'blocked',
      muted: row.mutedUntil !== null && row.mutedUntil > Date.now(),
      unread: row.unread,
    };
  }

  // ------------------------------------------------------------------ accounts

  async #openAccount(): Promise<string | null> {
    const { profile, demo } = this.#start.options;
    const asked = demo || profile?.token != null;
    try {
      const started = await this.#sync.start(await this.#opening());
      if (!started.ok && asked) return `${started.message} (${started.code}).`;
    } catch (error) {
      this.#trouble('the account was not opened', error);
      if (asked) return 'The demo could not be started.';
    }
    return null;
  }

  /** What the options say, else the account of last time; even signed out or offline. */
  async #opening(): Promise<StartOpening> {
    const { profile, demo } = this.#start.options;
    if (profile?.token != null) return { kind: 'profile', profile, token: profile.token, demo: false };
    if (demo) return { kind: 'profile', ...(await this.#demo.open()) };
    const last = this.#settings.get('lastAccount');
    if (profile !== null || last === null) return { kind: 'none' };
    if (last.demo) {
      // What is mirrored can be read without the demo's server.
      return this.#demo.open().then(
        (opening): StartOpening => ({ kind: 'profile', ...opening }),
        (): StartOpening => ({ kind: 'last', accountId: last.accountId, token: null }),
      );
    }
    const { token, unreadable } = await this.#remembered.open();
    this.#tokenUnreadable = unreadable;
    return { kind: 'last', accountId: last.accountId, token };
  }

  async #openDemo(): Promise<void> {
    const envelope = await this.#sync.open(await this.#demo.open());
    if (!envelope.ok) throw new CodedError(envelope.error.code, envelope.error.message, envelope.error.details);
  }

  /** Its people come back with a new address; the account is the same. */
  #reopenDemoLater(): void {
    if (this.quitting.state !== 'running' || this.#demoRetry !== null || this.#account?.demo !== true) return;
    this.#demoRetry = setTimeout(() => {
      this.#demoRetry = null;
      if (this.#account?.demo !== true) return;
      this.#openDemo().catch(() => {
        this.#reopenDemoLater();
      });
    }, DEMO_RETRY_MS);
  }

  // ------------------------------------------------------------------ the computer

  #powerNews(news: 'suspend' | 'resume' | 'lock' | 'unlock'): void {
    if (news === 'lock' || news === 'unlock') this.#presence.setLocked(news === 'lock');
    if (news === 'resume') {
      this.#catchUp.begin();
      this.#network.look();
    }
    this.#sync.power(news);
  }

  /** What earlier runs left in the system's notification centre leads to its message too. */
  #takeUpNotifications(): void {
    const lead = (text: string): void => {
      const place = this.#account === null ? null : placeOfNotification(text, this.#account.accountId);
      this.show(place);
    };
    if (process.platform === 'win32') {
      Notification.handleActivation((details) => {
        lead(details.arguments);
      });
    }
    if (process.platform === 'darwin') {
      Notification.getHistory().then(
        (left) => {
          for (const notification of left) {
            notification.on('click', () => {
              lead(notification.id);
            });
          }
        },
        (error: unknown) => {
          this.#trouble('old notifications were not taken up', error);
        },
      );
    }
  }

  // ------------------------------------------------------------------ corners of the screen

  #words(): Words {
    return wordsFor(languageOf(this.#language, app.getLocale()));
  }

  #setLanguage(language: Settings['language']): void {
    if (language === this.#language) return;
    this.#language = language;
    this.#refresh();
  }

  /** Tray, badge, taskbar, title and menus, all from the one count and the one state. */
  #refresh(): void {
    const facts: DisplayFacts = { ...this.#counts, connection: this.#connection, life: this.#sync.life.life };
    const display = displayOf(facts, this.#words());
    this.#windows.setUnread(facts.unread);
    showBadge(display, this.#start.layout.images, (action) => {
      this.#windows.forEach(action);
    });
    const menuFacts = this.#menuFacts();
    const actions = this.#menuActions();
    this.#tray?.update(display, trayMenu(display.lines, menuFacts, actions));
    const key = JSON.stringify({ ...menuFacts, words: this.#words().quit });
    if (key === this.#menuKey) return;
    this.#menuKey = key;
    Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(menuFacts, actions)));
  }
  #menuKey = '';

  #menuFacts(): MenuFacts {
    return {
      platform: process.platform,
      words: this.#words(),
      developerTools: !app.isPackaged,
      notifications: this.#settings.get('notifications'),
      startAtLogin: this.#settings.get('startAtLogin'),
      canStartAtLogin: canStartAtLogin(this.#loginItem()),
      closeToTray: this.#settings.get('closeToTray'),
      trayShows: this.#trayShows,
    };
  }

  #menuActions(): MenuActions {
    return {
      send: (command) => {
        this.#windows.sendMenu(command);
      },
      newWindow: () => {
        this.newWindow();
      },
      show: () => {
        this.#windows.show();
      },
      quit: () => {
        void this.quitting.request('agent');
      },
      setNotifications: (on) => {
        this.#settings.set('notifications', on);
        if (!on) this.#notifications.closeAll();
        this.#refresh();
      },
      setStartAtLogin: (on) => {
        this.#settings.set('startAtLogin', on);
        try {
          startAtLogin(this.#loginItem(), on);
        } catch (error) {
          this.#trouble('starting at login was not changed', error);
        }
        this.#refresh();
      },
      setCloseToTray: (on) => {
        this.#settings.set('closeToTray', on ? 'yes' : 'no');
        this.#refresh();
      },
    };
  }

  #loginItem(): LoginItemParts {
    return {
      platform: process.platform,
      isPackaged: app.isPackaged,
      execPath: process.env['APPIMAGE'] ?? process.execPath,
      configHome: process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'),
      setLoginItem: (settings) => {
        app.setLoginItemSettings(settings);
      },
    };
  }

  // ------------------------------------------------------------------ the end

  async #askToQuit(waiting: number, signal: AbortSignal): Promise<'quit' | 'stay'> {
    const { quitQuestion } = this.#words();
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: quitQuestion.message(waiting),
      detail: quitQuestion.detail,
      buttons: [quitQuestion.quit, quitQuestion.stay],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
      signal,
    });
    return response === 0 ? 'quit' : 'stay';
  }

  #flush(contentsId: number): Promise<void> {
    const window = this.#windows.windowOf(contentsId);
    if (window === null || window.isDestroyed()) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = (): void => {
      clearTimeout(grace);
      this.#flushes.delete(contentsId);
      resolve();
    };
    const grace = setTimeout(done, FLUSH_GRACE_MS);
    this.#flushes.set(contentsId, done);
    window.webContents.send(DESKTOP_CHANNELS.flush);
    return promise;
  }

  async #stopEverything(): Promise<void> {
    this.#network.stop();
    if (this.#demoRetry !== null) clearTimeout(this.#demoRetry);
    this.#notifications.closeAll();
    await Promise.all([this.#sync.stop(), this.#demo.stop(), this.#remembered.settled(), this.#media.removeCopies()]);
    this.#tray?.destroy();
  }

  readonly #trouble = (event: string, error: unknown): void => {
    // Only the kind of error: its message may hold a name or a path.
    const kind = error instanceof Error ? ('code' in error ? String(error.code) : error.name) : typeof error;
    this.#start.log({ level: 'warn', event, details: { kind } });
  };
}

type EngineShow = { readonly conversationId: string | null };

function prefill({ token: _token, userId: _userId, ...rest }: ServerProfile) {
  return serverProfileInput.parse(rest);
}

function refusal(code: 'FORBIDDEN_SENDER' | 'BAD_REQUEST', message: string): Envelope<never> {
  return { ok: false, error: { code, message, details: {} } };
}

async function runProgram(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], { timeout: 2_500, windowsHide: true });
  return stdout;
}
