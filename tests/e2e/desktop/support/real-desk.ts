import { execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { test as base } from '../../support/desk-test.ts';
import { launchDesktop } from '../../../support/electron/launch.ts';
import { assemble } from './desk-app.ts';

/** The desktop program as it is built, with the real sync server, against a demo server of the test's own. */

export class RealDesk {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly #child: ChildProcess;

  constructor(app: ElectronApplication, page: Page) {
    this.app = app;
    this.page = page;
    this.#child = app.process();
  }

  /** The utility process of the sync server: a child of the program, named by its bundle. */
  syncServerPid(): number {
    const own = this.#child.pid;
    const list = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
    const children = new Map<number, { parent: number; args: string }>();
    for (const line of list.split('\n')) {
      const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      if (pid !== undefined) children.set(Number(pid), { parent: Number(parent), args });
    }
    const isBelow = (pid: number): boolean => {
      const parent = children.get(pid)?.parent;
      return parent !== undefined && (parent === own || isBelow(parent));
    };
    for (const [pid, { args }] of children) if (args.includes('sync-process.js') && isBelow(pid)) return pid;
    throw new Error('The program runs no sync server now');
  }

  killSyncServer(): void {
    process.kill(this.syncServerPid(), 'SIGKILL');
  }

  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit');
    const sync = this.syncServerPid();
    this.#child.kill('SIGKILL');
    await gone;
    await gonePid(sync);
  }

  async quit(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    await this.app
      .evaluate(({ app }) => {
        app.exit(0);
      })
      .catch(() => undefined);
    await this.app.close().catch(() => undefined);
    await gone;
  }
}

/** The system ends the sync server when its host is gone; until then it holds the account. */
async function gonePid(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

export interface RealFixtures {
  /** Starts the program on the test's folder; each time the same one. */
  readonly startDesk: (options?: { readonly args?: readonly string[] }) => Promise<RealDesk>;
}

export const test = base.extend<RealFixtures>({
  startDesk: async ({ folder, demo }, provide) => {
    const desks: RealDesk[] = [];
    await provide(async ({ args = [] } = {}) => {
      const { app } = await launchDesktop({
        appDir: assemble(folder, { sync: 'real', demoElsewhere: true }),
        userDataDir: join(folder, 'user'),
        args,
        env: { DESK_TEST_DEMO_LINES: demo.lines, LANG: 'en_US.UTF-8' },
      });
      const desk = new RealDesk(app, await app.firstWindow());
      desks.push(desk);
      return desk;
    });
    for (const desk of desks) await desk.quit();
  },
});

export { expect } from '@playwright/test';
