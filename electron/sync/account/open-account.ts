import type { ServerProfile } from '#shared/contract/server-profile.ts';
import type { FromSyncServer } from '#shared/contract/sync-channel.ts';
import type { AccountInfo } from '#shared/domain/account.ts';
import { CodedError } from '#shared/errors.ts';
import { readToken } from '../api/token.ts';
import { Engine } from '../engine.ts';
import type { EnginePorts } from '../ports.ts';
import type { Publisher } from '../publisher.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import { openLocal } from '../store/local/open-local.ts';
import { isDamage } from '../store/sqlite.ts';
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
  /** SQLite has reported that a file of the open account is broken. */
  readonly damaged: () => void;
}

type Identify = (known: () => Identity) => { readonly identity: Identity; readonly token: string | null };

/** An account with its folder, its two stores and its running engine. */
export class OpenAccount {
  readonly engine: Engine;
  readonly #folder: AccountFolder;
  #identity: Identity;
  #token: string | null;
  readonly #ports: EnginePorts;

  private constructor(
    folder: AccountFolder,
    identity: Identity,
    token: string | null,
    engine: Engine,
    ports: EnginePorts,
  ) {
    this.#ports = ports;
    this.#folder = folder;
    this.#identity = identity;
    this.#token = token;
    this.engine = engine;
  }

  /** @throws CodedError of the folder (ACCOUNT_IN_USE, READ_ONLY, DISK_FULL) or of the stores (NEWER_DATABASE, STORAGE_FAILED) */
  static open(environment: AccountEnvironment, accountId: string, identify: Identify): OpenAccount {
    const folder = openAccountFolder(environment.dataDir, accountId);
    try {
      try {
        return OpenAccount.#start(environment, folder, identify);
      } catch (error) {
        if (!isDamage(error)) throw error;
        // The broken file is out of the way now: what takes its place is whole.
        return OpenAccount.#start(environment, folder, identify);
      }
    } catch (error) {
      folder.release();
      throw error;
    }
  }

  static #start(environment: AccountEnvironment, folder: AccountFolder, identify: Identify): OpenAccount {
    const { ports } = environment;
    let publish: (touched: Touched) => void = () => undefined;
    const local = openLocal(folder.localFile, (touched) => publish(touched), ports);
    let engine: Engine | null = null;
    try {
      const { identity, token } = identify(() => readIdentity(local.store));
      keepOrGoOn(local.store, identity, ports);
      let account: OpenAccount | null = null;
      const started = new Engine({
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
        damaged: environment.damaged,
      });
      engine = started;
      publish = (touched) => {
        started.publish(touched);
      };
      account = new OpenAccount(folder, identity, token, started, ports);
      started.start();
      return account;
    } catch (error) {
      if (engine !== null) engine.abandonDamaged();
      else {
        local.keeper.stop();
        local.store.close();
      }
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
    keepOrGoOn(this.engine.local, this.#identity, this.#ports);
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

  /** For files that SQLite reports as broken: what is no use any more is set aside. */
  async closeDamaged(): Promise<void> {
    await this.engine.stopDamaged();
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

/** A full disk must not keep anybody out of an account whose folder says already whose it is; what has changed of it is kept next time. */
function keepOrGoOn(local: LocalStore, identity: Identity, ports: EnginePorts): void {
  try {
    keepIdentity(local, identity, ports.clock.now());
  } catch (error) {
    if (!(error instanceof CodedError) || !isKept(local, identity)) throw error;
    ports.log({ level: 'warn', event: 'identity not kept', details: { code: error.code } });
  }
}

function isKept(local: LocalStore, identity: Identity): boolean {
  try {
    return readIdentity(local).userId === identity.userId;
  } catch (error) {
    if (error instanceof CodedError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

function named(identity: Identity, signedIn: SignedIn): Identity {
  return {
    ...identity,
    name: signedIn.name === '' ? identity.name : signedIn.name,
    email: signedIn.email ?? identity.email,
  };
}
