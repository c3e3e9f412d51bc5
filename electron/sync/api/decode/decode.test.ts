import { readFileSync } from 'node:fs';
import { assert, jsonValue, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutated, mutations } from '#tests/support/mutated-documents.ts';
import type { ApiConversation, ApiMessage, Page } from '../types.ts';
import { decodeConversation } from './conversation.ts';
import { decodeMessage } from './message.ts';
import { decodePage } from './page.ts';
import { decodePerson, decodeShop } from './people.ts';
import { extraFields, flag, identifier, json, time } from './primitives.ts';

const example = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../tests/contract/examples/${name}`, import.meta.url), 'utf8'));

function messages(body: unknown): Page<ApiMessage> {
  const page = decodePage(body, (raw, notes) => decodeMessage(raw, 1, notes), ['messages']);
  if (page === null) throw new Error('no list');
  return page;
}
function conversations(body: unknown): Page<ApiConversation> {
  const page = decodePage(body, decodeConversation, ['conversations']);
  if (page === null) throw new Error('no list');
  return page;
}

const messageList = example('list-messages.response.json') as { data: Record<string, unknown>[] };
const conversationList = example('list-conversations.response.json') as { data: Record<string, unknown>[] };

const SNAKE: Record<string, string> = {
  lastMessage: 'last_message',
  senderUser: 'sender_user',
  senderShopProfile: 'sender_shop_profile',
  shopProfile: 'shop_profile',
  productReferences: 'product_references',
  orderReferences: 'order_references',
};
function mapKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapKeys(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [rename(key), mapKeys(field, rename)]));
}
function mapLeaves(value: unknown, change: (leaf: unknown, key: string) => unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, change, key));
  if (typeof value !== 'object' || value === null) return change(value, key);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, mapLeaves(field, change, name)]));
}

describe('the document', () => {
  test('messages come whole', () => {
    const page = messages(messageList);
    expect(page.setAside).toEqual([]);
    expect(page.items.map((item) => item.id)).toEqual([1, 2, 3]);
    const [first, second, third] = page.items;
    expect(first).toMatchObject({
      content: 'Hello! How can I help you with your order today?',
      sender: { id: 2, name: 'Support Agent', onlineStatus: 'online' },
      attachments: [{ id: 1, filename: 'welcome_image.jpg', sizeBytes: 150_000, metadata: { width: 800 } }],
      statuses: [{ userId: 1, status: 'read' }],
      reactions: [{ userId: 1, reaction: '👍' }],
      extra: {},
    });
    expect(second).toMatchObject({
      editedAt: null,
      edits: [{ previousContent: 'Hi! I have a question about my order', reason: 'Added order number' }],
      orderReferences: [{ orderId: 1234, snapshot: { total_amount: 1_500_000 } }],
    });
    expect(third?.reactions).toHaveLength(2);
    expect(page.pagination).toEqual({ currentPage: 1, perPage: 50, total: 15, totalPages: 1 });
  });

  test('conversations come whole, with what the second one lacks told apart from null', () => {
    const page = conversations(conversationList);
    expect(page.setAside).toEqual([]);
    const [first, second] = page.items;
    expect(first).toMatchObject({
      lastMessageId: 5,
      lastMessage: { id: 5, conversationId: 1, content: 'Your order has been shipped!' },
      isOpen: true,
      participants: [{ role: 'participant', leftAt: null }, { role: 'admin' }],
    });
    expect(second?.participants?.[1]).toMatchObject({ role: 'owner', shop: { id: 1, name: 'Tech Store' } });
    expect(second?.participants?.[0]?.leftAt).toBeUndefined();
  });

  test('answers to sending and creating', () => {
    const sent = decodePage(
      { data: [(example('send-message.response.json') as { data: unknown }).data] },
      (raw, notes) => decodeMessage(raw, 1, notes),
    );
    expect(sent?.items[0]).toMatchObject({ id: 10, metadata: null, replyToMessageId: 3 });
    const created = conversations({ data: [(example('create-conversation.response.json') as { data: unknown }).data] });
    expect(created.items[0]).toMatchObject({ id: 10, lastMessageId: 1, participants: { length: 3 } });
  });
});

describe('servers that differ say the same', () => {
  const plain = messages(messageList).items;
  const comparable = (items: readonly ApiMessage[]) =>
    JSON.parse(JSON.stringify(items, (key, value: unknown) => (key === 'sent' ? undefined : value))) as unknown;

  test('snake_case relations', () => {
    const changed = mapKeys(messageList, (key) => SNAKE[key] ?? key);
    expect(messages(changed).items).toEqual(plain);
    expect(conversations(mapKeys(conversationList, (key) => SNAKE[key] ?? key)).items).toEqual(
      conversations(conversationList).items,
    );
  });

  test('numbers as text, 0 and 1, dates in the other form', () => {
    const changed = mapLeaves(messageList, (leaf, key) => {
      if (typeof leaf === 'boolean') return Number(leaf);
      if (typeof leaf === 'number' && (key === 'id' || key.endsWith('_id'))) return String(leaf);
      if (typeof leaf === 'string' && key.endsWith('_at')) return leaf.replace('T', ' ').replace('.000000Z', '');
      return leaf;
    });
    const ours = comparable(messages(changed).items);
    // Inside snapshots nothing is interpreted.
    expect(JSON.stringify(ours).replaceAll(/2023-09-26[ T]09:00:00(\.000000Z)?/g, '')).toEqual(
      JSON.stringify(comparable(plain)).replaceAll(/2023-09-26[ T]09:00:00(\.000000Z)?/g, ''),
    );
  });

  test('metadata as text, [] for {}, null, an array', () => {
    expect(json('{"a":1}')).toEqual({ a: 1 });
    expect(json('"{\\"a\\":1}"')).toEqual({ a: 1 });
    expect(json([])).toEqual({});
    expect(json(null)).toBeNull();
    expect(json([1])).toEqual([1]);
    expect(json('{broken')).toBe('{broken');
    expect(json(undefined)).toBeUndefined();
  });

  test('arrays missing, null, or with holes', () => {
    const page = messages({
      data: { 3: { id: 9, reactions: null, attachments: { 1: { url: 'x' }, 4: { url: 'y' } } } },
    });
    expect(page.items[0]).toMatchObject({ id: 9, reactions: undefined, attachments: [{ id: -1 }, { id: -2 }] });
  });

  test('lists without pagination, bare, or in a paginator', () => {
    expect(messages([{ id: 1 }])).toMatchObject({ items: [{ id: 1 }], pagination: null });
    expect(messages({ data: { data: [{ id: 1 }], per_page: '5', current_page: 1, last_page: 3 } })).toMatchObject({
      items: [{ id: 1 }],
      pagination: { perPage: 5, totalPages: 3 },
    });
    expect(messages({ data: { messages: [{ id: 1 }] } }).items).toHaveLength(1);
    expect(messages({ success: true, data: null }).items).toEqual([]);
  });

  test('times', () => {
    const ms = Date.UTC(2025, 8, 26, 10, 30);
    for (const sent of [
      '2025-09-26T10:30:00.000000Z',
      '2025-09-26 10:30:00',
      '2025-09-26T17:30:00+07:00',
      '2025-09-26T17:30:00+0700',
      ms,
      ms / 1000,
      { date: '2025-09-26 10:30:00.000000', timezone_type: 3, timezone: 'UTC' },
    ]) {
      expect(time(sent)?.ms).toBe(ms);
    }
    for (const wrong of ['0000-00-00 00:00:00', 'yesterday', '2025-13-01', '', null, 5, {}])
      expect(time(wrong)).toBeNull();
  });

  test('the spellings of photos', () => {
    expect(decodePerson({ id: 1, profile: { image: 'a' } }, null)?.photo).toBe('a');
    expect(decodePerson({ id: 1, profile_photo: null, image: 'b' }, null)?.photo).toBe('b');
    expect(decodePerson({ id: 1, profile_photo: null }, null)?.photo).toBeNull();
    expect(decodePerson({ id: 1 }, null)?.photo).toBeUndefined();
    expect(decodeShop({ id: 1, logo_url: 'c' }, null)?.logo).toBe('c');
  });

  test('a relation without its own id takes the foreign key', () => {
    expect(messages([{ id: 1, sender_user_id: 4, sender_user: { name: 'x' } }]).items[0]?.sender?.id).toBe(4);
  });

  test('a deletion may be told by its moment alone', () => {
    expect(messages([{ id: 1, deleted_at: '2025-01-01 00:00:00' }]).items[0]?.isDeleted).toBe(true);
    expect(messages([{ id: 1, deleted_at: null }]).items[0]?.isDeleted).toBeUndefined();
  });
});

describe('what nobody should have', () => {
  const leak = 'LEAK';
  const person = {
    id: 5,
    name: 'Ani',
    token: leak,
    nik: leak,
    ktp_image: leak,
    profile: { image: 'p', id_card: leak },
    phone: leak,
  };
  test('of people and shops only the documented fields are kept, wherever they stand', () => {
    const page = messages([
      {
        id: 1,
        sender_user: person,
        sender_shop_profile: { id: 3, shop_name: 'Toko', owner: person, bank: leak },
        user: person,
        data: { email: 'x', note: leak },
        nested: { deep: [{ customer: person }] },
        remember_token: leak,
        campaign: { name: 'promo' },
        priority: 3,
      },
    ]);
    expect(JSON.stringify(page)).not.toContain(leak);
    expect(page.items[0]?.extra).toEqual({ nested: { deep: [{}] }, campaign: { name: 'promo' }, priority: 3 });
    const list = conversations([
      { id: 1, participants: [{ user: person, user_id: 5 }], creator: person, color: 'red' },
    ]);
    expect(JSON.stringify(list)).not.toContain(leak);
    expect(list.items[0]?.extra).toEqual({ color: 'red' });
  });

  test('a record set aside leaves only its shape', () => {
    const page = messages([{ id: 'x', content: leak }, leak, null, [leak], { id: 2, conversation_id: 99 }]);
    expect(page.items).toEqual([]);
    expect(page.setAside).toHaveLength(5);
    expect(JSON.stringify(page.setAside)).not.toContain(leak);
  });

  test('a field called __proto__ changes nothing', () => {
    const raw = JSON.parse('{"id":1,"__proto__":{"polluted":true},"x":{"__proto__":{"polluted":true}}}') as Record<
      string,
      unknown
    >;
    const extra = extraFields(raw, new Set(['id'])) as { polluted?: unknown; x?: { polluted?: unknown } };
    expect(extra.polluted).toBeUndefined();
    expect(extra.x?.polluted).toBeUndefined();
  });
});

describe('mutated documents', () => {
  const usable = (raw: unknown, conversationId: number): boolean => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return false;
    const { id, conversation_id: named } = raw as Record<string, unknown>;
    const owner = identifier(named);
    return identifier(id) !== undefined && (owner === undefined || owner === conversationId);
  };

  test('nothing crashes, and every message that can be told apart is kept', () => {
    assert(
      property(mutations, (changes) => {
        const rows: unknown[] = mutated(messageList.data, changes);
        const page = messages({ data: rows });
        const expected = rows.filter((raw) => usable(raw, 1)).map((raw) => identifier((raw as { id: unknown }).id));
        expect(page.items.map((item) => item.id)).toEqual(expected);
        const aside = page.setAside.filter((entry) => entry.kind === 'message');
        expect(aside).toHaveLength(rows.length - expected.length);
        const texts = rows
          .filter((raw) => usable(raw, 1))
          .map((raw) => (raw as { content?: unknown }).content)
          .map((content, index) => (typeof content === 'string' ? content : page.items[index]?.content));
        expect(page.items.map((item) => item.content)).toEqual(texts);
      }),
      { numRuns: 400 },
    );
  });

  test('nothing crashes on conversations', () => {
    assert(
      property(mutations, (changes) => {
        const rows: unknown[] = mutated(conversationList.data, changes);
        const page = conversations({ data: rows });
        const named = rows.filter(
          (raw) => typeof raw === 'object' && raw !== null && identifier((raw as { id?: unknown }).id) !== undefined,
        );
        expect(page.items).toHaveLength(named.length);
      }),
      { numRuns: 400 },
    );
  });

  test('nothing at all crashes', () => {
    assert(
      property(jsonValue(), (value) => {
        const page = decodePage(value, (raw, notes) => decodeMessage(raw, 1, notes));
        expect(page === null || Array.isArray(page.items)).toBe(true);
        flag(value);
      }),
      { numRuns: 300 },
    );
  });
});
