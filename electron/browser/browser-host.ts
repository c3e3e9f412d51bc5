import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { AccountInfo } from '#shared/domain/account.ts';
import { DemoAccount } from '../dispatch/demo-account.ts';
import { Dispatcher } from '../dispatch/dispatcher.ts';
import { forkDemo, forkSyncServer } from '../dispatch/forked-process.ts';
import type { HostLog } from '../dispatch/host-log.ts';
import type { HostOptions } from '../dispatch/host-options.ts';
import { prefillOf } from '../dispatch/prefill.ts';
import { StartProblem } from '../dispatch/start-problem.ts';
import { listStaticFiles } from '../dispatch/static-files.ts';
import { SupervisedSyncServer, type StartOpening } from '../dispatch/sync-server.ts';
import { usualDataDir } from '../dispatch/usual-data-dir.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { browserHostHandlers } from './host-handlers.ts';
import { MachineWatch, realMachine } from './machine-watch.ts';
import { Origin } from './origin.ts';
import { Remembered } from './remembered.ts';
import { answerRequest } from './requests.ts';
import { Session } from './session.ts';
import { Sockets } from './sockets.ts';

/** Where the other parts of the program lie. */
export interface HostLayout {
  /** Folder of the built page. */
  readonly renderer: string;
  readonly syncServer: string;
  readonly demo: string;
  /** For the demo, beside its port and folder. */
  readonly demoArgs: readonly string[];
  readonly version: string;
}

/** Taken when nothing else is asked for, so that the page keeps its origin from start to start. */
const USUAL_PORT = 47_318;

/** The loopback host: it serves the page to browsers of this computer and runs the sync server. It can be stopped in whatever state it is. */
export class BrowserHost {
  readonly #options: HostOptions;
  readonly #layout: HostLayout;
  readonly #log: HostLog;
  readonly #http: Server = createServer();
  #folder: DataFolder | null = null;
  #sync: SupervisedSyncServer | null = null;
  #demo: DemoAccount | null = null;
  #sockets: Sockets | null = null;
  #machine: MachineWatch | null = null;
  #stopping: Promise<void> | null = null;

  constructor(options: HostOptions, layout: HostLayout, log: HostLog) {
    this.#options = options;
    this.#layout = layout;
    this.#log = log;
  }

