/** The fixture app, started anew for each test in a folder of its own. */
import path from 'node:path';
import { test as base, type ElectronApplication, type JSHandle, type Page } from '@playwright/test';
import { launchDesktop, type DesktopOptions } from '../launch.ts';

export const fixtureApp = path.join(import.meta.dirname, '../fixture-app');

interface Fixtures {
  userDataDir: string;
  env: Record<string, string | undefined>;
  launch: (options?: Partial<DesktopOptions>) => Promise<ElectronApplication>;
  app: ElectronApplication;
  page: Page;
}

export const test = base.extend<Fixtures>({
  userDataDir: async ({}, provide, info) => provide(info.outputPath('user-data')),
  env: [{}, { option: true }],
  launch: async ({ userDataDir, env }, provide) => {
    const started = new Set<ElectronApplication>();
    await provide(async (options = {}) => {
      const { app } = await launchDesktop({ appDir: fixtureApp, userDataDir, env, ...options });
      started.add(app);
      app.on('close', () => started.delete(app));
      return app;
    });
    for (const app of started) await app.close();
  },
  app: async ({ launch }, provide) => provide(await launch()),
  page: async ({ app }, provide) => {
    const page = await app.firstWindow();
    await page.getByRole('heading', { name: 'Fixture' }).waitFor();
    await provide(page);
  },
});

/** What the fixture app wrote down in its main process. */
export function logOf(app: ElectronApplication): Promise<unknown[]> {
  return app.evaluate(() => (globalThis as unknown as { fixture: { log: unknown[] } }).fixture.log);
}

/** The window of a page, for `evaluate`. */
export function windowOf(app: ElectronApplication, page: Page): Promise<JSHandle<Electron.BrowserWindow>> {
  return app.browserWindow(page) as Promise<JSHandle<Electron.BrowserWindow>>;
}

export { expect } from '@playwright/test';
