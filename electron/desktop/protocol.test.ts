import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Envelope } from '#shared/contract/definition.ts';
import type { MediaFile } from '#shared/contract/sync-channel.ts';
import { listStaticFiles } from '../dispatch/static-files.ts';
import { answerRequests, BASE, SCHEME_PRIVILEGES } from './protocol.ts';

let folder: string;
let ask: (path: string, init?: RequestInit) => Promise<Response>;

const files: Record<string, { readonly name: string; readonly contentType: string }> = {
  'a-1': { name: 'media', contentType: 'video/mp4' },
  'a-2': { name: 'media', contentType: 'text/html' },
  'a-3': { name: '../secret.txt', contentType: 'text/plain' },
  'a-4': { name: 'gone', contentType: 'image/png' },
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'protocol-'));
  const root = join(folder, 'renderer');
  const dataDir = join(folder, 'data');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(dataDir);
  writeFileSync(join(root, 'index.html'), '<!doctype html>');
  writeFileSync(join(root, 'assets', 'index.js'), 'export {};');
  writeFileSync(join(root, 'run.sh'), '#!/bin/sh');
  writeFileSync(join(folder, 'secret.txt'), 'token');
  writeFileSync(join(dataDir, 'media'), '0123456789');
  const media = (mediaId: string): Promise<Envelope<MediaFile>> => {
    const file = files[mediaId];
    if (file === undefined) {
      return Promise.resolve({ ok: false, error: { code: 'NOT_FOUND', message: '', details: {} } });
    }
    const value = { path: join(dataDir, file.name), contentType: file.contentType, sizeBytes: 10, filename: 'a.bin' };
    return Promise.resolve({ ok: true, value, stamp: null });
  };
  const answer = answerRequests({ files: listStaticFiles(root), dataDir, media });
  ask = (path, init) => answer(fakeRequest(path, init) as Request);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Node's own Request normalises the address before we could see it; a hostile one comes as it is. */
function fakeRequest(path: string, init: RequestInit = {}): Pick<Request, 'url' | 'method' | 'headers'> {
  return {
    url: path.includes('://') ? path : `${BASE}${path}`,
    method: init.method ?? 'GET',
    headers: new Headers(init.headers),
  };
}

describe('our scheme', () => {
  it('is standard and secure, and bypasses nothing', () => {
    expect(SCHEME_PRIVILEGES.privileges).toMatchObject({ standard: true, secure: true, stream: true });
    for (const forbidden of ['bypassCSP', 'allowServiceWorkers', 'corsEnabled', 'allowExtensions']) {
      expect(SCHEME_PRIVILEGES.privileges).not.toHaveProperty(forbidden);
    }
  });

  it.each([
    ['/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/index.html?x=1#y', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/assets/index.js', 'text/javascript; charset=utf-8', 'export {};'],
  ])('serves %s with its type', async (path, type, body) => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(body);
  });

  it('says a strict policy and nosniff on every answer, refusals included', async () => {
    for (const path of ['/', '/nothing.js', '/media/unknown', '/media/a-1', 'desk://other/']) {
      const { headers } = await ask(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    const policy = (await ask('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/%00',
    '/%E0%A4%A',
    '/etc/passwd',
    '//etc/passwd',
    '/C:/Windows/win.ini',
    '/run.sh',
    '/assets',
    '/media/../secret',
    '/media/a-1/x',
    '/media/a-3',
    '/media/a-4',
    '/media/unknown',
    '/constructor',
    'desk://other/index.html',
    'desk://app.evil/index.html',
    'https://app/index.html',
  ])('gives nothing for %s', async (path) => {
    const response = await ask(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  it('answers reading only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask('/', { method })).status).toBe(405);
    expect(await (await ask('/', { method: 'HEAD' })).text()).toBe('');
  });
});

describe('media', () => {
  it('come whole, in parts, and not beyond their end', async () => {
    const whole = await ask('/media/a-1');
    expect([whole.status, whole.headers.get('content-length')]).toEqual([200, '10']);
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    expect(await whole.text()).toBe('0123456789');

    const part = await ask('/media/a-1', { headers: { range: 'bytes=2-4' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 2-4/10']);
    expect(await part.text()).toBe('234');

    const beyond = await ask('/media/a-1', { headers: { range: 'bytes=10-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });

  it('run nothing when they are opened by their own address', async () => {
    const { headers } = await ask('/media/a-2');
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
  });
});
