import { CodedError } from '#shared/errors.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import type { StagedFile } from '#shared/domain/draft.ts';
import { CONTENT_MAX_BYTES, CONTENT_MAX_CHARACTERS, FILES_PER_MESSAGE, FILES_TOTAL_BYTES } from '#shared/limits.ts';
import type { JsonObject } from '../api/types.ts';
import {
  isAction,
  type CreatePayload,
  type MessagePayload,
  type ReplyTarget,
  type RowOf,
} from '../store/local/rows.ts';
import type { Touched } from '../store/touched.ts';
import { collapse, type NewAction } from './collapse.ts';
import type { OutboxCore } from './core.ts';
import { doHere, EXTENSION_OF, missing } from './send-action.ts';

export interface MessageInput {
  readonly conversationId: ConversationId;
  readonly clientMessageId: string;
  readonly content: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly replyTo: ReplyTarget | null;
  readonly parentMessageId: number | null;
  /** Stage ids. */
  readonly files: readonly string[];
  readonly newestShownMessageId: number | null;
  /** Not written in the conversation's composer. */
  readonly keepsDraft?: boolean | undefined;
}

export interface ConversationInput {
  readonly clientConversationId: string;
  readonly title: string;
  readonly type: string;
  readonly participantIds: readonly number[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly firstMessage: {
    readonly clientMessageId: string;
    readonly content: string;
    readonly files: readonly string[];
  } | null;
}

/** On something that is on the server: its ids are the server's. */
export type ActionInput = NewAction & { readonly conversationId: number };

/** Throws EMPTY_MESSAGE, MESSAGE_TOO_LONG, TOO_MANY_FILES, TOTAL_TOO_LARGE or NOT_FOUND. */
export function enqueueMessage(core: OutboxCore, input: MessageInput): RowOf<'message'> {
  const { store } = core;
  const conversation = store.aliases.current(input.conversationId);
  const known = store.outbox.find(input.clientMessageId);
  if (known !== null) {
    return repeated(core, known.kind === 'message' ? known : null, input.keepsDraft === true ? null : conversation);
  }
  if (conversation.startsWith('new:') && !isBeingCreated(core, conversation)) {
    throw new CodedError('NOT_FOUND', 'No such conversation', { conversationId: input.conversationId });
  }
  const payload = payloadOf(core, input);
  return core.write((touched) => {
    const row = insert(core, conversation, input.clientMessageId, payload, input.newestShownMessageId, touched);
    if (input.keepsDraft !== true) store.drafts.remove(conversation, input.parentMessageId, touched);
    return row;
  });
}

/** Throws as `enqueueMessage` does for its first message. */
export function enqueueConversation(core: OutboxCore, input: ConversationInput): RowOf<'create-conversation'> {
  const { store } = core;
  const known = store.outbox.find(input.clientConversationId);
  if (known !== null) {
    if (known.kind !== 'create-conversation') throw new CodedError('BAD_REQUEST', 'The id belongs to something else');
    return known;
  }
  const conversation = `new:${input.clientConversationId}`;
  const first =
    input.firstMessage === null
      ? null
      : payloadOf(core, {
          ...input.firstMessage,
          contentType: 'text',
          metadata: {},
          replyTo: null,
          parentMessageId: null,
        });
  const payload: CreatePayload = {
    title: input.title,
    type: input.type,
    participantIds: [...new Set(input.participantIds)],
    metadata: json(input.metadata),
  };
  return core.write((touched) => {
    const row = store.outbox.insert(
      {
        clientId: input.clientConversationId,
        kind: 'create-conversation',
        payload,
        conversationRef: conversation,
        conversationId: null,
        createdAt: core.now(),
      },
      touched,
    );
    if (first !== null && input.firstMessage !== null) {
      insert(core, conversation, input.firstMessage.clientMessageId, first, null, touched);
    }
    return row;
  });
}

export function enqueueAction(core: OutboxCore, input: ActionInput): 'queued' | 'collapsed' | 'here' {
  const { store, facts } = core;
  const { conversationId } = input;
  const extension = EXTENSION_OF[input.kind];
  return core.write((touched) => {
    if (input.kind === 'read') store.marks.read(conversationId, input.payload.messageId, core.now(), touched);
    if (facts.extension(extension) === 'unavailable') {
      if (doHere(core, input, touched)) return 'here';
      const { code, message, details } = missing(extension);
      throw new CodedError(code, message, details);
    }
    const pending = store.outbox.ofConversation(String(conversationId)).filter((row) => isAction(row));
    const plan = collapse(input, pending);
    for (const row of plan.drop) core.toDiscarded(row, touched);
    if (plan.rewrite !== null) {
      store.outbox.rewrite(
        plan.rewrite.row as RowOf<'mute'>,
        plan.rewrite.payload as RowOf<'mute'>['payload'],
        touched,
      );
    }
    if (!plan.add) return 'collapsed';
    store.outbox.insert(
      {
        clientId: core.needs.random.uuid(),
        kind: input.kind,
        payload: input.payload,
        conversationRef: String(conversationId),
        conversationId,
        createdAt: core.now(),
      },
      touched,
    );
    return 'queued';
  });
}

/** The renderer asks again after a restart of the engine: what is in the queue already was in the draft too. */
function repeated(core: OutboxCore, row: RowOf<'message'> | null, conversation: string | null): RowOf<'message'> {
  if (row === null) throw new CodedError('BAD_REQUEST', 'The id belongs to something else');
  const { parentMessageId, typed } = row.payload;
  const draft = conversation === null ? null : core.store.drafts.find(conversation, parentMessageId);
  if (conversation !== null && draft !== null && draft.text === typed) {
    core.write((touched) => core.store.drafts.remove(conversation, parentMessageId, touched));
  }
  return row;
}

function insert(
  core: OutboxCore,
  conversation: string,
  clientId: string,
  payload: MessagePayload,
  newestShownMessageId: number | null,
  touched: Touched,
): RowOf<'message'> {
  const undoMs = core.store.settings.read().undoSendSeconds * 1000;
  return core.store.outbox.insert(
    {
      clientId,
      kind: 'message',
      payload,
      conversationRef: conversation,
      conversationId: core.store.aliases.serverId(conversation),
      createdAt: core.now(),
      undoUntil: undoMs > 0 ? core.deadlines.set(`${clientId}:undo`, undoMs) : null,
      newestShownMessageId,
    },
    touched,
  );
}

function isBeingCreated(core: OutboxCore, conversation: string): boolean {
  return core.store.outbox.ofConversation(conversation).some((row) => row.kind === 'create-conversation');
}

function payloadOf(
  core: OutboxCore,
  input: Pick<MessageInput, 'content' | 'contentType' | 'metadata' | 'replyTo' | 'parentMessageId' | 'files'>,
): MessagePayload {
  const files = input.files.map((stageId) => staged(core, stageId));
  checkFiles(files);
  const empty = input.content.trim() === '';
  const [firstFile] = files;
  if (empty && firstFile === undefined) throw new CodedError('EMPTY_MESSAGE', 'Nothing to send');
  const content = empty && firstFile !== undefined ? firstFile.filename : input.content;
  checkLength(content);
  return {
    typed: empty ? '' : input.content,
    content,
    contentType: input.contentType,
    metadata: json(input.metadata),
    replyTo: input.replyTo,
    parentMessageId: input.parentMessageId,
    files,
  };
}

function staged(core: OutboxCore, stageId: string): StagedFile {
  const file = core.store.staged.find(stageId)?.file ?? null;
  if (file === null) throw new CodedError('NOT_FOUND', 'No such staged file', { stageId });
  return file;
}

/** Limits of a message (docs/api.md section 7.2). */
export function checkFiles(files: readonly StagedFile[]): void {
  if (files.length > FILES_PER_MESSAGE) {
    throw new CodedError('TOO_MANY_FILES', 'Too many files', { count: files.length, limit: FILES_PER_MESSAGE });
  }
  const total = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (total > FILES_TOTAL_BYTES) {
    throw new CodedError('TOTAL_TOO_LARGE', 'The files are too large together', {
      totalBytes: total,
      limitBytes: FILES_TOTAL_BYTES,
    });
  }
}

/** Counted in UTF-16 units and in bytes, the strictest readings (docs/api.md section 5.4). */
export function checkLength(content: string): void {
  const bytes = new TextEncoder().encode(content).byteLength;
  if (content.length <= CONTENT_MAX_CHARACTERS && bytes <= CONTENT_MAX_BYTES) return;
  throw new CodedError('MESSAGE_TOO_LONG', 'The message is too long', {
    characters: content.length,
    limit: CONTENT_MAX_CHARACTERS,
    bytes,
    limitBytes: CONTENT_MAX_BYTES,
  });
}

function json(value: Readonly<Record<string, unknown>>): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
