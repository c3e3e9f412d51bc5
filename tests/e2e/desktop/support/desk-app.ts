import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base, type ElectronApplication, type Page } from '@playwright/test';
import type { FromSyncServer, NotificationRequest } from '#shared/contract/sync-channel.ts';
import type { AccountInfo } from '#shared/domain/account.ts';
import type { Counts } from '#shared/domain/conversation.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { launchDesktop, type Runtime } from '../../../support/electron/launch.ts';

/** The desktop program from its built bundles, under the stand-in or in real Electron, for each test in a folder of its own. */

const ROOT = join(import.meta.dirname, '../../../..');
const DIST = join(ROOT, 'dist');

export interface Desk {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly runtime: Runtime;
  /** What happens around it: see tests/support/electron/standin/control.ts. Only the stand-in has it. */
  readonly folder: string;
}

/** Speaks for the sync server: see scripted-sync.mjs. */
export class Script {
  readonly #path: string;
  readonly heard: Record<string, unknown>[] = [];
  #socket: Socket | null = null;
  #listeners = new Set<() => void>();

  constructor(path: string) {
    this.#path = path;
  }

  /** Again after each start of the sync server. */
  async connect(): Promise<void> {
    this.#socket?.destroy();
    this.heard.length = 0;
    const socket = await connectWhenThere(this.#path);
    this.#socket = socket;
    socket.on('error', () => undefined);
    createInterface({ input: socket }).on('line', (line) => {
      this.heard.push(JSON.parse(line) as Record<string, unknown>);
      for (const listener of this.#listeners) listener();
    });
  }

  say(message: FromSyncServer): void {
    this.#write(message);
  }

  answer(method: string, value: unknown): void {
    this.#write({ answer: method, value });
  }

  die(): void {
    this.#write({ die: true });
  }

  /** Resolves with the first message that the host has sent or will send and that fits. */
  async hears(fits: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.heard.find(fits);
      if (found !== undefined) return found;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#listeners.add(resolve);
      await promise;
      this.#listeners.delete(resolve);
    }
  }

  close(): void {
    this.#socket?.destroy();
  }

  #write(line: unknown): void {
    if (this.#socket === null) throw new Error('The script is not connected');
    this.#socket.write(`${JSON.stringify(line)}\n`);
  }
}

async function connectWhenThere(path: string): Promise<Socket> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const socket = createConnection(path);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    socket.once('connect', () => {
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
    if (await promise) return socket;
    if (Date.now() > deadline) throw new Error('The scripted sync server did not begin to listen');
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

export interface LaunchOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

interface Fixtures {
  /** A folder of the test's own, with everything that the program keeps in it. */
  folder: string;
  script: Script;
  /** Starts the built program with the scripted sync server. */
  launch: (options?: LaunchOptions) => Promise<Desk>;
  desk: Desk;
}

export interface Assembly {
  /** The real one, or the one that a test speaks for. */
  readonly sync: 'real' | 'scripted';
  /** "Try the demo" comes to a server that runs already (tests/e2e/support/demo-elsewhere.mjs). */
  readonly demoElsewhere?: boolean;
}

/** A folder that is the program: the built bundles, with another sync server or demo in place of its own. */
export function assemble(folder: string, { sync, demoElsewhere = false }: Assembly): string {
  const appDir = join(folder, 'app');
  if (existsSync(appDir)) return appDir;
  const dist = join(appDir, 'dist');
  mkdirSync(dist, { recursive: true });
  for (const name of ['main', 'preload', 'renderer', 'demo', 'sync-utility']) {
    cpSync(join(DIST, name), join(dist, name), { recursive: true });
  }
  if (sync === 'scripted') {
    cpSync(join(import.meta.dirname, 'scripted-sync.mjs'), join(dist, 'sync-utility', 'sync-process.js'));
  }
  if (demoElsewhere)
    cpSync(join(import.meta.dirname, '../../support/demo-elsewhere.mjs'), join(dist, 'demo', 'main.js'));
  symlinkSync(join(ROOT, 'build'), join(appDir, 'build'), 'dir');
  symlinkSync(join(ROOT, 'node_modules'), join(appDir, 'node_modules'), 'dir');
  writeFileSync(
    join(appDir, 'package.json'),
    JSON.stringify({
      name: 'zukses-desk',
      productName: 'Zukses Desk',
      version: '0.0.1',
      type: 'module',
      main: 'dist/main/main.js',
    }),
  );
  return appDir;
}

export const test = base.extend<Fixtures>({
  folder: async ({}, provide) => {
    // Short: the path of a socket may have a hundred characters.
    const folder = mkdtempSync(join(tmpdir(), 'desk-'));
    await provide(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  script: async ({ folder }, provide) => {
    const script = new Script(join(folder, 'script.sock'));
    await provide(script);
    script.close();
  },
  launch: async ({ folder, script }, provide, info) => {
    const started = new Set<ElectronApplication>();
    await provide(async ({ args = [], env = {} } = {}) => {
      rmSync(join(folder, 'script.sock'), { force: true });
      const { app, runtime } = await launchDesktop({
        appDir: assemble(folder, { sync: 'scripted' }),
        userDataDir: join(folder, 'user'),
        args,
        env: { DESK_SCRIPT: join(folder, 'script.sock'), LANG: 'en_US.UTF-8', ...env },
      });
      info.annotations.push({ type: 'runtime', description: runtime });
      started.add(app);
      app.on('close', () => started.delete(app));
      const page = await app.firstWindow();
      await script.connect();
      await page.getByRole('button', { name: 'Try the demo' }).waitFor();
      return { app, page, runtime, folder };
    });
    for (const app of started) await endNow(app);
  },
  desk: async ({ launch }, provide) => {
    await provide(await launch());
  },
});

/** As the agent quits; resolves when the process is gone, so that the next start finds the folder free. */
export async function quit({ app }: Desk): Promise<void> {
  const child = app.process();
  const { promise, resolve } = Promise.withResolvers<void>();
  if (child.exitCode !== null || child.signalCode !== null) resolve();
  child.once('exit', () => {
    resolve();
  });
  await app.close();
  await promise;
}

/** Whatever question it would ask. */
async function endNow(app: ElectronApplication): Promise<void> {
  await app
    .evaluate(({ app: main }) => {
      main.exit(0);
    })
    .catch(() => undefined);
  await app.close().catch(() => undefined);
}

export const ACCOUNT: AccountInfo = {
  accountId: 'a'.repeat(32),
  apiUrl: 'https://api.example',
  userId: 1,
  name: 'Dewi',
  email: null,
  pictureUrl: null,
  demo: false,
  signedIn: true,
  tokenExpiresAt: null,
};

export const NO_COUNTS: Counts = {
  unread: 0,
  unreadConversations: 0,
  allConversations: 0,
  mineConversations: 0,
  needsReply: 0,
  waiting: 0,
  needsChoice: 0,
  failed: 0,
  messages: 0,
};

export const LEVEL: SyncStatus = {
  connection: 'online',
  since: null,
  nextTryAt: null,
  realtime: 'on',
  pollSeconds: null,
  catchUp: null,
  backfill: null,
  lastUpToDateAt: 0,
  clockOff: null,
  sending: { waiting: 0, sending: 0, secondsLeft: null },
  trouble: null,
};

let revision = 0;
export function syncEvent(status: Partial<SyncStatus>): FromSyncServer {
  revision += 1;
  return {
    type: 'event',
    stamped: { stamp: { epoch: 'scripted', revision }, event: { type: 'sync', status: { ...LEVEL, ...status } } },
  };
}

/** Up to date as of now: nothing is being caught up with any more. */
export function upToDate(): FromSyncServer {
  return syncEvent({ lastUpToDateAt: Date.now() + 1 });
}

export function message(conversationId: string, messageId: number): NotificationRequest {
  return { conversationId, messageId, title: `Customer ${conversationId}`, body: `Text ${messageId}`, silent: false };
}

/** What the stand-in shows of the system around the program. */
export interface Control {
  readonly trays: Electron.Tray[];
  readonly notifications: Electron.Notification[];
  readonly windows: Electron.BrowserWindow[];
  trayShown(tray: Electron.Tray): { readonly toolTip: string; readonly menu: Electron.Menu | null };
  shownOf(window: Electron.BrowserWindow): { readonly overlayText: string };
  readonly dialogs: { readonly kind: string; readonly options: Record<string, unknown> }[];
  answerNextDialog(kind: string, answer: unknown): void;
  setIdleSeconds(seconds: number): void;
  setOnline(online: boolean): void;
  readonly shellCalls: unknown[];
}

export { expect } from '@playwright/test';
