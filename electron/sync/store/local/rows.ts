import type { ErrorInfo } from '#shared/errors.ts';
import type { DraftCard, StagedFile } from '#shared/domain/draft.ts';
import type { ConversationId, NotKept } from '#shared/domain/message.ts';
import type { HoldReason, OutboxState } from '#shared/domain/outbox-state.ts';
import type { JsonObject } from '../../api/types.ts';

/** What local.db holds, as the rest of the engine reads it. Times are UTC milliseconds. */

export interface ReplyTarget {
  readonly messageId: number | null;
  /** Of a message that is itself still waiting. */
  readonly clientMessageId: string | null;
}

export interface MessagePayload {
  /** What the agent typed; empty for a message that is only files. */
  readonly typed: string;
  /** What is sent: for a message that is only files, the first file's name (docs/api.md section 5.1). */
  readonly content: string;
  readonly contentType: string;
  /** Without our own `client_message_id`. */
  readonly metadata: JsonObject;
  readonly replyTo: ReplyTarget | null;
  readonly parentMessageId: number | null;
  readonly files: readonly StagedFile[];
}

/** The card that goes out with a message, as its draft holds it. */
export function cardOf({ contentType, metadata }: MessagePayload): DraftCard | null {
  return contentType === 'product_card' || contentType === 'order_card' ? { contentType, metadata } : null;
}

export interface CreatePayload {
  readonly title: string;
  readonly type: string;
  readonly participantIds: readonly number[];
  /** Without our own `client_conversation_id`. */
  readonly metadata: JsonObject;
}

export interface PayloadOf {
  readonly message: MessagePayload;
  readonly 'create-conversation': CreatePayload;
  readonly read: { readonly messageId: number };
  readonly react: { readonly messageId: number; readonly emoji: string };
  readonly unreact: { readonly messageId: number; readonly emoji: string };
  readonly edit: {
    readonly messageId: number;
    readonly content: string;
    readonly reason: string | null;
    /** What the agent saw and changed; absent: it replaces whatever the server has. */
    readonly original?: string;
  };
  readonly delete: { readonly messageId: number };
  readonly mute: { readonly mutedUntil?: number | null; readonly isBlocked?: boolean };
  readonly update: { readonly isOpen: boolean };
  readonly report: { readonly reason: string };
}

export type OutboxKind = keyof PayloadOf;
export type ActionKind = Exclude<OutboxKind, 'message' | 'create-conversation'>;

/** Messages of a conversation go in order; what is done to messages that exist has an order of its own, so that neither waits for the other. */
export type LaneKind = 'messages' | 'actions';

/** How a lost answer is settled: `soon` after a reset or a 500, `late` where the server may still act (docs/api.md section 13.5). */
export type Settle = 'soon' | 'late';

export interface OutboxFields {
  /** Written first, stands first. */
  readonly seq: number;
  readonly clientId: string;
  readonly conversationRef: ConversationId;
  readonly conversationId: number | null;
  readonly lane: LaneKind;
  readonly laneSeq: number;
  readonly state: OutboxState;
  readonly hold: HoldReason | null;
  readonly error: ErrorInfo | null;
  readonly createdAt: number;
  readonly undoUntil: number | null;
  readonly attempts: number;
  readonly serverErrors: number;
  readonly sentBeforeErrors: number | null;
  readonly nextAttemptAt: number | null;
  readonly newestShownMessageId: number | null;
  readonly newestIdBeforeAttempt: number | null;
  readonly attemptStartedAt: number | null;
  readonly ambiguous: boolean;
  readonly settle: Settle | null;
  /** When the server can't act on the last attempt any more, monotonic milliseconds. */
  readonly settleUntilMono: number | null;
  readonly guessMessageId: number | null;
  readonly messageId: number | null;
  readonly pendingIntent: 'edit' | 'discard' | null;
  readonly notKept: readonly NotKept[];
  /** Went along as the first message of a new conversation. */
  readonly withCreate: boolean;
  readonly compared: boolean;
  readonly recovered: boolean;
  readonly endedAt: number | null;
}

export type RowOf<Kind extends OutboxKind> = OutboxFields & { readonly kind: Kind; readonly payload: PayloadOf[Kind] };
export type OutboxRow = { [Kind in OutboxKind]: RowOf<Kind> }[OutboxKind];
export type ActionRow = { [Kind in ActionKind]: RowOf<Kind> }[ActionKind];

/** The name under which an item's conversation is known now. */
export function conversationOf(row: Pick<OutboxFields, 'conversationRef' | 'conversationId'>): ConversationId {
  return row.conversationId === null ? row.conversationRef : String(row.conversationId);
}

export function isAction(row: OutboxRow): row is ActionRow {
  return row.kind !== 'message' && row.kind !== 'create-conversation';
}

export interface StagedRecord {
  readonly stageId: string;
  readonly mediaId: string;
  readonly filename: string;
  /** Within the account's media folder. */
  readonly path: string;
  readonly declaredBytes: number;
  readonly receivedBytes: number;
  readonly asSticker: boolean;
  /** Null until the last chunk is there and has been checked. */
  readonly file: StagedFile | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly createdAt: number;
}

export interface ConversationMarks {
  readonly conversationId: number;
  /** The newest message the agent has read here; only grows. */
  readonly readMessageId: number | null;
  readonly readAt: number | null;
  /** Marked unread by hand; the next read clears it. */
  readonly markedUnreadAt: number | null;
  /** Muted on this computer only, where the server can't be told. */
  readonly mutedUntil: number | null;
  readonly doneAt: number | null;
  readonly reportedAt: number | null;
}
