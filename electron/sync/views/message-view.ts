import { isBare } from '#shared/domain/card.ts';
import type {
  CardRow,
  ConversationId,
  EditRow,
  MessageKey,
  MessageRow,
  NotKept,
  PendingChange,
  QuoteRow,
  ReactionGroup,
} from '#shared/domain/message.ts';
import { quotedFiles } from '#shared/domain/quoted-files.ts';
import type { MessageRecord, ParticipantRecord } from '../store/mirror/records.ts';
import { attachmentsOf } from './attachments.ts';
import { cardsOf, waitingCards } from './cards.ts';
import type { KnownCards } from './known-cards.ts';
import type { TrustedHosts } from './hosts.ts';
import { objectOf, remaining, textOf } from './json.ts';
import type { Me, People } from './people.ts';
import type { OutboxMessageItem, PendingAction, UnsentItem, Written } from './readers.ts';
import { receiptsOf, tickOf } from './receipts.ts';

/** What the messages of one conversation are shown with. */
export interface MessageContext {
  readonly participants: readonly ParticipantRecord[];
  readonly me: Me;
  readonly people: People;
  readonly hosts: TrustedHosts;
  readonly cards: KnownCards;
  /** Quoted messages that are mirrored, by id. */
  readonly quoted: ReadonlyMap<number, MessageRecord>;
  /** By message id: own messages that this computer's outbox wrote. */
  readonly written: ReadonlyMap<number, Written>;
  readonly pending: readonly PendingAction[];
  /** Known replies in the thread of a message, by its id. */
  readonly replyCounts: ReadonlyMap<number, number>;
}

/** `metadata.client_message_id`, where the server kept it (docs/api.md section 13). */
export function clientIdOf(record: Pick<MessageRecord, 'metadata'>): string | null {
  const id = textOf(objectOf(record.metadata)?.['client_message_id']);
  return id !== null && /^[0-9a-f-]{36}$/.test(id) ? id : null;
}

const PLAIN_TYPES = new Set(['text', 'system', 'product_card', 'order_card']);
const INTERNAL_FIELDS = new Set(['client_message_id', 'card_type', 'action_url', 'attachment_kind']);

/** `o:…` for a message that this agent's outbox wrote (the bubble keeps its place when it is sent), else `m:…`. */
export function keyOf(messageId: number, clientMessageId: string | null): MessageKey {
  return clientMessageId === null ? `m:${messageId}` : `o:${clientMessageId}`;
}

export function messageRow(record: MessageRecord, context: MessageContext): MessageRow {
  const { me, people, participants } = context;
  const own = record.senderUserId === me.userId;
  const pending = context.pending.filter((action) => action.messageId === record.id);
  const waiting = pending.filter((action) => action.state === 'waiting');
  const rewritten = waiting.some((action) => action.kind === 'edit');
  const shown = laidOver(record, waiting);
  const { deleted } = shown;
  const written = context.written.get(record.id);
  const cards = cardsOf(shown, context.hosts.linkAllowed).map((card) =>
    context.cards.fill(card, record.conversationId),
  );
  const edits = record.edits.map((edit): EditRow => ({
    previousContent: edit.previousContent ?? '',
    editor: people.nameOf(edit.editorId),
    reason: edit.reason,
    at: edit.editedAt,
  }));
  return {
    key: keyOf(record.id, own ? (written?.clientMessageId ?? clientIdOf(record)) : null),
    conversationId: String(record.conversationId),
    messageId: record.id,
    sender: people.sender(record),
    own,
    content: deleted ? '' : (shown.content ?? ''),
    contentType: record.contentType,
    createdAt: record.createdAt ?? 0,
    edited: !deleted && (record.editedAt !== null || edits.length > 0 || rewritten),
    edits: deleted ? [] : edits,
    deleted,
    deletedAt: record.deletedAt,
    attachments: attachmentsOf(shown, context.hosts.loadsByItself),
    cards,
    reactions: deleted ? [] : reactionsOf(record, people, me, waiting),
    receipts: receiptsOf(record.id, record.statuses, participants, me.userId, (id) => people.nameOf(id)),
    tick: own ? tickOf(record.id, record.statuses, participants, me.userId) : null,
    quote: record.replyToId === null ? null : quoteOf(record.replyToId, context),
    parentMessageId: record.parentId,
    replyCount: context.replyCounts.get(record.id) ?? 0,
    fields: deleted || PLAIN_TYPES.has(record.contentType) || cards.some(drawsMetadata) ? [] : fieldsOf(record),
    unsent: null,
    notKept: written?.notKept ?? NOTHING,
    pending: pending.map(({ clientId, kind, state, text, error }) => ({ clientId, kind, state, text, error })),
  };
}

/** What a template was filled with stands under one key; here each value has its own line. */
const VARIABLES = ['variables', 'parameters', 'params'];

function fieldsOf({ metadata }: Pick<MessageRecord, 'metadata'>): MessageRow['fields'] {
  const facts = objectOf(metadata) ?? {};
  const filled = VARIABLES.flatMap((key) => Object.entries(objectOf(facts[key]) ?? {}));
  return remaining(
    { ...facts, ...Object.fromEntries(filled) },
    new Set([...INTERNAL_FIELDS, ...(filled.length === 0 ? [] : VARIABLES)]),
  );
}

/** More than a button: the metadata is on the card already. */
function drawsMetadata(card: CardRow): boolean {
  return card.kind !== 'unknown' || !isBare(card) || card.title !== null;
}

