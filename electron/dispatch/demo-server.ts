import { createInterface } from 'node:readline';
import { serverProfile } from '#shared/contract/server-profile.ts';
import type { AccountOpening } from '#shared/contract/sync-channel.ts';
import type { HostLog } from './host-log.ts';

/**
 * The local Zukses behind "Try the demo", in a process of its own for as long as its account is open. It says its address and its accounts in
 * lines on its standard output; the first account is the one that is opened.
 */

/** A started demo, however it was started. */
export interface DemoChild {
  readonly output: NodeJS.ReadableStream | null;
  /** Once, when it is gone for whatever reason or could not be started; at once, if it is gone already. */
  onGone(listener: () => void): void;
  /** Asks it to end. */
  end(): void;
  /** At once, without a word to it. */
  kill(): void;
}

export interface DemoParts {
  readonly fork: () => DemoChild;
  readonly log: HostLog;
  /** It died although it was still wanted; it can be started again. */
  readonly onDied: () => void;
}

const STOP_GRACE_MS = 2_000;
const ALL_EXTENSIONS = {
  read: true,
  reactions: true,
  edit: true,
  delete: true,
  report: true,
  update: true,
  contacts: true,
};

export class DemoServer {
  readonly #parts: DemoParts;
  #child: DemoChild | null = null;
  #opening: Promise<AccountOpening> | null = null;

  constructor(parts: DemoParts) {
    this.#parts = parts;
  }

  /** Starts it unless it runs; resolves with what opens its first account. Rejects when it ends before it said so. */
  open(): Promise<AccountOpening> {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  /** Resolves when it is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    this.#opening = null;
    if (child === null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    child.onGone(resolve);
    child.end();
    const grace = setTimeout(() => {
      child.kill();
      resolve();
    }, STOP_GRACE_MS);
    await promise;
    clearTimeout(grace);
  }

  /** At once, when this process itself is about to go. */
  kill(): void {
    this.#child?.kill();
  }

  #start(): Promise<AccountOpening> {
    const child = this.#parts.fork();
    this.#child = child;
    const { promise, resolve, reject } = Promise.withResolvers<AccountOpening>();
    const facts = new Map<string, string>();
    let isReady = false;
    if (child.output !== null) {
      createInterface({ input: child.output }).on('line', (line) => {
        const [, name, value] = /^([a-z ]+): (.*)$/.exec(line) ?? [];
        if (name === undefined || value === undefined || facts.has(name)) return;
        facts.set(name, value);
        // The token is the last line of an account.
        if (name !== 'token') return;
        isReady = true;
        resolve(openingOf(facts));
      });
    }
    child.onGone(() => {
      reject(new Error('The demo server ended before it was ready'));
      if (this.#child !== child) return;
      this.#child = null;
      this.#opening = null;
      this.#parts.log({ level: 'warn', event: 'the demo server ended by itself' });
      if (isReady) this.#parts.onDied();
    });
    return promise;
  }
}

/** What opens the first account of a demo server, from the lines it printed. */
function openingOf(facts: ReadonlyMap<string, string>): AccountOpening {
  const address = new URL(facts.get('address') ?? '');
  const token = facts.get('token') ?? '';
  const profile = serverProfile.parse({
    apiUrl: address.origin,
    token,
    userId: Number(facts.get('user id')),
    pusher: {
      key: facts.get('pusher key') ?? null,
      cluster: '',
      host: address.hostname,
      port: Number(address.port),
      tls: false,
    },
    extensions: ALL_EXTENSIONS,
  });
  return { profile, token, demo: true };
}
