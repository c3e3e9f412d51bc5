import type { Demo } from '#demo/create-demo.ts';
import type { ThreadPage } from '#shared/contract/engine.ts';
import type { ServerNature } from './fault-plan.ts';
import type { SimulatedDesk } from './simulated-desk.ts';
import { ME } from './small-world.ts';

/** Whether what the desk shows is what the server has. */

interface ServerMessage {
  readonly id: number;
  readonly content: string;
  readonly is_deleted: number;
  readonly edits: number;
  readonly files: number;
}

interface ServerParticipant {
  readonly user_id: number;
  readonly left_at: number | null;
  readonly last_read_message_id: number | null;
  readonly unread_count: number;
  readonly muted_until: number | null;
}

/** So many of the newest messages are read again when a conversation is opened (docs/api.md section 4.6). */
const REREAD_WINDOW = 50;

export async function accountOfMirror(demo: Demo, desk: SimulatedDesk, nature: ServerNature): Promise<string[]> {
  const problems: string[] = [];
  const conversations = demo.world.store.all<{ id: number; is_open: number }>(
    `SELECT c.id, c.is_open FROM conversations c JOIN participants p ON p.conversation_id = c.id AND p.user_id = ?
     WHERE p.left_at IS NULL ORDER BY c.id`,
    ME,
  );
  for (const { id, is_open: isOpen } of conversations) {
    problems.push(...(await threadProblems(demo, desk, nature, id)));
    problems.push(...(await detailProblems(demo, desk, nature, id, isOpen === 1)));
  }
  problems.push(
    ...(await inboxProblems(
      desk,
      conversations.map((one) => String(one.id)),
    )),
  );
  return problems;
}

async function threadProblems(demo: Demo, desk: SimulatedDesk, nature: ServerNature, id: number): Promise<string[]> {
  const problems: string[] = [];
  const server = demo.world.store.all<ServerMessage>(
    `SELECT id, content, is_deleted, (SELECT count(*) FROM edits WHERE message_id = messages.id) AS edits,
       (SELECT count(*) FROM attachments WHERE message_id = messages.id) AS files
     FROM messages WHERE conversation_id = ? ORDER BY id`,
    id,
  );
  const page = await wholeThread(desk, String(id));
  // Deleted where the server can't be told: hidden on this computer (docs/api.md section 11.4).
  const hidden = desk.engine.local.marks.hidden(id);
  const shown = new Map(page.rows.map((row) => [row.messageId, row]));
  if (page.holes.length > 0) problems.push(`conversation ${id} has ${page.holes.length} holes`);
  if (page.older !== 'none') problems.push(`the beginning of conversation ${id} is ${page.older}`);
  // What changes further up has no feed but its event, which may have been lost: nobody promises to have seen it.
  const reread = new Set(server.slice(-REREAD_WINDOW).map((message) => message.id));
  for (const message of server) {
    const row = shown.get(message.id);
    if (row === undefined) {
      if (hidden.has(message.id)) continue;
      problems.push(`message ${message.id} of ${id} is not mirrored`);
      continue;
    }
    if (!reread.has(message.id)) continue;
    const deleted = message.is_deleted === 1;
    // Its lists leave out the words of messages with files; its events do not.
    const wordless = message.files > 0 && nature.shapes.includes('null-text') && row.content === '';
    if (row.deleted !== deleted) problems.push(`message ${message.id}: deleted is ${row.deleted}, server ${deleted}`);
    if (deleted || row.deleted) continue;
    if (!wordless && row.content !== message.content) {
      problems.push(`message ${message.id}: "${row.content}", server "${message.content}"`);
    }
    if (nature.shapes.includes('no-relations')) continue;
    if (row.edits.length !== message.edits) {
      problems.push(`message ${message.id} shows ${row.edits.length} edits, the server has ${message.edits}`);
    }
    const reactions = row.reactions.map((group) => `${group.emoji}${group.count}${group.mine ? '+' : ''}`).toSorted();
    const told = serverReactions(demo, message.id);
    if (reactions.join() !== told.join())
      problems.push(`message ${message.id}: reactions ${reactions.join(' ')}, server ${told.join(' ')}`);
  }
  const keys = page.rows.map((row) => row.key);
  if (new Set(keys).size !== keys.length) problems.push(`conversation ${id} shows a bubble twice`);
  const expected = server.filter((message) => !hidden.has(message.id)).length;
  if (page.rows.length !== expected) {
    problems.push(`conversation ${id} shows ${page.rows.length} messages, the server has ${expected}`);
  }
  if (page.unsent.length > 0) problems.push(`conversation ${id} shows ${page.unsent.length} unsent messages`);
  return problems;
}

