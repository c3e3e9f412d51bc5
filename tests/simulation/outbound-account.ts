import type { Demo } from '#demo/create-demo.ts';
import type { Composed, Ledger, Opened } from './ledger.ts';
import { ME } from './small-world.ts';

/** Whether everything composed is on the server once, in order, whole, and nothing else. */

interface Sent {
  readonly id: number;
  readonly conversation_id: number;
  readonly content: string;
  readonly first_content: string | null;
  readonly client_id: string | null;
}

export interface OutboundAccount {
  readonly problems: readonly string[];
  /** Client ids of what is not there. */
  readonly missing: ReadonlySet<string>;
  /** Taken for the same words of the agent's other device, or the other way round: nobody outside can tell (docs/api.md section 13.10). */
  readonly undecidable: number;
}

export function accountOfSends(demo: Demo, ledger: Ledger, echoes: boolean): OutboundAccount {
  const problems: string[] = [];
  const places = placesOf(demo, ledger, problems);
  const sent = sentByMe(demo);
  const taken = new Map<number, Composed>();
  const placeOf = new Map<Composed, number>();

  for (const one of ledger.composed) {
    const named = sent.filter((message) => message.client_id === one.clientId);
    if (named.length > 1) problems.push(`"${one.content}" arrived ${named.length} times`);
    for (const message of named) taken.set(message.id, one);
    const [first] = named;
    if (first !== undefined) placeOf.set(one, first.id);
  }
  // What must be there takes its place before what may, and that before what may not.
  const claim = (one: Composed): number => (one.discarded ? 2 : one.mayBeMissing ? 1 : 0);
  for (const one of ledger.composed.toSorted((a, b) => claim(a) - claim(b))) {
    if (placeOf.has(one) || (echoes && !mayGoWithCreate(one))) continue;
    const place = places.get(one.place);
    const found = sent.find(
      (message) =>
        !taken.has(message.id) &&
        message.client_id === null &&
        message.conversation_id === place &&
        (message.first_content ?? message.content) === one.content,
    );
    if (found === undefined) continue;
    taken.set(found.id, one);
    placeOf.set(one, found.id);
  }

  const missing = new Set<string>();
  let undecidable = 0;
  for (const one of ledger.composed) {
    const id = placeOf.get(one);
    if (id !== undefined) {
      // Of words that the other device has said too, nobody can say whose they are without ids.
      const isMine = echoes || !ledger.twins.has(`${one.place} ${one.content}`);
      if (one.discarded && isMine && !isSharedWord(one.content))
        problems.push(`"${one.content}" was given up, and arrived`);
      else problems.push(...fileProblems(demo, one, id, echoes));
      continue;
    }
    missing.add(one.clientId);
    if (!one.discarded && !one.mayBeMissing) problems.push(`"${one.content}" in ${one.place} is lost`);
  }

  // What nobody composed: the same words said from the other device are accounted for by their number.
  const said = new Map<string, number>();
  for (const message of sent) {
    if (taken.has(message.id)) continue;
    const key = `${message.conversation_id} ${message.first_content ?? message.content}`;
    said.set(key, (said.get(key) ?? 0) + 1);
  }
  const words = new Set(ledger.composed.map((one) => `${places.get(one.place) ?? 0} ${one.content}`));
  for (const key of words) {
    const surplus = (said.get(key) ?? 0) - (ledger.twins.get(key) ?? 0);
    if (surplus > 0) problems.push(`"${key}" is there ${surplus} times too often`);
    // One of mine was taken for the other device's, or the other way round.
    if (surplus < 0) undecidable -= surplus;
  }
  problems.push(...orderProblems(ledger, placeOf, echoes));
  return { problems, missing, undecidable };
}

/** The first message of a new conversation goes along with its creation, which takes no id of it (docs/api.md section 13.8). */
function mayGoWithCreate(one: Composed): boolean {
  return one.withCreate || (one.place.startsWith('new:') && one.file === null);
}

/** Short words that several messages share: without ids nobody can say which of them is which. */
function isSharedWord(content: string): boolean {
  return !content.startsWith('Kirim');
}

function placesOf(demo: Demo, ledger: Ledger, problems: string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const one of ledger.composed) if (/^\d+$/.test(one.place)) places.set(one.place, Number(one.place));
  for (const opened of ledger.opened) {
    const ids = conversationsNamed(demo, opened);
    if (ids.length > 1) problems.push(`the conversation "${opened.title}" was opened ${ids.length} times`);
    if (ids.length === 0 && opened.accepted && !opened.discarded) problems.push(`"${opened.title}" was never opened`);
    const [first] = ids;
    if (first !== undefined && opened.ref !== null) places.set(opened.ref, first);
  }
  return places;
}

export function conversationsNamed(demo: Demo, opened: Opened): number[] {
  return demo.world.store
    .all<{ id: number }>('SELECT id FROM conversations WHERE title = ? ORDER BY id', opened.title)
    .map((row) => row.id);
}

function sentByMe(demo: Demo): Sent[] {
  return demo.world.store
    .all<{
      id: number;
      conversation_id: number;
      content: string;
      first_content: string | null;
      metadata: string | null;
    }>(
      `SELECT id, conversation_id, content, metadata,
         (SELECT previous_content FROM edits WHERE message_id = messages.id ORDER BY id LIMIT 1) AS first_content
       FROM messages WHERE sender_user_id = ? ORDER BY id`,
      ME,
    )
    .map((row) => ({ ...row, client_id: clientIdOf(row.metadata) }));
}

function clientIdOf(metadata: string | null): string | null {
  if (metadata === null) return null;
  const { client_message_id: id } = JSON.parse(metadata) as { client_message_id?: unknown };
  return typeof id === 'string' ? id : null;
}

/** A server that keeps files has this message's file, byte for byte. */
function fileProblems(demo: Demo, one: Composed, messageId: number, echoes: boolean): string[] {
  const files = demo.world.store.all<{ bytes: Uint8Array }>(
    'SELECT f.bytes FROM attachments a JOIN files f ON f.path = a.path WHERE a.message_id = ?',
    messageId,
  );
  const expected = one.file === null || !echoes ? 0 : 1;
  if (files.length !== expected) return [`"${one.content}" has ${files.length} files, not ${expected}`];
  const [file] = files;
  if (file === undefined || one.file === null || Buffer.compare(file.bytes, one.file) === 0) return [];
  return [`the file of "${one.content}" is not the one attached`];
}

function orderProblems(ledger: Ledger, placeOf: ReadonlyMap<Composed, number>, echoes: boolean): string[] {
  const problems: string[] = [];
  const last = new Map<string, number>();
  for (const one of ledger.composed) {
    const id = placeOf.get(one);
    if (id === undefined || ledger.isOrderFree(one) || one.mayBeMissing || isSharedWord(one.content)) continue;
    // Which of two with the same words is whose can't be told without ids.
    if (!echoes && ledger.twins.has(`${one.place} ${one.content}`)) continue;
    if (id < (last.get(one.place) ?? 0)) problems.push(`"${one.content}" in ${one.place} is out of order`);
    last.set(one.place, Math.max(id, last.get(one.place) ?? 0));
  }
  return problems;
}
