import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { command, ROOT } from './project.mjs';
import { runTool } from './run.mjs';

/**
 * `npm run package -- [--dir] [electron-builder's own options]`: builds, then packs for this system (electron-builder.yml).
 *
 * With --dir only the folder is made, and it needs no network: where Electron's own files are not here, a placeholder stands in their place.
 * Such a folder runs under the stand-in of tests/support/electron only; it shows that the packing itself is right.
 */

const PLACEHOLDER = join(ROOT, 'release', '.placeholder-electron');
const STAND_IN = join(ROOT, 'tests', 'support', 'electron', 'runtime', 'electron');
/** How the fuses lie in Electron's binary (@electron/fuses): this mark, version 1, how many, and one character each. */
const FUSE_MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = 8;

/** @returns {string | null} the folder with Electron's own files, where they were downloaded */
function electronFiles() {
  const folder = join(ROOT, 'node_modules', 'electron', 'dist');
  return existsSync(join(folder, 'version')) ? folder : null;
}

/** A folder as electron-builder expects Electron's, with the stand-in's starter as the executable. Linux only. */
function makePlaceholder() {
  const version = JSON.parse(readFileSync(join(ROOT, 'node_modules', 'electron', 'package.json'), 'utf8')).version;
  rmSync(PLACEHOLDER, { recursive: true, force: true });
  for (const folder of ['locales', 'resources']) mkdirSync(join(PLACEHOLDER, folder), { recursive: true });
  // The shell never reads beyond its last line, which starts another program: the fuses can stand behind it.
  const fuses = Buffer.concat([
    Buffer.from(`\n# ${FUSE_MARK}`),
    Buffer.from([1, FUSES]),
    Buffer.from('1'.repeat(FUSES)),
  ]);
  writeFileSync(join(PLACEHOLDER, 'electron'), Buffer.concat([readFileSync(STAND_IN), fuses]));
  chmodSync(join(PLACEHOLDER, 'electron'), 0o755);
  writeFileSync(join(PLACEHOLDER, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'locales/id.pak']) {
    writeFileSync(join(PLACEHOLDER, name), '');
  }
  cpSync(join(ROOT, 'node_modules', 'electron', 'LICENSE'), join(PLACEHOLDER, 'LICENSE'));
  return PLACEHOLDER;
}

await command(async () => {
  const args = process.argv.slice(2);
  const onlyFolder = args.includes('--dir');
  const rest = args.filter((argument) => argument !== '--dir');
  const nodePath = await ensureInstalled();
  await ensureBuilt(nodePath, { quiet: true });
  if (!onlyFolder) return runTool(nodePath, 'electron-builder', rest);

  const real = electronFiles();
  const files = real ?? (process.platform === 'linux' ? makePlaceholder() : null);
  if (real === null && files !== null) {
    console.log(
      'Electron’s own files are not here: a placeholder stands in their place, and the folder runs under the stand-in only.',
    );
  }
  return runTool(nodePath, 'electron-builder', [
    '--dir',
    ...(files === null ? [] : [`--config.electronDist=${files}`]),
    ...rest,
  ]);
});
