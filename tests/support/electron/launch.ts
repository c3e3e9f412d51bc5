/**
 * Starts the desktop app under Playwright's own `_electron`: on the stand-in, or with REAL_ELECTRON=1 on the Electron
 * that is installed, and says which it was.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';

export type Runtime = 'stand-in' | 'real Electron';

export interface DesktopOptions {
  /** Folder with the app's package.json, or one that names a built main module. */
  appDir: string;
  /** Folder for everything the app keeps; a new one for each test. */
  userDataDir: string;
  /** Further arguments for the app. */
  args?: readonly string[];
  /** Further environment; `undefined` takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>;
  /** A packaged app's executable, instead of `appDir` on the installed runtime. */
  executablePath?: string;
  /** Milliseconds that the start may take. */
  timeout?: number;
}

export interface Desktop {
  app: ElectronApplication;
  runtime: Runtime;
}

/** Folder to be used as Electron's distribution: `electron` and `version`. */
export const standInDistribution = path.join(import.meta.dirname, 'runtime');

/** Node 24 of the project's own packages; the stand-in runs on it whatever started the tests. */
function standInNode(): string | undefined {
  const name = `node-${process.platform}-${process.arch}`;
  for (let folder = import.meta.dirname; path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name, 'bin', 'node');
    if (existsSync(candidate)) return candidate;
  }
  return undefined;
}

export function chosenRuntime(env: NodeJS.ProcessEnv = process.env): Runtime {
  return env['REAL_ELECTRON'] === '1' ? 'real Electron' : 'stand-in';
}

/** What a process needs in its environment to be started on the stand-in, by whatever means. */
export function standInEnvironment(): Record<string, string> {
  const node = standInNode();
  return {
    ELECTRON_OVERRIDE_DIST_PATH: standInDistribution,
    ELECTRON_STANDIN: import.meta.dirname,
    ...(node === undefined ? {} : { STANDIN_NODE: node }),
  };
}

/** The stand-in's executable, to start an app on without Playwright. */
export const standInExecutable = path.join(standInDistribution, 'electron');

export async function launchDesktop(options: DesktopOptions): Promise<Desktop> {
  const runtime = chosenRuntime();
  const env: Record<string, string> = {};
  const wanted = { ...process.env, ...(runtime === 'stand-in' ? standInEnvironment() : {}), ...options.env };
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) env[name] = value;
  delete env['ELECTRON_RUN_AS_NODE'];
  if (runtime === 'real Electron') delete env['ELECTRON_OVERRIDE_DIST_PATH'];
  // Playwright asks the electron package for the executable within this process, so the choice is made here too.
  const before = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (runtime === 'stand-in') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = standInDistribution;
  else delete process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  try {
    const app = await _electron.launch({
      args: [
        ...(options.executablePath === undefined ? [options.appDir] : []),
        `--user-data-dir=${options.userDataDir}`,
        ...(options.args ?? []),
      ],
      ...(options.executablePath === undefined ? {} : { executablePath: options.executablePath }),
      env,
      timeout: options.timeout ?? 30_000,
    });
    return { app, runtime };
  } finally {
    if (before === undefined) delete process.env['ELECTRON_OVERRIDE_DIST_PATH'];
    else process.env['ELECTRON_OVERRIDE_DIST_PATH'] = before;
  }
}

/** A page's address as the app knows it: the stand-in serves `app://desk/x` as `http://desk.app.localhost/x`. */
export function appAddress(pageUrl: string): string {
  return pageUrl.replace(/^http:\/\/([^./:]+)\.([a-z\d+-]+)\.localhost(?=[/?#]|$)/, '$2://$1');
}
