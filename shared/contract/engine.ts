import { z } from 'zod';
import type { AccountInfo, Extensions, ServerTraits } from '../domain/account.ts';
import type { ConversationDetails, ConversationRow, Counts } from '../domain/conversation.ts';
import { CONVERSATION_TYPES } from '../domain/conversation.ts';
import type { CannedReply } from '../domain/canned-reply.ts';
import type { Draft, StagedFile } from '../domain/draft.ts';
import type { ConversationFile, MediaState, Sticker } from '../domain/media.ts';
import type { ErrorInfo } from '../errors.ts';
import type {
  CardRow,
  ConversationId,
  HoleRow,
  MessageKey,
  MessageRow,
  Person,
  TypingPerson,
} from '../domain/message.ts';
import type { Settings } from '../domain/settings.ts';
import type { SyncStatus } from '../domain/sync-status.ts';
import {
  CONTENT_MAX_CHARACTERS,
  DRAFT_MAX_CHARACTERS,
  FILES_PER_MESSAGE,
  REPORT_REASON_MAX_CHARACTERS,
} from '../limits.ts';
import type { Handlers, Input, Output, Parsed, Stamp } from './definition.ts';
import { command, query } from './definition.ts';
import { serverProfileInput } from './server-profile.ts';

/** The sync server's side of the contract: every query, command and event between the renderer and the engine. */

const conversationId = z.string().regex(/^(\d{1,16}|new:[0-9a-f-]{36})$/);
const messageId = z.int().positive();
const clientId = z.uuid();
const emoji = z.string().min(1).max(64);
/** Longer texts are refused by the engine with MESSAGE_TOO_LONG; this bound only keeps nonsense off the wire. */
const content = z.string().max(CONTENT_MAX_CHARACTERS * 20);
const nothing = z.strictObject({});

const participantIds = z.array(z.int().positive()).min(1).max(100);
const freeForm = z.record(z.string(), z.unknown());
const newConversation = {
  title: z.string().trim().min(1).max(255),
  type: z.enum(CONVERSATION_TYPES),
  participantIds,
  metadata: freeForm,
};

const replyTarget = z
  .strictObject({ messageId: messageId.nullable(), clientMessageId: clientId.nullable() })
  .nullable();

export interface SessionInfo {
  readonly account: AccountInfo | null;
  readonly settings: Settings;
  readonly extensions: Extensions;
  readonly server: ServerTraits;
}

export interface InboxPage {
  readonly rows: readonly ConversationRow[];
  /** Pass back for the next page; null at the end of what is mirrored. */
  readonly next: string | null;
}

export interface ThreadPage {
  /** On the server, in order of server id. */
  readonly rows: readonly MessageRow[];
  /** Not on the server yet, in the order written. Only with a page that reaches the newest message. */
  readonly unsent: readonly MessageRow[];
  readonly holes: readonly HoleRow[];
  /** Mirrored messages below the first row, or the server may have some (`unknown`), or this is the beginning. */
  readonly older: 'mirrored' | 'unknown' | 'none';
  /** Mirrored messages above the last row. */
  readonly newer: boolean;
}

/** What the agent did to a message that is on the server, or to a conversation, and the server does not have yet or would not take. */
export interface OutboxChange {
  readonly kind:
    'edit' | 'delete' | 'react' | 'unreact' | 'mute' | 'unmute' | 'block' | 'unblock' | 'close' | 'reopen' | 'report';
  /** Of a reaction; else null. */
  readonly emoji: string | null;
}

export interface OutboxEntry {
  readonly conversationId: ConversationId;
  readonly conversationTitle: string;
  readonly message: MessageRow;
  /** The item makes the conversation itself; the message's content is its title. See ConversationDetails.creation. */
  readonly creates: boolean;
  /**
   * The item is no message: `message` says by its id what it is about, by its content what is told of it (the new text of an edit, a report's
   * reason, else the message's words, which a waiting deletion hides), and by `unsent` where it stands. Listed from when it could not be done at once.
   */
  readonly change: OutboxChange | null;
}

