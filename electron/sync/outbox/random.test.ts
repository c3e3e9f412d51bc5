import { afterEach, describe, expect, test } from 'vitest';
import { mayFollow, type OutboxState } from '#shared/domain/outbox-state.ts';
import { ApiFailure } from '../api/failure.ts';
import { COLLEAGUE, CUSTOMER, ME, type Fault } from './fake-server.testing.ts';
import { Desk } from './testing.ts';

/** Seeded: the same number is the same history. */
function randomOf(seed: number): { next(): number; below(limit: number): number; chance(p: number): boolean } {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, below: (limit) => Math.floor(next() * limit), chance: (p) => next() < p };
}

const CONVERSATIONS = ['7', '8', '9'];
let desk: Desk | null = null;
afterEach(async () => {
  await desk?.outbox.stop(0);
  desk?.local.remove();
  desk = null;
});

interface Written {
  readonly clientId: string;
  readonly conversation: string;
  readonly text: string;
}

function faultOf(random: ReturnType<typeof randomOf>): Fault {
  const faults: (() => Fault)[] = [
    () => 'drop-before',
    () => 'drop-after',
    () => 'never-sent',
    () => ({ late: random.below(59_000) }),
    () => ({ late: random.below(4_000), kind: 'reset' }),
    () => ({ fail: { kind: 'server-error', status: 500 }, committed: random.chance(0.5) }),
    () => ({ fail: { kind: 'server-error', status: 503 }, committed: random.chance(0.5) }),
    () => ({ fail: { kind: 'timed-out' }, committed: random.chance(0.5) }),
    () => ({ fail: { kind: 'captive-portal', status: 200, mayHaveCommitted: true }, committed: random.chance(0.3) }),
    () => ({ fail: { kind: 'rate-limited', status: 429, retryAfterMs: 5_000, mayHaveCommitted: false } }),
    () => ({ hang: true }),
  ];
  return faults[random.below(faults.length)]!();
}

async function live(seed: number, keeps: boolean): Promise<{ desk: Desk; written: Written[] }> {
  const random = randomOf(seed);
  const world = new Desk();
  desk = world;
  world.server.keepsIds = keeps;
  world.server.partialAnswers = !keeps;
  world.outbox.start();
  world.server.orphansArrive = () => random.chance(0.5);
  const written: Written[] = [];
  const write = (): void => {
    const conversation = CONVERSATIONS[random.below(CONVERSATIONS.length)]!;
    const before = written.findLast((other) => other.conversation === conversation);
    const replies = before !== undefined && random.chance(0.2);
    const text = keeps && random.chance(0.3) ? 'Oke' : `pesan ${written.length}`;
    const clientId = world.send(text, {
      conversationId: conversation,
      newestShownMessageId: 1_000_000,
      replyTo: replies ? { messageId: null, clientMessageId: before.clientId } : null,
    });
    written.push({ clientId, conversation, text });
  };
  for (let step = 0; step < 60; step++) {
    if (random.chance(0.5)) write();
    if (random.chance(0.35)) world.server.faults.push(faultOf(random));
    if (random.chance(0.15)) world.server.reading.push(new ApiFailure({ kind: 'server-error', status: 500 }));
    if (random.chance(0.1)) world.realtime = !world.realtime;
    if (random.chance(0.15)) {
      const sender = [ME, COLLEAGUE, CUSTOMER][random.below(3)]!;
      world.server.add(Number(CONVERSATIONS[random.below(3)]), sender, sender === ME ? `dari HP ${step}` : 'Halo');
    }
    if (random.chance(0.1)) world.time.jump(random.below(7_200_000) - 3_600_000);
    if (random.chance(0.08)) {
      await world.kill();
      await world.time.advance(random.below(20_000));
      world.restart();
    }
    if (world.connection !== 'online' ? random.chance(0.6) : false) world.online();
    else if (random.chance(0.08)) world.offline();
    await world.time.advance(random.chance(0.3) ? random.below(200) : random.below(8_000));
  }
  world.server.faults.length = 0;
  world.server.reading.length = 0;
  world.online();
  await world.time.advance(3_600_000);
  return { desk: world, written };
}

/** The texts of a conversation as they stand on the server, other devices' left out. */
function own(world: Desk, conversation: string): string[] {
  return world.server.messages
    .filter((message) => message.conversationId === Number(conversation) && message.senderUserId === ME)
    .map((message) => message.content)
    .filter((content) => !content.startsWith('dari HP'));
}

const SEEDS = Array.from({ length: 15 }, (_, index) => index + 1);

describe.each([
  ['keeps our id', true],
  ['keeps only the text', false],
] as const)('whatever happens, on a server that %s', (_, keeps) => {
  test.each(SEEDS)('every message arrives once and in order (seed %i)', async (seed) => {
    const { desk: world, written } = await live(seed, keeps);
    const open = world.outbox.list().map((row) => `${row.clientId}:${row.state}`);
    expect(open).toEqual([]);
    for (const conversation of CONVERSATIONS) {
      const expected = written.filter((item) => item.conversation === conversation).map((item) => item.text);
      expect(own(world, conversation)).toEqual(expected);
    }
    const ids = written.map((item) => world.store.outbox.get(item.clientId).messageId);
    expect(new Set(ids).size).toBe(ids.length);
    const illegal = world.steps.filter((step) => {
      const [from, to] = step.slice(step.indexOf(':') + 1).split('→') as [OutboxState, OutboxState];
      return !mayFollow(from, to);
    });
    expect(illegal).toEqual([]);
  });
});
