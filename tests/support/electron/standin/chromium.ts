/**
 * The system's Chromium, driven over its DevTools pipe. The pipe is also the leash: Chromium ends itself when the pipe
 * closes, so it cannot outlive this process, not even when this one is killed.
 */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdirSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { children } from './runtime-info.ts';

interface Answer {
  id?: number;
  method?: string;
  params?: object;
  sessionId?: string;
  result?: object;
  error?: { message: string };
}

/** One attached target, or the browser itself; events are emitted under their protocol names. */
export class CdpSession extends EventEmitter {
  readonly id: string | undefined;
  readonly #connection: CdpConnection;

  constructor(connection: CdpConnection, id: string | undefined) {
    super();
    this.setMaxListeners(0);
    this.#connection = connection;
    this.id = id;
  }

  send<Result extends object = Record<string, never>>(method: string, params: object = {}): Promise<Result> {
    return this.#connection.call<Result>(method, params, this.id);
  }

  /** For calls whose failure only means that the page is gone. */
  sendQuietly(method: string, params: object = {}): void {
    this.#connection.call(method, params, this.id).catch(ignoreGone);
  }
}

function ignoreGone(error: unknown): void {
  if (process.env['STANDIN_DEBUG']) console.error('electron stand-in: cdp', error);
}

class CdpConnection {
  readonly #input: Writable;
  readonly #calls = new Map<
    number,
    { method: string; resolve: (result: object) => void; reject: (e: Error) => void }
  >();
  readonly #sessions = new Map<string | undefined, CdpSession>();
  #buffered: Buffer[] = [];
  #nextId = 1;
  #closed = false;
  readonly browser: CdpSession;

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    this.browser = new CdpSession(this, undefined);
    this.#sessions.set(undefined, this.browser);
    output.on('data', (chunk: Buffer) => this.#read(chunk));
    output.on('close', () => this.#close());
    input.on('error', () => this.#close());
    output.on('error', () => this.#close());
  }

  call<Result extends object>(method: string, params: object, sessionId: string | undefined): Promise<Result> {
    if (this.#closed) return Promise.reject(new Error(`${method}: Chromium is gone`));
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { method, resolve: resolve as (result: object) => void, reject });
      this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  session(id: string): CdpSession {
    const session = this.#sessions.get(id) ?? new CdpSession(this, id);
    this.#sessions.set(id, session);
    return session;
  }

  #read(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...this.#buffered, rest.subarray(0, end)]).toString('utf8');
      this.#buffered = [];
      rest = rest.subarray(end + 1);
      this.#dispatch(JSON.parse(text) as Answer);
    }
    if (rest.length > 0) this.#buffered.push(rest);
  }

  #dispatch({ id, method, params, sessionId, result, error }: Answer): void {
    if (id === undefined) {
      if (method !== undefined) this.#sessions.get(sessionId)?.emit(method, params);
      if (method === 'Target.detachedFromTarget') {
        this.#sessions.delete((params as { sessionId: string }).sessionId);
      }
      return;
    }
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (!call) return;
    if (error) call.reject(new Error(`${call.method}: ${error.message}`));
    else call.resolve(result ?? {});
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { method, reject } of this.#calls.values()) reject(new Error(`${method}: Chromium is gone`));
    this.#calls.clear();
    this.browser.emit('gone');
  }
}

let connection: CdpConnection | undefined;

export function browserSession(): CdpSession {
  if (!connection) throw new Error('electron stand-in: Chromium does not run yet');
  return connection.browser;
}

export function sessionNamed(id: string): CdpSession {
  if (!connection) throw new Error('electron stand-in: Chromium does not run yet');
  return connection.session(id);
}

export interface ChromiumOptions {
  profile: string;
  /** Loopback port that answers for the app's own schemes. */
  schemePort: number;
  switches: readonly string[];
}

/** Starts Chromium; gives the address of its DevTools for the test driver. */
export async function startChromium({ profile, schemePort, switches }: ChromiumOptions): Promise<string> {
  mkdirSync(profile, { recursive: true });
  await previousChromiumGone(profile);
  const chromium = spawn(
    process.env['STANDIN_CHROMIUM'] ?? '/usr/bin/chromium',
    [
      ...(process.env['STANDIN_HEADED'] ? [] : ['--headless=new']),
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--disable-extensions',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      '--disable-back-forward-cache',
      '--disable-popup-blocking',
      '--disable-search-engine-choice-screen',
      '--disable-features=LocalNetworkAccessChecks,Translate,OptimizationHints,MediaRouter,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,PaintHolding',
      '--enable-features=CDPScreenshotNewSurface',
      '--force-color-profile=srgb',
      '--hide-scrollbars=false',
      '--autoplay-policy=no-user-gesture-required',
      '--disk-cache-size=1',
      '--no-first-run',
      '--no-default-browser-check',
      '--no-startup-window',
      '--password-store=basic',
      '--use-mock-keychain',
      '--remote-debugging-pipe',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      `--host-resolver-rules=MAP *.localhost:80 127.0.0.1:${schemePort}`,
      ...switches,
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
  );
  children.add(chromium);
  chromium.on('exit', () => children.delete(chromium));

  let said = '';
  const endpoint = await new Promise<string>((resolve, reject) => {
    chromium.stderr?.on('data', (chunk: Buffer) => {
      if (said.length > 65_536) return;
      said += chunk.toString('utf8');
      const found = /DevTools listening on (ws:\/\/\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    chromium.once('error', reject);
    chromium.once('exit', (code) => reject(new Error(`Chromium ended with ${code}:\n${said.slice(-2000)}`)));
  });
  connection = new CdpConnection(chromium.stdio[3] as Writable, chromium.stdio[4] as Readable);
  connection.browser.once('gone', () => children.delete(chromium));
  return endpoint;
}

/** Closes Chromium; resolves when it is gone or after `patience` milliseconds. */
export async function stopChromium(patience = 2000): Promise<void> {
  if (!connection) return;
  const chromium = [...children].find((child) => child.stdio.length === 5);
  if (!chromium || chromium.exitCode !== null) return;
  const gone = once(chromium, 'exit');
  connection.browser.sendQuietly('Browser.close');
  await Promise.race([gone, delay(patience, undefined, { ref: false })]);
  chromium.kill('SIGKILL');
}

/**
 * After a SIGKILL of the app its Chromium needs a moment to notice. A second one on the same profile would hand its
 * windows over to the dying one, so wait for it, and clear the lock that it may leave.
 */
async function previousChromiumGone(profile: string): Promise<void> {
  const lock = path.join(profile, 'SingletonLock');
  for (let attempt = 0; attempt < 100; attempt += 1) {
    let owner: number;
    try {
      owner = Number(readlinkSync(lock).split('-').at(-1));
    } catch {
      break;
    }
    if (!existsSync(`/proc/${owner}`)) break;
    await delay(50);
  }
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) {
    rmSync(path.join(profile, name), { force: true });
  }
}
