import { join } from 'node:path';
import { app, net, Notification, powerMonitor, protocol, safeStorage, session, shell } from 'electron';
import type { StampedEvent } from '#shared/contract/engine.ts';
import type { EngineLife, HostHandlers } from '#shared/contract/host.ts';
import type { AccountInfo } from '#shared/domain/account.ts';
import type { Place } from '#shared/domain/desk-link.ts';
import { DemoAccount } from '../dispatch/demo-account.ts';
import type { HostLog } from '../dispatch/host-log.ts';
import type { HostOptions } from '../dispatch/host-options.ts';
import { listStaticFiles } from '../dispatch/static-files.ts';
import { SupervisedSyncServer } from '../dispatch/sync-server.ts';
import { callingContents } from './caller.ts';
import { CatchUp } from './catch-up.ts';
import { serveContextMenu } from './context-menu.ts';
import { conversationFacts } from './conversation-facts.ts';
import { askToQuit, askWhereToSave } from './dialogs.ts';
import { takeUpEarlierNotifications } from './earlier-notifications.ts';
import { FirstAccount } from './first-account.ts';
import { desktopHostHandlers } from './host-handlers.ts';
import { hostInfo } from './host-info.ts';
import { Indicators } from './indicators.ts';
import { KeyStore } from './key-store.ts';
import { MediaFiles } from './media-files.ts';
import { NetworkWatch } from './network.ts';
import { fileLedger } from './notification-ledger.ts';
import { Notifications, placeOfNotification } from './notifications.ts';
import { PageCalls } from './page-calls.ts';
import { watchPower, type PowerNews } from './power.ts';
import { Presence } from './presence.ts';
import { answerRequests, SCHEME } from './protocol.ts';
import { Quitting } from './quit.ts';
import { RememberedToken } from './remembered-token.ts';
import { guardSession, type GuardedSession } from './security.ts';
import { openSettings, type KeyValueFile } from './settings-store.ts';
import { troubleTo, type Trouble } from './trouble.ts';
import { forkDemo, forkSyncServer } from './utility-fork.ts';
import { Windows } from './windows.ts';

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

/** The desktop program after Electron is ready: it puts the parts together and passes news between them. */
export class DesktopHost {
  readonly quitting: Quitting;
  readonly #start: DesktopStart;
  readonly #trouble: Trouble;
  readonly #keyStore: KeyStore;
  readonly #remembered: RememberedToken;
  readonly #sync: SupervisedSyncServer;
  readonly #demo: DemoAccount;
  readonly #first: FirstAccount;
  readonly #windows: Windows;
  readonly #pages: PageCalls;
  readonly #indicators: Indicators;
  readonly #presence: Presence;
  readonly #notifications: Notifications;
  readonly #catchUp: CatchUp;
  readonly #media: MediaFiles;
  readonly #network: NetworkWatch;
  #account: AccountInfo | null = null;

