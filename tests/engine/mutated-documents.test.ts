import { readFileSync } from 'node:fs';
import { assert, property } from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeConversation } from '#electron/sync/api/decode/conversation.ts';
import { decodeMessage } from '#electron/sync/api/decode/message.ts';
import { decodePage } from '#electron/sync/api/decode/page.ts';
import type { Page } from '#electron/sync/api/types.ts';
import { LocalFolder } from '#electron/sync/store/local/testing.ts';
import { TestMirror } from '#electron/sync/store/mirror/testing.ts';
import { ViewReader } from '#electron/sync/store/mirror/view-reader.ts';
import { ConversationIndex } from '#electron/sync/views/conversation-index.ts';
import { trustedHosts } from '#electron/sync/views/hosts.ts';
import { LocalReader } from '#electron/sync/views/readers.ts';
import { Views } from '#electron/sync/views/views.ts';
import { serverProfile } from '#shared/contract/server-profile.ts';
import { mutated, mutations } from '#tests/support/mutated-documents.ts';

/** What a server sends goes through everything there is: it is decoded, mirrored, and shown. Whatever it is, nothing crashes on the way. */

const example = (name: string): { data: Record<string, unknown>[] } =>
  JSON.parse(readFileSync(new URL(`../contract/examples/${name}`, import.meta.url), 'utf8')) as {
    data: Record<string, unknown>[];
  };
const messageList = example('list-messages.response.json');
const conversationList = example('list-conversations.response.json');

let local: LocalFolder;
let mirror: TestMirror;
let views: Views;
let index: ConversationIndex;

beforeEach(() => {
  local = new LocalFolder();
  mirror = new TestMirror();
  const { store } = local.open();
  const reader = new ViewReader(mirror);
  const moment = { unsent: () => null, progress: () => null, changes: () => [] };
  const hosts = trustedHosts(serverProfile.parse({ apiUrl: 'https://api.example.com' }));
  views = new Views(reader, new LocalReader(store, moment), hosts, 1);
  index = new ConversationIndex({
    rows: (ids) => views.conversations(ids),
    waiting: () => [],
    mirrored: () => reader.conversationIds().map(String),
    now: () => 0,
  });
});
afterEach(() => {
  mirror.close();
  local.remove();
});

function whole<T>(page: Page<T> | null): Page<T> {
  if (page === null) throw new Error('No list');
  return page;
}

test('mutated lists are mirrored and shown, one after the other', () => {
  assert(
    property(mutations, mutations, (ofConversations, ofMessages) => {
      const conversations = whole(
        decodePage({ data: mutated(conversationList.data, ofConversations) }, decodeConversation, []),
      );
      mirror.applyConversationPage(conversations.items, mirror.tickets.next(), conversations.setAside);
      const messages = whole(
        decodePage({ data: mutated(messageList.data, ofMessages) }, (raw, notes) => decodeMessage(raw, 1, notes), []),
      );
      mirror.page(messages.items, { setAside: messages.setAside });
      const shown = views.threadPage({
        conversationId: '1',
        from: { kind: 'newest' },
        limit: 50,
      });
      expect(shown.rows.map((row) => row.messageId)).toEqual(
        expect.arrayContaining(messages.items.map((item) => item.id).filter((id) => mirror.messages.byId(1, id))),
      );
      for (const { id } of conversations.items) {
        index.update(String(id));
        expect(() => JSON.stringify(views.details(String(id), null))).not.toThrow();
      }
      expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
      expect(Number.isSafeInteger(index.counts().unread)).toBe(true);
      index.page('all', null, 20);
    }),
    { numRuns: 250 },
  );
});
