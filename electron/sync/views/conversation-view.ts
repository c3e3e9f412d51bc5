import type {
  ComposerLock,
  ConversationDetails,
  ConversationPreview,
  ConversationRow,
  DraftPreview,
  InboxMark,
} from '#shared/domain/conversation.ts';
import type { Milliseconds, Person } from '#shared/domain/message.ts';
import type { ConversationRecord, MessageRecord, ParticipantRecord, Voice } from '../store/mirror/records.ts';
import { attachmentKind } from './attachments.ts';
import { firstText, objectOf, remaining } from './json.ts';
import type { Me, People } from './people.ts';
import type { UnsentItem } from './readers.ts';
import { tickOf } from './receipts.ts';

/** Everything a conversation's row is made of, read in one moment. */
export interface ConversationFacts {
  readonly conversation: ConversationRecord;
  readonly participants: readonly ParticipantRecord[];
  readonly people: People;
  readonly me: Me;
  readonly newest: MessageRecord | null;
  /** Senders of the newest messages, newest first, as far back as the last word of our side. */
  readonly recent: readonly Voice[];
  readonly wroteIn: boolean;
  readonly unread: number;
  /** Unsent messages, in the order in which they will go. */
  readonly outbox: readonly UnsentItem[];
  readonly draft: DraftPreview | null;
}

export function conversationRow(facts: ConversationFacts): ConversationRow {
  const { conversation, participants, people, me, newest, outbox: waiting, draft } = facts;
  const others = participants.filter((one) => one.userId !== me.userId);
  const counterpart = counterpartOf(conversation, people, others);
  const mine = ownParticipant(participants, me);
  const failed = waiting.filter((item) => item.state === 'failed').length;
  const held = waiting.filter((item) => item.state === 'held' || item.state === 'unconfirmed').length;
  const lastWaiting = waiting.at(-1) ?? null;
  return {
    id: String(conversation.id),
    type: conversation.type ?? '',
    title: titleOf(conversation, people, others),
    reference: referenceOf(conversation),
    counterpart,
    participantCount: participants.filter((one) => one.leftAt === null).length,
    isOpen: conversation.isOpen,
    lock: lockOf(conversation, mine),
    lastActivityAt: Math.max(conversation.activityAt, lastWaiting?.createdAt ?? 0),
    preview: lastWaiting === null ? previewOf(newest, people, me) : waitingPreview(lastWaiting, people, me),
    draft,
    unread: facts.unread,
    mutedUntil: mine?.mutedUntil ?? null,
    mine: conversation.ownerUserId === me.userId || facts.wroteIn,
    needsReplySince: needsReplySince(facts),
    mark: markOf({ draft, waiting, failed, held, newest, participants, me }),
    waitingCount: waiting.length,
    failedCount: failed,
    heldCount: held,
  };
}

function ownParticipant(participants: readonly ParticipantRecord[], me: Me): ParticipantRecord | null {
  return participants.find((one) => one.userId === me.userId) ?? null;
}

/** The title; where the server gives none, the other participants' names (docs/api.md section 12). */
export function titleOf(
  conversation: ConversationRecord,
  people: People,
  others: readonly ParticipantRecord[],
): string {
  if (conversation.title !== null && conversation.title.trim() !== '') return conversation.title;
  const names = others.map((one) => people.participant(one).name).filter((name) => name !== '');
  return names.length === 0 ? `#${conversation.id}` : names.join(', ');
}

function referenceOf(conversation: ConversationRecord): string | null {
  const metadata = objectOf(conversation.metadata);
  return metadata === null ? null : firstText(metadata, 'order_number', 'product_name', 'shop_name');
}

/** The customer, else another shop, else anybody else. */
function counterpartOf(
  conversation: ConversationRecord,
  people: People,
  others: readonly ParticipantRecord[],
): Person | null {
  if (conversation.type === 'system') return null;
  const persons = others.map((one) => people.participant(one));
  return (
    persons.find((person) => person.role === 'customer') ??
    persons.find((person) => person.shopId !== null) ??
    persons[0] ??
    null
  );
}

