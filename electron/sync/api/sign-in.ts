import { decodePerson } from './decode/people.ts';
import { isRecord } from './decode/primitives.ts';
import { ApiFailure } from './failure.ts';
import { readToken } from './token.ts';
import { exchange, type IncomingAnswer, type TransportPorts } from './transport.ts';
import type { RequestOptions, SignInResult } from './types.ts';

/**
 * Signs in with an e-mail or phone number and a password (docs/api.md section 2). A refusal, also one that comes with 200 and no usable token,
 * is an ApiFailure of kind `auth`: with the server's own words, or with an empty message and `detail` `no-token` or `token-expired`.
 */
export async function signIn(
  ports: TransportPorts,
  apiUrl: string,
  credentials: { readonly contact: string; readonly password: string },
  options: RequestOptions = {},
): Promise<SignInResult> {
  const url = `${apiUrl.replace(/\/+$/, '')}/v1/auth/login`;
  let answer: IncomingAnswer;
  try {
    answer = await exchange(ports, { method: 'post', url, token: null, json: credentials }, options);
  } catch (error) {
    throw asRefusal(error);
  }
  return accepted(answer);
}

const REFUSALS: ReadonlySet<number> = new Set([200, 400, 401, 403, 422]);

function asRefusal(error: unknown): unknown {
  if (!(error instanceof ApiFailure) || error.status === null || !REFUSALS.has(error.status)) return error;
  if (error.kind === 'captive-portal' || error.kind === 'unreadable') return error;
  const { status, message, fieldErrors, apiCode, retryAfterMs, serverDate } = error;
  const facts = { status, message, fieldErrors, apiCode, retryAfterMs, serverDate };
  return new ApiFailure({ ...facts, kind: 'auth', mayHaveCommitted: false }, { cause: error });
}

function accepted(answer: IncomingAnswer): SignInResult {
  const body = isRecord(answer.body) ? answer.body : {};
  const data = isRecord(body['data']) ? body['data'] : {};
  const token = [body['token'], body['access_token'], data['token'], data['access_token']].find(
    (candidate) => typeof candidate === 'string' && candidate !== '',
  );
  const refused = { kind: 'auth', status: answer.status, serverDate: answer.serverDate } as const;
  if (typeof token !== 'string') throw new ApiFailure({ ...refused, detail: 'no-token' });
  const facts = readToken(token);
  const expiresAt = facts?.expiresAt ?? null;
  // The server's own clock decides where it is known: this computer's may be wrong.
  if (expiresAt !== null && expiresAt <= (answer.serverDate ?? answer.receivedAt)) {
    throw new ApiFailure({ ...refused, detail: 'token-expired' });
  }
  const user = decodePerson(
    [data['user'], body['user'], data].find((candidate) => isRecord(candidate) && 'id' in candidate),
    null,
  );
  return { token, user, userId: user?.id ?? facts?.userId ?? null, expiresAt };
}
