import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, constantFrom, integer, property, record, shuffledSubarray } from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApiMessage } from '../../api/types.ts';
import { conversation, ME, message, partial, TestMirror } from './testing.ts';

let mirror: TestMirror;
beforeEach(() => {
  mirror = new TestMirror();
});
afterEach(() => mirror.close());

const read = (id = 5, conversationId = 1) => mirror.messages.byId(conversationId, id);
const ids = (records: readonly { id: number }[]) => records.map((item) => item.id);
const hits = (text: string) => mirror.search.messages(text, null, 50).map((hit) => hit.messageId);

describe('messages', () => {
  test('come back whole, in order of id, by conversation', () => {
    mirror.page([
      message({
        id: 7,
        attachments: [
          {
            id: 1,
            type: 'image',
            url: 'u',
            filename: 'struk.jpg',
            content_type: 'image/jpeg',
            size_bytes: 9,
            metadata: { width: 2 },
          },
        ],
        statuses: [{ user_id: 3, status: 'read', status_at: '2025-01-01 00:00:00', device_info: { platform: 'web' } }],
        reactions: [{ user_id: 3, reaction: '👍', reacted_at: null }],
        edits: [
          { id: 4, editor_id: 2, previous_content: 'before', edit_reason: 'typo', edited_at: '2025-01-01 00:00:00' },
        ],
        orderReferences: [{ id: 8, order_id: 5, marketplace_order_id: 'ORD-1', snapshot: { total_amount: 3 } }],
        productReferences: [{ id: 9, product_id: 6, name: 'Laptop' }],
        senderUser: { id: 2, name: 'Sari', profile_photo: 'p' },
        reply_to_message_id: 5,
        channel: 'web',
      }),
      message({ id: 5 }),
    ]);
    mirror.page([message({ id: 5, content: 'other' }, 2)], {}, 2);
    const page = mirror.messages.before(1, null, 50);
    expect(ids(page)).toEqual([5, 7]);
    expect(page[1]).toMatchObject({
      content: 'text 7',
      senderName: 'Sari',
      senderPhoto: 'p',
      replyToId: 5,
      attachments: [{ filename: 'struk.jpg', metadata: { width: 2 } }],
      statuses: [{ userId: 3, status: 'read', deviceInfo: { platform: 'web' } }],
      reactions: [{ reaction: '👍' }],
      edits: [{ previousContent: 'before', reason: 'typo' }],
      orderReferences: [{ marketplaceOrderId: 'ORD-1', snapshot: { total_amount: 3 } }],
      productReferences: [{ productId: 6, extra: { name: 'Laptop' } }],
      partial: false,
    });
    expect(ids(mirror.messages.before(1, 7, 50))).toEqual([5]);
    expect(ids(mirror.messages.after(1, 5, 50))).toEqual([7]);
    expect(ids(mirror.messages.around(1, 7, 5, 5))).toEqual([5, 7]);
    expect(mirror.messages.byIds(1, [7, 5, 6]).map((item) => item.attachments.length)).toEqual([0, 1]);
    expect(read(5, 2)?.content).toBe('other');
    expect(mirror.conversations.conversationsOfMessage(5)).toEqual([1, 2]);
  });

  test('are counted as they are now, in all and in one conversation', () => {
    const counts = () => [mirror.conversations.countMessages(null), mirror.conversations.countMessages(1)];
    mirror.page([message({ id: 5 }), message({ id: 7 })]);
    expect(counts()).toEqual([2, 2]);
    expect(counts()).toEqual([2, 2]);
    mirror.page([message({ id: 5 }, 2)], {}, 2);
    expect(counts()).toEqual([3, 2]);
    mirror.page([message({ id: 9 })]);
    expect(counts()).toEqual([4, 3]);
  });

  test('the same page twice changes nothing and publishes nothing', () => {
    const items = [
      message({ id: 5, reactions: [{ user_id: 3, reaction: '👍' }], attachments: [{ url: 'x' }] }),
      message({ id: 6 }),
    ];
    expect(mirror.page(items).arrived).toHaveLength(2);
    const before = mirror.published.length;
    expect(mirror.page(items)).toEqual({ arrived: [], changed: false });
    mirror.applyMessage(message({ id: 6 }), 'event');
    mirror.applyMessage(message({ id: 6 }), 'event');
    expect(mirror.published.length - before).toBeLessThanOrEqual(1);
    expect(mirror.page(items).changed).toBe(false);
  });

  test('keeps the server’s spelling of times only where it is unusual', () => {
    mirror.page([message({ id: 5, created_at: '2025-09-26 10:00:00' }), message({ id: 6 })]);
    const rows = mirror.store
      .sql<[], { times_sent: string | null }>('select times_sent from messages order by id')
      .all();
    expect(rows).toEqual([{ times_sent: '{"created_at":"2025-09-26 10:00:00"}' }, { times_sent: null }]);
    expect(read(5)?.createdAt).toBe(Date.UTC(2025, 8, 26, 10));
  });

  test('a partial event changes only what it mentions', () => {
    mirror.page([
      message({
        id: 5,
        metadata: { a: 1 },
        attachments: [{ id: 3, filename: 'x.pdf' }],
        reactions: [{ user_id: 3, reaction: '👍' }],
      }),
    ]);
    mirror.applyMessage(
      partial({ id: 5, content: 'edited', updated_at: '2026-01-01 00:00:00', edited_at: '2026-01-01 00:00:00' }),
      'event',
    );
    expect(read()).toMatchObject({
      content: 'edited',
      metadata: { a: 1 },
      senderUserId: 2,
      attachments: [{ filename: 'x.pdf' }],
      reactions: [{ reaction: '👍' }],
    });
    expect(hits('edited')).toEqual([5]);
    expect(hits('x.pdf')).toEqual([5]);
    expect(hits('text')).toEqual([]);
  });

  test('an event whose lists were cut empties no list; a whole page does', () => {
    mirror.page([message({ id: 5, attachments: [{ id: 3, filename: 'x.pdf' }] })]);
    mirror.applyMessage(message({ id: 5, content: 'new', updated_at: '2026-01-01 00:00:00' }), 'event');
    expect(read()?.attachments).toHaveLength(1);
    mirror.page([message({ id: 5, content: 'new', updated_at: '2026-01-01 00:00:00' })]);
    expect(read()?.attachments).toHaveLength(0);
  });

  test('a reaction taken back is taken back, also by an event', () => {
    mirror.page([
      message({
        id: 5,
        reactions: [
          { user_id: 3, reaction: '👍' },
          { user_id: 4, reaction: '❤️' },
        ],
      }),
    ]);
    mirror.applyMessage(
      message({ id: 5, updated_at: '2026-01-01 00:00:00', reactions: [{ user_id: 4, reaction: '❤️' }] }),
      'event',
    );
    expect(read()?.reactions).toMatchObject([{ userId: 4 }]);
    mirror.applyMessage(message({ id: 5, updated_at: '2026-01-02 00:00:00', reactions: [] }), 'event');
    expect(read()?.reactions).toEqual([]);
  });
});

