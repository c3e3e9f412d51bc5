import type { Fetch } from '../sync/ports.ts';

/**
 * Electron's `net.fetch` as the engine's: the system's proxy and certificates. One thing differs from every other fetch: for
 * `redirect: 'manual'` it does not give the redirecting answer but rejects (electron/electron#43715). The engine wants to know that it was
 * sent elsewhere, so the rejection becomes an answer that says so; where to is not known.
 */

/** What is used of Electron's `net`. */
export interface NetFetch {
  fetch(input: string | Request, init?: RequestInit): Promise<Response>;
}

const REDIRECTED = /redirect was cancelled/i;

export function electronFetch(net: NetFetch): Fetch {
  return async (input, init) => {
    try {
      return await net.fetch(input instanceof URL ? input.href : input, {
        ...init,
        // No cookies and no stored log-ins: the engine brings its token by itself.
        credentials: 'omit',
        cache: 'no-store',
      });
    } catch (error) {
      if (error instanceof Error && REDIRECTED.test(error.message)) return new Response(null, { status: 302 });
      throw error;
    }
  };
}
