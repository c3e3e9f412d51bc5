import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type Store from 'electron-store';
import { standInExecutable } from '../launch.ts';
import { expect, fixtureApp, test } from './fixtures.ts';

const asar = createRequire(import.meta.url)('@electron/asar') as {
  createPackage(from: string, to: string): Promise<void>;
};

test('a packaged app runs from its own executable and archive', async ({ launch }, info) => {
  const folder = info.outputPath('Fixture-linux-unpacked');
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  const executable = path.join(folder, 'fixture');
  copyFileSync(standInExecutable, executable);
  await asar.createPackage(fixtureApp, path.join(folder, 'resources/app.asar'));

  const app = await launch({ executablePath: executable, args: ['zukses://open/7'] });
  const page = await app.firstWindow();
  await page.getByRole('heading', { name: 'Fixture' }).waitFor();
  const seen = await app.evaluate(({ app: main }) => ({
    packaged: main.isPackaged,
    defaultApp: process.defaultApp,
    resources: process.resourcesPath,
    exe: main.getPath('exe'),
    version: main.getVersion(),
    argv: process.argv.at(-1),
  }));
  expect(seen).toEqual({
    packaged: true,
    defaultApp: undefined,
    resources: path.join(folder, 'resources'),
    exe: executable,
    version: '1.2.3',
    argv: 'zukses://open/7',
  });
  expect(await page.evaluate(() => window.api.echo('packaged'))).toEqual(['packaged']);
  await app.close();

  const again = await launch({ executablePath: executable });
  await again.firstWindow();
  expect(readdirSync(path.join(folder, 'resources'))).toHaveLength(2);
});

test('electron-store keeps its file where the app keeps its data', async ({ app, userDataDir }) => {
  const seen = await app.evaluate(
    async ({ app: main }, here) => {
      await main.whenReady();
      const require = process.getBuiltinModule('node:module').createRequire(here);
      const { default: ElectronStore } = require('electron-store') as { default: typeof Store };
      const store = new ElectronStore<{ bounds: number[] }>({ name: 'window' });
      store.set('bounds', [1, 2]);
      return [store.path, store.get('bounds')];
    },
    import.meta.url,
  );
  expect(seen).toEqual([path.join(userDataDir, 'window.json'), [1, 2]]);
});

test('a relaunch starts the same app again, once', async ({ launch }, info) => {
  const file = info.outputPath('log.txt');
  const app = await launch({ env: { FIXTURE_LOG: file } });
  const page = await app.firstWindow();
  await page.getByRole('heading').waitFor();
  const ended = app.waitForEvent('close');
  await app.evaluate(({ app: main }) => {
    main.relaunch({ args: [...process.argv.slice(1), '--again'] });
    main.quit();
  });
  await ended;
  const once = ['before-quit', 'will-quit', 'quit'];
  await expect
    .poll(() => readFileSync(file, 'utf8').trim().split('\n'), { timeout: 15_000 })
    .toEqual([...once, 'again', ...once]);
});
