import { describe, expect, it } from 'vitest';
import { KeyStore, type SafeStorage } from './key-store.ts';

function fakeStorage(
  options: { available?: boolean; backend?: string; prefix?: string; rotate?: boolean } = {},
): SafeStorage {
  const { available = true, backend = 'gnome_libsecret', prefix = 'v11', rotate = false } = options;
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(available),
    encryptStringAsync: (text) => Promise.resolve(Buffer.from(`${prefix}${text.split('').toReversed().join('')}`)),
    decryptStringAsync: (encrypted) => {
      const text = encrypted.toString();
      if (!text.startsWith(prefix)) return Promise.reject(new Error('wrong key'));
      const result = text.slice(prefix.length).split('').toReversed().join('');
      return Promise.resolve({ result, shouldReEncrypt: rotate });
    },
    getSelectedStorageBackend: () => backend,
  };
}

describe('the key store', () => {
  it('gives back what was sealed, and seals nothing readable', async () => {
    const store = new KeyStore(fakeStorage(), 'linux');
    const sealed = await store.seal('a', 'secret token');
    expect(JSON.stringify(sealed)).not.toContain('secret token');
    expect(sealed.backend).toBe('gnome_libsecret');
    expect(await store.open(sealed)).toEqual({ kind: 'token', token: 'secret token', resealed: null });
  });

  it.each([
    ['linux', {}, 'protected'],
    ['linux', { backend: 'basic_text', prefix: 'v10' }, 'open'],
    ['linux', { backend: 'gnome_libsecret', prefix: 'v10' }, 'open'],
    ['linux', { backend: 'kwallet6' }, 'protected'],
    ['linux', { available: false }, 'none'],
    ['darwin', { prefix: 'v10' }, 'protected'],
    ['win32', { prefix: 'v10' }, 'protected'],
    ['win32', { available: false }, 'none'],
  ] as const)('on %s with %j is %s', async (platform, options, kind) => {
    expect((await new KeyStore(fakeStorage(options), platform).protection()).kind).toBe(kind);
  });

  it('seals anew after a change of keys', async () => {
    const opened = await new KeyStore(fakeStorage({ rotate: true }), 'darwin').open(
      await new KeyStore(fakeStorage(), 'darwin').seal('a', 'secret'),
    );
    expect(opened).toMatchObject({ kind: 'token', resealed: { accountId: 'a', backend: 'keychain' } });
  });

  it('says when it can not open, and does not throw', async () => {
    const sealed = await new KeyStore(fakeStorage(), 'linux').seal('a', 'secret');
    expect(await new KeyStore(fakeStorage({ prefix: 'v12' }), 'linux').open(sealed)).toEqual({ kind: 'unreadable' });
    expect(await new KeyStore(fakeStorage(), 'linux').open({ ...sealed, base64: 'not base64' })).toEqual({
      kind: 'unreadable',
    });
  });
});
