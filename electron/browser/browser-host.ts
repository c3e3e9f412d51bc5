import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { serverProfileInput, type ServerProfile } from '#shared/contract/server-profile.ts';
import type { AccountInfo } from '#shared/domain/account.ts';
import { CodedError } from '#shared/errors.ts';
import { DemoServer } from '../dispatch/demo-server.ts';
import { Dispatcher } from '../dispatch/dispatcher.ts';
import { forkDemo, forkSyncServer } from '../dispatch/forked-process.ts';
import type { HostLog } from '../dispatch/host-log.ts';
import { listStaticFiles } from '../dispatch/static-files.ts';
import { SupervisedSyncServer, type StartOpening } from '../dispatch/sync-server.ts';
import { openDataFolder, usualDataDir, type DataFolder } from './data-folder.ts';
import { browserHostHandlers } from './host-handlers.ts';
import { MachineWatch, realMachine } from './machine-watch.ts';
import type { HostOptions } from './options.ts';
import { Origin } from './origin.ts';
import { Remembered } from './remembered.ts';
import { answerRequest } from './requests.ts';
import { Session } from './session.ts';
import { Sockets } from './sockets.ts';
import { StartProblem } from './start-problem.ts';

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
const DEMO_RETRY_MS = 2_000;

/** The loopback host: it serves the page to browsers of this computer and runs the sync server. It can be stopped in whatever state it is. */
export class BrowserHost {
  readonly #options: HostOptions;
  readonly #layout: HostLayout;
  readonly #log: HostLog;
  readonly #http: Server = createServer();
  #folder: DataFolder | null = null;
  #sync: SupervisedSyncServer | null = null;
  #demo: DemoServer | null = null;
  #sockets: Sockets | null = null;
  #account: AccountInfo | null = null;
  #machine: MachineWatch | null = null;
  #demoRetry: NodeJS.Timeout | null = null;
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
        profile: prefill(this.#options.profile),
        openDemo: () => this.#openDemo(),
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
    if (this.#demoRetry !== null) clearTimeout(this.#demoRetry);
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

  #createDemo(dataDir: string): DemoServer {
    const args = ['--port', '0', '--data-dir', join(dataDir, 'demo'), ...this.#layout.demoArgs];
    this.#demo = new DemoServer({
      fork: () => forkDemo(this.#layout.demo, args),
      log: this.#log,
      onDied: () => {
        this.#reopenDemoLater();
      },
    });
    return this.#demo;
  }

  #createSyncServer(dataDir: string, remembered: Remembered, demo: DemoServer): SupervisedSyncServer {
    this.#sync = new SupervisedSyncServer({
      fork: () => forkSyncServer(this.#layout.syncServer),
      dataDir,
      timer: { setTimeout: (callback, ms) => setTimeout(callback, ms), clearTimeout },
      log: this.#log,
      news: {
        onEvent: (stamped) => this.#sockets?.sendEngineEvent(stamped),
        onLife: (life, reason) => this.#sockets?.sendHostEvent({ type: 'engine', life, reason }),
        onAccount: (account, token) => {
          this.#account = account;
          this.#remember(remembered, account, token);
          if (account?.demo !== true) void demo.stop();
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
  async #openAccount(sync: SupervisedSyncServer, demo: DemoServer, remembered: Remembered): Promise<void> {
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

  async #demoOpening(demo: DemoServer) {
    try {
      return await demo.open();
    } catch (error) {
      throw new StartProblem('The demo could not be started.', { cause: error });
    }
  }

  async #lastDemo(demo: DemoServer, accountId: string): Promise<StartOpening> {
    try {
      return { kind: 'profile', ...(await demo.open()) };
    } catch {
      // What is mirrored can be read without it.
      return { kind: 'last', accountId, token: null };
    }
  }

  async #openDemo(): Promise<void> {
    const sync = this.#sync;
    const demo = this.#demo;
    if (sync === null || demo === null) throw new CodedError('ENGINE_UNAVAILABLE', 'The host is starting');
    const envelope = await sync.open(await demo.open());
    if (!envelope.ok) throw new CodedError(envelope.error.code, envelope.error.message, envelope.error.details);
  }

  /** Its people come back with a new address; the account is the same. */
  #reopenDemoLater(): void {
    if (this.#stopping !== null || this.#demoRetry !== null || this.#account?.demo !== true) return;
    this.#demoRetry = setTimeout(() => {
      this.#demoRetry = null;
      if (this.#account?.demo !== true) return;
      this.#openDemo().catch(() => {
        this.#reopenDemoLater();
      });
    }, DEMO_RETRY_MS);
  }
}

function pageFiles(folder: string) {
  try {
    return listStaticFiles(folder);
  } catch (error) {
    throw new StartProblem('The page is not built yet: run "npm run build".', { cause: error });
  }
}

/** A profile without a token fills in the sign-in screen. */
function prefill(profile: ServerProfile | null) {
  return profile === null || profile.token !== null ? null : serverProfileInput.parse(withoutAccount(profile));
}

function withoutAccount({ token: _token, userId: _userId, ...rest }: ServerProfile) {
  return rest;
}
