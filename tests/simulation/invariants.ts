import type { Demo } from '#demo/create-demo.ts';
import type { SimulatedDesk } from './simulated-desk.ts';
import { ME, type SmallConversation } from './small-world.ts';

/** What must be true at the end of every run. */

export interface Composed {
  readonly clientId: string;
  readonly conversationId: number;
  readonly content: string;
  /** The call came back: from here on it may not get lost. */
  accepted: boolean;
  /** The process died during the call: written down or not, both are right; twice is not. */
  mayBeMissing: boolean;
  /** Given up by the agent. */
  discarded: boolean;
  /** Retried, held or settled by the agent: its place is where the agent put it. */
  orderFree: boolean;
  wasFaulted: boolean;
  readonly hasFile: boolean;
  edited?: string;
  removed?: boolean;
}

interface ServerMessage {
  readonly id: number;
  readonly conversation_id: number;
  readonly sender_user_id: number | null;
  readonly content: string;
  readonly metadata: string | null;
  readonly is_deleted: number;
}

function serverMessages(demo: Demo, conversationId?: number): ServerMessage[] {
  const where = conversationId === undefined ? '' : 'WHERE conversation_id = ?';
  return demo.world.store.all<ServerMessage>(
    `SELECT id, conversation_id, sender_user_id, content, metadata, is_deleted FROM messages ${where} ORDER BY id`,
    ...(conversationId === undefined ? [] : [conversationId]),
  );
}

/** Each composed message once, in order; nothing of mine that nobody composed. */
export function compareSends(demo: Demo, composed: readonly Composed[]): { problems: string[]; missing: string[] } {
  const problems: string[] = [];
  const missing: string[] = [];
  const server = serverMessages(demo).filter((message) => message.sender_user_id === ME);
  const edits = originals(demo);
  const taken = new Set<number>();
  const placeOf = new Map<Composed, number>();

  for (const one of composed) {
    const found = server.filter(
      (message) =>
        !taken.has(message.id) &&
        message.conversation_id === one.conversationId &&
        (clientIdOf(message) === one.clientId ||
          (clientIdOf(message) === null && (edits.get(message.id) ?? message.content) === wireContent(one))),
    );
    const mine = found.filter((message) => clientIdOf(message) === one.clientId);
    const [first] = mine.length > 0 ? mine : found;
    if (mine.length > 1) problems.push(`"${one.content}" arrived ${mine.length} times`);
    if (first === undefined) {
      missing.push(one.clientId);
      if (!one.discarded && !one.mayBeMissing) problems.push(`"${one.content}" in ${one.conversationId} is lost`);
      continue;
    }
    taken.add(first.id);
    placeOf.set(one, first.id);
    // A guarded message that the agent drops has not left; anything else that was given up never was written down.
    if (one.discarded) problems.push(`"${one.content}" was given up, and arrived`);
  }

  const unmistakable = new Set(composed.map((one) => wireContent(one)));
  for (const message of server) {
    const content = edits.get(message.id) ?? message.content;
    if (!taken.has(message.id) && unmistakable.has(content) && !content.startsWith('Ponsel')) {
      problems.push(`"${content}" in ${message.conversation_id} arrived once more, as ${message.id}`);
    }
  }

  const conversations = new Set(composed.map((one) => one.conversationId));
  for (const conversationId of conversations) {
    let last = 0;
    for (const one of composed) {
      const place = placeOf.get(one);
      if (one.conversationId !== conversationId || place === undefined || one.orderFree || one.mayBeMissing) continue;
      // Without echoed ids, equal words can't be told apart: which of them came first is nobody's business.
      if (!/^Kirim/.test(one.content)) continue;
      if (place < last) problems.push(`"${one.content}" in ${conversationId} is out of order`);
      last = Math.max(last, place);
    }
  }
  return { problems, missing };
}

/** The words as they are sent: a message of files alone has its first file's name. */
function wireContent(one: Composed): string {
  return one.content;
}

function clientIdOf(message: ServerMessage): string | null {
  if (message.metadata === null) return null;
  const { client_message_id: id } = JSON.parse(message.metadata) as { client_message_id?: unknown };
  return typeof id === 'string' ? id : null;
}

/** What edited messages said at first. */
function originals(demo: Demo): Map<number, string> {
  const rows = demo.world.store.all<{ message_id: number; previous_content: string }>(
    'SELECT message_id, previous_content FROM edits ORDER BY id DESC',
  );
  return new Map(rows.map((row) => [row.message_id, row.previous_content]));
}

/** The mirror, as the thread shows it, against the server's own table. */
export async function compareMirror(
  demo: Demo,
  desk: SimulatedDesk,
  conversations: readonly SmallConversation[],
): Promise<string[]> {
  const problems: string[] = [];
  for (const { id } of conversations) {
    const server = serverMessages(demo, id);
    const page = await desk.call('thread.page', { conversationId: String(id), from: { kind: 'newest' }, limit: 200 });
    const shown = new Map(page.rows.map((row) => [row.messageId, row]));
    if (page.holes.length > 0) problems.push(`conversation ${id} has ${page.holes.length} holes`);
    for (const message of server) {
      const row = shown.get(message.id);
      if (row === undefined) {
        problems.push(`message ${message.id} of ${id} is not mirrored`);
        continue;
      }
      const deleted = message.is_deleted === 1;
      if (row.deleted !== deleted) problems.push(`message ${message.id}: deleted is ${row.deleted}, server ${deleted}`);
      else if (!deleted && row.content !== message.content) {
        problems.push(`message ${message.id}: "${row.content}", server "${message.content}"`);
      }
    }
    const keys = page.rows.map((row) => row.key);
    if (new Set(keys).size !== keys.length) problems.push(`conversation ${id} shows a bubble twice`);
    if (page.rows.length !== server.length) {
      problems.push(`conversation ${id} shows ${page.rows.length} messages, the server has ${server.length}`);
    }
  }
  return problems;
}
