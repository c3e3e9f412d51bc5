import { REPORT_REASON_MAX_CHARACTERS } from '#shared/limits.ts';
import {
  changeOwnSettings,
  CONVERSATION_TYPES,
  createConversation,
  findConversation,
  findParticipant,
  listConversations,
  openConversation,
  reportConversation,
  setOpen,
  type OwnSettings,
} from '../domain/conversations.ts';
import { markRead } from '../domain/messages.ts';
import { unauthorizedConversation } from '../errors.ts';
import { presentConversation, presentParticipant, presentUser } from '../store/present.ts';
import type { ParticipantRow, UserRow } from '../store/rows.ts';
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

const TITLE_MAX_CHARACTERS = 255;

/** Docs/api.md sections 3 and 6, and the extensions on conversations of section 11. */
export function registerConversations(app: App, { world, rateLimiter }: AppParts): void {
  app.get(ROUTES.listConversations.path, (context) => {
    const userId = context.get('userId');
    const headers = rateLimiter.take(userId, 'conversations');
    const { hints } = context.env;
    const fields = new Fields(hints.ignoreParameters === true ? {} : context.req.query());
    const page = fields.positiveInteger('page', 1);
    const asked = Math.min(fields.positiveInteger('limit', 20), MAX_PAGE_SIZE);
    const limit = hints.ignoreParameters === true ? Number.MAX_SAFE_INTEGER : asked;
    const types =
      fields
        .optionalString('type')
        ?.split(',')
        .map((type) => type.trim()) ?? null;
    for (const type of types ?? []) fields.oneOf('type', type, CONVERSATION_TYPES);
    const isOpen = fields.optionalBoolean('is_open');
    const search = fields.optionalString('search');
    fields.check();
    const present = presentContext(world, hints);
    const found = listConversations(
      present.reader,
      userId,
      { types, isOpen, search },
      { limit, offset: (page - 1) * limit },
    );
    return success(
      'Conversations retrieved successfully',
      found.rows.map((row) => presentConversation(present, row, 'list')),
      { pagination: pagination(page, Math.min(limit, Math.max(asked, found.total)), found.total), headers },
    );
  });

  app.post(ROUTES.createConversation.path, async (context) => {
    const ownerId = context.get('userId');
    const headers = rateLimiter.take(ownerId, 'create');
    const fields = new Fields((await readBody(context.req.raw)).values);
    const title = fields.requiredString('title', TITLE_MAX_CHARACTERS);
    const type = fields.requiredString('type');
    if (type !== '') fields.oneOf('type', type, CONVERSATION_TYPES);
    const participantIds = fields.requiredIds('participant_ids');
    const metadata = fields.optionalObject('metadata');
    const initialMessage = fields.optionalString('initial_message', 10_000);
    fields.check();
    const id = createConversation(world, { ownerId, title, type, participantIds, metadata, initialMessage });
    const row = findConversation(world.store, id);
    return success(
      'Conversation created successfully',
      presentConversation(presentContext(world, {}), row, 'created'),
      { status: 201, headers },
    );
  });

  app.patch(ROUTES.updateConversation.path, async (context) => {
    const id = idOf(context);
    openConversation(world.store, id, context.get('userId'));
    const fields = new Fields((await readBody(context.req.raw)).values);
    const isOpen = fields.optionalBoolean('is_open');
    if (isOpen === null) fields.reject('is_open', 'The is open field is required.');
    fields.check();
    setOpen(world, id, isOpen === true);
    return success(
      'Conversation updated successfully',
      presentConversation(presentContext(world, {}), findConversation(world.store, id), 'list'),
    );
  });

  app.post(ROUTES.readConversation.path, async (context) => {
    const participant = ownParticipant(world, context);
    const fields = new Fields((await readBody(context.req.raw)).values);
    const lastRead = fields.requiredId('last_read_message_id');
    fields.check();
    const updated = markRead(world, participant, lastRead, deviceOf(context.req.header('User-Agent')));
    return success('Conversation marked as read', presentParticipant(presentContext(world, {}), updated, 'photo'));
  });

  app.post(ROUTES.reportConversation.path, async (context) => {
    const { conversation_id: conversationId, user_id: userId } = ownParticipant(world, context);
    const fields = new Fields((await readBody(context.req.raw)).values);
    const reason = fields.requiredString('reason', REPORT_REASON_MAX_CHARACTERS);
    const metadata = fields.optionalObject('metadata');
    fields.check();
    const report = reportConversation(world, { conversationId, userId, reason, metadata });
    return success('Conversation reported successfully', report, { status: 201 });
  });

  app.patch(ROUTES.updateParticipant.path, async (context) => {
    const participant = ownParticipant(world, context);
    const fields = new Fields((await readBody(context.req.raw)).values);
    const changes: OwnSettings = {};
    const mutedUntil = fields.optionalTime('muted_until');
    if (mutedUntil !== undefined) changes.mutedUntil = mutedUntil;
    const isBlocked = fields.optionalBoolean('is_blocked');
    if (isBlocked !== null) changes.isBlocked = isBlocked;
    const preferences = fields.optionalObject('preferences');
    if (preferences !== null) changes.preferences = preferences;
    fields.check();
    const updated = changeOwnSettings(world, participant, changes);
    return success('Participant updated successfully', presentParticipant(presentContext(world, {}), updated, 'photo'));
  });

  app.get(ROUTES.listContacts.path, (context) => {
    const search = (context.req.query('search') ?? '').trim().replace(/[\\%_]/g, '\\$&');
    const present = presentContext(world, context.env.hints);
    const rows = present.reader.all<UserRow>(
      "SELECT * FROM users WHERE id <> ? AND kind <> 'system' AND (name LIKE ? ESCAPE '\\' OR email LIKE ? ESCAPE '\\') ORDER BY name, id LIMIT 50",
      context.get('userId'),
      `%${search}%`,
      `%${search}%`,
    );
    return success(
      'Contacts retrieved successfully',
      rows.map((row) => presentUser(present, row, 'presence')),
    );
  });
}

function ownParticipant(world: World, context: AppContext): ParticipantRow {
  const { id } = findConversation(world.store, idOf(context));
  const participant = findParticipant(world.store, id, context.get('userId'));
  if (participant === undefined) throw unauthorizedConversation();
  return participant;
}
