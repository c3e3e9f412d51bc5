import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { Envelope } from '#shared/contract/definition.ts';

/** Starts browser hosts as processes, and speaks to them as a browser would, or as somebody else. */

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class RunningHost {
  readonly child: ChildProcess;
  readonly #finished: Promise<Finished>;
  readonly #output = { stdout: '', stderr: '' };

  /** With `channel`, as `npm start` does it: the host ends when its parent is gone. */
  constructor(page: string, args: readonly string[], options: { readonly channel?: boolean } = {}) {
    this.child = spawn(process.execPath, [MAIN, page, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', options.channel === true ? 'ipc' : 'ignore'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#output.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#output.stderr += text));
    // Not `close`: it does not come after a channel was closed from here.
    this.#finished = Promise.all([
      once(this.child, 'exit'),
      ...[this.child.stdout, this.child.stderr].map((stream) => stream && once(stream, 'close')),
    ]).then(([[code]]) => ({ code: code as number | null, ...this.#output }));
  }

  get finished(): Promise<Finished> {
    return this.#finished;
  }

  /** The printed address. */
  async address(): Promise<URL> {
    for (;;) {
      const match = /^Zukses Desk is at (\S+)$/m.exec(this.#output.stdout);
      if (match?.[1] !== undefined) return new URL(match[1]);
      const next = await Promise.race([once(this.child.stdout ?? this.child, 'data'), this.#finished]);
      if (!Array.isArray(next)) throw new Error(`The host ended before it was ready: ${JSON.stringify(next)}`);
    }
  }

  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<Finished> {
    this.child.kill(signal);
    return this.#finished;
  }
}

/** Resolves when no process with that id runs any more. */
export async function isGone(pid: number): Promise<void> {
  while (isRunning(pid)) await setTimeout(10);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process whose parent was killed stays on the list until init has asked for its code.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    // No /proc elsewhere than on Linux.
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' && process.platform !== 'linux';
  }
}

/** A plain HTTP client: unlike `fetch` it sends whatever Host, Origin and path it is told. */
export function ask(
  address: URL,
  path: string,
  options: { readonly method?: string; readonly headers?: OutgoingHttpHeaders; readonly body?: string } = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = httpRequest(
    {
      host: address.hostname,
      port: address.port,
      path,
      method: options.method ?? 'GET',
      headers: options.headers ?? {},
    },
    (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    },
  );
  request.on('error', reject);
  request.end(options.body);
  return promise;
}

export function tokenOf(address: URL): string {
  return address.hash.replace('#token=', '');
}

/** Exchanges the address's token for the cookie, as the page does. */
export async function signIn(address: URL, token = tokenOf(address)): Promise<string> {
  const answer = await ask(address, '/session', {
    method: 'POST',
    headers: { origin: address.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`No session: ${answer.status}`);
  return cookie;
}

export type PageMessage = Readonly<Record<string, unknown>>;

/** A browser tab's end of the WebSocket. */
export class PageSocket {
  readonly socket: WebSocket;
  readonly messages: PageMessage[] = [];
  #nextId = 1;
  #changed = Promise.withResolvers<void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString('utf8')) as PageMessage);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers<void>();
    });
  }

  /** Rejects with the HTTP status when the upgrade is refused. */
  static open(address: URL, headers: OutgoingHttpHeaders, path = '/socket'): Promise<PageSocket> {
    const { promise, resolve, reject } = Promise.withResolvers<PageSocket>();
    const socket = new WebSocket(`ws://${address.host}${path}`, { headers: headers as Record<string, string> });
    const page = new PageSocket(socket);
    socket.once('open', () => resolve(page));
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(String(response.statusCode)));
    });
    socket.once('error', reject);
    return promise;
  }

  async call(side: string, method: string, input: unknown): Promise<Envelope<unknown>> {
    const id = this.#nextId;
    this.#nextId += 1;
    this.socket.send(JSON.stringify({ id, side, method, input }));
    const answer = await this.next((message) => message['id'] === id);
    return answer['envelope'] as Envelope<unknown>;
  }

  /** The first message that fits, among those that came and those to come. */
  async next(fits: (message: PageMessage) => boolean): Promise<PageMessage> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found !== undefined) return found;
      await this.#changed.promise;
    }
  }
}
