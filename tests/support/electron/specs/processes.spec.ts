import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { expect, fixtureApp, logOf, test } from './fixtures.ts';
import { standInEnvironment, standInExecutable } from '../launch.ts';

interface Fixture {
  utility: Electron.UtilityProcess;
}

/** Living processes that name this folder on their command line. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`nothing is left after ${signal} of the app`, async ({ app, page, userDataDir }) => {
    await page.getByRole('heading').waitFor();
    const utility = await app.evaluate(({ utilityProcess }, script) => {
      const { fixture } = globalThis as unknown as { fixture: Fixture };
      fixture.utility = utilityProcess.fork(script);
      return new Promise<number>((resolve) => fixture.utility.once('spawn', () => resolve(fixture.utility.pid ?? 0)));
    }, `${fixtureApp}/utility.mjs`);
    const main = await app.evaluate(() => process.pid);
    expect(processesOf(userDataDir).length).toBeGreaterThan(3);
    const ended = app.waitForEvent('close');
    process.kill(main, signal);
    await ended;
    await expect.poll(() => processesOf(userDataDir)).toEqual([]);
    await expect.poll(() => existsSync(`/proc/${utility}`)).toBe(false);
  });
}

test('starts again on the same folder right after a SIGKILL, with what the page had stored', async ({ launch }) => {
  const first = await launch();
  const page = await first.firstWindow();
  await page.getByRole('heading').waitFor();
  await page.evaluate(() => localStorage.setItem('kept', 'yes'));
  // Chromium writes local storage a little later than the page does.
  await first.evaluate(({ session }) => session.defaultSession.flushStorageData());
  const ended = first.waitForEvent('close');
  process.kill(await first.evaluate(() => process.pid), 'SIGKILL');
  await ended;
  const second = await launch();
  const again = await second.firstWindow();
  await again.getByRole('heading').waitFor();
  expect(await again.evaluate(() => typeof localStorage.getItem('kept'))).toBe('string');
});

test('a second instance hands its arguments over and ends', async ({ app, page, userDataDir }) => {
  await page.getByRole('heading').waitFor();
  const second = spawn(standInExecutable, [fixtureApp, `--user-data-dir=${userDataDir}`, 'zukses://open/7'], {
    env: { ...process.env, ...standInEnvironment() },
    cwd: fixtureApp,
    stdio: 'inherit',
  });
  const [code] = (await once(second, 'exit')) as [number];
  expect(code).toBe(0);
  await expect
    .poll(async () => (await logOf(app)).find((entry) => (entry as string[])[0] === 'second-instance'))
    .toBeDefined();
  const [, argv, cwd, data] = (await logOf(app)).find((entry) => (entry as string[])[0] === 'second-instance') as [
    string,
    string[],
    string,
    object,
  ];
  expect(argv.slice(1)).toEqual([fixtureApp, `--user-data-dir=${userDataDir}`, 'zukses://open/7']);
  expect(cwd).toBe(fixtureApp);
  expect(data).toEqual({ from: second.pid });
});

test('quit can be held up at each step, and is then asked anew', async ({ app, page }) => {
  await page.getByRole('heading').waitFor();
  const heard = await app.evaluate(async ({ app: main, BrowserWindow }) => {
    const list: string[] = [];
    const [window] = BrowserWindow.getAllWindows();
    main.once('before-quit', (event) => {
      list.push('before-quit held');
      event.preventDefault();
    });
    main.quit();
    window?.once('close', (event) => {
      list.push('close held');
      event.preventDefault();
    });
    main.quit();
    const stillThere = !window?.isDestroyed();
    main.once('will-quit', (event) => {
      list.push('will-quit held');
      event.preventDefault();
    });
    const held = new Promise((resolve) => main.once('will-quit', resolve));
    main.quit();
    await held;
    return [list, stillThere, BrowserWindow.getAllWindows().length];
  });
  expect(heard).toEqual([['before-quit held', 'close held', 'will-quit held'], true, 0]);
  const ended = app.waitForEvent('close');
  await app.evaluate(({ app: main }) => main.exit(0));
  await ended;
});

test('a quit while the page is just arriving is a quit', async ({ launch }) => {
  for (let round = 0; round < 4; round += 1) {
    const app = await launch();
    await app.evaluate(({ app: main }) => main.whenReady());
    const child = app.process();
    const ended = app.waitForEvent('close', { timeout: 10_000 });
    await app.evaluate(({ app: main }) => main.quit());
    await ended;
    expect(child.exitCode).toBe(0);
  }
});

test('a page’s unload handlers run when its window closes, and beforeunload can keep it', async ({ app, page }) => {
  await page.getByRole('heading').waitFor();
  await app.evaluate(({ ipcMain }) => {
    Object.assign(globalThis, { unloaded: [] as unknown[] });
    ipcMain.on('note', (_event, word) => (globalThis as unknown as { unloaded: unknown[] }).unloaded.push(word));
  });
  await page.locator('#field').click();
  await page.evaluate(() => {
    addEventListener(
      'beforeunload',
      (event) => {
        window.api.note('beforeunload');
        event.preventDefault();
      },
      { once: true },
    );
    addEventListener('pagehide', () => window.api.note('pagehide'));
  });
  const kept = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const prevented = new Promise((resolve) => window?.webContents.once('will-prevent-unload', resolve));
    window?.close();
    await prevented;
    return !window?.isDestroyed();
  });
  expect(kept).toBe(true);
  await app.evaluate(({ app: main }) =>
    main.removeAllListeners('window-all-closed').on('window-all-closed', () => undefined),
  );
  await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const closed = new Promise((resolve) => window?.once('closed', () => resolve(undefined)));
    window?.close();
    await closed;
  });
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { unloaded: unknown[] }).unloaded))
    .toEqual(['beforeunload', 'pagehide']);
});

test('the launcher refuses to be plain Node', async () => {
  const child = spawn(standInExecutable, ['-e', '1'], {
    env: { ...process.env, ...standInEnvironment(), ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect([code, words]).toEqual([1, expect.stringContaining('ELECTRON_RUN_AS_NODE is not offered')]);
});

test('a main module that breaks ends the app with its words', async ({ userDataDir }) => {
  const child = spawn(standInExecutable, [`${fixtureApp}/breaks.mjs`, `--user-data-dir=${userDataDir}`], {
    env: { ...process.env, ...standInEnvironment() },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).not.toBe(0);
  expect(words).toContain("does not provide an export named 'nativeMagic'");
});
