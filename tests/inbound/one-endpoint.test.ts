import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '#demo/faults/fault.ts';
import { mirroredTexts, serverTexts, setUp, type Setup } from './harness.ts';

/** One endpoint fails for good, in whatever way, while the others work: the rest goes on, and all is well by itself once it is mended. */

let setup: Setup;
afterEach(async () => {
  await setup.stop();
});

const ofMessages = ['messages.list'] as const;
const ofTheList = ['conversations.list'] as const;

/** Share of the time in which the connection counts as online, over ten minutes. */
async function onlineShare(): Promise<number> {
  let online = 0;
  for (let second = 0; second < 600; second++) {
    await setup.time.advance(1_000);
    if (setup.connection.state === 'online') online++;
  }
  return online / 600;
}

const WAYS: readonly (readonly [
  string,
  (endpoints: readonly ['messages.list'] | readonly ['conversations.list']) => Fault,
])[] = [
  ['answers 500', (endpoints) => ({ kind: 'status', status: 500, endpoints: [...endpoints] })],
  ['answers 502', (endpoints) => ({ kind: 'status', status: 502, endpoints: [...endpoints] })],
  ['answers 503', (endpoints) => ({ kind: 'status', status: 503, endpoints: [...endpoints] })],
  [
    'answers 504 with a page',
    (endpoints) => ({ kind: 'status', status: 504, body: 'html', endpoints: [...endpoints] }),
  ],
  ['answers 405', (endpoints) => ({ kind: 'status', status: 405, endpoints: [...endpoints] })],
  ['breaks the connection', (endpoints) => ({ kind: 'drop-before-commit', endpoints: [...endpoints] })],
  ['hangs', (endpoints) => ({ kind: 'latency', minMs: 90_000, endpoints: [...endpoints] })],
];

describe.each(WAYS)('messages: %s', (_, fault) => {
  test('the list is read on, it is said, and is well by itself', async () => {
    setup = await setUp({ conversations: 5, realtime: false, start: false });
    const broken = setup.demo.faults.add(fault(ofMessages));
    setup.inbound.start();
    setup.inbound.show('w', 1, true);
    await setup.time.advance(60_000);
    expect(setup.mirror.conversations.count()).toBe(5);
    setup.taken();
    const share = await onlineShare();
    const requests = setup.taken();
    const lists = requests.filter((request) => !request.includes('/messages')).length;
    expect({ share: share > 0.5, lists: lists >= 15, reads: requests.length - lists < 150 }).toEqual({
      share: true,
      lists: true,
      reads: true,
    });
    expect(setup.inbound.trouble(1)).not.toBeNull();
    setup.demo.faults.remove(broken);
    await setup.time.advance(600_000);
    expect(setup.connection.state).toBe('online');
    expect(setup.inbound.trouble(1)).toBeNull();
    for (const id of [1, 2, 3, 4, 5]) expect(mirroredTexts(setup, id)).toEqual(serverTexts(setup, id));
  });
});

describe.each(WAYS)('the list: %s', (_, fault) => {
  test('what is open is read on, it is said, and is well by itself', async () => {
    setup = await setUp({ conversations: 3, realtime: false });
    await setup.quiet();
    const broken = setup.demo.faults.add(fault(ofTheList));
    setup.inbound.show('w', 1, true);
    await setup.time.advance(60_000);
    const share = await onlineShare();
    const id = setup.write(1);
    await setup.time.advance(60_000);
    expect({ share: share > 0.5, read: setup.mirror.messages.byId(1, id) !== null }).toEqual({
      share: true,
      read: true,
    });
    expect(setup.inbound.status.trouble).toMatchObject({ endpoint: 'conversations' });
    const other = setup.write(2);
    setup.demo.faults.remove(broken);
    await setup.time.advance(600_000);
    expect(setup.inbound.status.trouble).toBeNull();
    expect(setup.mirror.messages.byId(2, other)).not.toBeNull();
  });
});

test('everything fails: the server is down, is said to be, and is found again by whatever works first', async () => {
  setup = await setUp({ conversations: 3, realtime: false });
  await setup.quiet();
  setup.inbound.show('w', 1, true);
  const list = setup.demo.faults.add({ kind: 'status', status: 503, endpoints: [...ofTheList] });
  const messages = setup.demo.faults.add({ kind: 'status', status: 503, endpoints: [...ofMessages] });
  await setup.time.advance(30_000);
  expect(setup.connection.state).toBe('server-down');
  setup.taken();
  await setup.time.advance(600_000);
  expect(setup.taken().length).toBeLessThan(40);
  setup.demo.faults.remove(messages);
  setup.inbound.wake();
  await setup.time.advance(60_000);
  expect(setup.connection.state).toBe('online');
  expect(setup.inbound.status.trouble).toMatchObject({ endpoint: 'conversations', status: 503 });
  setup.demo.faults.remove(list);
  await setup.time.advance(600_000);
  expect(setup.inbound.status.trouble).toBeNull();
});

test('live updates that are refused for the token’s sake sign nobody out whose token the rest takes', async () => {
  setup = await setUp({ conversations: 2, start: false });
  const fault = setup.demo.faults.add({ kind: 'status', status: 401, endpoints: ['channel-auth'] });
  setup.inbound.start();
  await setup.time.advance(30_000);
  expect(setup.connection.state).toBe('online');
  expect(setup.inbound.status).toMatchObject({ realtime: 'unavailable', pollSeconds: 15 });
  setup.demo.faults.remove(fault);
  await setup.time.advance(300_000);
  expect(setup.inbound.status.realtime).toBe('on');
  setup.demo.faults.add({ kind: 'status', status: 401 });
  setup.demo.hub.closeAll(4200, 'cut');
  await setup.time.advance(30_000);
  expect(setup.connection.state).toBe('signed-out');
});
