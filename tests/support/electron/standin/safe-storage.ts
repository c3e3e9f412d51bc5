/**
 * `safeStorage`, its asynchronous part. The key is the same for all (or STANDIN_SAFE_STORAGE_KEY), so nothing is safe
 * here; what is real is the shape: bytes out, text in, refusals when the key store is away or the key is another.
 * STANDIN_SAFE_STORAGE says what the system has: `gnome_libsecret` (as without it), `kwallet6` …, `basic_text`, `none`.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { lifecycle, requireReady } from './lifecycle.ts';
import { strictModule } from './strict.ts';

type Backend = ReturnType<Electron.SafeStorage['getSelectedStorageBackend']>;

const backend = (): string => process.env['STANDIN_SAFE_STORAGE'] ?? 'gnome_libsecret';
const key = (): Buffer =>
  createHash('sha256')
    .update(`electron stand-in ${process.env['STANDIN_SAFE_STORAGE_KEY'] ?? ''}`)
    .digest();
const version = Buffer.from('v11');

function requireStore(): void {
  requireReady('safeStorage cannot be used before app is ready');
  if (backend() === 'none') throw new Error('Encryption is not available.');
}

const members = {
  isAsyncEncryptionAvailable: async (): Promise<boolean> => {
    requireReady('safeStorage cannot be used before app is ready');
    return Promise.resolve(backend() !== 'none');
  },
  encryptStringAsync: async (plainText: string): Promise<Buffer> => {
    if (typeof plainText !== 'string') throw new TypeError('safeStorage.encryptStringAsync: expected a string');
    requireStore();
    const start = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key(), start);
    const body = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()]);
    return Promise.resolve(Buffer.concat([version, start, cipher.getAuthTag(), body]));
  },
  decryptStringAsync: async (encrypted: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> => {
    if (!Buffer.isBuffer(encrypted)) throw new TypeError('safeStorage.decryptStringAsync: expected a Buffer');
    requireStore();
    if (!encrypted.subarray(0, 3).equals(version)) {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.');
    }
    try {
      const decipher = createDecipheriv('aes-256-gcm', key(), encrypted.subarray(3, 15));
      decipher.setAuthTag(encrypted.subarray(15, 31));
      const result = Buffer.concat([decipher.update(encrypted.subarray(31)), decipher.final()]).toString('utf8');
      return await Promise.resolve({
        result,
        shouldReEncrypt: process.env['STANDIN_SAFE_STORAGE_ROTATED'] !== undefined,
      });
    } catch (cause) {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.', { cause });
    }
  },
  getSelectedStorageBackend: (): Backend => {
    if (lifecycle.phase === 'starting') return 'unknown';
    return backend() === 'none' ? 'basic_text' : (backend() as Backend);
  },
  setUsePlainTextEncryption: (usePlainText: boolean): void => {
    if (usePlainText) throw new Error('electron stand-in: refuses plain-text encryption');
  },
} satisfies Pick<
  Electron.SafeStorage,
  | 'isAsyncEncryptionAvailable'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
  | 'getSelectedStorageBackend'
  | 'setUsePlainTextEncryption'
>;

export const safeStorage = strictModule('SafeStorage', 'safeStorage', members);