export function lockOf(conversation: ConversationRecord, mine: ParticipantRecord | null): ComposerLock | null {
  if (conversation.refused === 404) return 'not-found';
  if (conversation.refused === 403) return 'forbidden';
  if (mine !== null && mine.leftAt !== null) return 'left';
  if (mine?.isBlocked === true) return 'blocked';
  if (!conversation.isOpen) return 'closed';
  return conversation.type === 'system' ? 'system' : null;
}

function previewOf(newest: MessageRecord | null, people: People, me: Me): ConversationPreview | null {
  if (newest === null) return null;
  const base = {
    text: newest.content ?? '',
    senderName: people.sender(newest).name,
    own: newest.senderUserId === me.userId,
    attachmentKind: null,
    attachmentCount: 0,
  };
  if (newest.deleted) return { ...base, kind: 'deleted', text: '' };
  const attachment = newest.attachments[0];
  if (attachment !== undefined) {
    return {
      ...base,
      kind: 'attachment',
      attachmentKind: attachmentKind(attachment),
      attachmentCount: newest.attachments.length,
    };
  }
  if (newest.contentType === 'system') return { ...base, kind: 'system' };
  if (newest.contentType === 'product_card' || newest.contentType === 'order_card') return { ...base, kind: 'card' };
  return { ...base, kind: base.text === '' ? 'empty' : 'text' };
}

function waitingPreview(item: UnsentItem, people: People, me: Me): ConversationPreview {
  return {
    kind: item.files.length > 0 ? 'attachment' : 'text',
    text: item.content,
    senderName: people.nameOf(me.userId),
    own: true,
    attachmentKind: item.files[0]?.kind ?? null,
    attachmentCount: item.files.length,
  };
}

/** Since when the customer has the last word: their first message after the last word of our side. System lines are nobody's word. */
function needsReplySince(facts: ConversationFacts): Milliseconds | null {
  if (!facts.conversation.isOpen) return null;
  if (facts.outbox.some((item) => item.state !== 'failed')) return null;
  let since: Milliseconds | null = null;
  for (const message of facts.recent) {
    if (message.deleted || message.contentType === 'system') continue;
    const role = facts.people.role(message);
    if (role === 'system') continue;
    if (role !== 'customer') return since;
    since = message.createdAt ?? since;
  }
  return since;
}

function markOf(input: {
  readonly draft: DraftPreview | null;
  readonly waiting: readonly UnsentItem[];
  readonly failed: number;
  readonly held: number;
  readonly newest: MessageRecord | null;
  readonly participants: readonly ParticipantRecord[];
  readonly me: Me;
}): InboxMark {
  if (input.failed > 0) return 'failed';
  if (input.held > 0) return 'held';
  if (input.waiting.length > 0) return 'waiting';
  if (input.draft !== null) return 'draft';
  const { newest, me } = input;
  if (newest === null || newest.senderUserId !== me.userId || newest.deleted) return 'none';
  const tick = tickOf(newest.id, newest.statuses, input.participants, me.userId);
  return tick;
}

export function conversationDetails(
  facts: ConversationFacts,
  more: { readonly firstUnreadMessageId: number | null; readonly trouble: ConversationDetails['trouble'] },
): ConversationDetails {
  const { conversation, participants, people, me } = facts;
  const others = participants.filter((one) => one.userId !== me.userId && one.leftAt === null);
  return {
    row: conversationRow(facts),
    creation: null,
    participants: participants.map((one) => {
      return {
        person: people.participant(one),
        role: one.role ?? '',
        joinedAt: one.joinedAt,
        leftAt: one.leftAt,
        lastReadMessageId: one.lastReadMessageId,
        lastReadAt: one.lastReadAt,
        onlineStatus: one.person?.onlineStatus ?? null,
        onlineStatusAt: one.person?.onlineStatusAt ?? null,
        email: one.person?.email ?? null,
      };
    }),
    metadata: remaining(objectOf(conversation.metadata) ?? {}, new Set(['client_conversation_id'])),
    createdAt: conversation.createdAt,
    firstUnreadMessageId: more.firstUnreadMessageId,
    trouble: more.trouble,
    readUpTo: others.flatMap((one) =>
      one.lastReadMessageId === null
        ? []
        : [{ name: people.participant(one).name, messageId: one.lastReadMessageId, at: one.lastReadAt }],
    ),
  };
}
