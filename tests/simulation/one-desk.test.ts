import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { diskFull, hookStatements } from './fault-points.ts';
import { openDemoDesk, type DemoDesk } from './demo-desk.ts';

let office: DemoDesk;
let time: DemoDesk['time'];
let demo: DemoDesk['demo'];
let desk: DemoDesk['desk'];

beforeEach(async () => {
  office = await openDemoDesk(7, { realtime: true });
  ({ time, demo, desk } = office);
});

afterEach(async () => {
  await office.close();
});

it('mirrors the inbox, and a thread with what it holds', async () => {
  await time.advance(60_000);
  const inbox = await desk.call('inbox.list', { view: 'all', cursor: null, limit: 100 });
  expect(inbox.rows.length).toBeGreaterThan(30);
  expect(inbox.rows.every((row) => row.title !== '')).toBe(true);
  const [first] = inbox.rows;
  const page = await desk.call('thread.page', { conversationId: first?.id ?? '', from: { kind: 'newest' }, limit: 50 });
  expect(page.rows.length).toBeGreaterThan(3);
  expect(page.holes).toEqual([]);
  const status = await desk.call('sync.status', {});
  expect(status).toMatchObject({ connection: 'online', realtime: 'on', catchUp: null });
});

it('sends what was written without a network once it is back, once and in order, also over a restart', async () => {
  await time.advance(30_000);
  const inbox = await desk.call('inbox.list', { view: 'all', cursor: null, limit: 100 });
  const conversation = inbox.rows.find((row) => row.lock === null && row.type === 'order_support');
  if (conversation === undefined) throw new Error('No open conversation');
  const shown = await desk.call('thread.page', { conversationId: conversation.id, from: { kind: 'newest' }, limit: 1 });
  const newestShownMessageId = shown.rows.at(-1)?.messageId ?? null;
  demo.faults.cutNetwork();
  const texts = ['Satu', 'Dua', 'Tiga'];
  for (const content of texts) {
    await desk.call('message.send', {
      conversationId: conversation.id,
      clientMessageId: crypto.randomUUID(),
      content,
      contentType: 'text',
      metadata: {},
      replyTo: null,
      parentMessageId: null,
      files: [],
      newestShownMessageId,
    });
    await time.advance(1_000);
  }
  desk.kill();
  await time.advance(5_000);
  desk.start();
  await time.advance(30_000);
  const offline = await desk.call('thread.page', {
    conversationId: conversation.id,
    from: { kind: 'newest' },
    limit: 50,
  });
  expect(offline.unsent.map((row) => [row.content, row.unsent?.state])).toEqual(texts.map((text) => [text, 'queued']));
  demo.faults.restoreNetwork();
  await time.advance(120_000);
  const online = await desk.call('thread.page', {
    conversationId: conversation.id,
    from: { kind: 'newest' },
    limit: 50,
  });
  expect(online.unsent).toEqual([]);
  expect(online.rows.slice(-3).map((row) => row.content)).toEqual(texts);
});

it('finds a message whose answer was lost below more than a page of others, in a mirror that was begun anew', async () => {
  await time.advance(30_000);
  const inbox = await desk.call('inbox.list', { view: 'all', cursor: null, limit: 100 });
  const conversation = inbox.rows.find((row) => row.lock === null && row.type === 'order_support');
  if (conversation === undefined) throw new Error('No open conversation');
  const conversationId = conversation.id;
  const { participants } = await desk.call('conversation.get', { conversationId });
  const customer = participants.find((one) => one.person.userId !== 1)?.person.userId ?? 0;
  const shown = await desk.call('thread.page', { conversationId, from: { kind: 'newest' }, limit: 1 });
  demo.faults.add({ kind: 'event-lost' });
  demo.faults.add({ kind: 'status', status: 500, endpoints: ['messages.list'] });
  demo.faults.add({ kind: 'commit-then-status', status: 502, endpoints: ['messages.send'], count: 1 });
  await desk.call('message.send', {
    conversationId,
    clientMessageId: crypto.randomUUID(),
    content: 'Hanya sekali',
    contentType: 'text',
    metadata: {},
    replyTo: null,
    parentMessageId: null,
    files: [],
    newestShownMessageId: shown.rows.at(-1)?.messageId ?? null,
  });
  // So long that nothing is waited for any more once it can be read again.
  await time.advance(90_000);
  const copies = (): number => demo.world.store.all("SELECT id FROM messages WHERE content = 'Hanya sekali'").length;
  expect(copies()).toBe(1);
  desk.kill();
  for (const name of readdirSync(office.dataDir, { recursive: true, encoding: 'utf8' })) {
    if (name.includes('mirror.db')) rmSync(join(office.dataDir, name));
  }
  for (let index = 0; index < 120; index += 1) demo.people.say(Number(conversationId), customer, `Banjir ${index}`);
  demo.faults.clear();
  desk.start();
  await time.advance(180_000);
  expect(copies()).toBe(1);
  expect(await desk.call('outbox.list', {})).toEqual([]);
});

it('signs in again although the disk is full: a full disk keeps nobody out of an account that is there', async () => {
  await time.advance(30_000);
  demo.tokens.expireAll();
  await desk.call('sync.retryNow', {});
  await time.advance(180_000);
  expect((await desk.call('sync.status', {})).connection).toBe('signed-out');
  const token = await demo.tokens.issue(1);
  const unhook = hookStatements({
    concerns: (path) => path.startsWith(office.dataDir),
    before: () => {
      throw diskFull();
    },
  });
  try {
    desk.signIn(token);
    await time.advance(30_000);
    expect((await desk.call('sync.status', {})).connection).toBe('online');
  } finally {
    unhook();
  }
  await time.advance(30_000);
  expect(desk.logs.filter((entry) => entry.level === 'error')).toEqual([]);
});