export interface SearchHit {
  readonly conversationId: ConversationId;
  readonly conversationTitle: string;
  readonly message: MessageRow;
  /** Marked stretches of `message.content`: start and end, UTF-16 units. */
  readonly marks: readonly (readonly [number, number])[];
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /** Messages on this computer that were looked through: all of them, or those of the one conversation. */
  readonly searched: number;
}

export interface SeenCard {
  readonly card: CardRow;
  readonly contentType: 'product_card' | 'order_card';
  /** What to send as the message's metadata. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** It came up in the conversation that was asked for. */
  readonly here: boolean;
}

export const engineMethods = {
  'session.get': query(nothing).returns<SessionInfo>(),
  'session.signIn': command(
    z.strictObject({
      /** Null: the profile of the account that is open, to sign in again; the renderer never sees it. */
      profile: serverProfileInput.nullable(),
      credentials: z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('password'),
          contact: z.string().min(1).max(320),
          password: z.string().min(1).max(1024),
        }),
        z.strictObject({
          kind: z.literal('token'),
          token: z.string().min(1).max(16_384),
          userId: z.int().positive().nullable(),
        }),
      ]),
    }),
  ).returns<SessionInfo>(),
  /** Forgets the token; everything on this computer stays, and what waits goes on waiting. */
  'session.signOut': command(nothing).returns<SessionInfo>(),
  /** Closes the account and shows the sign-in screen; nothing of it is removed. */
  'session.leave': command(nothing).returns<SessionInfo>(),
  'settings.set': command(
    z.strictObject({
      language: z.enum(['system', 'en', 'id']).optional(),
      theme: z.enum(['system', 'light', 'dark', 'contrast']).optional(),
      enterSends: z.boolean().optional(),
      undoSendSeconds: z.union([z.literal(0), z.literal(3), z.literal(5), z.literal(10)]).optional(),
      readPolicy: z.enum(['on-view', 'on-reply', 'by-hand']).optional(),
      sendTyping: z.boolean().optional(),
      replyLanguage: z.enum(['en', 'id']).optional(),
    }),
  ).returns<Settings>(),

  'inbox.list': query(
    z.strictObject({
      view: z.enum(['all', 'unread', 'mine', 'needs-reply']),
      cursor: z.string().max(200).nullable(),
      limit: z.int().min(1).max(200),
    }),
  ).returns<InboxPage>(),
  'counts.get': query(nothing).returns<Counts>(),
  'sync.status': query(nothing).returns<SyncStatus>(),
  /** Ends every wait: tries the network now. */
  'sync.retryNow': command(nothing).returns<null>(),

  'conversation.get': query(z.strictObject({ conversationId })).returns<ConversationDetails>(),
  /** On screen in this window: its newest messages are re-read, and its typing and presence listened to. Null: none. */
  'conversation.show': command(
    z.strictObject({
      windowId: z.string().min(1).max(64),
      conversationId: conversationId.nullable(),
      focused: z.boolean(),
    }),
  ).returns<null>(),
  'conversation.create': command(
    z.strictObject({
      clientConversationId: clientId,
      ...newConversation,
      firstMessage: z
        .strictObject({ clientMessageId: clientId, content, files: z.array(z.string()).max(FILES_PER_MESSAGE) })
        .nullable(),
    }),
  ).returns<{ readonly conversationId: ConversationId }>(),
  /**
   * Changes what a conversation that does not exist yet shall be, and tries again where it was refused; its messages stay. Errors: INVALID_STATE
   * where the request is out or the conversation is there already.
   */
  'conversation.rewrite': command(z.strictObject({ conversationId, ...newConversation })).returns<null>(),
  /** By title, people's and shops' names, order numbers and product names, best first; without text the ones used last. */
  'conversations.search': query(z.strictObject({ text: z.string().max(200), limit: z.int().min(1).max(50) })).returns<
    readonly ConversationRow[]
  >(),
  'conversation.update': command(
    z.strictObject({
      conversationId,
      isOpen: z.boolean().optional(),
      mutedUntil: z.int().nullable().optional(),
      isBlocked: z.boolean().optional(),
    }),
  ).returns<null>(),
  'conversation.report': command(
    z.strictObject({ conversationId, reason: z.string().trim().min(1).max(REPORT_REASON_MAX_CHARACTERS) }),
  ).returns<null>(),
  /** People of mirrored conversations, and the server's contacts where it has them and answers soon (docs/api.md section 11). */
  'people.search': query(z.strictObject({ text: z.string().max(200), limit: z.int().min(1).max(50) })).returns<
    readonly Person[]
  >(),

  'thread.page': query(
    z.strictObject({
      conversationId,
      from: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('newest') }),
        /** Around the first unread message; as `newest` where nothing is unread. */
        z.strictObject({ kind: z.literal('unread') }),
        z.strictObject({ kind: z.literal('before'), messageId }),
        z.strictObject({ kind: z.literal('after'), messageId }),
        z.strictObject({ kind: z.literal('around'), messageId }),
      ]),
      limit: z.int().min(1).max(200),
    }),
  ).returns<ThreadPage>(),
  'thread.replies': query(z.strictObject({ conversationId, parentMessageId: messageId })).returns<
    readonly MessageRow[]
  >(),
  /** Asks the server for what lies below `beforeId`; the rows come as an event. `more` is false at the beginning. */
  'thread.loadOlder': command(z.strictObject({ conversationId, beforeId: messageId.nullable() })).returns<{
    readonly loaded: number;
    readonly more: boolean;
  }>(),
  /** Fetches a message that is not mirrored (a quote's target). */
  'thread.fetchMessage': command(z.strictObject({ conversationId, messageId })).returns<{ readonly found: boolean }>(),
  'search.messages': query(
    z.strictObject({
      text: z.string().max(500),
      conversationId: conversationId.nullable(),
      limit: z.int().min(1).max(100),
    }),
  ).returns<SearchAnswer>(),

  /** The same id twice gives the same answer: it can be repeated after the engine was restarted. Clears the draft of its place in the same transaction. */
  'message.send': command(
    z.strictObject({
      conversationId,
      clientMessageId: clientId,
      content,
      contentType: z.enum(['text', 'template', 'product_card', 'order_card']),
      metadata: z.record(z.string(), z.unknown()),
      replyTo: replyTarget,
      parentMessageId: messageId.nullable(),
      files: z.array(z.string().max(100)).max(FILES_PER_MESSAGE),
      /** The newest server message on screen when Send was pressed; null where none was. */
      newestShownMessageId: messageId.nullable(),
      /** Written elsewhere than in the conversation's composer (a sticker, something forwarded): its draft stays as it is. */
      keepsDraft: z.boolean().optional(),
    }),
  ).returns<{ readonly clientMessageId: string }>(),
  /** `edit` takes the item back into the draft of its conversation where it has not left; see `OutboxAction`. */
  'outbox.act': command(
    z.strictObject({
      clientMessageId: clientId,
      action: z.enum(['retry', 'edit', 'discard', 'cancel', 'send-anyway', 'mark-sent']),
      /** For a held item whose target failed: send without the quote. */
      withoutReply: z.boolean().optional(),
      /** With `retry`, for a failed message: sent as this plain text instead, without card and metadata. */
      asText: content.optional(),
    }),
  ).returns<{ readonly outcome: 'done' | 'when-answered' | 'already-delivered' }>(),
  'outbox.list': query(nothing).returns<readonly OutboxEntry[]>(),

  /** EDIT_CONFLICT where the message does not say `original` any more, now or when the edit is about to leave. */
  'message.edit': command(
    z.strictObject({
      conversationId,
      messageId,
      content,
      reason: z.string().max(255).nullable(),
      /** What the agent saw and changed; absent: whatever stands there is replaced. */
      original: z.string().max(200_000).optional(),
    }),
  ).returns<null>(),
  'message.delete': command(z.strictObject({ conversationId, messageId })).returns<null>(),
  'reaction.set': command(z.strictObject({ conversationId, messageId, emoji, on: z.boolean() })).returns<null>(),

  'read.mark': command(z.strictObject({ conversationId, messageId })).returns<null>(),
  'read.markUnread': command(z.strictObject({ conversationId })).returns<null>(),
  'typing.set': command(z.strictObject({ conversationId, typing: z.boolean() })).returns<null>(),

  'draft.get': query(
    z.strictObject({ conversationId, parentMessageId: messageId.nullable().optional() }),
  ).returns<Draft | null>(),
  /**
   * One a conversation and one a reply thread. An empty draft without files removes it. A version older than the stored one is ignored; the stored
   * one comes back. The same version with other words is stored as the next one.
   */
  'draft.save': command(
    z.strictObject({
      conversationId,
      parentMessageId: messageId.nullable().optional(),
      text: z.string().max(DRAFT_MAX_CHARACTERS),
      files: z.array(z.string().max(100)).max(100),
      replyTo: replyTarget,
      card: z
        .strictObject({ contentType: z.enum(['product_card', 'order_card']), metadata: freeForm })
        .nullable()
        .optional(),
      selectionStart: z.int().min(0),
      selectionEnd: z.int().min(0),
      version: z.int().min(1),
    }),
  ).returns<Draft | null>(),

  /** Files come in by chunks of at most STAGE_CHUNK_BYTES and are checked when the last one is there (docs/api.md section 7). */
  'file.stageBegin': command(
    z.strictObject({
      stageId: clientId,
      filename: z.string().min(1).max(500),
      sizeBytes: z
        .int()
        .min(0)
        .max(4 * 1024 ** 3),
      asSticker: z.boolean(),
      width: z.int().positive().nullable(),
      height: z.int().positive().nullable(),
    }),
  ).returns<null>(),
  'file.stageChunk': command(
    z.strictObject({ stageId: clientId, offset: z.int().min(0), base64: z.base64().max(1_500_000) }),
  ).returns<{ readonly receivedBytes: number }>(),
  'file.stageEnd': command(z.strictObject({ stageId: clientId })).returns<StagedFile>(),
  /** Canned replies, by shortcut; they live on this computer only. */
  'canned.list': query(nothing).returns<readonly CannedReply[]>(),
  /** A new id makes a new one. Errors: SHORTCUT_TAKEN, SHORTCUT_INVALID, MESSAGE_TOO_LONG. */
  'canned.save': command(
    z.strictObject({
      id: clientId,
      shortcut: z.string().max(64),
      title: z.string().trim().min(1).max(200),
      text: content,
      files: z.array(z.string().max(100)).max(FILES_PER_MESSAGE),
    }),
  ).returns<CannedReply>(),
  'canned.remove': command(z.strictObject({ id: clientId })).returns<null>(),
  /** Copies of the reply's files, ready to be sent with a message. */
  'canned.files': command(z.strictObject({ id: clientId })).returns<readonly StagedFile[]>(),
  /** The text of a file (CannedRepliesFile). */
  'canned.export': query(nothing).returns<string>(),
  /** Replies whose shortcut is there already are replaced. Errors: IMPORT_UNREADABLE. */
  'canned.import': command(z.strictObject({ text: z.string().max(40_000_000) })).returns<{
    readonly imported: number;
    readonly refused: readonly { readonly shortcut: string; readonly error: ErrorInfo }[];
  }>(),

  /** Products and orders that came up in mirrored messages, newest first, to be put into a message. */
  'cards.search': query(
    z.strictObject({
      text: z.string().max(200),
      conversationId: conversationId.nullable(),
      limit: z.int().min(1).max(50),
    }),
  ).returns<readonly SeenCard[]>(),

  /** The cards of one message, mirrored or still waiting, to be sent on; empty where it has none that is an order or a product. */
  'cards.ofMessage': query(
    z.union([
      z.strictObject({ conversationId, messageId }),
      z.strictObject({ conversationId, clientMessageId: clientId }),
    ]),
  ).returns<readonly SeenCard[]>(),

  'file.unstage': command(z.strictObject({ stageId: clientId })).returns<null>(),
  /**
   * A copy of a file that can be seen here already, to be sent again: fetched first where it is not on this computer. The same id twice gives the
   * same answer. Errors: those of a download (NOT_FOUND, OFFLINE, …) and of staging.
   */
  'file.stageFromMedia': command(
    z.strictObject({ stageId: clientId, mediaId: z.string().max(80), asSticker: z.boolean() }),
  ).returns<StagedFile>(),
  /** Whether each of these files is on this computer; an event says when that changes. */
  'media.states': query(z.strictObject({ mediaIds: z.array(z.string().max(80)).min(1).max(200) })).returns<
    Readonly<Record<string, MediaState>>
  >(),
  /**
   * Resolves when the file is here. Errors: NOT_FOUND, OFFLINE, TIMED_OUT, SERVER_ERROR, ATTACHMENT_TOO_LARGE, DISK_FULL, READ_ONLY, or CANCELLED
   * after `media.stop`; what had come by then is gone on with the next time, where the server allows it.
   */
  'media.fetch': command(z.strictObject({ mediaId: z.string().max(80) })).returns<null>(),
  'media.stop': command(z.strictObject({ mediaId: z.string().max(80) })).returns<null>(),
  /** Files of mirrored messages, in the order they were sent; of the newest `limit` messages that have some. */
  'conversation.files': query(z.strictObject({ conversationId, limit: z.int().min(1).max(500) })).returns<
    readonly ConversationFile[]
  >(),
  /** The agent's own first, then those of mirrored messages, newest first, each once. */
  'stickers.list': query(nothing).returns<readonly Sticker[]>(),
  /** Keeps a file that was staged as a sticker on this computer. */
  'stickers.keep': command(z.strictObject({ stageId: clientId })).returns<null>(),
  'stickers.remove': command(z.strictObject({ stageId: clientId })).returns<null>(),
} as const;

