import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, logOf, test, windowOf } from './fixtures.ts';

test('Playwright drives it: first window, evaluate, browserWindow, screenshot, close', async ({ app, page }, info) => {
  expect(await page.title()).toBe('Fixture');
  const facts = await app.evaluate(({ app: main }) => [
    main.getName(),
    main.getVersion(),
    main.isPackaged,
    main.isReady(),
  ]);
  expect(facts).toEqual(['Stand-in Fixture', '1.2.3', false, true]);
  const window = await windowOf(app, page);
  expect(await window.evaluate((browserWindow) => [browserWindow.isFocused(), browserWindow.getTitle()])).toEqual([
    true,
    'Fixture',
  ]);
  const picture = await page.screenshot({ path: info.outputPath('page.png') });
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([640, 480]);
  const child = app.process();
  await app.close();
  expect(child.exitCode).toBe(0);
});

test('the app sees the process that Electron would give it', async ({ app, userDataDir }) => {
  const seen = await app.evaluate(async ({ app: main }) => ({
    ready: await main.whenReady(),
    type: (process as unknown as { type: string }).type,
    electron: process.versions['electron'],
    node: process.versions.node.split('.')[0],
    userData: main.getPath('userData'),
    argv: process.argv.slice(1),
    logs: main.getPath('logs'),
    locale: main.getLocale(),
    appPath: main.getAppPath(),
  }));
  expect(seen).toMatchObject({
    type: 'browser',
    electron: '45.4.1',
    node: '24',
    userData: userDataDir,
    locale: 'en-US',
  });
  expect(seen.argv.at(-1)).toBe(`--user-data-dir=${userDataDir}`);
  expect(seen.logs).toBe(path.join(userDataDir, 'logs'));
  expect(path.basename(seen.appPath)).toBe('fixture-app');
});

test('closing the last window ends the app, in Electron’s order', async ({ launch }, info) => {
  const file = info.outputPath('log.txt');
  const app = await launch({ env: { FIXTURE_LOG: file } });
  const page = await app.firstWindow();
  await page.getByRole('heading').waitFor();
  const ended = app.waitForEvent('close');
  await page.close();
  await ended;
  expect(readFileSync(file, 'utf8').trim().split('\n')).toEqual([
    'window-all-closed',
    'before-quit',
    'will-quit',
    'quit',
  ]);
});

test('what the app wrote down is ordered: created, shown, focused, ready to show', async ({ app, page }) => {
  await page.getByRole('heading').waitFor();
  await expect.poll(() => logOf(app)).toContainEqual(['window ready-to-show']);
  const names = (await logOf(app)).map((entry) => (entry as string[])[0]);
  expect(names).toEqual([
    'web-contents-created',
    'window show',
    'window focus',
    'will-frame-navigate',
    'window ready-to-show',
  ]);
});
