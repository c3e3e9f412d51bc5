import { serverProfile, type ServerProfile } from '#shared/contract/server-profile.ts';
import { CodedError } from '#shared/errors.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import { numberOf, objectOf, textOf } from '../views/json.ts';

/** Whose account a folder is, kept in it, so that it opens without a network and without a token. */
export interface Identity {
  readonly profile: ServerProfile;
  readonly userId: number;
  readonly name: string;
  readonly email: string | null;
  readonly demo: boolean;
}

export function keepIdentity(local: LocalStore, identity: Identity, now: number): void {
  local.write(() => {
    // The token has its own place, with the host.
    const profile = { ...identity.profile, token: null };
    local.values.set('profile', 'server', profile, now);
    const { userId, name, email, demo } = identity;
    local.values.set('profile', 'identity', { userId, name, email, demo }, now);
  });
}

/** @throws CodedError NOT_FOUND for a folder that no account was ever opened in */
export function readIdentity(local: LocalStore): Identity {
  const profile = serverProfile.safeParse(local.values.get('profile', 'server')?.value);
  const identity = objectOf(local.values.get('profile', 'identity')?.value);
  const userId = identity === null ? null : numberOf(identity['userId']);
  if (!profile.success || identity === null || userId === null) {
    throw new CodedError('NOT_FOUND', 'This folder holds no account');
  }
  return {
    profile: profile.data,
    userId,
    name: textOf(identity['name']) ?? '',
    email: textOf(identity['email']),
    demo: identity['demo'] === true,
  };
}
