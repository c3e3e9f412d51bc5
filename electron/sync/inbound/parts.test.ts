import { describe, expect, test } from 'vitest';
import { ApiFailure } from '../api/failure.ts';
import { seededRandom, settle, VirtualTime } from '../network/virtual-time.testing.ts';
import { TestMirror } from '../store/mirror/testing.ts';
import { understand } from './events.ts';
import { Health } from './health.ts';
import { LevelBook } from './level-book.ts';
import { ReadingDesk } from './reading-desk.ts';
import type { Urgency } from './requests.ts';
import { ServerTraits } from './traits.ts';
import { TypingSender, TypingTracker } from './typing.ts';

describe('events', () => {
  const event = (name: string, data: unknown, userId: string | null = null) => ({
    channel: 'c',
    event: name,
    data,
    userId,
  });
  const message = { id: 5, conversation_id: 1, content: 'hai' };

  test.each(['message.new', '.message.new', String.raw`App\Events\message.new`, String.raw`App\Chat\.message.updated`])(
    '%s is a message',
    (name) => {
      expect(understand(event(name, { message }), null)).toMatchObject({
        kind: 'message',
        message: { id: 5, content: 'hai' },
      });
    },
  );

  test('payloads may be bare, text, or of the channel’s conversation', () => {
    expect(understand(event('message.new', message), null)).toMatchObject({ kind: 'message' });
    expect(understand(event('message.new', JSON.stringify({ message })), null)).toMatchObject({ kind: 'message' });
    expect(understand(event('message.new', { message: { id: 5 } }), 3)).toMatchObject({
      message: { conversationId: 3 },
    });
    for (const data of [null, 'x', 5, [], {}, { message: null }]) {
      expect(understand(event('message.new', data), null).kind).toBe('unreadable');
    }
    expect(understand(event('order.paid', {}), null).kind).toBe('unknown');
  });

  test('a receipt names its message, and its conversation only if the server does', () => {
    const status = { user_id: 2, message_id: 5, status: 'read' };
    expect(understand(event('message.status', { status }), null)).toMatchObject({
      status: { messageId: 5, conversationId: null },
    });
    expect(understand(event('message.status', { status, conversation_id: '4' }), null)).toMatchObject({
      status: { conversationId: 4 },
    });
    expect(understand(event('message.status', { status: { user_id: 2, status: 'read' } }), null).kind).toBe(
      'unreadable',
    );
  });

  test('who types in a client event is the server’s word, never the payload’s', () => {
    const forged = { user_id: 99, is_typing: true };
    expect(understand(event('client-typing', forged, '2'), 7)).toMatchObject({
      kind: 'typing',
      userId: 2,
      conversationId: 7,
    });
    expect(understand(event('client-typing', forged), 7).kind).toBe('unknown');
    expect(understand(event('typing', { user: { id: 3, name: 'Ani' } }), 7)).toMatchObject({
      userId: 3,
      name: 'Ani',
      typing: true,
    });
    expect(understand(event('typing', { user: { id: 3 }, is_typing: 0 }), 7)).toMatchObject({ typing: false });
    expect(understand(event('typing', { user: { id: 3 } }), null).kind).toBe('unknown');
  });
});

describe('typing', () => {
  test('each person ends by themselves, and a sign of life starts the six seconds anew', async () => {
    const time = new VirtualTime();
    const told: string[] = [];
    const tracker = new TypingTracker(time, (id, people) =>
      told.push(`${id}:${people.map((person) => person.name).join('+')}`),
    );
    tracker.started(1, 2, 'A');
    await time.advance(3_000);
    tracker.started(1, 3, 'B');
    tracker.started(1, 2, 'A');
    await time.advance(5_999);
    expect(told).toEqual(['1:A', '1:A+B']);
    await time.advance(1);
    expect(told.at(-1)).toBe('1:');
    tracker.started(4, 2, 'A');
    tracker.endAll();
    tracker.endAll();
    expect(told.at(-1)).toBe('4:');
    await time.advance(60_000);
    expect(told).toHaveLength(6);
  });

  test('own typing is said once in three seconds, and its end once', async () => {
    const time = new VirtualTime();
    const said: string[] = [];
    const sender = new TypingSender(time, (id, typing) => said.push(`${id}${typing ? '+' : '-'}`) > 0);
    for (let key = 0; key < 10; key++) {
      sender.set(1, true);
      await time.advance(500);
    }
    sender.set(1, false);
    sender.set(1, false);
    expect(said).toEqual(['1+', '1+', '1-']);
  });

  test('what could not be said before the channel was joined is said then, as long as it is true', async () => {
    const time = new VirtualTime();
    const said: string[] = [];
    let joined = false;
    const sender = new TypingSender(time, (id, typing) => joined && said.push(`${id}${typing ? '+' : '-'}`) > 0);
    for (const id of [1, 2, 3]) sender.set(id, true);
    sender.set(2, false);
    await time.advance(1_000);
    joined = true;
    for (const id of [1, 2]) sender.joined(id);
    sender.joined(1);
    expect(said).toEqual(['1+']);
    await time.advance(5_000);
    sender.joined(3);
    expect(said).toEqual(['1+']);
  });
});

