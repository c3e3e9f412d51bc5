import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountIdOf, accountsIn, openAccountFolder } from './account-folder.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'desk-account-'));
});
afterEach(() => {
  chmodSync(dataDir, 0o700);
  rmSync(dataDir, { recursive: true, force: true });
});

describe('an account’s folder', () => {
  it('is named by origin and user, and by nothing else', () => {
    const id = accountIdOf('https://api.zukses.com/', 7, false);
    expect(accountIdOf('https://api.zukses.com', 7, false)).toBe(id);
    expect(accountIdOf('https://api.zukses.com', 8, false)).not.toBe(id);
    expect(accountIdOf('https://api.example.com', 7, false)).not.toBe(id);
  });

  it('is the same for the demo on whatever port it runs', () => {
    expect(accountIdOf('http://127.0.0.1:1234', 1, true)).toBe(accountIdOf('http://127.0.0.1:4321', 1, true));
    expect(accountIdOf('http://127.0.0.1:1234', 1, true)).not.toBe(accountIdOf('http://127.0.0.1:1234', 1, false));
  });

  it('lets one engine in at a time', () => {
    const id = accountIdOf('https://api.zukses.com', 7, false);
    const first = openAccountFolder(dataDir, id);
    expect(() => openAccountFolder(dataDir, id)).toThrow(expect.objectContaining({ code: 'ACCOUNT_IN_USE' }));
    first.release();
    openAccountFolder(dataDir, id).release();
    expect(accountsIn(dataDir)).toEqual([id]);
  });

  it('says that it can not be written', () => {
    const id = accountIdOf('https://api.zukses.com', 7, false);
    writeFileSync(join(dataDir, 'accounts'), 'a file where a folder belongs');
    expect(() => openAccountFolder(dataDir, id)).toThrow(expect.objectContaining({ code: 'READ_ONLY' }));
  });
});
