/**
 * Keeps the access token across restarts, encrypted by the system's key store. Where there is none that protects, the agent is told and asked;
 * where nothing can encrypt, the token stays in memory.
 */

/** What is used of Electron's `safeStorage`: its asynchronous half; the other is deprecated. */
export interface SafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  decryptStringAsync(encrypted: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
  /** Linux only. */
  getSelectedStorageBackend?(): string;
}

export type Protection =
  | { readonly kind: 'protected'; readonly backend: string }
  /** Encrypted with a key that is the same on every computer: readable by whoever can read the file. */
  | { readonly kind: 'open'; readonly backend: string }
  | { readonly kind: 'none'; readonly backend: string };

/** As it lies in the settings file. The backend tells the next start, and whoever reads a report, what it was sealed with. */
export interface SealedToken {
  readonly accountId: string;
  readonly backend: string;
  readonly base64: string;
}

export type OpenedToken =
  | { readonly kind: 'token'; readonly token: string; readonly resealed: SealedToken | null }
  /** The key store does not give the key now (locked, or another one); what was sealed is kept. */
  | { readonly kind: 'unreadable' };

/** Chromium marks what it encrypted with its fixed password by this prefix (components/os_crypt, Linux). */
const FIXED_KEY_PREFIX = 'v10';

export class KeyStore {
  readonly #safeStorage: SafeStorage;
  readonly #platform: string;
  #protection: Promise<Protection> | null = null;

  constructor(safeStorage: SafeStorage, platform: string) {
    this.#safeStorage = safeStorage;
    this.#platform = platform;
  }

  /** Found out once, after the app is ready. */
  protection(): Promise<Protection> {
    this.#protection ??= this.#findProtection();
    return this.#protection;
  }

  async seal(accountId: string, token: string): Promise<SealedToken> {
    const { backend } = await this.protection();
    const encrypted = await this.#safeStorage.encryptStringAsync(token);
    return { accountId, backend, base64: encrypted.toString('base64') };
  }

  async open(sealed: SealedToken): Promise<OpenedToken> {
    try {
      const encrypted = Buffer.from(sealed.base64, 'base64');
      const { result, shouldReEncrypt } = await this.#safeStorage.decryptStringAsync(encrypted);
      return {
        kind: 'token',
        token: result,
        resealed: shouldReEncrypt ? await this.seal(sealed.accountId, result) : null,
      };
    } catch {
      // Which error it is differs by system and says nothing that could be acted on; the sealed token stays where it is.
      return { kind: 'unreadable' };
    }
  }

  async #findProtection(): Promise<Protection> {
    const backend = this.#backendName();
    if (!(await this.#safeStorage.isAsyncEncryptionAvailable())) return { kind: 'none', backend };
    if (this.#platform !== 'linux') return { kind: 'protected', backend };
    if (backend === 'basic_text') return { kind: 'open', backend };
    // The name is what was chosen by the kind of desktop; what was really used shows in the encrypted text.
    const probe = await this.#safeStorage.encryptStringAsync('probe');
    const isFixedKey = probe.subarray(0, FIXED_KEY_PREFIX.length).toString('latin1') === FIXED_KEY_PREFIX;
    return isFixedKey ? { kind: 'open', backend: `${backend}, fixed key` } : { kind: 'protected', backend };
  }

  #backendName(): string {
    switch (this.#platform) {
      case 'linux':
        return this.#safeStorage.getSelectedStorageBackend?.() ?? 'unknown';
      case 'darwin':
        return 'keychain';
      case 'win32':
        return 'dpapi';
      default:
        return 'unknown';
    }
  }
}