  constructor(start: DesktopStart) {
    const { options, layout, dataDir, log } = start;
    this.#start = start;
    const trouble = troubleTo(log);
    this.#trouble = trouble;
    const settingsFolder = app.getPath('userData');
    const settings = openSettings({
      folder: settingsFolder,
      open: () => start.openStore(settingsFolder),
      trouble,
    });
    this.#keyStore = new KeyStore(safeStorage, process.platform);
    this.#remembered = new RememberedToken(settings, this.#keyStore, trouble);
    this.#sync = this.#superviseSyncServer();
    const demoArgs = ['--port', '0', '--data-dir', join(dataDir, 'demo'), ...layout.demoArgs];
    this.#demo = new DemoAccount({ fork: () => forkDemo(layout.demo, demoArgs), log, sync: () => this.#sync });
    this.#first = new FirstAccount({
      options,
      sync: this.#sync,
      demo: this.#demo,
      settings,
      remembered: this.#remembered,
      trouble,
    });
    this.#presence = new Presence({
      window: (contentsId) => this.#windows.state(contentsId),
      idleSeconds: () => powerMonitor.getSystemIdleTime(),
    });
    this.#windows = new Windows({
      preload: layout.preload,
      icon: process.platform === 'linux' ? join(layout.images, 'window.png') : null,
      settings,
      closingHides: () => this.#indicators.closingHides,
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
      flush: (contentsId) => this.#pages.flush(contentsId),
      onSessionEnd: () => {
        void this.quitting.request('system');
      },
      trouble,
    });
    this.#indicators = new Indicators({
      windows: this.#windows,
      settings,
      images: layout.images,
      engineLife: () => this.#sync.life.life,
      onQuit: () => {
        void this.quitting.request('agent');
      },
      onNotificationsOff: () => {
        this.#notifications.closeAll();
      },
      trouble,
    });
    this.#notifications = new Notifications({
      create: (notification) => new Notification(notification),
      removeDelivered: (ids) => {
        if (process.platform === 'darwin') Notification.remove([...ids]);
      },
      isSupported: () => Notification.isSupported(),
      isSwitchedOn: () => settings.get('notifications'),
      presence: (conversationId) => this.#presence.of(conversationId),
      conversation: (conversationId) => conversationFacts(this.#sync, conversationId),
      open: (place) => {
        this.show(place);
      },
      words: () => this.#indicators.words,
      ledger: fileLedger(join(settingsFolder, 'notified.txt'), (error) => {
        trouble('what was notified is not kept', error);
      }),
      timers: {
        now: () => Date.now(),
        setTimeout: (callback, ms) => setTimeout(callback, ms),
        clearTimeout: (handle) => {
          clearTimeout(handle as NodeJS.Timeout);
        },
      },
      trouble,
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
      askWhere: (suggestion) => askWhereToSave(this.#windows.windowOf(callingContents()), suggestion),
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
    this.#pages = new PageCalls({
      sync: this.#sync,
      windows: this.#windows,
      handlers: this.#handlers(),
      log,
      onShown: (contentsId, conversationId) => {
        this.#presence.shows(contentsId, conversationId);
      },
      onNetworkHint: () => {
        this.#network.look();
      },
    });
    this.quitting = new Quitting({
      waiting: () => this.#indicators.waiting,
      ask: (waiting, signal) => askToQuit(this.#indicators.words, waiting, signal),
      flush: () => this.#windows.flushAll(),
      stop: () => this.#stopEverything(),
      exit: () => {
        app.exit(0);
      },
      trouble,
    });
  }

  /** Resolves when the window is there and the account is being opened; with a sentence when what was asked for at the start can't be had. */
  async start(): Promise<string | null> {
    const { layout, dataDir, log, hidden, place } = this.#start;
    guardSession(session.defaultSession as unknown as GuardedSession, (what) => {
      log({ level: 'warn', event: 'refused', details: { what } });
    });
    protocol.handle(
      SCHEME,
      answerRequests({
        files: listStaticFiles(layout.renderer),
        dataDir,
        media: (mediaId) => this.#sync.media(mediaId),
      }),
    );
    this.#pages.serve();
    watchPower(powerMonitor, {
      news: (news) => {
        this.#powerNews(news);
      },
      shutdown: () => {
        void this.quitting.request('system');
      },
    });
    await this.#indicators.start();
    this.#windows.open({ hidden: hidden && this.#indicators.closingHides });
    if (place !== null) this.#windows.showPlace(place);
    const problem = await this.#first.open();
    takeUpEarlierNotifications((text) => {
      this.show(this.#account === null ? null : placeOfNotification(text, this.#account.accountId));
    }, this.#trouble);
    return problem;
  }

  /** A second start, the Dock, the tray: bring the program to the front, at the place if there is one. */
  show(place: Place | null): void {
    if (place === null) this.#windows.show();
    else this.#windows.showPlace(place);
  }

  serveContents(contents: Electron.WebContents): void {
    serveContextMenu(contents, () => this.#indicators.words);
  }

  openExternal(address: string): void {
    shell.openExternal(address).catch((error: unknown) => {
      this.#trouble('an address was not opened', error);
    });
  }

  #handlers(): HostHandlers {
    return desktopHostHandlers({
      info: () =>
        hostInfo({
          keyStore: this.#keyStore,
          tokenUnreadable: this.#first.tokenUnreadable,
          profile: this.#start.options.profile,
          words: this.#indicators.words,
        }),
      openDemo: () => this.#demo.open(),
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

  #superviseSyncServer(): SupervisedSyncServer {
    const { layout, dataDir, log } = this.#start;
    return new SupervisedSyncServer({
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
          this.#indicators.setCounts(counts);
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
  }

  #engineEvent(stamped: StampedEvent): void {
    this.#windows.sendEngineEvent(stamped);
    const { event } = stamped;
    if (event.type === 'sync') {
      this.#catchUp.status(event.status);
      this.#indicators.setConnection(event.status.connection);
    }
    if (event.type === 'session') this.#indicators.setLanguage(event.session.settings.language);
    if (event.type === 'changed' && event.settings !== null) this.#indicators.setLanguage(event.settings.language);
  }

  #engineLife(life: EngineLife, reason: string | null): void {
    this.#windows.sendHostEvent({ type: 'engine', life, reason });
    // What the last one was told while it was away, the new one does not know.
    if (life === 'running') this.#sync.network(net.isOnline());
    else this.#catchUp.begin();
    this.#indicators.refresh();
  }

  #accountNews(account: AccountInfo | null, token: string | null): void {
    this.#account = account;
    this.#first.tokenUnreadable &&= token === null;
    this.#notifications.accountChanged(account?.accountId ?? '');
    void this.#remembered.account(account, token);
    this.#demo.accountChanged(account);
    if (account === null) this.#indicators.setCounts({ unread: 0, waiting: 0 });
    else this.#indicators.refresh();
  }

  #powerNews(news: PowerNews): void {
    if (news === 'lock' || news === 'unlock') this.#presence.setLocked(news === 'lock');
    if (news === 'resume') {
      this.#catchUp.begin();
      this.#network.look();
    }
    this.#sync.power(news);
  }

  async #stopEverything(): Promise<void> {
    this.#network.stop();
    this.#notifications.closeAll();
    await Promise.all([this.#sync.stop(), this.#demo.stop(), this.#remembered.settled(), this.#media.removeCopies()]);
    this.#indicators.stop();
  }
}
