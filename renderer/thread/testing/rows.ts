import type { MessageChanges, ThreadPage } from '#shared/contract/engine.ts';
import type { MessageRow, Person, UnsentState } from '#shared/domain/message.ts';
import { PLAIN_MESSAGE } from '#shared/domain/message.ts';

/** Rows for unit tests of this folder. */

export const siti: Person = {
  userId: 2,
  shopId: null,
  name: 'Siti Rahma',
  shopName: null,
  pictureUrl: null,
  role: 'customer',
};
export const me: Person = { userId: 1, shopId: null, name: 'Dewi', shopName: null, pictureUrl: null, role: 'me' };
export const rina: Person = { ...me, userId: 3, name: 'Rina Lestari', role: 'agent' };

export const noon = new Date(2025, 8, 26, 12, 0, 0).getTime();

export function message(id: number, changes: Partial<MessageRow> = {}): MessageRow {
  return {
    ...PLAIN_MESSAGE,
    key: `m:${id}`,
    conversationId: '12',
    messageId: id,
    sender: siti,
    own: false,
    content: `text ${id}`,
    createdAt: noon + id * 1000,
    ...changes,
  };
}

export function own(id: number, changes: Partial<MessageRow> = {}): MessageRow {
  return message(id, { sender: me, own: true, tick: 'sent', ...changes });
}

export function waiting(name: string, state: Partial<UnsentState> = {}, changes: Partial<MessageRow> = {}): MessageRow {
  return message(0, {
    key: `o:${name}`,
    messageId: null,
    sender: me,
    own: true,
    content: `waiting ${name}`,
    createdAt: noon + 3_600_000,
    unsent: {
      clientMessageId: name,
      state: 'queued',
      wait: 'offline',
      hold: null,
      nextAttemptAt: null,
      attempts: 0,
      error: null,
      pendingIntent: null,
      ...state,
    },
    ...changes,
  });
}

export function page(changes: Partial<ThreadPage>): ThreadPage {
  return { rows: [], unsent: [], holes: [], older: 'none', newer: false, ...changes };
}

export function changes(parts: Partial<MessageChanges>): MessageChanges {
  return { conversationId: '12', rows: [], removed: [], reread: false, arrived: [], ...parts };
}
