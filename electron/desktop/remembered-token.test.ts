import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountInfo } from '#shared/domain/account.ts';
import { KeyStore, type SafeStorage } from './key-store.ts';
import { RememberedToken } from './remembered-token.ts';
import { DEFAULT_HOST_SETTINGS, type HostSettings, type SettingsStore } from './settings-store.ts';

let values: HostSettings;
let broken: boolean;
let prefix: string;
let available: boolean;
const troubles: string[] = [];

const settings: SettingsStore = {
  get: (key) => values[key],
  set: (key, value) => {
    values = { ...values, [key]: value };
  },
};
const safeStorage: SafeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(available),
  encryptStringAsync: (text) =>
    broken ? Promise.reject(new Error('locked')) : Promise.resolve(Buffer.from(prefix + text)),
  decryptStringAsync: (encrypted) =>
    broken
      ? Promise.reject(new Error('locked'))
      : Promise.resolve({ result: encrypted.toString().slice(prefix.length), shouldReEncrypt: false }),
  getSelectedStorageBackend: () => 'gnome_libsecret',
};
const start = (): RememberedToken =>
  new RememberedToken(settings, new KeyStore(safeStorage, 'linux'), (event) => troubles.push(event));

const accountId = 'a'.repeat(32);
const account: AccountInfo = {
  accountId,
  apiUrl: 'https://api.example',
  userId: 1,
  name: 'Dewi',
  email: null,
  pictureUrl: null,
  demo: false,
  signedIn: true,
  tokenExpiresAt: null,
};

beforeEach(() => {
  values = DEFAULT_HOST_SETTINGS;
  broken = false;
  prefix = 'v11';
  available = true;
  troubles.length = 0;
});

describe('the token', () => {
  it('is there after a restart', async () => {
    await start().account(account, 'secret');
    expect(await start().open()).toEqual({ token: 'secret', unreadable: false });
    expect(values.lastAccount).toEqual({ accountId, demo: false });
  });

  it('is forgotten on signing out, and the account is not', async () => {
    const remembered = start();
    await remembered.account(account, 'secret');
    await remembered.account({ ...account, signedIn: false }, null);
    expect(values.token).toBeNull();
    expect(values.lastAccount).toEqual({ accountId, demo: false });
    await remembered.account(null, null);
    expect(values.lastAccount).toBeNull();
  });

  it('of the demo is not kept', async () => {
    await start().account({ ...account, demo: true }, 'secret');
    expect(values.token).toBeNull();
  });

  it('is kept without protection only where the agent agreed', async () => {
    prefix = 'v10';
    const remembered = start();
    await remembered.account(account, 'secret');
    expect(values.token).toBeNull();
    await remembered.keep(true);
    expect(values.token?.backend).toContain('fixed key');
    await remembered.keep(false);
    expect(values.token).toBeNull();
  });

  it('is not kept where nothing can encrypt', async () => {
    available = false;
    const remembered = start();
    await remembered.keep(true);
    await remembered.account(account, 'secret');
    expect(values.token).toBeNull();
  });

  it('that can not be opened now is kept for later', async () => {
    await start().account(account, 'secret');
    broken = true;
    expect(await start().open()).toEqual({ token: null, unreadable: true });
    broken = false;
    expect(await start().open()).toEqual({ token: 'secret', unreadable: false });
  });

  it('of before is never left under a newer account, even when sealing fails or two follow each other', async () => {
    const remembered = start();
    await Promise.all([remembered.account(account, 'first'), remembered.account(account, 'second')]);
    expect(await start().open()).toEqual({ token: 'second', unreadable: false });
    broken = true;
    await remembered.account(account, 'third');
    expect(values.token).toBeNull();
    expect(troubles).toEqual(['the token was not kept']);
  });
});
