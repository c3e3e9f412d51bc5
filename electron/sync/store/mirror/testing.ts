import { decodeConversation } from '../../api/decode/conversation.ts';
import { decodeMessage } from '../../api/decode/message.ts';
import { Notes } from '../../api/decode/set-aside.ts';
import type { ApiConversation, ApiMessage } from '../../api/types.ts';
import type { Touched } from '../touched.ts';
import { Mirror, type PageFacts } from './mirror.ts';

/** For unit tests: documents as a server would send them, and a mirror in memory whose clock the test moves. */

export const ME = 1;

export function message(raw: Record<string, unknown> & { id: number }, conversationId = 1): ApiMessage {
  const moment = new Date(Date.UTC(2025, 0, 1) + raw.id * 1000).toISOString().replace('Z', '000Z');
  const whole = {
    conversation_id: conversationId,
    sender_user_id: 2,
    content: `text ${raw.id}`,
    content_type: 'text',
    metadata: {},
    created_at: moment,
    updated_at: moment,
    edited_at: null,
    is_deleted: false,
    attachments: [],
    statuses: [],
    reactions: [],
    edits: [],
    productReferences: [],
    orderReferences: [],
    ...raw,
  };
  const decoded = decodeMessage(whole, conversationId, new Notes());
  if (decoded === null) throw new Error('not a message');
  return decoded;
}

/** Only what is given: a partial event. */
export function partial(raw: Record<string, unknown> & { id: number }, conversationId = 1): ApiMessage {
  const decoded = decodeMessage(raw, conversationId, new Notes());
  if (decoded === null) throw new Error('not a message');
  return decoded;
}

export function conversation(raw: Record<string, unknown> & { id: number }): ApiConversation {
  const decoded = decodeConversation(raw, new Notes());
  if (decoded === null) throw new Error('not a conversation');
  return decoded;
}

export class TestMirror extends Mirror {
  readonly published: Touched[];
  readonly clock: { now: number };

  constructor(path = ':memory:') {
    const published: Touched[] = [];
    const clock = { now: Date.UTC(2026, 0, 1) };
    super({ path, me: ME, now: () => clock.now, publish: (touched) => published.push(touched) });
    this.published = published;
    this.clock = clock;
  }

  page(items: readonly ApiMessage[], facts: Partial<PageFacts> = {}, conversationId = 1) {
    return this.applyMessagePage(conversationId, items, {
      ticket: this.tickets.next(),
      range: null,
      window: null,
      level: null,
      ...facts,
    });
  }
}
