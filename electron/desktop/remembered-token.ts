import type { AccountInfo } from '#shared/domain/account.ts';
import type { KeyStore } from './key-store.ts';
import type { SettingsStore } from './settings-store.ts';
import type { Trouble } from './trouble.ts';

/**
 * Which account was last, and its token: sealed in the settings where the key store protects it, or where the agent agreed to one that does
 * not; else in memory only.
 */
export class RememberedToken {
  readonly #settings: SettingsStore;
  readonly #keyStore: KeyStore;
  readonly #trouble: Trouble;
  #token: { readonly accountId: string; readonly token: string } | null = null;
  /** Sealing takes a while; what was said last has to lie in the file in the end. */
  #turn: Promise<void> = Promise.resolve();

  constructor(settings: SettingsStore, keyStore: KeyStore, trouble: Trouble) {
    this.#settings = settings;
    this.#keyStore = keyStore;
    this.#trouble = trouble;
  }

  /** An account was opened, signed in or out, or left. */
  account(account: AccountInfo | null, token: string | null): Promise<void> {
    this.#settings.set('lastAccount', account === null ? null : { accountId: account.accountId, demo: account.demo });
    // The demo gives its token again at each start.
    const worthKeeping = account !== null && token !== null && !account.demo;
    this.#token = worthKeeping ? { accountId: account.accountId, token } : null;
    return this.#store();
  }

  /** What the agent says where the key store does not protect. */
  keep(keep: boolean): Promise<void> {
    this.#settings.set('keepUnprotected', keep);
    return this.#store();
  }

  /** The token of the last account; `unreadable` where it was kept and can't be opened. */
  async open(): Promise<{ readonly token: string | null; readonly unreadable: boolean }> {
    const last = this.#settings.get('lastAccount');
    const sealed = this.#settings.get('token');
    if (last === null || sealed === null || sealed.accountId !== last.accountId)
      return { token: null, unreadable: false };
    const opened = await this.#keyStore.open(sealed);
    if (opened.kind === 'unreadable') return { token: null, unreadable: true };
    if (opened.resealed !== null) this.#settings.set('token', opened.resealed);
    this.#token = { accountId: sealed.accountId, token: opened.token };
    return { token: opened.token, unreadable: false };
  }

  settled(): Promise<void> {
    return this.#turn;
  }

  #store(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      try {
        await this.#storeNow();
      } catch (error) {
        this.#settings.set('token', null);
        this.#trouble('the token was not kept', error);
      }
    });
    return this.#turn;
  }

  async #storeNow(): Promise<void> {
    const held = this.#token;
    const { kind } = await this.#keyStore.protection();
    const may = kind === 'protected' || (kind === 'open' && this.#settings.get('keepUnprotected'));
    if (held === null || !may) {
      this.#settings.set('token', null);
      return;
    }
    const sealed = await this.#keyStore.seal(held.accountId, held.token);
    // Signed out, or somebody else in, while it was sealed.
    if (this.#token === held) this.#settings.set('token', sealed);
  }
}
