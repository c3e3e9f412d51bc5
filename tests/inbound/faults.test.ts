import { afterEach, expect, test } from 'vitest';
import { addReaction, deleteMessage, editMessage, findMessage } from '#demo/domain/messages.ts';
import type { Fault, Shape } from '#demo/faults/fault.ts';
import { seededRandom, type Random } from '#demo/ports.ts';
import { CUSTOMER, ME, mirroredTexts, serverTexts, setUp, type Setup } from './harness.ts';

/** The reading half alone under every fault at once: one seed, one history. The whole engine has its own simulation. */

const CONVERSATIONS = 5;
const SHAPES: readonly Shape[] = [
  'snake-case',
  'no-pagination',
  'ignore-parameters',
  'null-last-message',
  'odd-types',
  'no-relations',
  'sql-times',
  'descending',
];

let setup: Setup;
afterEach(async () => {
  await setup.stop();
});

const conversations = Array.from({ length: CONVERSATIONS }, (_, index) => index + 1);
const ids = (texts: readonly string[]) => texts.map((text) => text.split(' ')[0]);
const upTo = (random: Random, bound: number) => Math.floor(random() * bound);

function passingFaults(random: Random): Fault[] {
  const chance = (): number => 0.01 + random() * 0.3;
  const all: Fault[] = [
    { kind: 'latency', minMs: 5, maxMs: 5 + upTo(random, 25_000) },
    { kind: 'drop-before-commit', probability: chance() },
    { kind: 'drop-after-commit', probability: chance() },
    { kind: 'status', status: [500, 502, 503, 504, 429][upTo(random, 5)] ?? 500, probability: chance() },
    { kind: 'html', page: 'captive-portal', probability: 0.05 },
    { kind: 'read-lag', lagMs: 3_000 + upTo(random, 20_000), probability: 0.5 },
    { kind: 'event-lost', probability: random() },
    { kind: 'event-doubled', probability: random() },
    { kind: 'event-reordered', probability: random() },
    { kind: 'event-delayed', minMs: 10, maxMs: 60_000, probability: random() },
  ];
  return all.filter(() => random() < 0.5);
}

/** Somebody changes one of the newest messages. */
function change(random: Random, turn: number): void {
  const { world } = setup.demo;
  const newest = world.store.all<{ id: number }>(
    'SELECT id FROM messages WHERE is_deleted = 0 ORDER BY id DESC LIMIT 20',
  );
  const row = findMessage(world.store, newest[upTo(random, newest.length)]?.id ?? 0);
  if (row === undefined) return;
  const which = upTo(random, 3);
  if (which === 0) deleteMessage(world, row);
  else if (which === 1) editMessage(world, row, `diubah ${turn}`, null);
  else addReaction(world, row, CUSTOMER, '👍');
}

/** The network goes away, a flood comes meanwhile, and it is back. */
async function outage(random: Random): Promise<void> {
  setup.demo.faults.cutNetwork();
  setup.demo.hub.closeAll(4200, 'cut');
  const flooded = 1 + upTo(random, CONVERSATIONS);
  for (let left = upTo(random, 120); left > 0; left--) setup.write(flooded, { content: `banjir ${left}` });
  await setup.time.advance(upTo(random, 40_000));
  setup.demo.faults.restoreNetwork();
}

async function live(random: Random): Promise<void> {
  for (let turn = 0; turn < 60; turn++) {
    const dice = random();
    const conversation = 1 + upTo(random, CONVERSATIONS);
    if (dice < 0.6) setup.write(conversation, { content: `baru ${turn}`, senderId: random() < 0.3 ? ME : CUSTOMER });
    else if (dice < 0.8) change(random, turn);
    else if (dice < 0.84) await outage(random);
    else if (dice < 0.88) setup.inbound.show('w', conversation, true);
    else if (dice < 0.9) setup.inbound.wake(random() < 0.5);
    await setup.time.advance(upTo(random, 8_000));
  }
}

test.each([3, 11, 28, 31, 49, 52, 77, 104])('seed %i: equal in the end', { timeout: 60_000 }, async (seed) => {
  const random = seededRandom(seed);
  const sizes = conversations.map(() => upTo(random, 170));
  setup = await setUp({
    conversations: CONVERSATIONS,
    messages: (conversation) => sizes[conversation - 1] ?? 0,
    realtime: random() < 0.7,
    demo: { seed },
    start: false,
  });
  for (const fault of passingFaults(random)) setup.demo.faults.add(fault);
  const lasting = SHAPES.filter(() => random() < 0.12).map((shape): Fault => ({ kind: 'shape', shape }));
  for (const fault of lasting) setup.demo.faults.add(fault);
  setup.inbound.start();
  await live(random);
  setup.demo.faults.clear();
  for (const fault of lasting) setup.demo.faults.add(fault);
  await setup.time.advance(720_000);
  expect(conversations.map((id) => ids(mirroredTexts(setup, id)))).toEqual(
    conversations.map((id) => ids(serverTexts(setup, id))),
  );
  // Texts, edits and deletions of what is opened: the newest window is read again.
  for (const id of conversations) {
    setup.inbound.show('w', id, true);
    await setup.time.advance(130_000);
  }
  const newest = (texts: readonly string[]) => texts.slice(-45);
  expect(conversations.map((id) => newest(mirroredTexts(setup, id)))).toEqual(
    conversations.map((id) => newest(serverTexts(setup, id))),
  );
  expect(conversations.map((id) => setup.mirror.ranges.of(id).length)).toEqual(conversations.map(() => 1));
  expect(setup.inbound.status).toMatchObject({ phase: 'idle', trouble: null });
  const told = setup.arrived.map((message) => message.id);
  expect(told).toHaveLength(new Set(told).size);
});
