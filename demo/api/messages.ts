import { CONTENT_MAX_CHARACTERS } from '#shared/limits.ts';
import { openConversation } from '../domain/conversations.ts';
import { checkFiles, type CheckedFile } from '../domain/files.ts';
import {
  addReaction,
  advanceStatuses,
  CONTENT_TYPES,
  deleteMessage,
  editMessage,
  findMessage,
  insertMessage,
  listMessages,
  removeReaction,
} from '../domain/messages.ts';
import { ApiError, conversationClosed, messageNotFound } from '../errors.ts';
import { presentMessages, presentReaction, type PresentContext } from '../store/present.ts';
import type { MessageRow } from '../store/rows.ts';
import type { World } from '../world.ts';
import {
  idOf,
  MAX_PAGE_SIZE,
  pagination,
  presentContext,
  success,
  type App,
  type AppContext,
  type AppParts,
} from './answer.ts';
import { readBody } from './body.ts';
import { deviceOf } from './device.ts';
import { ROUTES } from './endpoints.ts';
import { Fields } from './fields.ts';

const REACTION_MAX_CHARACTERS = 16;
const EDIT_REASON_MAX_CHARACTERS = 255;

/** Docs/api.md sections 4 and 5, and the extensions on messages of section 11. */
export function registerMessages(app: App, { world, rateLimiter }: AppParts): void {
  app.get(ROUTES.listMessages.path, (context) => {
    const userId = context.get('userId');
    const headers = rateLimiter.take(userId, 'messages');
    const { hints } = context.env;
    const conversationId = idOf(context);
    openConversation(world.store, conversationId, userId);
    const fields = new Fields(hints.ignoreParameters === true ? {} : context.req.query());
    const page = fields.positiveInteger('page', 1);
    const asked = Math.min(fields.positiveInteger('limit', 50), MAX_PAGE_SIZE);
    const limit = hints.ignoreParameters === true ? Number.MAX_SAFE_INTEGER : asked;
    const beforeId = fields.optionalId('before_id');
    const afterId = fields.optionalId('after_id');
    fields.check();
    const window = { page, limit, beforeId, afterId };
    deliverWhatIsRead(world, listMessages(world.store, conversationId, window).rows, userId, context);
    const present = presentContext(world, hints);
    const found = listMessages(present.reader, conversationId, window);
    return success('Messages retrieved successfully', presentMessages(present, found.rows, 'list'), {
      pagination: pagination(page, Math.min(limit, Math.max(asked, found.total)), found.total),
      headers,
    });
  });

  app.post(ROUTES.sendMessage.path, async (context) => {
    const senderId = context.get('userId');
    const headers = rateLimiter.take(senderId, 'send');
    const body = await readBody(context.req.raw);
    if (body.files.length > 0) rateLimiter.take(senderId, 'upload');
    const fields = new Fields(body.values);
    const conversationId = fields.requiredId('conversation_id');
    const content = fields.requiredString('content');
    const contentType = fields.optionalString('content_type') ?? 'text';
    const parentMessageId = fields.optionalId('parent_message_id');
    const replyToMessageId = fields.optionalId('reply_to_message_id');
    const metadata = fields.optionalObject('metadata');
    // What the document's JSON array of attachments would hold is nowhere said: refused, rather than dropped without a word.
    if (fields.has('attachments'))
      fields.reject('attachments', 'The attachments field must be files of a multipart form.');
    fields.check();
    const conversation = openConversation(world.store, conversationId, senderId);
    if (conversation.is_open === 0) throw conversationClosed();
    checkContent(content, contentType);
    checkTarget(world, fields, 'parent_message_id', parentMessageId, conversationId);
    checkTarget(world, fields, 'reply_to_message_id', replyToMessageId, conversationId);
    fields.check();
    const files: CheckedFile[] = await checkFiles(body.files, metadata);
    const keepAll = context.env.hints.keepOnlyText !== true;
    const id = insertMessage(world, {
      conversationId,
      senderId,
      content,
      contentType: keepAll ? contentType : 'text',
      metadata: keepAll ? metadata : null,
      parentMessageId: keepAll ? parentMessageId : null,
      replyToMessageId: keepAll ? replyToMessageId : null,
      files: keepAll ? files : [],
      platform: deviceOf(context.req.header('User-Agent')).platform,
    });
    const [message] = presentMessages(presentContext(world, {}), rowsOf(world, id), 'sent');
    return success('Message sent successfully', message ?? null, { status: 201, headers });
  });

  app.patch(ROUTES.editMessage.path, async (context) => {
    const row = ownMessage(world, context);
    const fields = new Fields((await readBody(context.req.raw)).values);
    const content = fields.requiredString('content');
    const reason = fields.optionalString('edit_reason', EDIT_REASON_MAX_CHARACTERS);
    fields.check();
    checkContent(content, 'text');
    if (row.is_deleted === 1) throw new ApiError(422, 'A deleted message cannot be edited');
    editMessage(world, row, content, reason);
    return success('Message updated successfully', presentOne(presentContext(world, {}), row.id));
  });

  app.delete(ROUTES.deleteMessage.path, (context) => {
    const row = ownMessage(world, context);
    deleteMessage(world, row);
    return success('Message deleted successfully', presentOne(presentContext(world, {}), row.id));
  });

  app.post(ROUTES.addReaction.path, async (context) => {
    const row = readableMessage(world, context);
    const fields = new Fields((await readBody(context.req.raw)).values);
    const reaction = fields.requiredString('reaction', REACTION_MAX_CHARACTERS);
    fields.check();
    const added = addReaction(world, row, context.get('userId'), reaction);
    return success('Reaction added successfully', presentReaction(added), { status: 201 });
  });

  app.delete(ROUTES.removeReaction.path, (context) => {
    const row = readableMessage(world, context);
    removeReaction(world, row, context.get('userId'), context.req.param('reaction') ?? '');
    return success('Reaction removed successfully', null);
  });
}