describe('newer knowledge stays', () => {
  const edited = (content: string) => message({ id: 5, content, updated_at: '2026-01-01 00:00:00' });

  test('an answer changes nothing that an event touched after its request began', () => {
    mirror.page([message({ id: 5 })]);
    const ticket = mirror.tickets.next();
    mirror.applyMessage(message({ id: 5, content: 'newer', reactions: [{ user_id: 3, reaction: '👍' }] }), 'event');
    mirror.page([message({ id: 5, content: 'older' })], { ticket });
    expect(read()).toMatchObject({ content: 'newer', reactions: [{ userId: 3 }] });
    mirror.page([message({ id: 5, content: 'newest' })]);
    expect(read()).toMatchObject({ content: 'newest', reactions: [] });
  });

  test('a document with an older updated_at is a lagging replica or a late event', () => {
    mirror.page([edited('new')]);
    mirror.page([message({ id: 5, content: 'old' })]);
    mirror.applyMessage(message({ id: 5, content: 'old' }), 'event');
    expect(read()?.content).toBe('new');
  });

  test('edits never become fewer, and a document with fewer is older', () => {
    const edit = (id: number) => ({ id, previous_content: `v${id}`, editor_id: 2 });
    mirror.page([message({ id: 5, content: 'c', edits: [edit(1), edit(2)] })]);
    mirror.page([message({ id: 5, content: 'b', edits: [edit(1)] })]);
    expect(read()).toMatchObject({ content: 'c', edits: { length: 2 } });
  });

  test('a document with more edits is newer, whatever the clock of the server that edited it showed', () => {
    const edit = (id: number) => ({ id, previous_content: `v${id}`, editor_id: 2 });
    mirror.page([message({ id: 5, content: 'salah' })]);
    mirror.page([message({ id: 5, content: 'benar', edits: [edit(1)], updated_at: '2024-12-31 23:59:58' })]);
    expect(read()).toMatchObject({ content: 'benar', edits: { length: 1 } });
  });

  test('receipts only grow', () => {
    const status = (word: string) => ({
      id: null,
      messageId: 5,
      conversationId: null,
      userId: 3,
      status: word,
      statusAt: null,
      deviceInfo: null,
    });
    mirror.page([message({ id: 5, sender_user_id: ME, statuses: [{ user_id: 3, status: 'delivered' }] })]);
    expect(mirror.applyStatus(1, 5, status('sent'))).toBe(false);
    expect(mirror.applyStatus(1, 5, status('read'))).toBe(true);
    expect(mirror.applyStatus(1, 5, status('read'))).toBe(false);
    mirror.page([message({ id: 5, sender_user_id: ME, statuses: [{ user_id: 3, status: 'delivered' }] })]);
    expect(read()?.statuses).toMatchObject([{ status: 'read' }]);
    expect(mirror.applyStatus(1, 99, status('read'))).toBe(false);
  });

  test('a deletion is for good, and takes everything with it', () => {
    mirror.page([
      message({
        id: 5,
        content: 'rahasia',
        attachments: [{ id: 1, filename: 'ktp.jpg' }],
        metadata: { x: 1 },
        reactions: [{ user_id: 3, reaction: '👍' }],
      }),
    ]);
    expect(hits('rahasia')).toEqual([5]);
    mirror.applyMessage(partial({ id: 5, is_deleted: 1, deleted_at: '2026-01-01 00:00:00' }), 'event');
    const gone = {
      deleted: true,
      content: null,
      metadata: null,
      attachments: [],
      reactions: [],
      deletedAt: Date.UTC(2026, 0, 1),
    };
    expect(read()).toMatchObject(gone);
    mirror.page([
      message({
        id: 5,
        content: 'rahasia',
        updated_at: '2027-01-01 00:00:00',
        attachments: [{ id: 1, filename: 'ktp.jpg' }],
      }),
    ]);
    mirror.applyMessage(message({ id: 5, content: 'rahasia' }), 'event');
    expect(read()).toMatchObject(gone);
    expect([...hits('rahasia'), ...hits('ktp')]).toEqual([]);
    mirror.page([message({ id: 6, content: 'langsung', is_deleted: true })]);
    expect(hits('langsung')).toEqual([]);
    expect(read(6)?.content).toBeNull();
  });

  test('a row missing twice from a window that must hold it is gone; seen again, it is back', () => {
    mirror.page([message({ id: 5 }), message({ id: 6 }), message({ id: 7 })]);
    const without = [message({ id: 5 }), message({ id: 7 })];
    const window = { low: 5, high: 7 };
    mirror.page(without, { window });
    mirror.page(without, { window });
    expect(read(6)).not.toBeNull();
    mirror.clock.now += 60_000;
    mirror.page(without, { window });
    expect(read(6)).toBeNull();
    expect(ids(mirror.messages.before(1, null, 9))).toEqual([5, 7]);
    expect(hits('text')).toEqual([7, 5]);
    mirror.page([message({ id: 6 })]);
    expect(read(6)?.content).toBe('text 6');
    expect(hits('text')).toEqual([7, 6, 5]);
  });

  test('seen in between, it is not missed', () => {
    mirror.page([message({ id: 5 }), message({ id: 6 })]);
    const window = { low: 5, high: 6 };
    mirror.page([message({ id: 5 })], { window });
    mirror.page([message({ id: 5 }), message({ id: 6 })], { window });
    mirror.clock.now += 600_000;
    mirror.page([message({ id: 5 })], { window });
    expect(read(6)).not.toBeNull();
  });
});

