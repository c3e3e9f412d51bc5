import type { EngineInput } from '#shared/contract/engine.ts';
import type { ServerProfileInput } from '#shared/contract/server-profile.ts';
import type { WordKey } from '../i18n/words.ts';
import { isSafeAddress, serverAddress } from './server-address.ts';

/** What stands in the form; kept whatever happens. */
export interface SignInValues {
  readonly server: string;
  readonly method: 'password' | 'token';
  readonly contact: string;
  readonly password: string;
  readonly token: string;
  readonly userId: string;
  readonly profile: Partial<ServerProfileInput> | null;
}

export type SignInField = 'server' | 'contact' | 'password' | 'token' | 'userId';

type MissingKey = Extract<WordKey, `signIn.missing.${SignInField}`> | 'error.ADDRESS_INVALID' | 'signIn.httpsNeeded';

export type SignInCheck =
  | { readonly ok: true; readonly input: EngineInput<'session.signIn'> }
  | { readonly ok: false; readonly field: SignInField; readonly key: MissingKey };

/** The first thing that is missing, in the order of the form, or what to send. */
export function checkSignIn(values: SignInValues, userIdAsked: boolean): SignInCheck {
  const server = checkServer(values);
  return server.ok ? checkCredentials(values, server.profile, userIdAsked) : server;
}

/** For the account that is open: its server is known to the engine, with everything that its profile says. */
export function checkSignInAgain(values: SignInValues, userIdAsked: boolean): SignInCheck {
  return checkCredentials(values, null, userIdAsked);
}

function checkServer(
  values: SignInValues,
): { readonly ok: true; readonly profile: ServerProfileInput } | Extract<SignInCheck, { ok: false }> {
  if (values.server.trim() === '') return { ok: false, field: 'server', key: 'signIn.missing.server' };
  const apiUrl = serverAddress(values.server);
  if (apiUrl === null) return { ok: false, field: 'server', key: 'error.ADDRESS_INVALID' };
  if (!isSafeAddress(apiUrl)) return { ok: false, field: 'server', key: 'signIn.httpsNeeded' };
  return { ok: true, profile: { ...values.profile, apiUrl } };
}

function checkCredentials(values: SignInValues, profile: ServerProfileInput | null, userIdAsked: boolean): SignInCheck {
  if (values.method === 'password') {
    const contact = values.contact.trim();
    if (contact === '') return { ok: false, field: 'contact', key: 'signIn.missing.contact' };
    if (values.password === '') return { ok: false, field: 'password', key: 'signIn.missing.password' };
    return { ok: true, input: { profile, credentials: { kind: 'password', contact, password: values.password } } };
  }
  // Copied tokens often bring their header's word or quotes along.
  const token = values.token
    .trim()
    .replace(/^Bearer\s+/iu, '')
    .replace(/^["']|["']$/gu, '');
  if (token === '') return { ok: false, field: 'token', key: 'signIn.missing.token' };
  const userId = /^\d{1,15}$/u.test(values.userId.trim()) ? Number(values.userId.trim()) : null;
  if (userIdAsked && (userId === null || userId === 0)) {
    return { ok: false, field: 'userId', key: 'signIn.missing.userId' };
  }
  return { ok: true, input: { profile, credentials: { kind: 'token', token, userId: userId === 0 ? null : userId } } };
}
