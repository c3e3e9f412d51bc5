import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Demo } from './demo.ts';
import { BUILT } from './paths.ts';
import { StartedProcess, type Finished } from './started-process.ts';

export interface DeskHostOptions {
  readonly dataDir: string;
  /** Beside port and folder, as `npm start` takes them. */
  readonly args?: readonly string[];
  /** "Try the demo" and `--demo` come to this one. */
  readonly demo?: Demo;
}

/** The built browser host. */
export class DeskHost {
  readonly #process: StartedProcess;
  /** To open in a browser; it holds the session's token. */
  readonly address: string;

  private constructor(started: StartedProcess, address: string) {
    this.#process = started;
    this.address = address;
  }

  static async start({ dataDir, args = [], demo }: DeskHostOptions): Promise<DeskHost> {
    const env =
      demo === undefined
        ? {}
        : {
            ZUKSES_DESK_DEMO: fileURLToPath(new URL('demo-elsewhere.mjs', import.meta.url)),
            DESK_TEST_DEMO_LINES: demo.lines,
          };
    const hasPort = args.some((arg) => arg.startsWith('--port'));
    const started = new StartedProcess(
      BUILT.browserHost,
      [...(hasPort ? [] : ['--port=0']), `--data-dir=${dataDir}`, ...args],
      env,
    );
    return new DeskHost(started, await started.line('Zukses Desk is at '));
  }

  get pid(): number {
    return this.#process.child.pid ?? 0;
  }

  /** What was logged so far. */
  get log(): string {
    return this.#process.stderr;
  }

  /** As Ctrl-C. */
  async stop(): Promise<Finished> {
    return this.#process.end('SIGINT');
  }

  async kill(): Promise<void> {
    await this.#process.end('SIGKILL');
  }

  /** SIGKILL to the sync server under it. */
  killSyncServer(): void {
    process.kill(this.syncServerPid(), 'SIGKILL');
  }

  syncServerPid(): number {
    const list = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
    for (const line of list.split('\n')) {
      const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      if (Number(parent) === this.pid && args.includes('sync/process.js')) return Number(pid);
    }
    throw new Error('The host runs no sync server now');
  }
}