function checkContent(content: string, contentType: string): void {
  if (!(CONTENT_TYPES as readonly string[]).includes(contentType)) {
    throw new ApiError(400, 'Message type is not valid', {
      code: 'INVALID_MESSAGE_TYPE',
      errors: { content_type: ['The selected content type is invalid.'] },
    });
  }
  // Characters are code points, as Laravel's `max` counts them.
  if (Array.from(content).length > CONTENT_MAX_CHARACTERS) {
    throw new ApiError(400, 'Message is too long', {
      code: 'MESSAGE_TOO_LONG',
      errors: { content: [`The content field must not be greater than ${CONTENT_MAX_CHARACTERS} characters.`] },
    });
  }
}

function checkTarget(world: World, fields: Fields, name: string, id: number | null, conversationId: number): void {
  if (id === null || findMessage(world.store, id)?.conversation_id === conversationId) return;
  fields.reject(name, `The selected ${name.replaceAll('_', ' ')} is invalid.`);
}

/** Reading a message proves that it was delivered. Only a page that holds such a one costs a write. */
function deliverWhatIsRead(world: World, rows: readonly MessageRow[], userId: number, context: AppContext): void {
  const newest = rows.at(-1);
  if (newest === undefined) return;
  advanceStatuses(world, {
    conversationId: newest.conversation_id,
    userId,
    upToId: newest.id,
    status: 'delivered',
    device: deviceOf(context.req.header('User-Agent')),
  });
}

function rowsOf(world: World, id: number): MessageRow[] {
  const row = findMessage(world.store, id);
  return row === undefined ? [] : [row];
}

function presentOne(present: PresentContext, id: number): ReturnType<typeof presentMessages>[number] | null {
  const row = findMessage(present.reader, id);
  return row === undefined ? null : (presentMessages(present, [row], 'list')[0] ?? null);
}

function readableMessage(world: World, context: AppContext): MessageRow {
  const row = findMessage(world.store, idOf(context));
  if (row === undefined) throw messageNotFound();
  openConversation(world.store, row.conversation_id, context.get('userId'));
  return row;
}

function ownMessage(world: World, context: AppContext): MessageRow {
  const row = readableMessage(world, context);
  if (row.sender_user_id !== context.get('userId')) throw new ApiError(403, 'Only your own messages can be changed');
  return row;
}
