import type { StagedFile } from '#shared/domain/draft.ts';
import type { ConversationId, Milliseconds, NotKept, PendingChange, UnsentState } from '#shared/domain/message.ts';
import type { HoldReason, OutboxState, WaitReason } from '#shared/domain/outbox-state.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { JsonObject } from '../api/types.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import type {
  ConversationRecord,
  KnownRange,
  MessageRecord,
  ParticipantRecord,
  PersonRecord,
  Voice,
} from '../store/mirror/records.ts';
import type { MessagePlace } from '../store/mirror/message-reader.ts';
import type { SeenReference } from '../store/mirror/view-reader.ts';
import { conversationOf, type ActionRow, type OutboxRow, type RowOf } from '../store/local/rows.ts';

/** How the views read local.db: outbox items as messages, and the agent's pending actions. */

export interface OutboxMessageItem {
  readonly clientMessageId: string;
  readonly conversationId: ConversationId;
  /** What the agent typed; empty for a message that is only files. */
  readonly content: string;
  readonly contentType: string;
  readonly metadata: JsonObject;
  readonly replyToMessageId: number | null;
  readonly replyToClientMessageId: string | null;
  readonly parentMessageId: number | null;
  readonly files: readonly (StagedFile & { readonly progress: number | null })[];
  readonly createdAt: Milliseconds;
  readonly state: OutboxState;
  readonly wait: WaitReason | null;
  readonly hold: HoldReason | null;
  readonly nextAttemptAt: Milliseconds | null;
  readonly attempts: number;
  readonly error: ErrorInfo | null;
  readonly pendingIntent: 'edit' | 'discard' | null;
  readonly messageId: number | null;
}

export type UnsentItem = OutboxMessageItem & { readonly state: Exclude<OutboxState, 'sent' | 'discarded'> };

/** An action that is not on the server yet: unless it failed, laid over what the mirror says, whenever it is read. */
export interface PendingAction extends PendingChange {
  readonly messageId: number;
}

/** Of one conversation, in the outbox. */
export interface Waiting {
  readonly unsent: readonly UnsentItem[];
  readonly actions: readonly PendingAction[];
}

/** What an own message on the server has to do with the outbox item that wrote it. */
export interface Written {
  readonly clientMessageId: string;
  readonly notKept: readonly NotKept[];
}

/** What the outbox alone knows of an item at this moment. */
export interface OutboxMoment {
  /** Null once it has ended. */
  unsent(row: OutboxRow): UnsentState | null;
  /** 0 to 1 while the message's files are under way; else null. */
  progress(clientMessageId: string): number | null;
  /** See Outbox.changes. */
  changes(): readonly ActionRow[];
}

export class LocalReader {
  readonly #local: LocalStore;
  readonly #moment: OutboxMoment;

  constructor(local: LocalStore, moment: OutboxMoment) {
    this.#local = local;
    this.#moment = moment;
  }

  get store(): LocalStore {
    return this.#local;
  }

  /** As the thread shows it; null once it has ended. */
  stateOf(row: OutboxRow): UnsentState | null {
    return this.#moment.unsent(row);
  }

  /** What the agent did to what is on the server already, as the outbox lists it. */
  changes(): readonly ActionRow[] {
    return this.#moment.changes();
  }

