import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Who may use this host: whoever was shown its address. The token in the address's fragment lives as long as the host and is exchanged for a
 * cookie; the cookie is named by port, because cookies of one computer are shared by all its ports.
 */

const ONE_TIME_MS = 60_000;

export class Session {
  readonly #port: number;
  readonly #now: () => number;
  readonly token = secret();
  readonly #cookie = secret();
  /** Codes that work once, by when they end, monotonic milliseconds. */
  readonly #oneTime = new Map<string, number>();

  constructor(port: number, now: () => number = () => performance.now()) {
    this.#port = port;
    this.#now = now;
  }

  get cookieName(): string {
    return `desk-session-${this.#port}`;
  }

  /** For an address on a browser's command line, which others on this computer can read. */
  issueOneTimeToken(): string {
    const code = secret();
    this.#oneTime.set(code, this.#now() + ONE_TIME_MS);
    return code;
  }

  /** The `Set-Cookie` value for a right token, else null. */
  exchange(token: string): string | null {
    if (!isSame(token, this.token) && !this.#useOneTime(token)) return null;
    return `${this.cookieName}=${this.#cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether a request's `Cookie` header holds the session. */
  holds(cookieHeader: string | undefined): boolean {
    const prefix = `${this.cookieName}=`;
    const values = (cookieHeader ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(prefix));
    return values.some((pair) => isSame(pair.slice(prefix.length), this.#cookie));
  }

  #useOneTime(token: string): boolean {
    for (const [code, end] of this.#oneTime) {
      if (end < this.#now()) this.#oneTime.delete(code);
      else if (isSame(token, code)) return this.#oneTime.delete(code);
    }
    return false;
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Takes the same time wherever two values differ, and whatever their lengths are. */
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
