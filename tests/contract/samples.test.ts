import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makePdf } from '#demo/assets/documents.ts';
import { documentWorld, JOHN } from '#demo/fixtures/document-world.ts';
import type { JsonObject } from '#demo/json.ts';
import { startDemo, type RunningDemo } from '#demo/server.ts';
import { exampleUrl } from './support/document-demo.ts';

/** The document's JavaScript and cURL samples, run as they are printed; only address, token and the file's path are replaced. */

let demo: RunningDemo;
let folder: string;
let token: string;

beforeAll(async () => {
  demo = await startDemo({ populate: documentWorld, quietPeople: true });
  token = demo.accounts.find((one) => one.userId === JOHN)?.token ?? '';
  folder = mkdtempSync(join(tmpdir(), 'zukses-samples-'));
  writeFileSync(join(folder, 'document.pdf'), makePdf(['The document you requested']));
});

afterAll(async () => {
  await demo.stop();
  rmSync(folder, { recursive: true });
});

const read = (name: string): string =>
  readFileSync(exampleUrl(name), 'utf8')
    .replaceAll('https://api.zukses.com', demo.address)
    .replaceAll('your_jwt_token', token)
    .replaceAll('/path/to/document.pdf', join(folder, 'document.pdf'));

type Answer = { success: boolean; data: JsonObject & JsonObject[]; pagination?: JsonObject };

type Samples = {
  getConversations(filters?: Record<string, string>): Promise<Answer>;
  getMessages(conversationId: number, filters?: Record<string, string>): Promise<Answer>;
  sendMessage(conversationId: number, content: string, files?: File[]): Promise<Answer>;
  createConversation(data: JsonObject): Promise<Answer>;
};

test('the JavaScript samples', async () => {
  const path = join(folder, 'samples.mjs');
  const names = 'getConversations, getMessages, sendMessage, createConversation';
  writeFileSync(path, `${read('samples.fetch.js.txt')}\nexport { ${names} };\n`);
  vi.stubGlobal('localStorage', { getItem: (name: string) => (name === 'auth_token' ? token : null) });
  const samples = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Samples;

  const conversations = await samples.getConversations({ type: 'order_support', is_open: 'true' });
  expect(conversations.data.map((one) => one['title'])).toEqual(['Order #1234 Support']);
  const messages = await samples.getMessages(1, { limit: '3' });
  expect(messages.data).toHaveLength(3);
  expect(messages.pagination).toMatchObject({ per_page: 3, total: 15 });
  const bytes = new Uint8Array(readFileSync(join(folder, 'document.pdf')));
  const files = ['satu.pdf', 'dua.pdf'].map((name) => new File([bytes], name));
  const sent = await samples.sendMessage(1, 'With two files', files);
  expect(sent.data).toMatchObject({
    content: 'With two files',
    attachments: [{ filename: 'satu.pdf' }, { filename: 'dua.pdf' }],
  });
  expect((await samples.sendMessage(1, 'Without')).data).toMatchObject({ content: 'Without', attachments: [] });
  const created = await samples.createConversation({ title: 'New', type: 'private', participant_ids: [2] });
  expect(created.data).toMatchObject({ title: 'New', owner_user_id: JOHN });
  vi.stubGlobal('localStorage', { getItem: () => 'expired' });
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await expect(samples.getConversations()).rejects.toThrow('Token is not valid');
});

describe('the cURL samples', () => {
  const run = promisify(execFile);
  /** Each begins with a comment that is its title. */
  const commandOf = (title: string): string => {
    const found = read('samples.curl.sh.txt')
      .split(/^# /m)
      .find((one) => one.startsWith(`${title}\n`));
    if (found === undefined) throw new Error(`No sample "${title}".`);
    return found.slice(title.length).trim();
  };

  test.each([
    ['Get Conversations', 200, { data: [{ title: 'Order #1234 Support' }], pagination: { per_page: 10 } }],
    ['Get Messages', 200, { pagination: { current_page: 1, per_page: 50 } }],
    ['Send Text Message', 201, { data: { content: 'Thank you for your help!', reply_to_message_id: 5 } }],
    [
      'Send Message with File',
      201,
      { data: { attachments: [{ filename: 'document.pdf', content_type: 'application/pdf' }] } },
    ],
    [
      'Create Conversation',
      201,
      { data: { title: 'Order Support Chat', participants: [{ user_id: 1 }, { user_id: 2 }, { user_id: 3 }] } },
    ],
  ])('%s', async (title, status, expected) => {
    const { stdout } = await run('sh', [
      '-c',
      `${commandOf(title)} --silent --show-error --write-out '\\n%{http_code}'`,
    ]);
    const [body = '', code] = stdout.split(/\n(?=\d{3}$)/);
    expect(Number(code)).toBe(status);
    expect(JSON.parse(body)).toMatchObject({ success: true, ...expected });
  });
});
