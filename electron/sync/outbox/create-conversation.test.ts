import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiFailure } from '../api/failure.ts';
import { CUSTOMER, ME, conversationOf } from './fake-server.testing.ts';
import { Desk } from './testing.ts';

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
  desk.outbox.start();
});
afterEach(async () => {
  await desk.outbox.stop(0);
  desk.local.remove();
});

const ID = '11111111-1111-4111-8111-111111111111';
const NEW = `new:${ID}`;

function create(first: string | null = 'Halo kak', files: string[] = []): string {
  return desk.outbox.enqueueConversation({
    clientConversationId: ID,
    title: 'Pesanan 12',
    type: 'order_support',
    participantIds: [CUSTOMER],
    metadata: { order_id: 12 },
    firstMessage: first === null ? null : { clientMessageId: 'm1', content: first, files },
  }).conversationId;
}

const asked = (what: string): unknown[] => desk.server.requests.filter((r) => r.what === what).map((r) => r.detail);

describe('a new conversation', () => {
  test('is created with its first message, gets its server id, and everything goes with it', async () => {
    expect(create()).toBe(NEW);
    desk.send('Ada yang bisa dibantu?', { conversationId: NEW, clientMessageId: 'm2' });
    desk.store.write((_, touched) =>
      desk.store.drafts.save(
        { conversationId: NEW, text: 'dan', files: [], replyTo: null, selectionStart: 0, selectionEnd: 0, version: 1 },
        1,
        touched,
      ),
    );
    desk.offline();
    expect([desk.state(ID), desk.state('m1')]).toEqual(['queued(offline)', 'queued(offline)']);
    desk.online();
    expect(desk.state('m2')).toBe('queued(conversation)');
    await desk.time.advance(10_000);
    expect(asked('create')).toMatchObject([
      {
        title: 'Pesanan 12',
        participantIds: [CUSTOMER],
        initialMessage: 'Halo kak',
        metadata: { order_id: 12, client_conversation_id: ID },
      },
    ]);
    expect(desk.server.of(500)).toEqual(['Halo kak', 'Ada yang bisa dibantu?']);
    expect(desk.server.sends()).toBe(1);
    expect(desk.path('m1')).toBe('queued sending checking sent');
    expect(desk.store.aliases.current(NEW)).toBe('500');
    expect(desk.store.drafts.find('500')?.text).toBe('dan');
    expect(create()).toBe('500');
  });

  test('takes more than text in requests of its own', async () => {
    create('', [desk.file('struk')]);
    desk.online();
    await desk.time.advance(10_000);
    expect(asked('create')[0]).not.toHaveProperty('initialMessage');
    expect(desk.server.messages[0]).toMatchObject({ content: 'struk.jpg', attachments: [{ filename: 'struk.jpg' }] });
  });

  test('of a server that ignores the first message: it is sent by itself, once', async () => {
    desk.server.takesInitialMessage = false;
    create();
    desk.online();
    await desk.time.advance(30_000);
    expect(desk.server.of(500)).toEqual(['Halo kak']);
    expect(desk.store.outbox.get('m1').state).toBe('sent');
  });

  test.each([true, false])('whose answer is lost is found in the list (our id kept: %s)', async (kept) => {
    desk.server.keepsConversationIds = kept;
    desk.server.conversations.push(
      conversationOf(40, { type: 'order_support', title: 'Pesanan 12', metadata: {}, people: [ME, CUSTOMER] }),
    );
    desk.mirroredConversations.add(40);
    desk.server.faults.push('drop-after');
    create();
    desk.online();
    await desk.time.advance(30_000);
    expect(asked('create')).toHaveLength(1);
    expect(desk.store.aliases.serverId(NEW)).toBe(501);
    expect(desk.server.of(501)).toEqual(['Halo kak']);
    expect(desk.path(ID)).toBe('queued sending checking sent');
  });

  test('that never arrived is created again, with its first message', async () => {
    desk.server.faults.push('drop-before');
    create();
    desk.online();
    await desk.time.advance(30_000);
    expect(asked('create')).toHaveLength(2);
    expect(desk.server.conversations).toHaveLength(1);
    expect(desk.server.of(500)).toEqual(['Halo kak']);
    expect(desk.path('m1')).toContain('queued sending checking queued sending');
  });

  test('that is committed late is found after its time, with its message once', async () => {
    desk.server.faults.push({ late: 40_000 });
    create();
    desk.online();
    await desk.time.advance(300_000);
    expect(desk.server.conversations).toHaveLength(1);
    expect(desk.server.of(500)).toEqual(['Halo kak']);
    expect(desk.store.outbox.get('m1').state).toBe('sent');
  });

  test('two that look like it on a server that drops our id are a question', async () => {
    desk.server.keepsConversationIds = false;
    desk.server.faults.push('drop-before');
    create();
    desk.online();
    await desk.time.advance(150);
    for (const id of [60, 61]) {
      desk.server.conversations.push(
        conversationOf(id, { type: 'order_support', title: 'Pesanan 12', metadata: {}, people: [ME, CUSTOMER] }),
      );
    }
    await desk.time.advance(60_000);
    expect(desk.state(ID)).toBe('unconfirmed');
    expect(asked('create')).toHaveLength(1);
  });

  test('survives a kill in the middle', async () => {
    desk.server.faults.push({ hang: true });
    create();
    desk.online();
    await desk.time.advance(1_000);
    expect([desk.state(ID), desk.state('m1')]).toEqual(['sending', 'sending']);
    await desk.kill();
    desk.restart();
    desk.online();
    await desk.time.advance(300_000);
    expect(desk.server.conversations).toHaveLength(1);
    expect(desk.server.of(500)).toEqual(['Halo kak']);
  });

  test('that is refused fails and keeps its messages waiting; retry creates it, discard fails them', async () => {
    const refusal = new ApiFailure({
      kind: 'invalid-participant',
      status: 422,
      apiCode: 'INVALID_PARTICIPANT',
      mayHaveCommitted: false,
    });
    desk.server.refuses = (what) => (what === 'create' ? refusal : null);
    create();
    desk.online();
    await desk.time.advance(5_000);
    expect([desk.state(ID), desk.state('m1')]).toEqual(['failed', 'queued(conversation)']);
    expect(desk.store.outbox.get(ID).error?.code).toBe('INVALID_PARTICIPANT');
    desk.outbox.act(ID, 'retry');
    await desk.time.advance(5_000);
    expect(desk.state(ID)).toBe('failed');
    desk.server.refuses = null;
    desk.outbox.act(ID, 'retry');
    await desk.time.advance(10_000);
    expect(desk.server.of(500)).toEqual(['Halo kak']);
  });

  test('that is discarded leaves its messages, failed, with their words', async () => {
    create();
    desk.outbox.act(ID, 'cancel');
    expect(desk.state('m1')).toBe('failed');
    desk.outbox.act('m1', 'edit');
    expect(desk.store.drafts.find(NEW)?.text).toBe('Halo kak');
  });
});
