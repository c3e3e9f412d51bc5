import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { Demo } from './demo.ts';
import { DeskHost, type DeskHostOptions } from './desk-host.ts';

/** What a test of the whole program needs, with an end to each thing. */
export interface DeskFixtures {
  /** A folder of this test's own. */
  readonly folder: string;
  /** A demo server whose people are quiet. */
  readonly demo: Demo;
  /** Starts a host on the test's folder, with "Try the demo" leading to `demo`. It is ended after the test. */
  readonly startHost: (options?: Partial<DeskHostOptions>) => Promise<DeskHost>;
  /** Starts a host that is signed in as an account of the demo, on a folder of its own; `apiUrl`: of what stands before the demo. */
  readonly startHostOf: (account: 0 | 1, apiUrl?: string) => Promise<DeskHost>;
  /** Everything of level error that any page of this test wrote on its console, and every exception. */
  readonly consoleErrors: string[];
}

export const test = base.extend<DeskFixtures>({
  folder: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), 'zukses-e2e-'));
    await provide(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  demo: async ({ folder }, provide) => {
    const demo = await Demo.start({ dataDir: join(folder, 'server') });
    await provide(demo);
    await demo.stop();
  },
  startHost: async ({ folder, demo }, provide) => {
    const hosts: DeskHost[] = [];
    await provide(async (options = {}) => {
      const host = await DeskHost.start({ dataDir: join(folder, 'desk'), demo, ...options });
      hosts.push(host);
      return host;
    });
    await Promise.all(hosts.map((host) => host.stop()));
  },
  startHostOf: async ({ folder, demo, startHost }, provide) => {
    await provide(async (index, apiUrl = demo.address) => {
      const dataDir = join(folder, `desk-${index}`);
      mkdirSync(dataDir, { recursive: true });
      const profile = join(dataDir, 'profile.json');
      writeFileSync(profile, JSON.stringify({ ...demo.profile(demo.accounts[index]), apiUrl }));
      return startHost({ dataDir, args: [`--profile=${profile}`] });
    });
  },
  consoleErrors: async ({ context }, provide) => {
    const errors: string[] = [];
    const listen = (page: Page): void => {
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(String(error)));
    };
    context.on('page', listen);
    await provide(errors);
  },
});

export { expect } from '@playwright/test';
