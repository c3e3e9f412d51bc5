import type { IncomingMessage } from 'node:http';

/**
 * Who a request says that it comes from and goes to. A page of another site can make the browser send requests here; it can change neither its
 * `Origin` nor the `Host` it used (a name that was pointed at 127.0.0.1 shows in `Host`).
 */
export class Origin {
  readonly #host: string;
  readonly url: string;

  constructor(port: number) {
    this.#host = `127.0.0.1:${port}`;
    this.url = `http://${this.#host}`;
  }

  /** The status to refuse a request with, or null. */
  refuses({ headers }: IncomingMessage): 421 | 403 | null {
    if (headers.host !== this.#host) return 421;
    if (headers.origin !== undefined && headers.origin !== this.url) return 403;
    const site = headers['sec-fetch-site'];
    // Another port of this computer counts as the same site, and its requests carry our cookie.
    const isForeign = site === 'cross-site' || site === 'same-site';
    return isForeign && headers['sec-fetch-mode'] !== 'navigate' ? 403 : null;
  }

  /** For what changes something or opens a socket: the browser always names the origin there, so it has to be ours. */
  isOwn(request: IncomingMessage): boolean {
    return this.refuses(request) === null && request.headers.origin === this.url;
  }
}
