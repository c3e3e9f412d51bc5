import { expect, it } from 'vitest';
import type { ChangeEvent } from '#shared/contract/engine.ts';
import type { FromSyncServer } from '#shared/contract/sync-channel.ts';
import type { ConversationRow } from '#shared/domain/conversation.ts';
import { PLAIN_MESSAGE, type MessageRow } from '#shared/domain/message.ts';
import { NotificationSource } from './notification-source.ts';

const siti = { userId: 2, shopId: null, name: 'Siti', shopName: null, pictureUrl: null, role: 'customer' } as const;
const message = (id: number, part: Partial<MessageRow> = {}): MessageRow => ({
  ...PLAIN_MESSAGE,
  key: `m:${id}`,
  conversationId: '7',
  messageId: id,
  sender: siti,
  own: false,
  content: `Text ${id}`,
  createdAt: id,
  ...part,
});

function changed(...rows: MessageRow[]): ChangeEvent {
  return {
    type: 'changed',
    conversations: [],
    outboxChanges: false,
    removedConversations: [],
    messages: [{ conversationId: '7', rows, removed: [], reread: false, arrived: [] }],
    drafts: [],
    aliases: [],
    counts: null,
    settings: null,
  };
}

it('takes back what it told of a message that is deleted afterwards, once, and only of that', () => {
  const said: FromSyncServer[] = [];
  const conversation: Partial<ConversationRow> = { id: '7', title: 'Siti', lock: null, mutedUntil: null, unread: 2 };
  const source = new NotificationSource({
    mirror: { participants: () => [] } as never,
    views: {
      conversation: () => conversation as ConversationRow,
      messages: (_, ids) => ids.map((id) => message(id)),
    },
    me: 1,
    now: () => 0,
    send: (one) => said.push(one),
  });
  source.onArrived(7, [4, 5]);
  expect(said.splice(0)).toMatchObject([{ type: 'notify', requests: [{ messageId: 4 }, { messageId: 5 }] }]);
  const gone = message(5, { content: '', deleted: true });
  source.onChange(changed(message(4), gone));
  source.onChange(changed(gone, message(3, { content: '', deleted: true })));
  expect(said).toEqual([{ type: 'withdraw', conversationId: '7', messageId: 5 }]);
});
