import type { ServerProfile } from '#shared/contract/server-profile.ts';
import type { FromSyncServer } from '#shared/contract/sync-channel.ts';
import type { AccountInfo } from '#shared/domain/account.ts';
import { readToken } from '../api/token.ts';
import { Engine } from '../engine.ts';
import type { EnginePorts } from '../ports.ts';
import type { Publisher } from '../publisher.ts';
import { openLocal } from '../store/local/open-local.ts';
import type { Touched } from '../store/touched.ts';
import { accountIdOf, openAccountFolder, type AccountFolder } from './account-folder.ts';
import { keepIdentity, readIdentity, type Identity } from './identity.ts';
import type { SignedIn } from './sign-in.ts';

export interface AccountEnvironment {
  readonly ports: EnginePorts;
  readonly publisher: Publisher;
  readonly dataDir: string;
  readonly send: (message: FromSyncServer) => void;
  /** Signed out by the server, or an extension turned out to be missing. */
  readonly sessionChanged: () => void;
}

/** An account with its folder, its two stores and its running engine. */
export class OpenAccount {
  readonly engine: Engine;
  readonly #folder: AccountFolder;
  #identity: Identity;
  #token: string | null;

  private constructor(folder: AccountFolder, identity: Identity, token: string | null, engine: Engine) {
    this.#folder = folder;
    this.#identity = identity;
    this.#token = token;
    this.engine = engine;
  }

  /** @throws CodedError of the folder (ACCOUNT_IN_USE, READ_ONLY, DISK_FULL) or of the stores (NEWER_DATABASE, STORAGE_FAILED) */
  static open(
    environment: AccountEnvironment,
    accountId: string,
    identify: (known: () => Identity) => { readonly identity: Identity; readonly token: string | null },
  ): OpenAccount {
    const { ports } = environment;
    const folder = openAccountFolder(environment.dataDir, accountId);
    try {
      let publish: (touched: Touched) => void = () => undefined;
      const local = openLocal(folder.localFile, (touched) => publish(touched), ports);
      try {
        const { identity, token } = identify(() => readIdentity(local.store));
        keepIdentity(local.store, identity, ports.clock.now());
        let account: OpenAccount | null = null;
        const engine = new Engine({
          ports,
          folder,
          local,
          profile: identity.profile,
          userId: identity.userId,
          token,
          publisher: environment.publisher,
          send: environment.send,
          tokenRefused: () => {
            account?.signOut();
            environment.sessionChanged();
          },
          sessionChanged: environment.sessionChanged,
        });
        publish = (touched) => {
          engine.publish(touched);
        };
        account = new OpenAccount(folder, identity, token, engine);
        engine.start();
        return account;
      } catch (error) {
        local.keeper.stop();
        local.store.close();
        throw error;
      }
    } catch (error) {
      folder.release();
      throw error;
    }
  }

  get token(): string | null {
    return this.#token;
  }

  get profile(): ServerProfile {
    return this.#identity.profile;
  }

  get info(): AccountInfo {
    const identity = this.#identity;
    const me = this.engine.me();
    return {
      accountId: this.#folder.accountId,
      apiUrl: identity.profile.apiUrl,
      userId: identity.userId,
      name: me?.name ?? identity.name,
      email: me?.email ?? identity.email,
      pictureUrl: me?.pictureUrl ?? null,
      demo: identity.demo,
      signedIn: this.#token !== null,
      tokenExpiresAt: this.#token === null ? null : (readToken(this.#token)?.expiresAt ?? null),
    };
  }

  /** The same person on the same server, reached the same way: a new token is all that it needs. */
  isSame(profile: ServerProfile, userId: number, demo: boolean): boolean {
    const identity = this.#identity;
    return (
      identity.userId === userId &&
      identity.demo === demo &&
      JSON.stringify({ ...identity.profile, token: null }) === JSON.stringify({ ...profile, token: null })
    );
  }

  signIn(signedIn: SignedIn): void {
    this.#identity = named(this.#identity, signedIn);
    keepIdentity(this.engine.local, this.#identity, this.engine.now());
    this.#token = signedIn.token;
    this.engine.signedIn(signedIn.token);
  }

  signOut(): void {
    this.#token = null;
    this.engine.signedOut();
  }

  async close(): Promise<void> {
    await this.engine.stop();
    this.#folder.release();
  }

  /** Lets go of the files as they are, as the death of the process would: nothing is finished, nothing is written. */
  abandon(): void {
    this.engine.abandon();
    this.#folder.release();
  }
}

export function openAccount(
  environment: AccountEnvironment,
  profile: ServerProfile,
  signedIn: SignedIn,
  demo: boolean,
): OpenAccount {
  const { userId, token } = signedIn;
  return OpenAccount.open(environment, accountIdOf(profile.apiUrl, userId, demo), () => ({
    identity: named({ profile, userId, name: '', email: null, demo }, signedIn),
    token,
  }));
}

/** The account of last time, also signed out and offline. */
export function reopenAccount(environment: AccountEnvironment, accountId: string, token: string | null): OpenAccount {
  return OpenAccount.open(environment, accountId, (known) => ({ identity: known(), token }));
}

function named(identity: Identity, signedIn: SignedIn): Identity {
  return {
    ...identity,
    name: signedIn.name === '' ? identity.name : signedIn.name,
    email: signedIn.email ?? identity.email,
  };
}
