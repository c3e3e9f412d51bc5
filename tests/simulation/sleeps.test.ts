import { expect, it } from 'vitest';
import { openDemoDesk } from './demo-desk.ts';
import { ME, smallWorld, type SmallConversation } from './small-world.ts';

it('after fifty sleeps no message is missed, and each was notified of once', async () => {
  let conversations: SmallConversation[] = [];
  const { random, time, demo, desk, notified, close } = await openDemoDesk(50, {
    realtime: true,
    userId: ME,
    populate: (builder, own) => {
      conversations = smallWorld(builder, own);
    },
  });
  await time.advance(60_000);
  const written = new Map<number, string>();
  const write = (): void => {
    const conversation = conversations[Math.floor(random() * conversations.length)];
    if (conversation === undefined) throw new Error('No conversation');
    const content = `Pesan ${written.size + 1}`;
    written.set(demo.people.say(conversation.id, conversation.customer, content), content);
  };

  for (let sleep = 0; sleep < 50; sleep += 1) {
    // Some come just before, some while it sleeps, some as it wakes; the connection is dead without anybody saying so.
    for (let count = Math.floor(random() * 2); count > 0; count -= 1) write();
    await time.advance(random() * 400);
    demo.hub.closeAll(1006, '');
    for (let count = Math.floor(random() * 4); count > 0; count -= 1) write();
    time.sleep(60_000 + random() * 7_200_000);
    if (random() < 0.8) desk.engine.powerNews('resume');
    for (let count = Math.floor(random() * 2); count > 0; count -= 1) write();
    await time.advance(random() * 30_000);
  }
  await time.advance(180_000);

  expect(written.size).toBeGreaterThan(100);
  const shown = new Map<number, string>();
  for (const { id } of conversations) {
    const page = await desk.call('thread.page', { conversationId: String(id), from: { kind: 'newest' }, limit: 200 });
    expect(page.holes).toEqual([]);
    for (const row of page.rows) if (row.messageId !== null) shown.set(row.messageId, row.content);
  }
  for (const [id, content] of written) expect(shown.get(id)).toBe(content);

  const ids = notified.map((request) => request.messageId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted((a, b) => a - b)).toEqual([...written.keys()].toSorted((a, b) => a - b));
  await close();
});
