import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { chosenRuntime, standInEnvironment } from '../../support/electron/launch.ts';

/** The packaged folder: what is in it, how its fuses are set, and that its own bundles run from its archive. */

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, 'release', 'linux-unpacked');
const EXECUTABLE = join(FOLDER, 'zukses-desk');
const ARCHIVE = join(FOLDER, 'resources', 'app.asar');

const require = createRequire(import.meta.url);

test.describe.configure({ mode: 'serial' });
// Packing for Linux offline is what is tested; a packaged program with its fuses set can't be driven in real Electron.
test.skip(process.platform !== 'linux' || chosenRuntime() === 'real Electron', 'needs the placeholder, on Linux');

test.beforeAll(() => {
  test.setTimeout(180_000);
  rmSync(FOLDER, { recursive: true, force: true });
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'package.mjs'), '--dir'], { cwd: ROOT, stdio: 'pipe' });
});

test('holds the program and nothing else', () => {
  const asar = require('@electron/asar') as { listPackage(archive: string, options?: object): string[] };
  const files = asar.listPackage(ARCHIVE).map((name) => name.replaceAll('\\', '/'));
  for (const name of [
    '/package.json',
    '/dist/main/main.js',
    '/dist/preload/preload.cjs',
    '/dist/renderer/index.html',
    '/dist/sync-utility/sync-process.js',
    '/dist/demo/main.js',
    '/build/images/tray-plain.png',
    '/node_modules/better-sqlite3/lib/index.js',
    '/node_modules/better-sqlite3/prebuilds/linux-x64.node',
  ]) {
    expect(files).toContain(name.replace('linux-x64', `linux-${process.arch}`));
  }
  const strangers = files.filter((name) =>
    /\.map$|\/node-(linux|win)|\/(src|deps|tests|scripts|electron|renderer\/bridge)\//.test(name),
  );
  expect(strangers).toEqual([]);
  expect(files.filter((name) => name.endsWith('.node'))).toHaveLength(1);
  // A native library can't be loaded from inside the archive.
  const beside = readdirSync(`${ARCHIVE}.unpacked`, { recursive: true, encoding: 'utf8' });
  expect(beside.filter((name) => name.endsWith('.node'))).toHaveLength(1);
  expect(statSync(ARCHIVE).size).toBeLessThan(20 * 1024 * 1024);
});

test('has every fuse set as electron-builder.yml says', async () => {
  const { getCurrentFuseWire, FuseV1Options } = require('@electron/fuses') as {
    getCurrentFuseWire(path: string): Promise<Record<string, number>>;
    FuseV1Options: Record<string, number | string>;
  };
  const wire = await getCurrentFuseWire(EXECUTABLE);
  const set: Record<string, boolean> = {};
  for (const [name, index] of Object.entries(FuseV1Options)) {
    // 48 and 49 are the characters 0 and 1.
    if (typeof index === 'number') set[name] = wire[index] === 49;
  }
  expect(set).toEqual({
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
  });
  // Each fuse that exists is named in the configuration: a new one must not be left to its default.
  const configured = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8');
  for (const name of Object.keys(set)) expect(configured.toLowerCase()).toContain(`${name.toLowerCase()}:`);
});

test('runs from its own archive: the demo opens, with SQLite from beside it', async () => {
  test.setTimeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'desk-'));
  const app = await _electron.launch({
    executablePath: EXECUTABLE,
    args: [`--user-data-dir=${join(folder, 'user')}`],
    env: { ...(process.env as Record<string, string>), ...standInEnvironment(), LANG: 'en_US.UTF-8' },
  });
  try {
    const page = await app.firstWindow();
    await page.getByRole('button', { name: 'Try the demo' }).click();
    await expect(page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible({
      timeout: 60_000,
    });
    const facts = await app.evaluate(({ app: main, Menu }) => ({
      packaged: main.isPackaged,
      developerTools: JSON.stringify(
        Menu.getApplicationMenu()?.items.map(({ submenu }) => submenu?.items.map(({ role }) => role)),
      ),
    }));
    expect(facts.packaged).toBe(true);
    expect(facts.developerTools.toLowerCase()).not.toContain('toggledevtools');
  } finally {
    await app
      .evaluate(({ app: main }) => {
        main.exit(0);
      })
      .catch(() => undefined);
    await app.close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
