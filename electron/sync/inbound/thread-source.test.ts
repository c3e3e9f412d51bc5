import { array, assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answer, ApiMessage, ListMessagesInput, Page } from '../api/types.ts';
import { Connection } from '../network/connection.ts';
import type { RateLimiter } from '../network/rate-limiter.ts';
import { seededRandom, VirtualTime } from '../network/virtual-time.testing.ts';
import { conversation, message, TestMirror } from '../store/mirror/testing.ts';
import { Health } from './health.ts';
import { LevelBook } from './level-book.ts';
import { Requests, Urgency } from './requests.ts';
import { ThreadSource } from './thread-source.ts';
import { ServerTraits } from './traits.ts';
import type { InboundApi } from './types.ts';

interface Habits {
  /** What a full page after an id holds. */
  readonly afterOrder: 'oldest' | 'newest';
  /** Page 1 without ids: the newest, or (with pages) the oldest. */
  readonly firstPage: 'newest' | 'oldest';
  readonly pagination: boolean;
  /** The most rows it gives, whatever is asked. */
  readonly most: number;
  /** Everything, whatever is asked; no pages. */
  readonly everything: boolean;
  readonly descending: boolean;
  /** `after_id` and `before_id` hold the id itself too. */
  readonly inclusive: boolean;
}

const GOOD: Habits = {
  afterOrder: 'oldest',
  firstPage: 'newest',
  pagination: true,
  most: 100,
  everything: false,
  descending: false,
  inclusive: false,
};

/** A server of one conversation with habits of its own. */
class FakeServer {
  ids: number[] = [];
  /** Of what it gives, these come in a form that can't be understood. */
  readonly unreadable = new Set<number>();
  requests = 0;
  readonly #habits: Habits;

  constructor(habits: Habits) {
    this.#habits = habits;
  }

  list(input: ListMessagesInput): Page<ApiMessage> {
    this.requests++;
    const { everything, most, afterOrder, firstPage, inclusive, descending, pagination } = this.#habits;
    const sorted = [...this.ids].sort((a, b) => a - b);
    const size = Math.min(input.limit ?? 50, most);
    const above = input.afterId;
    const below = input.beforeId;
    const asked = everything
      ? sorted
      : sorted.filter(
          (id) =>
            (above === undefined || id > above || (inclusive && id === above)) &&
            (below === undefined || id < below || (inclusive && id === below)),
        );
    const fromStart = above !== undefined ? afterOrder === 'oldest' : below === undefined && firstPage === 'oldest';
    const skip = ((input.page ?? 1) - 1) * size;
    const end = asked.length - skip;
    const page = everything
      ? asked
      : fromStart
        ? asked.slice(skip, skip + size)
        : asked.slice(Math.max(0, end - size), end);
    const items = page.filter((id) => !this.unreadable.has(id)).map((id) => message({ id }));
    const setAside = page
      .filter((id) => this.unreadable.has(id))
      .map(() => ({
        kind: 'message' as const,
        conversationId: 1,
        recordId: null,
        reason: 'no usable id',
        shape: '{}',
      }));
    if (descending) items.reverse();
    const pages = {
      currentPage: input.page ?? 1,
      perPage: size,
      total: asked.length,
      totalPages: Math.ceil(asked.length / size),
    };
    return { items, setAside, pagination: pagination && !everything ? pages : null };
  }
}