describe('any order of the same documents', () => {
  const version = record({
    content: constantFrom('a', 'b', 'c'),
    step: integer({ min: 1, max: 4 }),
    deleted: constantFrom(false, false, false, true),
  });
  test('ends in the newest version, with the deletion if there was one', () => {
    assert(
      property(
        array(version, { minLength: 1, maxLength: 6 }),
        constantFrom('event' as const, 'page' as const),
        integer(),
        (versions, kind, seed) => {
          const fresh = new TestMirror();
          const unique = [...new Map(versions.map((item) => [item.step, item])).values()];
          const documents = unique.map((item) =>
            message({
              id: 5,
              content: item.content,
              is_deleted: item.deleted,
              updated_at: `2026-01-0${item.step} 00:00:00`,
              edits: Array.from({ length: item.step }, (_, index) => ({ id: index + 1 })),
            }),
          );
          const order = documents
            .map((document, index) => ({ document, key: Math.sin(seed + index) }))
            .sort((a, b) => a.key - b.key);
          for (const { document } of [...order, ...order]) {
            if (kind === 'event') fresh.applyMessage(document, 'event');
            else fresh.page([document]);
          }
          const newest = unique.reduce((a, b) => (a.step > b.step ? a : b));
          const result = fresh.messages.byId(1, 5);
          expect(result?.deleted).toBe(unique.some((item) => item.deleted));
          expect(result?.content).toBe(result?.deleted ? null : newest.content);
          fresh.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('known ranges', () => {
  test('are joined only on proof', () => {
    const { ranges } = mirror;
    mirror.write(() => {
      ranges.add(1, 10, 20);
      ranges.add(1, 30, 40);
      ranges.add(1, 22, 22);
    });
    expect(ranges.of(1)).toEqual([
      { low: 10, high: 20 },
      { low: 22, high: 22 },
      { low: 30, high: 40 },
    ]);
    mirror.write(() => ranges.add(1, 20, 30));
    expect(ranges.of(1)).toEqual([{ low: 10, high: 40 }]);
    mirror.write(() => ranges.add(1, 0, 9));
    expect(ranges.of(1)).toEqual([{ low: 0, high: 40 }]);
    expect(ranges.at(1, 40)).toEqual({ low: 0, high: 40 });
    expect(ranges.at(1, 41)).toBeNull();
  });

  test('always cover exactly what was added', () => {
    const span = record({ low: integer({ min: 0, max: 60 }), length: integer({ min: 0, max: 12 }) });
    assert(
      property(array(span, { maxLength: 20 }), (spans) => {
        const fresh = new TestMirror();
        const covered = new Set<number>();
        fresh.write(() => {
          for (const { low, length } of spans) {
            fresh.ranges.add(1, low, low + length);
            for (let id = low; id <= low + length; id++) covered.add(id);
          }
        });
        const found = fresh.ranges
          .of(1)
          .flatMap(({ low, high }) => Array.from({ length: high - low + 1 }, (_, index) => low + index));
        expect(found).toEqual([...covered].sort((a, b) => a - b));
        fresh.close();
      }),
      { numRuns: 60 },
    );
  });

  test('a cursor moves only with its rows', () => {
    expect(() =>
      mirror.applyMessagePage(
        1,
        [message({ id: 5 })],
        { ticket: 1, range: { low: 5, high: 5 }, window: null, level: { under: 5, id: 5 } },
        () => {
          throw new Error('killed');
        },
      ),
    ).toThrow('killed');
    expect(mirror.ranges.of(1)).toEqual([]);
    expect(read()).toBeNull();
    mirror.page([message({ id: 5, senderUser: { id: 2, name: 'Sari' } })]);
    expect(read()?.senderName).toBe('Sari');
    expect(hits('text')).toEqual([5]);
  });
});

describe('conversations', () => {
  const participants = (unread: number, lastRead: number | null = null) => [
    {
      id: 1,
      user_id: ME,
      role: 'admin',
      unread_count: unread,
      last_read_message_id: lastRead,
      user: { id: ME, name: 'Saya' },
    },
    {
      id: 2,
      user_id: 2,
      role: 'participant',
      unread_count: 0,
      last_read_message_id: 3,
      user: { id: 2, name: 'Budi Santoso', email: 'b@x.id' },
    },
  ];
  const listed = (raw: Record<string, unknown> = {}) =>
    conversation({
      id: 1,
      type: 'order_support',
      title: 'Pesanan #77',
      is_open: 1,
      metadata: { order_number: 'ORD-2023-001' },
      last_message_id: 9,
      last_message_at: '2025-06-01 00:00:00',
      created_at: '2025-01-01 00:00:00',
      updated_at: '2025-06-01 00:00:00',
      lastMessage: { id: 9, content: 'halo', sender_user_id: 2, created_at: '2025-06-01 00:00:00' },
      participants: participants(2, 5),
      ...raw,
    });
  const list = (...items: ReturnType<typeof conversation>[]) =>
    mirror.applyConversationPage(items, mirror.tickets.next());
  const unread = (pointer = 0) => {
    const facts = mirror.conversations.unreadOf(1);
    return facts === null ? null : mirror.conversations.unread(facts, pointer, ME);
  };

  test('are found by any of their words, and the same list twice is nothing', () => {
    expect(list(listed()).arrived).toHaveLength(1);
    expect(list(listed()).changed).toBe(false);
    for (const words of ['pesanan', 'budi san', 'ord-2023']) expect(mirror.search.conversations(words, 5)).toEqual([1]);
    expect(mirror.conversations.participants(1)).toMatchObject([
      { role: 'admin' },
      { person: { name: 'Budi Santoso' } },
    ]);
    expect(read(9)).toMatchObject({ content: 'halo', partial: true });
    expect(mirror.conversations.searchPeople('budi', 5)).toMatchObject([{ id: 2 }]);
  });

  test('a preview never undoes what a page has shown', () => {
    mirror.page([message({ id: 9, content: 'edited since', attachments: [{ id: 1, url: 'x' }] })]);
    list(listed());
    expect(read(9)).toMatchObject({ content: 'edited since', partial: false, attachments: { length: 1 } });
    mirror.applyMessage(partial({ id: 9, is_deleted: true }), 'event');
    list(listed({ title: 'x' }));
    expect(read(9)?.content).toBeNull();
  });

  test('unread: the server’s count, less what the own pointer passed, plus later arrivals', () => {
    mirror.page([6, 7, 8, 9].map((id) => message({ id, sender_user_id: id === 7 ? ME : 2 })));
    list(listed());
    expect(unread()).toBe(2);
    expect(unread(8)).toBe(1);
    expect(unread(9)).toBe(0);
    mirror.applyMessage(message({ id: 10 }), 'event');
    mirror.applyMessage(message({ id: 11, sender_user_id: ME }), 'event');
    mirror.applyMessage(message({ id: 12, is_deleted: true }), 'event');
    expect([unread(), unread(9), unread(10)]).toEqual([3, 1, 0]);
    expect(mirror.conversations.firstOtherAfter(1, 8, ME)).toBe(9);
    list(listed({ last_message_id: 12, participants: participants(1, 9) }));
    expect(unread()).toBe(1);
  });

  test('unread on a server that never counts: own arrivals since the first sight decide', () => {
    list(listed({ participants: participants(0) }));
    expect(unread()).toBe(0);
    mirror.applyMessage(message({ id: 10 }), 'event');
    list(listed({ last_message_id: 10, participants: participants(0) }));
    expect(unread()).toBe(1);
    expect(unread(10)).toBe(0);
    expect(mirror.conversations.unreadFacts()).toHaveLength(1);
  });

  test('unread of a list that names no last message counts up to what is mirrored by then', () => {
    const silent = listed({ last_message_id: null, lastMessage: null, participants: participants(2, 5) });
    mirror.page([message({ id: 6 })]);
    // Counted by the server together with a message that comes here only now.
    list(silent);
    mirror.page([message({ id: 7 })]);
    list(silent);
    expect(unread()).toBe(2);
  });

  test('read pointers only grow, and whoever left the list has left', () => {
    list(listed());
    list(listed({ participants: [{ id: 2, user_id: 2, last_read_message_id: 1 }] }));
    expect(mirror.conversations.participants(1)).toMatchObject([
      { id: 2, lastReadMessageId: 3, role: 'participant', person: { name: 'Budi Santoso' } },
    ]);
  });

  test('an older list undoes no event', () => {
    list(listed());
    const ticket = mirror.tickets.next();
    mirror.applyConversation(conversation({ id: 1, is_open: false }), 'event');
    mirror.applyConversationPage([listed({ title: 'older' })], ticket);
    expect(mirror.conversations.byId(1)).toMatchObject({ isOpen: false, title: 'Pesanan #77' });
    list(listed({ is_open: true }));
    expect(mirror.conversations.byId(1)?.isOpen).toBe(true);
  });

  test('an event that came late undoes neither the conversation nor who is in it', () => {
    const mine = (mutedUntil: string | null) => [{ id: 1, user_id: ME, role: 'admin', muted_until: mutedUntil }];
    list(listed({ participants: mine('2026-02-01 00:00:00'), updated_at: '2025-06-02 00:00:00' }));
    const late = { id: 1, is_open: false, participants: mine(null), updated_at: '2025-06-01 00:00:00' };
    mirror.applyConversation(conversation(late), 'event');
    expect(mirror.conversations.byId(1)?.isOpen).toBe(true);
    expect(mirror.conversations.participants(1)).toMatchObject([{ mutedUntil: Date.UTC(2026, 1, 1) }]);
    mirror.applyConversation(conversation({ ...late, updated_at: '2025-06-03 00:00:00' }), 'event');
    expect(mirror.conversations.byId(1)?.isOpen).toBe(false);
    expect(mirror.conversations.participants(1)).toMatchObject([{ mutedUntil: null }]);
  });

  test('page by page, newest activity first; a message moves its conversation up', () => {
    list(...[1, 2, 3, 4].map((id) => listed({ id, last_message_at: `2025-06-0${id} 00:00:00`, lastMessage: null })));
    list(conversation({ id: 5, title: 'new', created_at: '2025-01-01 00:00:00', last_message_at: null }));
    mirror.applyMessage(message({ id: 50, created_at: '2025-07-01 00:00:00' }, 2), 'event');
    const firstPage = mirror.conversations.page(null, 3);
    expect(ids(firstPage)).toEqual([2, 4, 3]);
    const last = firstPage.at(-1);
    expect(
      ids(mirror.conversations.page(last === undefined ? null : { activityAt: last.activityAt, id: last.id }, 3)),
    ).toEqual([1, 5]);
  });

  test('what has to be read', () => {
    expect(mirror.levelState(listed())).toBe('differs');
    expect(mirror.levelState(listed({ last_message_id: null, lastMessage: null }))).toBe('unlevelled');
    list(listed());
    mirror.page([message({ id: 9 })], { level: { under: 9, id: 9 } });
    expect(mirror.levelState(listed())).toBe('level');
    expect(mirror.levelState(listed({ last_message_id: 10 }))).toBe('differs');
    mirror.page([message({ id: 10 })], { level: { under: 9, id: 10 } });
    expect(mirror.levelState(listed({ last_message_id: 10 }))).toBe('level');
    expect(mirror.levelState(listed({ last_message_id: 9 }))).toBe('level');
  });
});

describe('search', () => {
  test('all words, the last as a beginning, newest first over conversations, with short spellings', () => {
    mirror.page([
      message({ id: 5, content: 'barangnya tdk sampai' }),
      message({ id: 6, content: 'Barang rusak, TIDAK bisa dipakai' }),
    ]);
    mirror.page([message({ id: 9, content: 'kapan barang dikirim?' }, 2)], {}, 2);
    expect(hits('barang')).toEqual([9, 6, 5]);
    expect(hits('barang ')).toEqual([9, 6]);
    expect(hits('gak')).toEqual([6, 5]);
    expect(hits('dikir')).toEqual([9]);
    expect(hits('rusak barang')).toEqual([6]);
    expect(hits('"AND" * (')).toEqual([]);
    expect(hits('  ')).toEqual([]);
    expect(mirror.search.messages('barang', 2, 5)).toHaveLength(1);
  });

  test('many messages of one moment each have an entry', () => {
    const created = '2025-01-01 00:00:00';
    mirror.page(
      Array.from({ length: 300 }, (_, index) => message({ id: index + 1, created_at: created, content: 'sama' })),
    );
    expect(mirror.search.messages('sama', null, 1000)).toHaveLength(300);
  });

  test('matches a plain scan', () => {
    const vocabulary = ['toko', 'kirim', 'resi', 'warna', 'merah', 'biru'];
    assert(
      property(
        array(shuffledSubarray(vocabulary, { minLength: 1 }), { minLength: 1, maxLength: 12 }),
        constantFrom(...vocabulary),
        constantFrom(...vocabulary),
        (texts, a, b) => {
          const fresh = new TestMirror();
          const items: ApiMessage[] = texts.map((words, index) => message({ id: index + 1, content: words.join(' ') }));
          fresh.page(items);
          const expected = items
            .filter((item) => [a, b].every((word) => (item.content ?? '').split(' ').includes(word)))
            .map((item) => item.id);
          expect(fresh.search.messages(`${a} ${b} `, null, 50).map((hit) => hit.messageId)).toEqual(expected.reverse());
          fresh.close();
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('what was set aside, and what lasts', () => {
  test('over a restart', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mirror-test-'));
    const path = join(folder, 'mirror.db');
    const one = new TestMirror(path);
    one.page([message({ id: 5 })], {
      range: { low: 0, high: 5 },
      setAside: [{ kind: 'message', conversationId: 1, recordId: null, reason: 'no usable id', shape: '{}' }],
    });
    one.write(() => one.state.set('x', { y: 1 }));
    one.close();
    const two = new TestMirror(path);
    expect(two.messages.byId(1, 5)?.content).toBe('text 5');
    expect(two.ranges.of(1)).toEqual([{ low: 0, high: 5 }]);
    expect(two.state.get('x')).toEqual({ y: 1 });
    expect(two.setAsideRecords()).toMatchObject([{ reason: 'no usable id', recordId: null }]);
    expect(two.conversations.count()).toBe(1);
    two.close();
    rmSync(folder, { recursive: true });
  });
});

test('a page that was asked for before the conversation was refused does not open it again; a later one does', () => {
  const mirror = new TestMirror();
  mirror.applyConversationPage([conversation({ id: 1, title: 'Siti' })], mirror.tickets.next());
  const before = mirror.tickets.next();
  mirror.setRefused(1, 404);
  mirror.page([message({ id: 1 })], { ticket: before });
  expect(mirror.conversations.byId(1)?.refused).toBe(404);
  expect(mirror.messages.byId(1, 1)).not.toBeNull();
  mirror.page([message({ id: 2 })]);
  expect(mirror.conversations.byId(1)?.refused).toBe(0);
  mirror.close();
});
