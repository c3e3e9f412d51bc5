import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Remembered } from './remembered.ts';

const account = { accountId: 'a'.repeat(32), demo: false };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zukses-remembered-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const tokenFile = (): string => join(folder, 'token.json');

describe('Remembered', () => {
  it('knows the last account after a restart, and its token only where that was agreed', () => {
    const first = new Remembered(folder);
    first.account(account, 'jwt');
    expect(existsSync(tokenFile())).toBe(false);
    expect(new Remembered(folder)).toMatchObject({ lastAccount: account, token: null });

    first.keepToken(true);
    expect(new Remembered(folder)).toMatchObject({ lastAccount: account, token: 'jwt' });
    expect(statSync(tokenFile()).mode & 0o077).toBe(0);

    first.keepToken(false);
    expect(existsSync(tokenFile())).toBe(false);
    expect(readFileSync(join(folder, 'desk.json'), 'utf8')).not.toContain('jwt');
  });

  it('forgets the token on signing out, and the account on leaving', () => {
    const first = new Remembered(folder);
    first.keepToken(true);
    first.account(account, 'jwt');
    first.account(account, null);
    expect(new Remembered(folder)).toMatchObject({ lastAccount: account, token: null });
    expect(existsSync(tokenFile())).toBe(false);
    first.account(null, null);
    expect(new Remembered(folder).lastAccount).toBeNull();
  });

  it('never gives the token of one account to another', () => {
    const first = new Remembered(folder);
    first.keepToken(true);
    first.account(account, 'jwt');
    writeFileSync(
      join(folder, 'desk.json'),
      JSON.stringify({ keepToken: true, lastAccount: { accountId: 'b'.repeat(32), demo: false } }),
    );
    expect(new Remembered(folder).token).toBeNull();
  });

  it('keeps no token of the demo', () => {
    const first = new Remembered(folder);
    first.keepToken(true);
    first.account({ ...account, demo: true }, 'jwt');
    expect(existsSync(tokenFile())).toBe(false);
  });

  it.each(['', '{', '[]', '{"lastAccount":{"accountId":"../x","demo":false},"keepToken":true}'])(
    'starts with nothing where its file holds %j',
    (content) => {
      writeFileSync(join(folder, 'desk.json'), content);
      expect(new Remembered(folder)).toMatchObject({ lastAccount: null, token: null });
    },
  );
});
