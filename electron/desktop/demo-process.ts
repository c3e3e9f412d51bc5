import { utilityProcess, type UtilityProcess } from 'electron';
import { createInterface } from 'node:readline';
import type { AccountOpening } from '#shared/contract/sync-channel.ts';
import { openingOf } from '../dispatch/demo-server.ts';
import type { HostLog } from '../dispatch/host-log.ts';

/** The local Zukses behind "Try the demo", in a utility process: an installed program has no Node of its own to start it with. */

export interface DemoProcessParts {
  readonly modulePath: string;
  readonly args: readonly string[];
  readonly log: HostLog;
  /** It died although it was still wanted; it can be started again. */
  readonly onDied: () => void;
}

const STOP_GRACE_MS = 2_000;

export class DemoProcess {
  readonly #parts: DemoProcessParts;
  #child: UtilityProcess | null = null;
  #opening: Promise<AccountOpening> | null = null;

  constructor(parts: DemoProcessParts) {
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
    child.once('exit', () => {
      resolve();
    });
    const { pid } = child;
    child.kill();
    const grace = setTimeout(() => {
      if (pid !== undefined) killNow(pid);
      resolve();
    }, STOP_GRACE_MS);
    await promise;
    clearTimeout(grace);
  }

  #start(): Promise<AccountOpening> {
    const child = utilityProcess.fork(this.#parts.modulePath, [...this.#parts.args], {
      serviceName: 'Zukses Desk demo',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const { promise, resolve, reject } = Promise.withResolvers<AccountOpening>();
    const facts = new Map<string, string>();
    let isReady = false;
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [, name, value] = /^([a-z ]+): (.*)$/.exec(line) ?? [];
        if (name === undefined || value === undefined || facts.has(name)) return;
        facts.set(name, value);
        // The token is the last line of an account.
        if (name !== 'token') return;
        isReady = true;
        resolve(openingOf(facts));
      });
    }
    child.once('exit', () => {
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

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
