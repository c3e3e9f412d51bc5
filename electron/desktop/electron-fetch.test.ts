import { describe, expect, it } from 'vitest';
import { electronFetch } from './electron-fetch.ts';

describe('Electron’s fetch', () => {
  it('sends no cookies and uses no cache', async () => {
    const seen: unknown[] = [];
    const fetch = electronFetch({
      fetch: (input, init) => {
        seen.push(input, init);
        return Promise.resolve(new Response('ok'));
      },
    });
    expect(await (await fetch(new URL('https://api.example/x'), { method: 'POST' })).text()).toBe('ok');
    expect(seen).toEqual(['https://api.example/x', { method: 'POST', credentials: 'omit', cache: 'no-store' }]);
  });

  it('says that it was sent elsewhere, although Electron rejects', async () => {
    const fetch = electronFetch({ fetch: () => Promise.reject(new Error('Redirect was cancelled')) });
    expect((await fetch('https://api.example/', { redirect: 'manual' })).status).toBe(302);
  });

  it('passes Chromium’s failures on: their names say what was sent', async () => {
    const fetch = electronFetch({ fetch: () => Promise.reject(new Error('net::ERR_CONNECTION_REFUSED')) });
    await expect(fetch('https://api.example/')).rejects.toThrow('net::ERR_CONNECTION_REFUSED');
  });
});
