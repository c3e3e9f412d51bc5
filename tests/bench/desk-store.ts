import { join } from 'node:path';
import { decodeConversation } from '#electron/sync/api/decode/conversation.ts';
import { decodeMessage, decodeReaction, decodeStatus } from '#electron/sync/api/decode/message.ts';
import { decodePage } from '#electron/sync/api/decode/page.ts';
import { Notes } from '#electron/sync/api/decode/set-aside.ts';
import type { ApiMessage, Page } from '#electron/sync/api/types.ts';
import { LocalStore } from '#electron/sync/store/local/local-store.ts';
import { localMigrations } from '#electron/sync/store/local/migrations/index.ts';
import { Mirror } from '#electron/sync/store/mirror/mirror.ts';
import { ViewReader } from '#electron/sync/store/mirror/view-reader.ts';
import { openDatabase } from '#electron/sync/store/sqlite.ts';
import { ConversationIndex } from '#electron/sync/views/conversation-index.ts';
import { LocalReader } from '#electron/sync/views/readers.ts';
import { searchMessages } from '#electron/sync/views/search-view.ts';
import { Views } from '#electron/sync/views/views.ts';
import { ME, PAGE } from './world.ts';
import type { BenchStore } from './store.ts';

/** The product's own way: liberal decoding, known ranges, tickets, local.db laid over, and rows ready to show. */
export function openDeskStore(folder: string): BenchStore {
  const now = (): number => Date.UTC(2026, 6, 1);
  const mirror = new Mirror({
    path: join(folder, 'mirror.db'),
    me: ME,
    now,
    // As the engine does after each transaction.
    publish: (touched) => {
      if (touched.conversations.size > 0 && views.lookAtMe()) index.readAgain();
      for (const id of touched.conversations) index.update(String(id));
    },
  });
  const local = new LocalStore(
    openDatabase({ path: join(folder, 'local.db'), synchronous: 'FULL', migrations: localMigrations }),
    () => undefined,
  );
  const reader = new ViewReader(mirror);
  const nothingWaits = { unsent: () => null, progress: () => null, changes: () => [] };
  const hosts = { linkAllowed: () => false, loadsByItself: () => false };
  const views = new Views(reader, new LocalReader(local, nothingWaits), hosts, ME);
  const index = new ConversationIndex({
    rows: (ids) => views.conversations(ids),
    waiting: () => [],
    mirrored: () => reader.conversationIds().map(String),
    now,
  });
  const notes = new Notes();
  return {
    putConversations(answer) {
      const page = whole(decodePage(JSON.parse(answer), decodeConversation));
      mirror.applyConversationPage(page.items, mirror.tickets.next());
    },
    putPage(answer) {
      const page = whole(decodePage<ApiMessage>(JSON.parse(answer), (raw, set) => decodeMessage(raw, null, set)));
      const low = page.items[0];
      const high = page.items.at(-1);
      if (low === undefined || high === undefined) return;
      mirror.applyMessagePage(low.conversationId, page.items, {
        ticket: mirror.tickets.next(),
        range: { low: low.id, high: high.id },
        window: null,
        level: null,
      });
    },
    putEvent(frame) {
      const { event, data } = JSON.parse(frame) as { event: string; data: string };
      const body = JSON.parse(data) as Record<string, { conversation_id: number; message_id: number }>;
      const { message, status, reaction } = body;
      if (event === 'message.status' && status !== undefined) {
        const { conversation_id: conversation, message_id: id } = status;
        mirror.applyStatus(conversation, id, known(decodeStatus(status, conversation, notes)));
      } else if (event === 'message.reaction' && reaction !== undefined) {
        const { conversation_id: conversation, message_id: id } = reaction;
        mirror.applyReaction(conversation, id, known(decodeReaction(reaction, conversation, notes)), true);
      } else {
        mirror.applyMessage(known(decodeMessage(message, null, notes)), 'event');
      }
    },
    page(conversationId, beforeId) {
      return views
        .threadPage({
          conversationId: String(conversationId),
          from: beforeId === null ? { kind: 'newest' } : { kind: 'before', messageId: beforeId },
          limit: PAGE,
        })
        .rows.map((row) => ({
          id: row.messageId ?? 0,
          content: row.content,
          createdAt: row.createdAt,
          senderName: row.sender.name,
          receipts: row.receipts.map(({ userId, status }) => [userId ?? 0, status] as const),
          reactions: row.reactions.map(({ emoji, count }) => [emoji, count] as const),
          files: row.attachments.map(({ filename }) => filename),
        }));
    },
    inbox() {
      return index.page('all', null, PAGE).rows.map((row) => ({
        id: Number(row.id),
        title: row.title,
        lastMessage: row.preview?.text ?? null,
      }));
    },
    search(text, lastIsWhole) {
      const query = { text: lastIsWhole ? `${text} ` : text, conversationId: null, limit: 20 };
      return searchMessages({ mirror, local, views }, query).hits.map(({ message }) => ({
        id: message.messageId ?? 0,
        content: message.content,
      }));
    },
    close() {
      mirror.store.db.pragma('wal_checkpoint(truncate)');
      mirror.close();
      local.close();
    },
  };
}

function whole<T>(page: Page<T> | null): Page<T> {
  if (page === null || page.setAside.length > 0) throw new Error('The page was not understood');
  return page;
}

function known<T>(value: T | null): T {
  if (value === null) throw new Error('The event was not understood');
  return value;
}
