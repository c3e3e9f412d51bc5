import type { DemoAccount } from '../dispatch/demo-account.ts';
import type { HostOptions } from '../dispatch/host-options.ts';
import type { StartOpening, SupervisedSyncServer } from '../dispatch/sync-server.ts';
import type { RememberedToken } from './remembered-token.ts';
import type { SettingsStore } from './settings-store.ts';
import type { Trouble } from './trouble.ts';

export interface FirstAccountParts {
  readonly options: HostOptions;
  readonly sync: SupervisedSyncServer;
  readonly demo: DemoAccount;
  readonly settings: SettingsStore;
  readonly remembered: RememberedToken;
  readonly trouble: Trouble;
}

/** The account that is open at the start: what the options say, else that of last time; even signed out or offline. */
export class FirstAccount {
  readonly #parts: FirstAccountParts;
  /** A token was kept, and the key store could not open it; until somebody signs in. */
  tokenUnreadable = false;

  constructor(parts: FirstAccountParts) {
    this.#parts = parts;
  }

  /** Starts the sync server with it. Resolves with a sentence when what the options asked for can't be had. */
  async open(): Promise<string | null> {
    const { options, sync, trouble } = this.#parts;
    const asked = options.demo || options.profile?.token != null;
    try {
      const started = await sync.start(await this.#opening());
      if (!started.ok && asked) return `${started.message} (${started.code}).`;
    } catch (error) {
      trouble('the account was not opened', error);
      if (asked) return 'The demo could not be started.';
    }
    return null;
  }

  async #opening(): Promise<StartOpening> {
    const { options, demo, settings, remembered } = this.#parts;
    const { profile } = options;
    if (profile?.token != null) return { kind: 'profile', profile, token: profile.token, demo: false };
    if (options.demo) return { kind: 'profile', ...(await demo.opening()) };
    const last = settings.get('lastAccount');
    if (profile !== null || last === null) return { kind: 'none' };
    if (last.demo) {
      // What is mirrored can be read without the demo's server.
      return demo.opening().then(
        (opening): StartOpening => ({ kind: 'profile', ...opening }),
        (): StartOpening => ({ kind: 'last', accountId: last.accountId, token: null }),
      );
    }
    const { token, unreadable } = await remembered.open();
    this.tokenUnreadable = unreadable;
    return { kind: 'last', accountId: last.accountId, token };
  }
}
