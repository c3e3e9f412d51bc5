import { integer, isRecord } from './decode/primitives.ts';

export interface TokenFacts {
  /** From `sub`, where that is a number. */
  readonly userId: number | null;
  /** From `exp`, UTC milliseconds. */
  readonly expiresAt: number | null;
}

/** What a JWT says of itself; nothing is verified, that is the server's matter. Null for text that is no JWT (it may be a token all the same). */
export function readToken(token: string): TokenFacts | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (!isRecord(claims)) return null;
  const userId = integer(claims['sub']);
  const { exp } = claims as { exp?: unknown };
  return {
    userId: userId !== undefined && userId > 0 ? userId : null,
    expiresAt: typeof exp === 'number' && Number.isFinite(exp) ? Math.round(exp * 1000) : null,
  };
}
