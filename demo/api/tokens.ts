import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../ports.ts';

export const TOKEN_LIFETIME_SECONDS = 30 * 24 * 60 * 60;

export type TokenCheck = { ok: true; userId: number } | { ok: false; reason: 'invalid' | 'expired' };

export type Tokens = {
  /** An HS256 JWT whose `sub` is the user's id as text (docs/api.md section 2). */
  issue(userId: number, lifetimeSeconds?: number): Promise<string>;
  check(token: string): Promise<TokenCheck>;
  /** Every token issued until now counts as expired. */
  expireAll(): void;
};

/**
 * Signatures are checked by `jose`, once for each token: its answer comes from another thread, and a simulation on virtual time must not
 * wait for one on every request. Expiry is judged anew each time.
 */
export function createTokens(secret: Uint8Array, clock: Clock): Tokens {
  const verified = new Map<string, { userId: number; expiresAt: number; serial: number }>();
  let serial = 0;
  let oldestValid = 0;

  const remember = (token: string, userId: number, expiresAt: number, number: number): void => {
    if (verified.size > 1000) verified.clear();
    verified.set(token, { userId, expiresAt, serial: number });
  };

  return {
    async issue(userId, lifetimeSeconds = TOKEN_LIFETIME_SECONDS) {
      serial += 1;
      const own = serial;
      const issuedAt = Math.floor(clock.now() / 1000);
      const expiresAt = issuedAt + lifetimeSeconds;
      const token = await new SignJWT({ serial: own })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(String(userId))
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(secret);
      remember(token, userId, expiresAt, own);
      return token;
    },
    async check(token) {
      let known = verified.get(token);
      if (known === undefined) {
        try {
          const { payload } = await jwtVerify(token, secret, {
            algorithms: ['HS256'],
            currentDate: new Date(clock.now()),
          });
          const userId = Number(payload.sub);
          if (!Number.isSafeInteger(userId) || payload.exp === undefined) return { ok: false, reason: 'invalid' };
          // A token of an earlier run of this data folder counts as the newest there was.
          const number = oldestValid === 0 ? serial : 0;
          remember(token, userId, payload.exp, number);
          known = verified.get(token);
        } catch (error) {
          return { ok: false, reason: error instanceof errors.JWTExpired ? 'expired' : 'invalid' };
        }
      }
      if (known === undefined) return { ok: false, reason: 'invalid' };
      if (known.serial < oldestValid || known.expiresAt * 1000 <= clock.now()) return { ok: false, reason: 'expired' };
      return { ok: true, userId: known.userId };
    },
    expireAll() {
      oldestValid = serial + 1;
    },
  };
}
