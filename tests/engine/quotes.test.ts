import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDemo, type Demo } from '#demo/create-demo.ts';
import { seededRandom } from '#demo/ports.ts';
import type { ConversationId, QuoteRow } from '#shared/domain/message.ts';
import { SimulatedDesk } from '#tests/simulation/simulated-desk.ts';
import { VirtualTime } from '#tests/support/virtual-time.ts';

/** A quote of a message that is not on this computer: said, fetched when it is wanted, and not without a network. */

let dataDir: string;
let time: VirtualTime;
let demo: Demo;
let desk: SimulatedDesk;
let token: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'desk-quotes-'));
  time = new VirtualTime();
  const random = seededRandom(5);
  demo = await createDemo({ clock: time, random, quietPeople: true, admin: true });
  const [account] = demo.accounts;
  if (account === undefined) throw new Error('No account');
  ({ token } = account);
  desk = new SimulatedDesk({ demo, account, time, random, dataDir, realtime: true });
  desk.start();
  await time.advance(2_000);
});

afterEach(async () => {
  await desk.stop();
  demo.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function asked(path: string, init: RequestInit): Promise<void> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const answer = await demo.fetch(new Request(`http://127.0.0.1/${path}`, { ...init, headers }));
  if (!answer.ok) throw new Error(await answer.text());
}
const say = (body: object) => asked('v1/chat/messages', { method: 'POST', body: JSON.stringify(body) });
const network = (up: boolean) => asked('admin/network', { method: 'PUT', body: JSON.stringify({ up }) });

/** A conversation whose beginning has not been read yet, and the id of its first message. */
async function longOne(): Promise<{ readonly id: ConversationId; readonly first: number }> {
  const { rows } = await desk.call('inbox.list', { view: 'all', cursor: null, limit: 50 });
  for (const { id, lock } of rows) {
    if (lock !== null) continue;
    const page = await desk.call('thread.page', { conversationId: id, from: { kind: 'newest' }, limit: 200 });
    if (page.older !== 'unknown') continue;
    const answer = await demo.fetch(new Request(`http://127.0.0.1/admin/conversations/${id}/messages`));
    const { data } = (await answer.json()) as { readonly data: readonly { readonly id: number }[] };
    const [first] = data;
    if (first !== undefined && !page.rows.some((row) => row.messageId === first.id)) return { id, first: first.id };
  }
  throw new Error('Everything is here already');
}

async function quoteOf(conversationId: ConversationId): Promise<QuoteRow | null> {
  const page = await desk.call('thread.page', { conversationId, from: { kind: 'newest' }, limit: 1 });
  return page.rows.at(-1)?.quote ?? null;
}

/** Waits for what needs the virtual time to go on. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let settled = false;
  void Promise.allSettled([work]).then(() => {
    settled = true;
  });
  await time.advanceUntil(() => settled, 60_000);
  return work;
}

it('names nobody, is fetched when it is followed, and then says who wrote what', async () => {
  const { id, first } = await longOne();
  await say({
    conversation_id: Number(id),
    content: 'Soal yang paling atas itu',
    reply_to_message_id: first,
  });
  await time.advance(100);
  await network(false);
  await time.advance(2_000);
  expect(await quoteOf(id)).toMatchObject({ messageId: first, key: null, senderName: null, text: null });
  await expect(
    inTime(desk.call('thread.fetchMessage', { conversationId: id, messageId: first })),
  ).rejects.toMatchObject({ kind: expect.stringMatching(/^(offline|timed-out)$/) });

  await network(true);
  await desk.call('sync.retryNow', {});
  await time.advance(300);
  expect(await quoteOf(id)).toMatchObject({ text: null });
  expect(await inTime(desk.call('thread.fetchMessage', { conversationId: id, messageId: first }))).toEqual({
    found: true,
  });
  const quote = await quoteOf(id);
  expect(quote).toMatchObject({ messageId: first, senderName: expect.any(String), deleted: false });
  expect(quote?.key).not.toBeNull();
});

it('of pictures says how many, and has the first of them to be drawn', async () => {
  const { rows: conversations } = await desk.call('inbox.list', { view: 'all', cursor: null, limit: 50 });
  for (const { id, lock } of conversations) {
    if (lock !== null) continue;
    const page = await desk.call('thread.page', { conversationId: id, from: { kind: 'newest' }, limit: 100 });
    const photo = page.rows.find((row) => !row.deleted && row.attachments[0]?.kind === 'image');
    if (photo === undefined) continue;
    await say({
      conversation_id: Number(id),
      content: 'Yang di foto ini',
      reply_to_message_id: photo.messageId,
    });
    await time.advance(100);
    expect(await quoteOf(id)).toMatchObject({
      messageId: photo.messageId,
      attachmentKind: 'image',
      attachmentCount: photo.attachments.length,
      pictureId: photo.attachments[0]?.mediaId,
    });
    return;
  }
  throw new Error('Nobody has sent a picture');
});