function desk(server: FakeServer) {
  const time = new VirtualTime();
  const mirror = new TestMirror();
  const api: InboundApi = {
    listConversations: () => Promise.reject(new Error('not asked')),
    authorizeChannel: () => Promise.reject(new Error('not asked')),
    listMessages: (_, input = {}): Promise<Answer<Page<ApiMessage>>> => {
      const ticket = mirror.tickets.next();
      const answer = { value: server.list(input), setAside: [], ticket, status: 200, receivedAt: 0, serverDate: null };
      return Promise.resolve(answer);
    },
  };
  const limiter = { acquire: () => Promise.resolve(), refused: () => undefined } as unknown as RateLimiter;
  const connection = new Connection(time, time, seededRandom(), () => undefined);
  const health = new Health(time, seededRandom(), () => undefined);
  const requests = new Requests({ api, limiter, connection }, health, () => undefined);
  const book = new LevelBook();
  const arrived: number[] = [];
  const thread = new ThreadSource(
    mirror,
    requests,
    new ServerTraits(mirror.state),
    book,
    { onArrived: (_, items) => arrived.push(...items.map((item) => item.id)) },
    () => mirror.clock.now,
  );
  const { signal } = new AbortController();
  const list = () => {
    const lastMessageId = server.ids.length === 0 ? null : Math.max(...server.ids);
    mirror.applyConversationPage(
      [conversation({ id: 1, last_message_id: lastMessageId, participants: [] })],
      mirror.tickets.next(),
    );
  };
  return {
    mirror,
    book,
    arrived,
    list,
    level: (above: number | null = null) => thread.level(1, new Urgency('catch-up'), signal, above),
    newest: () => thread.newest(1, new Urgency('agent'), signal),
    older: (beforeId: number) => thread.older(1, beforeId, 50, new Urgency('agent'), signal),
    mirrored: () => mirror.messages.before(1, null, 100_000).map((item) => item.id),
    /** Ids that a range claims to hold and that are not mirrored although the server has them. */
    lies: () => {
      const have = new Set(mirror.messages.before(1, null, 100_000).map((item) => item.id));
      const claimed = (id: number) => mirror.ranges.of(1).some((range) => range.low <= id && id <= range.high);
      return server.ids.filter((id) => claimed(id) && !have.has(id));
    },
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('reading level', () => {
  test('one request for a little news, one more for each full page', async () => {
    const server = new FakeServer(GOOD);
    const { level, list, mirrored, mirror } = desk(server);
    server.ids = range(1, 20);
    list();
    await level();
    expect(server.requests).toBe(1);
    server.ids.push(30, 31);
    list();
    await level();
    expect(server.requests).toBe(2);
    server.ids.push(...range(40, 100));
    list();
    await level();
    // Five that are known and 45, then the rest: that the page begins with what is known proves that nothing was left out below.
    expect(server.requests).toBe(4);
    expect(mirrored()).toEqual(server.ids);
    expect(mirror.ranges.of(1)).toEqual([{ low: 0, high: 100 }]);
    server.ids.push(...range(200, 270));
    list();
    await level();
    expect(server.requests).toBe(6);
    expect(mirror.levelState({ id: 1, lastMessageId: 270 })).toBe('level');
  });

  test('where known ids are far apart, the first full page is proven to hold the oldest of what was missing; once a server', async () => {
    const server = new FakeServer(GOOD);
    const { level, list, mirrored } = desk(server);
    server.ids = range(1, 20).map((id) => id * 10);
    list();
    await level();
    server.ids.push(...range(400, 460));
    list();
    await level();
    expect(server.requests).toBe(4);
    server.ids.push(...range(600, 670));
    list();
    await level();
    expect(server.requests).toBe(6);
    expect(mirrored()).toEqual(server.ids);
  });

  test('a message that shows below others that were read already is read with the next news, and told of', async () => {
    const server = new FakeServer(GOOD);
    const { level, list, mirrored, arrived, lies } = desk(server);
    server.ids = [1, 2, 3, 5];
    list();
    await level();
    // Its id is older than its commit: the server was storing its files.
    server.ids.push(4, 6);
    list();
    await level();
    expect(mirrored()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(arrived).toEqual([4, 6]);
    expect(lies()).toEqual([]);
  });

  test('who looks for a message reads down to where it can be, however much is known above', async () => {
    const server = new FakeServer(GOOD);
    const { level, list, mirrored } = desk(server);
    server.ids = range(1, 45).filter((id) => id !== 10);
    list();
    await level();
    server.ids.push(10);
    await level();
    expect(mirrored()).not.toContain(10);
    await level(9);
    expect(mirrored()).toEqual(range(1, 45));
  });

  test('what a page could not be read of is not missing from it', async () => {
    const server = new FakeServer(GOOD);
    const { newest, list, mirrored, mirror } = desk(server);
    server.ids = [1, 2, 3];
    list();
    await newest();
    server.unreadable.add(2);
    for (let times = 0; times < 3; times++) {
      await newest();
      mirror.clock.now += 120_000;
    }
    expect(mirrored()).toEqual([1, 2, 3]);
    server.unreadable.clear();
    server.ids = [1, 3];
    for (let times = 0; times < 2; times++) {
      await newest();
      mirror.clock.now += 120_000;
    }
    expect(mirrored()).toEqual([1, 3]);
  });

  test('a list that names what reading does not give is a lag, not a level', async () => {
    const server = new FakeServer(GOOD);
    const { level, list, mirror } = desk(server);
    server.ids = [1, 2, 3];
    list();
    await level();
    mirror.applyConversationPage([conversation({ id: 1, last_message_id: 9 })], mirror.tickets.next());
    expect(await level()).toEqual({ lags: true });
  });

  test('an empty conversation is known to be empty', async () => {
    const server = new FakeServer(GOOD);
    const { level, list, mirror } = desk(server);
    list();
    await level();
    expect(mirror.ranges.of(1)).toEqual([{ low: 0, high: 0 }]);
    server.ids = [4];
    list();
    await level();
    expect(mirror.ranges.of(1)).toEqual([{ low: 0, high: 4 }]);
  });

  test('a server whose first page is the oldest is read from its last page', async () => {
    const server = new FakeServer({ ...GOOD, firstPage: 'oldest' });
    const { newest, list, lies, mirror, mirrored } = desk(server);
    server.ids = range(1, 230);
    list();
    await newest();
    expect(mirrored().at(-1)).toBe(230);
    expect(lies()).toEqual([]);
    expect(mirror.levelState({ id: 1, lastMessageId: 230 })).toBe('level');
  });
});

describe('whatever the server’s habits', () => {
  const habits = record({
    afterOrder: constantFrom('oldest' as const, 'newest' as const),
    firstPage: constantFrom('newest' as const),
    pagination: boolean(),
    most: constantFrom(2, 5, 20, 50, 100),
    everything: constantFrom(false, false, false, true),
    descending: boolean(),
    inclusive: boolean(),
  });
  const step = record({
    grow: integer({ min: 0, max: 130 }),
    gap: integer({ min: 1, max: 4 }),
    event: boolean(),
    action: constantFrom('level' as const, 'newest' as const, 'older' as const),
  });

  test('no range claims what is not mirrored, and level means all of it', async () => {
    await assert(
      asyncProperty(habits, array(step, { minLength: 1, maxLength: 7 }), async (kind, steps) => {
        const server = new FakeServer(kind);
        const one = desk(server);
        let next = 1;
        for (const { grow, gap, event, action } of steps) {
          for (let count = 0; count < grow; count++) {
            server.ids.push(next);
            next += gap;
          }
          const last = server.ids.at(-1);
          // An event shows the newest alone, above everything that is not known yet.
          if (event && last !== undefined) one.mirror.applyMessage(message({ id: last }), 'event');
          one.list();
          const levelBefore = one.mirror.conversations.byId(1)?.levelId ?? null;
          const low = one.mirror.ranges.of(1)[0]?.low ?? 0;
          if (action === 'level') await one.level();
          else if (action === 'newest') await one.newest();
          else if (low > 0) await one.older(low);
          const reads = action !== 'older';
          const have = new Set(one.mirrored());
          const missed = server.ids.filter((id) => reads && levelBefore !== null && id > levelBefore && !have.has(id));
          expect([missed, one.book.isLevel(1) || !reads]).toEqual([[], true]);
          expect(one.lies()).toEqual([]);
        }
        // Reading downwards reaches the beginning, through whatever holes there are.
        for (let pages = 0; pages < 2_000; pages++) {
          const top = one.mirror.ranges.of(1).at(-1);
          if (top === undefined || top.low === 0) break;
          await one.older(top.low);
        }
        expect(one.lies()).toEqual([]);
        if (one.mirror.ranges.of(1).length > 0) await one.level();
        const { length } = one.mirror.ranges.of(1);
        expect(length === 0 ? [] : one.mirrored()).toEqual(length === 0 ? [] : server.ids);
        one.mirror.close();
      }),
      { numRuns: 60 },
    );
  });
});
