import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CodedError } from '#shared/errors.ts';
import { nodeFiles } from '../node/node-ports.ts';
import { LocalFolder } from '../store/local/testing.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import { MediaCache, type MediaCacheNeeds, type RemoteMedia } from './cache.ts';
import * as sample from './testing.ts';

let local: LocalFolder;
let store: LocalStore;
let asked: { url: string; headers: string[] }[];
let answers: Record<string, () => Response | Promise<Response>>;
let sources: Map<string, RemoteMedia>;

beforeEach(() => {
  local = new LocalFolder();
  store = local.open().store;
  asked = [];
  answers = {};
  sources = new Map();
});
afterEach(() => local.remove());

const remote = (url: string, more: Partial<RemoteMedia> = {}): RemoteMedia => ({
  url,
  filename: null,
  contentType: null,
  sizeBytes: null,
  ...more,
});

function cache(more: Partial<MediaCacheNeeds> = {}): MediaCache {
  return new MediaCache({
    store,
    files: nodeFiles,
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      asked.push({ url, headers: [...new Headers(init?.headers).keys()] });
      const answer = answers[url];
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer();
    },
    clock: local.time,
    timers: local.time,
    mediaDir: join(local.folder, 'media'),
    source: (mediaId) => sources.get(mediaId) ?? null,
    ...more,
  });
}

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

const cached = (): string[] => {
  try {
    return readdirSync(join(local.folder, 'media', 'cache'));
  } catch {
    return [];
  }
};

describe('a picture', () => {
  test('is fetched once, without token, typed by its bytes and named safely', async () => {
    const url = 'https://storage.zukses.com/chat/1.php?x=1';
    sources.set('a_1_2_3', remote(url, { filename: '../foto.png', contentType: 'text/html' }));
    answers[url] = () => new Response(sample.png(), { headers: { 'content-type': 'text/html' } });
    const media = cache();
    const [one, two] = await Promise.all([media.open('a_1_2_3'), media.open('a_1_2_3')]);
    expect(one).toEqual(two);
    expect(await media.open('a_1_2_3')).toMatchObject({ contentType: 'image/png', filename: 'foto.png' });
    expect(asked).toEqual([{ url, headers: [] }]);
    expect(new Uint8Array(readFileSync(one.path))).toEqual(sample.png());
    expect(cached()).toHaveLength(1);
  });

  test('that is really a page is never served as one', async () => {
    sources.set('m', remote('https://x.example/a', { contentType: 'text/html' }));
    answers['https://x.example/a'] = () =>
      new Response('<script>1</script>', { headers: { 'content-type': 'text/html' } });
    expect((await cache().open('m')).contentType).toBe('application/octet-stream');
  });

  test('is fetched again when its place has changed or the file is gone, not when only a signature has', async () => {
    const media = cache();
    const show = async (url: string): Promise<void> => {
      answers[url] = () => new Response(sample.png());
      sources.set('m', remote(url));
      await media.open('m');
    };
    await show('https://s.example/a.png?Expires=1&Signature=x');
    await show('https://s.example/a.png?Expires=2&Signature=y');
    expect(asked).toHaveLength(1);
    await show('https://s.example/b.png');
    expect(asked).toHaveLength(2);
    rmSync((await media.open('m')).path);
    await media.open('m');
    expect(asked).toHaveLength(3);
  });

  test('whose address has expired is asked for once more after its message was read again', async () => {
    answers['https://s.example/old'] = () => new Response('', { status: 403 });
    answers['https://s.example/new'] = () => new Response(sample.gif());
    sources.set('m', remote('https://s.example/old'));
    const media = cache({
      refresh: (id) => {
        sources.set(id, remote('https://s.example/new'));
        return Promise.resolve(true);
      },
    });
    expect((await media.open('m')).contentType).toBe('image/gif');
  });

  test('that was deleted is not shown from the cache', async () => {
    sources.set('m', remote('https://s.example/a'));
    answers['https://s.example/a'] = () => new Response(sample.png());
    const media = cache();
    await media.open('m');
    sources.delete('m');
    expect(await outcome(media.open('m'))).toBe('NOT_FOUND');
  });
});

describe('what goes wrong', () => {
  test.each<[string, () => Response | Promise<Response>, string]>([
    ['no network', () => Promise.reject(new TypeError('fetch failed')), 'OFFLINE'],
    ['404', () => new Response('', { status: 404 }), 'NOT_FOUND'],
    ['500', () => new Response('', { status: 500 }), 'SERVER_ERROR'],
    ['too long, announced', () => new Response('x', { headers: { 'content-length': '5000' } }), 'ATTACHMENT_TOO_LARGE'],
    ['too long, unannounced', () => new Response('x'.repeat(5_000)), 'ATTACHMENT_TOO_LARGE'],
    ['broken off', () => new Response('abc', { headers: { 'content-length': '10' } }), 'OFFLINE'],
    [
      'a redirect to a file',
      () => new Response('', { status: 302, headers: { location: 'file:///etc/passwd' } }),
      'NOT_FOUND',
    ],
    [
      'redirects without end',
      () => new Response('', { status: 302, headers: { location: 'https://s.example/a' } }),
      'SERVER_ERROR',
    ],
  ])('%s is said, and leaves nothing behind', async (_, answer, code) => {
    sources.set('m', remote('https://s.example/a'));
    answers['https://s.example/a'] = answer;
    expect(await outcome(cache({ maxFileBytes: 1_000 }).open('m'))).toBe(code);
    expect(cached()).toEqual([]);
  });

  test('a download that stands still is given up', async () => {
    sources.set('m', remote('https://s.example/a'));
    answers['https://s.example/a'] = () =>
      new Response(new ReadableStream({ pull: () => new Promise(() => undefined) }));
    const result = outcome(cache().open('m'));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    await local.time.advance(31_000);
    expect(await result).toBe('TIMED_OUT');
  });

  test('stop ends what is under way', async () => {
    sources.set('m', remote('https://s.example/a'));
    answers['https://s.example/a'] = () => new Promise(() => undefined);
    const media = cache();
    const result = outcome(media.open('m'));
    await media.stop();
    expect(await result).toBe('OFFLINE');
  });

  test('an address that is none of the web is not asked', async () => {
    sources.set('m', remote('file:///etc/passwd'));
    expect(await outcome(cache().open('m'))).toBe('NOT_FOUND');
    expect(asked).toEqual([]);
  });
});

test('the least recently used go first when the cache is full', async () => {
  const media = cache({ maxBytes: 150 });
  for (const id of ['a', 'b', 'c']) {
    sources.set(id, remote(`https://s.example/${id}`));
    answers[`https://s.example/${id}`] = () => new Response(sample.png(1, 1, 10));
  }
  await media.open('a');
  await local.time.advance(100_000);
  await media.open('b');
  await local.time.advance(100_000);
  await media.open('a');
  await local.time.advance(100_000);
  await media.open('c');
  expect(['a', 'b', 'c'].filter((id) => store.cache.find(id) !== null)).toEqual(['a', 'c']);
  expect(cached()).toHaveLength(2);
});