  /**
   * Resolves when the page can be opened and the account is; rejects with StartProblem. `address` holds the session's token; `openAt` one that
   * works once.
   */
  async start(): Promise<{ readonly address: string; readonly openAt: string }> {
    const { dataDir } = this.#options;
    const folder = openDataFolder(dataDir ?? usualDataDir(process.platform, process.env));
    this.#folder = folder;
    const remembered = new Remembered(folder.path);
    const files = pageFiles(this.#layout.renderer);
    const port = await this.#listen();
    const origin = new Origin(port);
    const session = new Session(port);

    const demo = this.#createDemo(folder.path);
    const sync = this.#createSyncServer(folder.path, remembered, demo);
    const dispatcher = new Dispatcher({
      engine: sync,
      host: browserHostHandlers({
        version: this.#layout.version,
        platform: process.platform,
        profile: prefillOf(this.#options.profile),
        openDemo: () => demo.open(),
        keepToken: (keep) => {
          remembered.keepToken(keep);
        },
      }),
      log: this.#log,
    });
    const sockets = new Sockets({ origin, session, dispatcher, greeting: () => ({ type: 'engine', ...sync.life }) });
    this.#sockets = sockets;
    this.#http.on('request', (request, response) => {
      const media = (mediaId: string): ReturnType<typeof sync.media> => sync.media(mediaId);
      answerRequest({ origin, session, files, dataDir: folder.path, media }, request, response);
    });
    this.#http.on('upgrade', (request, socket, head) => {
      sockets.upgrade(request, socket, head);
    });

    this.#machine = new MachineWatch({
      ...realMachine,
      onNetwork: (online) => {
        sync.network(online);
      },
      onWake: () => {
        sync.power('resume');
      },
    });
    await this.#openAccount(sync, demo, remembered);
    return {
      address: `${origin.url}/#token=${session.token}`,
      openAt: `${origin.url}/#token=${session.issueOneTimeToken()}`,
    };
  }

  /** Ends everything in order. Resolves when nothing of it is left. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Ends everything at once; for the last moment of this process. */
  kill(): void {
    this.#sync?.kill();
    this.#demo?.kill();
  }

  async #stop(): Promise<void> {
    this.#machine?.stop();
    this.#sockets?.close();
    this.#http.close();
    this.#http.closeAllConnections();
    await Promise.all([this.#sync?.stop(), this.#demo?.stop()]);
    this.#folder?.release();
  }

  /** The port that it listens on. */
  async #listen(): Promise<number> {
    const wanted = this.#options.port;
    try {
      return await this.#listenOn(wanted ?? USUAL_PORT);
    } catch (error) {
      if (wanted === null) return this.#listenOn(0);
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      const reason = code === 'EADDRINUSE' ? 'is in use by another program' : `can't be used (${code})`;
      throw new StartProblem(`Port ${wanted} ${reason}: choose another one with --port.`, { cause: error });
    }
  }

  #listenOn(port: number): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const onError = (error: Error): void => {
      reject(error);
    };
    this.#http.once('error', onError);
    this.#http.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      this.#http.off('error', onError);
      const address = this.#http.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
      else reject(new Error('The server has no port'));
    });
    return promise;
  }

  #createDemo(dataDir: string): DemoAccount {
    const args = ['--port', '0', '--data-dir', join(dataDir, 'demo'), ...this.#layout.demoArgs];
    this.#demo = new DemoAccount({
      fork: () => forkDemo(this.#layout.demo, args),
      log: this.#log,
      sync: () => this.#sync,
    });
    return this.#demo;
  }

  #createSyncServer(dataDir: string, remembered: Remembered, demo: DemoAccount): SupervisedSyncServer {
    this.#sync = new SupervisedSyncServer({
      fork: () => forkSyncServer(this.#layout.syncServer),
      dataDir,
      timer: { setTimeout: (callback, ms) => setTimeout(callback, ms), clearTimeout },
      log: this.#log,
      news: {
        onEvent: (stamped) => this.#sockets?.sendEngineEvent(stamped),
        onLife: (life, reason) => this.#sockets?.sendHostEvent({ type: 'engine', life, reason }),
        onAccount: (account, token) => {
          this.#remember(remembered, account, token);
          demo.accountChanged(account);
        },
        // A browser tab shows its own counts, and asks for leave to notify by itself.
        onCounts: () => undefined,
        onNotify: () => undefined,
        onUnnotify: () => undefined,
        onWithdraw: () => undefined,
      },
    });
    return this.#sync;
  }

  #remember(remembered: Remembered, account: AccountInfo | null, token: string | null): void {
    try {
      remembered.account(account === null ? null : { accountId: account.accountId, demo: account.demo }, token);
    } catch (error) {
      // A full disk costs the next start a click, not this one its account.
      const name = error instanceof Error ? error.name : typeof error;
      this.#log({ level: 'error', event: 'the account could not be remembered', details: { name } });
    }
  }

  /** What the options say, else the account of last time; even signed out or offline. */
  async #openAccount(sync: SupervisedSyncServer, demo: DemoAccount, remembered: Remembered): Promise<void> {
    const { profile } = this.#options;
    const last = remembered.lastAccount;
    const asked = this.#options.demo || profile?.token != null;
    let opening: StartOpening = { kind: 'none' };
    if (profile?.token != null) opening = { kind: 'profile', profile, token: profile.token, demo: false };
    else if (this.#options.demo) opening = { kind: 'profile', ...(await this.#demoOpening(demo)) };
    else if (profile === null && last?.demo === true) opening = await this.#lastDemo(demo, last.accountId);
    else if (profile === null && last !== null) {
      opening = { kind: 'last', accountId: last.accountId, token: remembered.token };
    }
    if (this.#stopping !== null) return;
    const started = await sync.start(opening);
    if (!started.ok && asked && this.#stopping === null)
      throw new StartProblem(`${started.message} (${started.code}).`);
  }

  async #demoOpening(demo: DemoAccount) {
    try {
      return await demo.opening();
    } catch (error) {
      throw new StartProblem('The demo could not be started.', { cause: error });
    }
  }

  async #lastDemo(demo: DemoAccount, accountId: string): Promise<StartOpening> {
    try {
      return { kind: 'profile', ...(await demo.opening()) };
    } catch {
      // What is mirrored can be read without it.
      return { kind: 'last', accountId, token: null };
    }
  }
}

function pageFiles(folder: string) {
  try {
    return listStaticFiles(folder);
  } catch (error) {
    throw new StartProblem('The page is not built yet: run "npm run build".', { cause: error });
  }
}