  /** Unsent messages of a conversation, in the order in which they will go. */
  unsent(conversation: ConversationId): UnsentItem[] {
    return this.#local.outbox
      .ofConversation(conversation)
      .filter((row) => row.kind === 'message')
      .map((row) => this.#item(row))
      .filter(isUnsent);
  }

  /** What waits in conversations: messages in the order in which they will go, and actions. */
  waiting(conversations: readonly ConversationId[]): ReadonlyMap<ConversationId, Waiting> {
    const waiting = new Map<ConversationId, Waiting>();
    for (const [conversation, rows] of this.#local.outbox.ofConversations(conversations)) {
      const messages = rows.filter((row) => row.kind === 'message').map((row) => this.#item(row));
      waiting.set(conversation, { unsent: messages.filter(isUnsent), actions: rows.flatMap(pendingAction) });
    }
    return waiting;
  }

  item(clientMessageId: string): OutboxMessageItem | null {
    const row = this.#local.outbox.find(clientMessageId);
    return row?.kind === 'message' ? this.#item(row) : null;
  }

  /** Conversations with something in the outbox, also those that exist only here so far. */
  conversationsWaiting(): ConversationId[] {
    return [...new Set(this.#local.outbox.active().map(conversationOf))];
  }

  pendingActions(conversationId: number): PendingAction[] {
    return this.#local.outbox.ofConversation(String(conversationId)).flatMap(pendingAction);
  }

  written(conversationId: number, fromId: number, toId: number): ReadonlyMap<number, Written> {
    return new Map(
      this.#local.outbox
        .sentOf(conversationId, fromId, toId)
        .map((row) => [row.messageId, { clientMessageId: row.clientId, notKept: row.notKept }]),
    );
  }

  #item(row: RowOf<'message'>): OutboxMessageItem {
    const { payload } = row;
    const progress = row.state === 'sending' ? this.#moment.progress(row.clientId) : null;
    const unsent = this.#moment.unsent(row);
    return {
      clientMessageId: row.clientId,
      conversationId: conversationOf(row),
      content: payload.typed,
      contentType: payload.contentType,
      metadata: payload.metadata,
      replyToMessageId: payload.replyTo?.messageId ?? null,
      replyToClientMessageId: payload.replyTo?.clientMessageId ?? null,
      parentMessageId: payload.parentMessageId,
      files: progressOf(payload.files, progress),
      createdAt: row.createdAt,
      state: row.state,
      wait: unsent?.wait ?? null,
      hold: row.hold,
      nextAttemptAt: unsent?.nextAttemptAt ?? null,
      attempts: row.attempts,
      error: row.error,
      pendingIntent: row.pendingIntent,
      messageId: row.messageId,
    };
  }
}

/** Files go out one after the other: what has left of the whole says how far each is. Text and boundaries weigh nothing beside them. */
function progressOf(files: readonly StagedFile[], whole: number | null): OutboxMessageItem['files'] {
  let sent = files.reduce((sum, file) => sum + file.sizeBytes, 0) * (whole ?? 0);
  return files.map((file) => {
    const progress = whole === null ? null : Math.min(1, Math.max(0, sent) / Math.max(1, file.sizeBytes));
    sent -= file.sizeBytes;
    return { ...file, progress };
  });
}

export function isUnsent(item: OutboxMessageItem): item is UnsentItem {
  return item.state !== 'sent' && item.state !== 'discarded';
}

function pendingAction(row: OutboxRow): PendingAction[] {
  const failed = row.state === 'failed';
  const base = {
    clientId: row.clientId,
    state: failed ? 'failed' : 'waiting',
    error: failed ? row.error : null,
  } as const;
  switch (row.kind) {
    case 'react':
    case 'unreact':
      return [{ ...base, kind: row.kind, messageId: row.payload.messageId, text: row.payload.emoji }];
    case 'edit':
      return [{ ...base, kind: 'edit', messageId: row.payload.messageId, text: row.payload.content }];
    case 'delete':
      return [{ ...base, kind: 'delete', messageId: row.payload.messageId, text: '' }];
    case 'message':
    case 'create-conversation':
    case 'read':
    case 'mute':
    case 'update':
    case 'report':
      return [];
    default:
      return row satisfies never;
  }
}

/** How the views read mirror.db. All of it is synchronous: a view is one moment. Lists of messages are in order of id. */
export interface MirrorReader {
  conversation(id: number): ConversationRecord | null;
  /** In no order; without those that are not mirrored. */
  conversations(ids: readonly number[]): ConversationRecord[];
  participants(conversationId: number): ParticipantRecord[];
  participantsOf(conversationIds: readonly number[]): ReadonlyMap<number, readonly ParticipantRecord[]>;
  person(id: number): PersonRecord | null;
  ownShopIds(): Set<number>;
  /** Those of the ids that are mirrored and not gone. */
  messages(conversationId: number, ids: readonly number[]): MessageRecord[];
  /** Of any conversations, in no order; those that are mirrored and not gone. */
  atPlaces(places: readonly MessagePlace[]): MessageRecord[];
  newest(conversationId: number, limit: number): MessageRecord[];
  /** By conversation: whose the newest words are, newest first. */
  voices(conversationIds: readonly number[], limit: number): ReadonlyMap<number, readonly Voice[]>;
  before(conversationId: number, beforeId: number, limit: number): MessageRecord[];
  after(conversationId: number, afterId: number, limit: number): MessageRecord[];
  replies(conversationId: number, parentId: number): MessageRecord[];
  replyCounts(conversationId: number, ids: readonly number[]): ReadonlyMap<number, number>;
  ranges(conversationId: number): readonly KnownRange[];
  /** The newest snapshot of an order or product by one of its names (CardRow.ids). */
  newestSnapshot(kind: SeenReference['kind'], ids: readonly string[]): SeenReference | null;
  /** Those of the conversations in which the account's own user has written. */
  wroteIn(conversationIds: readonly number[]): ReadonlySet<number>;
  /** Others' messages above the agent's read pointer, or the server's count while nothing is known better (docs/api.md section 3). */
  unread(conversation: ConversationRecord, ownReadId: number): number;
  firstUnread(conversationId: number, ownReadId: number): number | null;
}