const NOTHING: readonly NotKept[] = [];
const NOTHING_PENDING: readonly PendingChange[] = [];

/** Whether the agent has deleted it and the server has not heard of it yet. */
export function isTakenBack(messageId: number, pending: readonly PendingAction[]): boolean {
  return pending.some(
    (action) => action.messageId === messageId && action.state === 'waiting' && action.kind === 'delete',
  );
}

/** As it will be once the server has the agent's own edits and deletions; `pending` may hold those of other messages, too. */
export function laidOver(record: MessageRecord, pending: readonly PendingAction[]): MessageRecord {
  const waiting = pending.filter((action) => action.messageId === record.id && action.state === 'waiting');
  if (waiting.length === 0) return record;
  return {
    ...record,
    deleted: record.deleted || isTakenBack(record.id, waiting),
    content: waiting.findLast((action) => action.kind === 'edit')?.text ?? record.content,
  };
}

export function quoteOf(
  messageId: number,
  context: Pick<MessageContext, 'quoted' | 'people' | 'written' | 'me' | 'pending' | 'hosts'>,
): QuoteRow {
  const mirrored = context.quoted.get(messageId);
  const record = mirrored === undefined ? undefined : laidOver(mirrored, context.pending);
  if (record === undefined) {
    return { key: null, messageId, senderName: null, text: null, deleted: false, ...quotedFiles([]) };
  }
  const person = context.people.sender(record);
  const own = record.senderUserId === context.me.userId;
  const files = attachmentsOf(record, context.hosts.loadsByItself);
  return {
    key: keyOf(record.id, own ? (context.written.get(record.id)?.clientMessageId ?? clientIdOf(record)) : null),
    messageId,
    senderName: person.name,
    // A name that stands for a text where the server wants one says less than what kind of file it is.
    text: record.deleted ? null : record.content === files[0]?.filename ? '' : record.content,
    deleted: record.deleted,
    ...quotedFiles(files),
  };
}

function reactionsOf(
  record: MessageRecord,
  people: People,
  me: Me,
  pending: readonly PendingAction[],
): ReactionGroup[] {
  const groups = new Map<string, Set<number>>();
  // In the order in which they came, or a new one would push others aside.
  const inTime = record.reactions.toSorted((a, b) => (a.reactedAt ?? Infinity) - (b.reactedAt ?? Infinity) || 0);
  for (const reaction of inTime) {
    const users = groups.get(reaction.reaction) ?? new Set();
    groups.set(reaction.reaction, users.add(reaction.userId));
  }
  for (const action of pending) {
    if (action.kind !== 'react' && action.kind !== 'unreact') continue;
    const users = groups.get(action.text) ?? new Set();
    if (action.kind === 'react') users.add(me.userId);
    else users.delete(me.userId);
    groups.set(action.text, users);
  }
  return [...groups]
    .filter(([, users]) => users.size > 0)
    .map(([emoji, users]) => ({
      emoji,
      count: users.size,
      mine: users.has(me.userId),
      names: [...users].map((userId) => people.nameOf(userId)),
    }));
}

/** A message that is not on the server yet, as a row at the end of its thread. */
export function unsentRow(
  item: UnsentItem,
  conversationId: ConversationId,
  context: Pick<MessageContext, 'people' | 'me' | 'quoted' | 'written' | 'pending' | 'hosts'> & {
    /** Outbox messages of the same conversation, for quotes of waiting ones. */
    readonly waiting: ReadonlyMap<string, OutboxMessageItem>;
    readonly cards: KnownCards;
    /** Of the conversation; null while it exists only here. */
    readonly serverId: number | null;
  },
): MessageRow {
  return {
    key: keyOf(0, item.clientMessageId),
    conversationId,
    messageId: null,
    sender: context.people.me(),
    own: true,
    content: item.content,
    contentType: item.contentType,
    createdAt: item.createdAt,
    edited: false,
    edits: [],
    deleted: false,
    deletedAt: null,
    attachments: item.files.map((file) => ({
      mediaId: file.mediaId,
      kind: file.kind,
      filename: file.filename,
      contentType: file.contentType,
      sizeBytes: file.sizeBytes,
      width: file.width,
      height: file.height,
      autoLoad: true,
      progress: file.progress,
    })),
    cards: waitingCards(item, context.hosts.linkAllowed).map((card) => context.cards.fill(card, context.serverId)),
    reactions: [],
    receipts: [],
    tick: null,
    quote: unsentQuote(item, context),
    parentMessageId: item.parentMessageId,
    replyCount: 0,
    fields: [],
    unsent: {
      clientMessageId: item.clientMessageId,
      state: item.state,
      wait: item.wait,
      hold: item.hold,
      nextAttemptAt: item.nextAttemptAt,
      attempts: item.attempts,
      error: item.error,
      pendingIntent: item.pendingIntent,
    },
    notKept: NOTHING,
    pending: NOTHING_PENDING,
  };
}

function unsentQuote(item: OutboxMessageItem, context: Parameters<typeof unsentRow>[2]): QuoteRow | null {
  if (item.replyToMessageId !== null) return quoteOf(item.replyToMessageId, context);
  if (item.replyToClientMessageId === null) return null;
  const target = context.waiting.get(item.replyToClientMessageId);
  return {
    key: keyOf(0, item.replyToClientMessageId),
    messageId: null,
    senderName: context.people.nameOf(context.me.userId),
    text: target?.content ?? null,
    deleted: false,
    ...quotedFiles((target?.files ?? []).map((file) => ({ ...file, autoLoad: true }))),
  };
}