export type EngineMethods = typeof engineMethods;
export type EngineMethod = keyof EngineMethods;
export type EngineInput<Name extends EngineMethod> = Input<EngineMethods, Name>;
export type EngineParsed<Name extends EngineMethod> = Parsed<EngineMethods, Name>;
export type EngineOutput<Name extends EngineMethod> = Output<EngineMethods, Name>;
export type EngineHandlers = Handlers<EngineMethods>;

export interface MessageChanges {
  readonly conversationId: ConversationId;
  readonly rows: readonly MessageRow[];
  /** Gone from the thread: discarded, or replaced by another key. */
  readonly removed: readonly MessageKey[];
  /** What changed is too much for one event: read the page again. */
  readonly reread: boolean;
  /** Server ids in `rows` that were not mirrored before and came live, for the live region and the divider. */
  readonly arrived: readonly number[];
}

/** One event for each transaction, after its commit: it never shows half of it. */
export interface ChangeEvent {
  readonly type: 'changed';
  readonly conversations: readonly ConversationRow[];
  readonly removedConversations: readonly ConversationId[];
  readonly messages: readonly MessageChanges[];
  readonly drafts: readonly {
    readonly conversationId: ConversationId;
    readonly parentMessageId: number | null;
    readonly draft: Draft | null;
  }[];
  /** `new:…` ids that have become real. */
  readonly aliases: readonly { readonly from: ConversationId; readonly to: ConversationId }[];
  readonly counts: Counts | null;
  readonly settings: Settings | null;
  /** Something became of an item of the outbox that is no message: `outbox.list` may read differently. */
  readonly outboxChanges: boolean;
}

export type EngineEvent =
  | ChangeEvent
  | { readonly type: 'sync'; readonly status: SyncStatus }
  | { readonly type: 'typing'; readonly conversationId: ConversationId; readonly people: readonly TypingPerson[] }
  /** A file is here, is coming, or is not here any more. Of a download only so often as an eye can follow. */
  | { readonly type: 'media'; readonly mediaId: string; readonly state: MediaState }
  | { readonly type: 'canned'; readonly replies: readonly CannedReply[] }
  /** What the agent asked of a message while its answer was out, and what became of it; `delivered`: it had arrived, and stays. */
  | {
      readonly type: 'intent';
      readonly clientMessageId: string;
      readonly conversationId: ConversationId;
      readonly intent: 'edit' | 'discard';
      readonly outcome: 'back-in-draft' | 'discarded' | 'deleting' | 'delivered';
    }
  | { readonly type: 'session'; readonly session: SessionInfo };

export type StampedEvent = { readonly stamp: Stamp; readonly event: EngineEvent };
