import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MediaState } from '#shared/domain/media.ts';
import { CodedError } from '#shared/errors.ts';
import { nodeFiles } from '../node/node-ports.ts';
import { LocalFolder } from '../store/local/testing.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import { MediaCache, type MediaCacheNeeds, type RemoteMedia } from './cache.ts';
import * as sample from './testing.ts';

let local: LocalFolder;
let store: LocalStore;
let asked: { url: string; headers: string[] }[];
let answers: Record<string, (headers: Headers) => Response | Promise<Response>>;
let sources: Map<string, RemoteMedia>;
let states: MediaState[];

beforeEach(() => {
  local = new LocalFolder();
  store = local.open().store;
  asked = [];
  answers = {};
  sources = new Map();
  states = [];
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
      const headers = new Headers(init?.headers);
      asked.push({ url, headers: [...headers.keys()] });
      const answer = answers[url];
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer(headers);
    },
    clock: local.time,
    timers: local.time,
    mediaDir: join(local.folder, 'media'),
    source: (mediaId) => sources.get(mediaId) ?? null,
    onState: (_, state) => states.push(state),
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

  test.each([
    ['lama.avi', sample.avi(), 'video/x-msvideo'],
    ['iphone.mov', sample.mp4('qt  '), 'video/quicktime'],
    ['surat.doc', sample.doc(), 'application/msword'],
    [
      'surat.docx',
      sample.zip({ 'media/1.bin': 'x'.repeat(70_000), ...sample.DOCX_PARTS }),
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
  ])('%s has the type under which it is opened and saved', async (filename, bytes, contentType) => {
    sources.set('m', remote('https://s.example/x', { filename }));
    answers['https://s.example/x'] = () => new Response(bytes);
    expect((await cache().open('m')).contentType).toBe(contentType);
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

describe('a download', () => {
  const bytes = Uint8Array.from({ length: 1_000 }, (_, at) => at % 251);
  const url = 'https://s.example/laporan.pdf';
  let etag: string;

  /** Serves what is asked for, and breaks off after so many bytes of each answer. */
  const serve = (most: number) => (headers: Headers) => {
    const from = Number(/^bytes=(\d+)-$/.exec(headers.get('range') ?? '')?.[1] ?? 0);
    const partial = from > 0 && headers.get('if-range') === etag;
    const body = bytes.subarray(partial ? from : 0);
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = body.subarray(sent, Math.min(sent + 100, most));
        sent += piece.byteLength;
        if (piece.byteLength > 0) controller.enqueue(piece);
        else if (sent < body.byteLength) controller.error(new TypeError('terminated'));
        else controller.close();
      },
    });
    return new Response(stream, {
      status: partial ? 206 : 200,
      headers: {
        etag,
        'content-length': String(body.byteLength),
        ...(partial ? { 'content-range': `bytes ${from}-999/1000` } : {}),
      },
    });
  };
  beforeEach(() => {
    etag = '"1"';
    sources.set('m', remote(url));
  });

  test('whose connection breaks goes on at once from where it was, and is whole', async () => {
    answers[url] = serve(300);
    const file = await cache().open('m');
    expect(new Uint8Array(readFileSync(file.path))).toEqual(bytes);
    expect(asked.map((one) => one.headers)).toEqual([[], ...Array.from({ length: 3 }, () => ['if-range', 'range'])]);
    expect(cached()).toHaveLength(1);
  });

  test('that the network ended goes on after a restart, and says so', async () => {
    answers[url] = (headers) => {
      answers[url] = () => Promise.reject(new TypeError('fetch failed'));
      return serve(300)(headers);
    };
    const media = cache();
    expect(await outcome(media.open('m'))).toBe('OFFLINE');
    const left = { state: 'away', receivedBytes: 300, totalBytes: 1_000, error: { code: 'OFFLINE' } };
    expect(await media.state('m')).toMatchObject(left);
    expect(states.at(-1)).toMatchObject(left);
    await media.stop();
    const again = cache({ clock: { now: () => local.time.now(), monotonic: () => (tick += 1_000) } });
    let tick = 0;
    answers[url] = serve(1_000);
    states = [];
    const file = await again.open('m');
    expect(new Uint8Array(readFileSync(file.path))).toEqual(bytes);
    expect(states[0]).toEqual({ state: 'coming', receivedBytes: 300, totalBytes: 1_000, start: 'resumed' });
    expect(states.at(-1)).toEqual({ state: 'here' });
    expect(await again.state('m')).toEqual({ state: 'here' });
  });

  test('that another kind of network ends in its own words is kept all the same', async () => {
    answers[url] = () => {
      answers[url] = () => Promise.reject(new Error('net::ERR_INTERNET_DISCONNECTED'));
      let sent = false;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (sent) controller.error(new Error('net::ERR_CONNECTION_RESET'));
          else controller.enqueue(bytes.subarray(0, 400));
          sent = true;
        },
      });
      return new Response(body, { headers: { etag, 'content-length': '1000' } });
    };
    const media = cache();
    expect(await outcome(media.open('m'))).toBe('OFFLINE');
    expect(await media.state('m')).toMatchObject({ state: 'away', receivedBytes: 400, error: { code: 'OFFLINE' } });
  });

  test('begins anew, and says so, where the file is another one by now', async () => {
    answers[url] = (headers) => {
      answers[url] = () => Promise.reject(new TypeError('fetch failed'));
      return serve(300)(headers);
    };
    let tick = 0;
    const media = cache({ clock: { now: () => local.time.now(), monotonic: () => (tick += 1_000) } });
    await outcome(media.open('m'));
    etag = '"2"';
    bytes.reverse();
    answers[url] = serve(1_000);
    states = [];
    const file = await media.open('m');
    expect(new Uint8Array(readFileSync(file.path))).toEqual(bytes);
    expect(states[0]).toMatchObject({ state: 'coming', receivedBytes: 0, start: 'restarted' });
  });

  test('is stopped by the agent, keeps what has come, and goes on when wanted', async () => {
    const media = cache();
    let pulled = 0;
    answers[url] = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            pulled += 1;
            if (pulled > 4) {
              media.cancel('m');
              return new Promise(() => undefined);
            }
            controller.enqueue(bytes.subarray((pulled - 1) * 100, pulled * 100));
            return undefined;
          },
        }),
        { headers: { etag, 'content-length': '1000' } },
      );
    expect(await outcome(media.open('m'))).toBe('CANCELLED');
    expect(await media.state('m')).toMatchObject({ state: 'away', receivedBytes: 400, error: { code: 'CANCELLED' } });
    answers[url] = serve(1_000);
    const file = await media.open('m');
    expect(new Uint8Array(readFileSync(file.path))).toEqual(bytes);
    expect(asked.at(-1)?.headers).toEqual(['if-range', 'range']);
  });

  test('whose beginning is old, or whose message is gone, is not gone on with', async () => {
    answers[url] = (headers) => {
      answers[url] = () => Promise.reject(new TypeError('fetch failed'));
      return serve(300)(headers);
    };
    const media = cache();
    await outcome(media.open('m'));
    expect(cached()).toHaveLength(2);
    expect(await media.sweep()).toBe(0);
    sources.delete('m');
    expect(await media.sweep()).toBe(1);
    expect(cached()).toEqual([]);
  });
});

test('files of a deleted message are not kept', async () => {
  for (const id of ['a_1_2_7', 'a_1_2_8', 'a_1_22_7']) {
    sources.set(id, remote(`https://s.example/${id}`));
    answers[`https://s.example/${id}`] = () => new Response(sample.png());
  }
  const media = cache();
  for (const id of sources.keys()) await media.open(id);
  await media.forget(1, 2);
  expect(['a_1_2_7', 'a_1_2_8', 'a_1_22_7'].filter((id) => store.cache.find(id) !== null)).toEqual(['a_1_22_7']);
  expect(cached()).toHaveLength(1);
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
