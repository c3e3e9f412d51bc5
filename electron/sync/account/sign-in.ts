import type { ServerProfile } from '#shared/contract/server-profile.ts';
import { CodedError } from '#shared/errors.ts';
import { ApiClient } from '../api/client.ts';
import { ApiFailure } from '../api/failure.ts';
import { signIn } from '../api/sign-in.ts';
import { readToken } from '../api/token.ts';
import { failureInfo } from '../envelope.ts';
import type { EnginePorts } from '../ports.ts';

/** Who signed in, with what. Source: docs/api.md section 2. */
export interface SignedIn {
  readonly token: string;
  readonly userId: number;
  /** Empty where nobody has said it yet; the mirror learns it from the first conversation. */
  readonly name: string;
  readonly email: string | null;
  readonly photo: string | null;
  readonly expiresAt: number | null;
}

/** @throws CodedError SIGN_IN_REFUSED (with the server's own words, if it had any), TOKEN_EXPIRED, USER_ID_NEEDED, or what the network did */
export async function signInWithPassword(
  ports: EnginePorts,
  profile: ServerProfile,
  contact: string,
  password: string,
): Promise<SignedIn> {
  try {
    const result = await signIn(ports, profile.apiUrl, { contact, password });
    if (result.userId === null) throw new CodedError('USER_ID_NEEDED', 'The answer names no user id');
    return {
      token: result.token,
      userId: result.userId,
      name: result.user?.name ?? '',
      email: result.user?.email ?? null,
      photo: result.user?.photo ?? null,
      expiresAt: result.expiresAt,
    };
  } catch (error) {
    throw refusal(error);
  }
}

/**
 * `verify` asks the API for one conversation, so that a wrong token is refused here and not found out later. Without a network the token
 * can't be checked: that is said, and nothing is opened.
 *
 * @throws as signInWithPassword, and TOKEN_UNREADABLE for a token with characters that no header can carry
 */
export async function signInWithToken(
  ports: EnginePorts,
  profile: ServerProfile,
  pasted: string,
  givenUserId: number | null,
  options: { readonly verify: boolean },
): Promise<SignedIn> {
  const token = pasted.trim().replace(/^Bearer\s+/i, '');
  if (!/^[\x21-\x7e]+$/.test(token)) throw new CodedError('TOKEN_UNREADABLE', 'Not a token');
  const facts = readToken(token);
  const userId = facts?.userId ?? givenUserId;
  if (userId === null) throw new CodedError('USER_ID_NEEDED', 'The token names no user id');
  const expiresAt = facts?.expiresAt ?? null;
  if (options.verify) {
    if (expiresAt !== null && expiresAt <= ports.clock.now())
      throw new CodedError('TOKEN_EXPIRED', 'The token has expired');
    await verify(ports, profile, token);
  }
  return { token, userId, name: '', email: null, photo: null, expiresAt };
}

async function verify(ports: EnginePorts, profile: ServerProfile, token: string): Promise<void> {
  const api = new ApiClient({
    fetch: ports.fetch,
    clock: ports.clock,
    timers: ports.timers,
    apiUrl: profile.apiUrl,
    authEndpoint: profile.authEndpoint,
    token: () => token,
    nextTicket: () => 0,
    uuid: () => ports.random.uuid(),
  });
  try {
    await api.listConversations({ page: 1, limit: 1 });
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): unknown {
  if (!(error instanceof ApiFailure)) return error;
  if (error.kind === 'auth') {
    const code = error.detail === 'token-expired' ? 'TOKEN_EXPIRED' : 'SIGN_IN_REFUSED';
    return new CodedError(code, error.message, { status: error.status }, { cause: error });
  }
  const info = failureInfo(error);
  return new CodedError(info.code, info.message, info.details, { cause: error });
}