/** All that is mirrored of a conversation. */
async function wholeThread(desk: SimulatedDesk, conversationId: string): Promise<ThreadPage> {
  const newest = await desk.call('thread.page', { conversationId, from: { kind: 'newest' }, limit: 100 });
  const pages = [newest];
  for (let top = newest; top.older === 'mirrored';) {
    const messageId = top.rows[0]?.messageId ?? 0;
    top = await desk.call('thread.page', { conversationId, from: { kind: 'before', messageId }, limit: 100 });
    pages.unshift(top);
  }
  const rows = pages.flatMap((page) => page.rows);
  return { ...newest, rows, holes: pages.flatMap((page) => page.holes), older: pages[0]?.older ?? 'unknown' };
}

function serverReactions(demo: Demo, messageId: number): string[] {
  return demo.world.store
    .all<{ reaction: string; n: number; mine: number }>(
      'SELECT reaction, count(*) AS n, max(user_id = ?) AS mine FROM reactions WHERE message_id = ? GROUP BY reaction',
      ME,
      messageId,
    )
    .map((row) => `${row.reaction}${row.n}${row.mine === 1 ? '+' : ''}`)
    .toSorted();
}

async function detailProblems(
  demo: Demo,
  desk: SimulatedDesk,
  nature: ServerNature,
  id: number,
  isOpen: boolean,
): Promise<string[]> {
  const problems: string[] = [];
  const { row, participants } = await desk.call('conversation.get', { conversationId: String(id) });
  if (row.isOpen !== isOpen) problems.push(`conversation ${id}: open is ${row.isOpen}, server ${isOpen}`);
  if (nature.shapes.includes('odd-participants')) return problems;
  const server = demo.world.store.all<ServerParticipant>(
    'SELECT user_id, left_at, last_read_message_id, unread_count, muted_until FROM participants WHERE conversation_id = ?',
    id,
  );
  for (const told of server) {
    const one = participants.find((participant) => participant.person.userId === told.user_id);
    if (one === undefined) problems.push(`participant ${told.user_id} of ${id} is not mirrored`);
    else if ((one.leftAt === null) !== (told.left_at === null))
      problems.push(`participant ${told.user_id} of ${id} has left?`);
    else if ((one.lastReadMessageId ?? 0) !== (told.last_read_message_id ?? 0)) {
      problems.push(
        `participant ${told.user_id} of ${id} has read ${one.lastReadMessageId}, server ${told.last_read_message_id}`,
      );
    }
    if (told.user_id !== ME || !nature.extensions) continue;
    if (row.unread !== told.unread_count) {
      problems.push(`conversation ${id}: ${row.unread} unread, server ${told.unread_count}`);
    }
    if (row.mutedUntil !== told.muted_until && !nature.shapes.includes('sql-times')) {
      problems.push(`conversation ${id}: muted until ${row.mutedUntil}, server ${told.muted_until}`);
    }
  }
  if (participants.length !== server.length)
    problems.push(`conversation ${id} shows ${participants.length} participants`);
  return problems;
}

/** The list, and the counts that stand on every badge. */
async function inboxProblems(desk: SimulatedDesk, expected: readonly string[]): Promise<string[]> {
  const problems: string[] = [];
  const { rows } = await desk.call('inbox.list', { view: 'all', cursor: null, limit: 200 });
  const ids = rows.map((row) => row.id).toSorted((a, b) => Number(a) - Number(b));
  if (ids.join() !== expected.join()) problems.push(`the inbox shows ${ids.join()}, the server has ${expected.join()}`);
  const times = rows.map((row) => row.lastActivityAt);
  if (times.some((at, index) => index > 0 && at > (times[index - 1] ?? 0))) problems.push('the inbox is out of order');
  const counts = await desk.call('counts.get', {});
  const now = desk.engine.now();
  const unread = rows
    .filter((row) => row.mutedUntil === null || row.mutedUntil <= now)
    .reduce((sum, row) => sum + row.unread, 0);
  if (counts.unread !== unread) problems.push(`the badge shows ${counts.unread}, the inbox ${unread}`);
  const unreadConversations = rows.filter((row) => row.unread > 0).length;
  if (counts.unreadConversations !== unreadConversations) {
    problems.push(`${counts.unreadConversations} unread conversations, the inbox shows ${unreadConversations}`);
  }
  if (counts.waiting !== 0) problems.push(`${counts.waiting} still wait`);
  return problems;
}
