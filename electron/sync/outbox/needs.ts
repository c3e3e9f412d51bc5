import type { StagedFile } from '#shared/domain/draft.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { RateBucket } from '#shared/limits.ts';
import type { ApiFailure } from '../api/failure.ts';
import type { Answer, ApiConversation, ApiMessage, ApiParticipant, ChatApi, UploadFile } from '../api/types.ts';
import type { Clock, Log, Random, Timers } from '../ports.ts';
import type { LocalStore } from '../store/local/local-store.ts';

/** What the outbox needs of the rest of the engine. Each is small, so that a test can stand in for it. */

export type OutboxApi = Pick<
  ChatApi,
  | 'sendMessage'
  | 'createConversation'
  | 'listConversations'
  | 'markRead'
  | 'addReaction'
  | 'removeReaction'
  | 'editMessage'
  | 'deleteMessage'
  | 'updateConversation'
  | 'updateOwnParticipant'
  | 'reportConversation'
>;

/** The rate limiter. */
export interface Pace {
  acquire(bucket: RateBucket, options: { readonly priority: 'send'; readonly signal?: AbortSignal }): Promise<void>;
  /** Milliseconds until a request that comes after `ahead` others may leave. */
  nextFreeIn(bucket: RateBucket, ahead?: number): number;
  /** The server said 429. */
  refused(bucket: RateBucket, retryAfterMs: number | null): void;
}

/** How far conversations have been read. */
export interface Levels {
  /** Read up to its newest message since the last disconnection. */
  isLevel(conversationId: number): boolean;
  /** Reads what is newer now, also where it counts as level already, and everything down to `downTo`, and stores it in the mirror. */
  requestLevel(conversationId: number, priority: 'send', downTo?: number): Promise<'level' | ApiFailure>;
  /** The newest id of the mirrored conversation. */
  newestId(conversationId: number): number | null;
  /** Reads one message from the server and stores it; null where it is not there. */
  reread(conversationId: number, messageId: number): Promise<ApiMessage | null | ApiFailure>;
}

/** A message as far as the outbox looks at it. */
export interface MirroredMessage {
  readonly id: number;
  readonly content: string | null;
  readonly deleted: boolean;
  readonly replyToMessageId: number | null;
  /** `metadata.client_message_id`, where the server kept it. */
  readonly clientMessageId: string | null;
  readonly attachments: readonly { readonly filename: string | null; readonly sizeBytes: number | null }[];
  /** Emoji of my own reactions. */
  readonly ownReactions: readonly string[];
}

/** My own side of a conversation, as the server last told it. */
export interface MirroredOwnSide {
  readonly isOpen: boolean;
  readonly lastReadMessageId: number | null;
  /** UTC milliseconds. */
  readonly mutedUntil: number | null;
  readonly isBlocked: boolean;
}

/** The mirror. Its writes commit before this returns: the outbox ends its own row after that. */
export interface MirrorReader {
  /** Own messages (by sender) with a greater id, oldest first. */
  ownMessagesAfter(conversationId: number, afterId: number): readonly MirroredMessage[];
  message(conversationId: number, messageId: number): MirroredMessage | null;
  /** The newest message of an agent who is not me; null where there is none. */
  newestAgentMessageId(conversationId: number): number | null;
  ownSide(conversationId: number): MirroredOwnSide | null;
  /** The greatest conversation id known. */
  newestConversationId(): number | null;
  /** What the server answered to a send, an edit or a deletion of mine. */
  applySent(message: ApiMessage, ticket: number): void;
  /** Returns the messages that came with it and were not mirrored. */
  applyConversation(conversation: ApiConversation, ticket: number): readonly ApiMessage[];
  applyParticipant(conversationId: number, participant: ApiParticipant, ticket: number): void;
  /** My own reaction was set or taken back. */
  applyOwnReaction(conversationId: number, messageId: number, emoji: string, on: boolean, ticket: number): void;
  /** The server has refused the conversation as a whole. */
  applyRefused(conversationId: number, why: 'forbidden' | 'not-found' | 'closed'): void;
}

/** Whoever sends a request says how it ended. */
export interface ConnectionReports {
  /** `kind`: of request. */
  succeeded(answer: { readonly serverDate: number | null; readonly receivedAt: number }, kind: string): void;
  failed(failure: ApiFailure, kind: string): void;
}

/** The staged copies of attached files. */
export interface StagedFiles {
  /** Checks that the copy is whole and may still be sent; an ErrorInfo says why not. */
  prepare(files: readonly StagedFile[]): Promise<readonly UploadFile[] | ErrorInfo>;
  /** Their message is confirmed: the copies can go. `message`: as the server has it now. */
  release(stageIds: readonly string[], message: ApiMessage): void;
}

/** What was asked for while the answer was out, and what became of it. */
export interface IntentOutcome {
  readonly clientMessageId: string;
  readonly intent: 'edit' | 'discard';
  readonly outcome: 'back-in-draft' | 'discarded' | 'deleting' | 'delivered';
  readonly conversationId: string;
  readonly messageId: number | null;
}

export interface OutboxNews {
  /** Told once the answer is there; see `pendingIntent`. */
  intentSettled?(outcome: IntentOutcome): void;
  /** Waiting items, connection or pace have changed: the sync line may read differently. */
  paceChanged?(): void;
  extensionsChanged?(): void;
  /** The answer to a change brought messages that were not mirrored: they are in the mirror now. */
  arrived?(conversationId: number, messages: readonly ApiMessage[]): void;
  /** Something else that the renderer goes by was learnt of the server: a type of message that it refuses. */
  serverLearnt?(): void;
}

export interface OutboxOptions {
  /** How long the server may still act after a request was given up (docs/api.md section 13.5). */
  readonly settleMs?: number;
  /** Between the check at once and the one after it, where a connection broke or the server answered 500. */
  readonly recheckMs?: number;
  readonly parallelUploads?: number;
}

export interface OutboxNeeds {
  readonly store: LocalStore;
  readonly api: OutboxApi;
  readonly pace: Pace;
  readonly levels: Levels;
  readonly mirror: MirrorReader;
  readonly connection: ConnectionReports;
  readonly files: StagedFiles;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly userId: number;
  /** Per extension: what the server profile says (docs/api.md section 14). */
  readonly extensions: Readonly<Record<string, boolean | 'probe'>>;
  readonly news?: OutboxNews;
  readonly options?: OutboxOptions;
}

export type AnyAnswer = Pick<Answer<unknown>, 'serverDate' | 'receivedAt' | 'ticket'>;