describe('levels', () => {
  test('after a disconnection nothing is level before it was read, and old readings prove nothing', () => {
    const book = new LevelBook();
    expect(book.isLevel(1)).toBe(false);
    book.differs(2);
    book.listed(book.generation);
    expect([book.isLevel(1), book.isLevel(2)]).toEqual([true, false]);
    const before = book.generation;
    expect(book.levelled(2, before)).toBe(true);
    expect(book.isLevel(2)).toBe(true);
    book.disconnected();
    expect(book.levelled(2, before)).toBe(false);
    book.listed(before);
    expect([book.isLevel(1), book.isLevel(2)]).toEqual([false, false]);
  });
});

describe('reading desk', () => {
  test('one reading at a time; what has to be fresh waits for its own', async () => {
    const desk = new ReadingDesk(new AbortController().signal);
    const ends: (() => void)[] = [];
    const urgencies: Urgency[] = [];
    const work = async (urgency: Urgency): Promise<void> => {
      urgency.sent = true;
      urgencies.push(urgency);
      await new Promise<void>((resolve) => ends.push(resolve));
    };
    const done: string[] = [];
    const note = async (name: string, promise: Promise<void>) => {
      await promise;
      done.push(name);
    };
    void note('a', desk.join('k', 'backfill', work));
    await settle();
    void note('b', desk.join('k', 'agent', work));
    void note('c', desk.fresh('k', 'catch-up', work));
    void note('d', desk.fresh('k', 'agent', work));
    await settle();
    expect([urgencies.length, urgencies[0]?.priority]).toEqual([1, 'agent']);
    ends[0]?.();
    await settle();
    expect(done).toEqual(['a', 'b']);
    expect([urgencies.length, urgencies[1]?.priority]).toEqual([2, 'agent']);
    ends[1]?.();
    await settle();
    expect(done).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a reading that has not left yet is fresh, and a failure reaches all who joined', async () => {
    const desk = new ReadingDesk(new AbortController().signal);
    let started = 0;
    const work = (): Promise<void> => {
      started++;
      return Promise.reject(new ApiFailure({ kind: 'offline' }));
    };
    const outcomes = await Promise.allSettled([
      desk.fresh('k', 'send', work),
      desk.fresh('k', 'send', work),
      desk.join('k', 'send', work),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(started).toBe(1);
  });
});

describe('health', () => {
  const broken = new ApiFailure({ kind: 'server-error', status: 500 });
  test('one bad conversation is not a bad endpoint; three in a row are, and one success mends all', () => {
    const time = new VirtualTime();
    let told = 0;
    const health = new Health(time, seededRandom(), () => told++);
    health.failed('messages', 1, broken);
    expect(health.conversation(1)).toMatchObject({ status: 500, endpoint: 'messages' });
    expect(health.conversation(2)).toBeNull();
    expect(health.endpoint('messages')).toBeNull();
    expect(health.waitFor('messages', 1)).toBeGreaterThan(0);
    health.failed('messages', 2, broken);
    health.failed('messages', 3, broken);
    expect(health.endpoint('messages')).toMatchObject({ status: 500 });
    expect(health.conversation(9)).not.toBeNull();
    expect(health.waitFor('messages', 9)).toBeGreaterThan(0);
    health.succeeded('messages', 3);
    expect([health.endpoint('messages'), health.conversation(3), health.waitFor('messages', 1)]).toEqual([
      null,
      null,
      0,
    ]);
    expect(told).toBe(4);
  });

  test('what the network or a refusal did is no illness', () => {
    const health = new Health(new VirtualTime(), seededRandom(), () => undefined);
    for (const kind of [
      'offline',
      'never-sent',
      'auth',
      'rate-limited',
      'aborted',
      'forbidden',
      'not-found',
    ] as const) {
      health.failed('messages', 1, new ApiFailure({ kind }));
    }
    expect(health.conversation(1)).toBeNull();
    health.failed('conversations', null, new ApiFailure({ kind: 'forbidden', status: 403 }));
    expect(health.endpoint('conversations')).toMatchObject({ status: 403 });
  });
});

describe('what is learnt of a server', () => {
  test('when a page may be followed by another', () => {
    const mirror = new TestMirror();
    const traits = new ServerTraits(mirror.state);
    const pagination = (perPage: number | null, total: number | null = null, totalPages: number | null = null) => ({
      currentPage: 1,
      perPage,
      total,
      totalPages,
    });
    expect(traits.isFull('messages', 50, 50, pagination(50))).toBe(true);
    expect(traits.isFull('messages', 49, 50, pagination(50))).toBe(false);
    expect(traits.isFull('messages', 20, 50, pagination(20))).toBe(true);
    expect(traits.isFull('messages', 50, 50, pagination(50, 50, 1))).toBe(false);
    expect(traits.isFull('messages', 50, 50, pagination(50, 0, 0))).toBe(true);
    expect(traits.isFull('messages', 0, 50, pagination(50))).toBe(false);
    expect(traits.isFull('messages', 7, 50, null)).toBe(true);
    mirror.write(() => traits.noteRows('messages', 20, 50));
    expect(traits.isFull('messages', 7, 50, null)).toBe(false);
    expect(traits.isFull('messages', 20, 50, null)).toBe(true);
    mirror.close();
  });
});
