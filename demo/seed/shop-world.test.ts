import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDemo, type Demo } from '../create-demo.ts';
import { systemClock, type Clock } from '../ports.ts';

const NOW = Date.UTC(2026, 0, 20, 6, 30);
const clock: Clock = { ...systemClock, now: () => NOW };

let demo: Demo;
let startedInCpuMs: number;

beforeAll(async () => {
  const before = process.cpuUsage();
  demo = await createDemo({ clock });
  const spent = process.cpuUsage(before);
  startedInCpuMs = (spent.user + spent.system) / 1000;
});

afterAll(() => {
  demo.close();
});

const all = (sql: string, ...values: (string | number)[]): Record<string, unknown>[] =>
  demo.world.store.all<Record<string, unknown>>(sql, ...values);
const count = (sql: string, ...values: (string | number)[]): number =>
  Number(all(`SELECT count(*) AS n FROM ${sql}`, ...values)[0]?.['n']);

describe('the seeded world', () => {
  test('is there in a moment', () => {
    expect(startedInCpuMs).toBeLessThan(1000);
  });

  test('has some forty conversations of all five types, and months of history', () => {
    expect(count('conversations')).toBe(40);
    expect(all('SELECT DISTINCT type FROM conversations ORDER BY type').map((one) => one['type'])).toEqual([
      'group',
      'order_support',
      'private',
      'product_support',
      'system',
    ]);
    expect(count('messages')).toBeGreaterThan(2800);
    const long = all('SELECT conversation_id FROM messages GROUP BY conversation_id HAVING count(*) >= 300');
    expect(long.length).toBeGreaterThanOrEqual(4);
    expect(count('messages WHERE created_at < ?', NOW - 100 * 86_400_000)).toBeGreaterThan(200);
    expect(count('messages WHERE created_at > ?', NOW)).toBe(0);
  });

  test('has everything that a thread can show', () => {
    for (const type of ['text', 'system', 'template', 'product_card', 'order_card']) {
      expect(count('messages WHERE content_type = ?', type)).toBeGreaterThan(0);
    }
    for (const type of ['image', 'file', 'audio', 'sticker']) {
      expect(count('attachments WHERE type = ?', type)).toBeGreaterThan(0);
    }
    for (const table of ['reactions', 'order_references', 'product_references'])
      expect(count(table)).toBeGreaterThan(5);
    expect(count('edits WHERE edit_reason IS NOT NULL')).toBeGreaterThan(5);
    expect(count('messages WHERE is_deleted = 1')).toBeGreaterThan(5);
    expect(count('messages WHERE reply_to_message_id IS NOT NULL')).toBeGreaterThan(50);
    expect(count('messages WHERE parent_message_id IS NOT NULL')).toBeGreaterThan(20);
    expect(
      count(
        "messages m WHERE content_type = 'product_card' AND NOT EXISTS (SELECT 1 FROM product_references p WHERE p.message_id = m.id)",
      ),
    ).toBeGreaterThan(0);
  });

  test('leaves no hole in its words', () => {
    expect(
      all(
        String.raw`SELECT content FROM messages WHERE content LIKE '%{%' OR content LIKE '%[%' OR content LIKE '%|%' OR content LIKE '%#foto%' OR trim(content) = ''`,
      ),
    ).toEqual([]);
  });

  test('three agents can sign in, and two of them share open conversations, one of them alone', () => {
    expect(demo.accounts.map((one) => one.contact)).toEqual([
      'dimas@zukses.test',
      'rina@zukses.test',
      'yoga@zukses.test',
    ]);
    const shared = all(
      `SELECT c.type, (SELECT count(*) FROM participants WHERE conversation_id = c.id) AS people FROM conversations c
       JOIN participants one ON one.conversation_id = c.id AND one.user_id = 1 AND one.left_at IS NULL
       JOIN participants two ON two.conversation_id = c.id AND two.user_id = 2 AND two.left_at IS NULL WHERE c.is_open = 1`,
    );
    expect(shared.length).toBeGreaterThan(10);
    expect(shared.filter((one) => one['type'] === 'private' && one['people'] === 2)).toHaveLength(1);
  });

  test('is consistent: last message, quotes within the conversation, reading never ahead, unread as counted', () => {
    expect(
      all(
        'SELECT id FROM conversations c WHERE last_message_id IS NOT (SELECT max(id) FROM messages WHERE conversation_id = c.id)',
      ),
    ).toEqual([]);
    expect(
      all(`SELECT m.id FROM messages m JOIN messages q ON q.id IN (m.reply_to_message_id, m.parent_message_id)
           WHERE q.conversation_id <> m.conversation_id OR q.id >= m.id`),
    ).toEqual([]);
    expect(
      all(`SELECT p.id FROM participants p WHERE unread_count <> (SELECT count(*) FROM messages m WHERE m.conversation_id = p.conversation_id
           AND m.id > coalesce(p.last_read_message_id, 0) AND m.sender_user_id IS NOT p.user_id)`),
    ).toEqual([]);
    expect(
      all(
        'SELECT id FROM messages m WHERE id > 1 AND created_at < (SELECT created_at FROM messages WHERE id = m.id - 1)',
      ),
    ).toEqual([]);
    expect(count('participants WHERE user_id = 1 AND unread_count > 0')).toBeGreaterThan(4);
  });

  test('serves its files', async () => {
    for (const row of all(
      'SELECT path, content_type, size_bytes FROM attachments GROUP BY content_type, filename LIMIT 30',
    )) {
      const answer = await demo.fetch(new Request(`http://127.0.0.1${row['path'] as string}`));
      expect(answer.headers.get('content-type')).toBe(row['content_type']);
      expect((await answer.arrayBuffer()).byteLength).toBe(row['size_bytes']);
    }
    for (const row of all(
      'SELECT profile_photo AS path FROM users WHERE profile_photo IS NOT NULL UNION SELECT logo FROM shop_profiles',
    )) {
      expect((await demo.fetch(new Request(`http://127.0.0.1${row['path'] as string}`))).status).toBe(200);
    }
  });

  test('the same seed gives the same world, another one another', async () => {
    const words = (from: Demo): unknown =>
      from.world.store.all('SELECT id, sender_user_id, content, created_at FROM messages');
    const same = await createDemo({ clock, seed: 1 });
    const other = await createDemo({ clock, seed: 2 });
    expect(words(same)).toEqual(words(demo));
    expect(words(other)).not.toEqual(words(demo));
    same.close();
    other.close();
  });
});
