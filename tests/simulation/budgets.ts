import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemo, type Demo } from '#demo/create-demo.ts';
import { seededRandom } from '#demo/ports.ts';
import type { Builder } from '#demo/seed/builder.ts';
import { RATE_WINDOW_MS, rateBudget } from '#shared/limits.ts';
import { picture } from '#tests/support/picture.ts';
import { VirtualTime } from '#tests/support/virtual-time.ts';
import { Chance } from './chance.ts';
import { SimulatedDesk } from './simulated-desk.ts';
import { ME } from './small-world.ts';

/** The documented limits (docs/api.md section 10) against a first sync and a working day, with the demo counting as a server would. */

const CUSTOMER = 2;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Reading level, the way there and back, and the pause that lets events come in bunches. */
const SLACK_MS = 5_000;
const SOON_MS = 5_000;

export interface DayOptions {
  readonly hours: number;
  readonly conversations: number;
  readonly incoming: number;
  readonly outgoing: number;
  readonly files: number;
}

export interface DayReport {
  readonly requests: number;
  readonly refusedByRate: number;
  readonly sent: number;
  /** Longest time between Send and the request's departure beyond what the windows ask for, in milliseconds. */
  readonly longestBeyondWindow: number;
  readonly longestWait: number;
  readonly problems: readonly string[];
}

export interface FirstSyncReport {
  readonly usableAfterMs: number;
  readonly levelAfterMs: number;
  readonly allowedMs: number;
  readonly refusedByRate: number;
  readonly problems: readonly string[];
}

interface Office {
  readonly time: VirtualTime;
  readonly demo: Demo;
  readonly desk: SimulatedDesk;
  readonly chance: Chance;
  readonly counts: { requests: number; refused: number };
  /** When each message's request left, by client id. */
  readonly left: Map<string, number>;
}

export async function firstSync(conversations: number): Promise<FirstSyncReport> {
  return inOffice(conversations, async ({ time, desk, counts }) => {
    const began = time.monotonic();
    desk.start();
    const inbox = () => desk.call('inbox.list', { view: 'all', cursor: null, limit: 50 });
    let usableAfterMs = Number.POSITIVE_INFINITY;
    let levelAfterMs = Number.POSITIVE_INFINITY;
    // Each conversation is read once, and so is each page of the list.
    const allowedMs = Math.max(MINUTE_MS, (conversations / rateBudget('messages')) * MINUTE_MS * 1.1);
    while (time.monotonic() - began < allowedMs * 2) {
      await time.advance(usableAfterMs === Number.POSITIVE_INFINITY ? 250 : 2_000);
      if (usableAfterMs === Number.POSITIVE_INFINITY && (await inbox()).rows.length >= Math.min(50, conversations)) {
        usableAfterMs = time.monotonic() - began;
      }
      const status = await desk.call('sync.status', {});
      if (status.lastUpToDateAt === null || status.catchUp !== null) continue;
      levelAfterMs = time.monotonic() - began;
      break;
    }
    const { allConversations } = await desk.call('counts.get', {});
    const problems: string[] = [];
    if (allConversations !== conversations) problems.push(`${allConversations} of ${conversations} conversations`);
    if (usableAfterMs > SOON_MS) problems.push(`the inbox was usable after ${usableAfterMs} ms only`);
    if (levelAfterMs > allowedMs) problems.push(`level after ${levelAfterMs} ms, allowed are ${allowedMs} ms`);
    if (counts.refused > 0) problems.push(`${counts.refused} requests were answered 429`);
    return { usableAfterMs, levelAfterMs, allowedMs, refusedByRate: counts.refused, problems };
  });
}

interface Act {
  readonly at: number;
  readonly kind: 'in' | 'out' | 'file' | 'look';
}

export async function workingDay(options: DayOptions): Promise<DayReport> {
  return inOffice(options.conversations, async (office) => {
    const { time, demo, desk, chance, counts, left } = office;
    desk.start();
    await time.advance((options.conversations / rateBudget('messages')) * MINUTE_MS * 1.2 + 2 * MINUTE_MS);
    const began = time.monotonic();
    const enqueued: { clientId: string; at: number; file: boolean }[] = [];
    for (const act of planOf(options, chance)) {
      await time.advance(Math.max(0, began + act.at - time.monotonic()));
      const conversation = 1 + chance.upTo(options.conversations);
      if (act.kind === 'in') demo.people.say(conversation, CUSTOMER, `Halo ${act.at}`);
      else if (act.kind === 'look') {
        await desk.call('conversation.show', { windowId: 'one', conversationId: String(conversation), focused: true });
      } else {
        const clientId = chance.uuid();
        enqueued.push({ clientId, at: time.monotonic(), file: act.kind === 'file' });
        await send(office, String(conversation), clientId, act.kind === 'file');
      }
    }
    await time.advance(10 * MINUTE_MS);
    const beyond = beyondWindow(enqueued, left);
    const problems: string[] = [];
    const sent =
      demo.world.store.get<{ n: number }>('SELECT count(*) AS n FROM messages WHERE metadata IS NOT NULL')?.n ?? 0;
    if (sent !== enqueued.length) problems.push(`${enqueued.length} were sent, ${sent} arrived`);
    if (counts.refused > 0) problems.push(`${counts.refused} requests were answered 429`);
    if (beyond > SLACK_MS) problems.push(`a send left ${Math.round(beyond)} ms later than its window asked for`);
    const waits = enqueued.map((one) => (left.get(one.clientId) ?? Number.POSITIVE_INFINITY) - one.at);
    return {
      requests: counts.requests,
      refusedByRate: counts.refused,
      sent,
      longestBeyondWindow: Math.round(beyond),
      longestWait: Math.round(Math.max(...waits)),
      problems,
    };
  });
}

/** Spread over the day, with rushes: the agent answers many at once, and sends a handful of files in a row. */
function planOf(options: DayOptions, chance: Chance): Act[] {
  const dayMs = options.hours * HOUR_MS;
  const acts: Act[] = [];
  const rushes = Array.from({ length: Math.max(2, options.hours) }, () => chance.next() * (dayMs - 5 * MINUTE_MS));
  const at = (): number =>
    chance.of(0.5) ? chance.next() * dayMs : chance.pick(rushes) + chance.next() * 2 * MINUTE_MS;
  for (let index = 0; index < options.incoming; index += 1) acts.push({ at: at(), kind: 'in' });
  for (let index = 0; index < options.outgoing - options.files; index += 1) acts.push({ at: at(), kind: 'out' });
  for (let index = 0; index < options.files; index += 1) acts.push({ at: at(), kind: 'file' });
  for (let index = 0; index < options.outgoing; index += 1) acts.push({ at: at(), kind: 'look' });
  return acts.toSorted((a, b) => a.at - b.at);
}

async function send({ desk, chance }: Office, conversationId: string, clientMessageId: string, withFile: boolean) {
  const files: string[] = [];
  if (withFile) {
    const bytes = picture(chance.next);
    const stageId = chance.uuid();
    const sizeBytes = bytes.byteLength;
    await desk.call('file.stageBegin', {
      stageId,
      filename: 'foto.png',
      sizeBytes,
      asSticker: false,
      width: null,
      height: null,
    });
    await desk.call('file.stageChunk', { stageId, offset: 0, base64: Buffer.from(bytes).toString('base64') });
    await desk.call('file.stageEnd', { stageId });
    files.push(stageId);
  }
  await desk.call('message.send', {
    conversationId,
    clientMessageId,
    content: `Baik Kak ${clientMessageId}`,
    contentType: 'text',
    metadata: {},
    replyTo: null,
    parentMessageId: null,
    files,
    newestShownMessageId: null,
  });
}

/**
 * The windows let the n-th message leave when the one 27 before it is a minute old (for files: 4). How much later than that the n-th left, at
 * worst; which of them is the n-th is the desk's own affair.
 */
function beyondWindow(
  enqueued: readonly { clientId: string; at: number; file: boolean }[],
  left: ReadonlyMap<string, number>,
): number {
  const sends: number[] = [];
  const uploads: number[] = [];
  for (const one of enqueued) {
    const upload = one.file ? windowOpens(uploads, rateBudget('upload')) : 0;
    // Texts overtake files that wait for their own window.
    const at = Math.max(one.at, upload);
    sends.push(at);
    if (one.file) uploads.push(Math.max(at, upload));
  }
  const ideal: number[] = [];
  for (const at of sends.toSorted((a, b) => a - b)) ideal.push(Math.max(at, windowOpens(ideal, rateBudget('send'))));
  const actual = enqueued.map((one) => left.get(one.clientId) ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b);
  return Math.max(0, ...actual.map((at, index) => at - (ideal[index] ?? 0)));
}

function windowOpens(earlier: readonly number[], budget: number): number {
  const first = earlier.at(-budget);
  return earlier.length < budget || first === undefined ? 0 : first + RATE_WINDOW_MS;
}

async function inOffice<T>(conversations: number, work: (office: Office) => Promise<T>): Promise<T> {
  const time = new VirtualTime();
  const chance = new Chance(seededRandom(4711));
  const dataDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'desk-budget-'));
  const demo = await createDemo({
    clock: time,
    random: chance.next,
    quietPeople: true,
    populate: (builder) => {
      populate(builder, conversations);
    },
  });
  const counts = { requests: 0, refused: 0 };
  const counting: Demo = {
    ...demo,
    fetch: async (request) => {
      counts.requests += 1;
      const response = await demo.fetch(request);
      if (response.status === 429) counts.refused += 1;
      return response;
    },
  };
  const account = demo.accounts.find((one) => one.userId === ME);
  if (account === undefined) throw new Error('The agent has no account');
  const left = new Map<string, number>();
  const desk = new SimulatedDesk({
    demo: counting,
    account,
    time,
    random: chance.next,
    dataDir,
    realtime: true,
    onRequest: (_, __, clientId) => {
      if (clientId !== null && !left.has(clientId)) left.set(clientId, time.monotonic());
    },
  });
  try {
    return await work({ time, demo, desk, chance, counts, left });
  } finally {
    desk.kill();
    demo.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function populate(builder: Builder, conversations: number): void {
  const now = builder.world.clock.now();
  builder.user({ id: ME, name: 'Dimas', email: 'dimas@example.test', password: 'secret', kind: 'agent' });
  builder.user({ id: CUSTOMER, name: 'Siti', email: 'siti@example.test', password: 'secret', kind: 'customer' });
  for (let index = 1; index <= conversations; index += 1) {
    const at = now - 86_400_000 + index * 1_000;
    const conversationId = builder.conversation({
      type: 'private',
      title: `Percakapan ${index}`,
      at,
      ownerId: CUSTOMER,
      metadata: null,
      people: [
        { userId: ME, role: 'agent' },
        { userId: CUSTOMER, role: 'participant' },
      ],
    });
    for (let message = 0; message < 2; message += 1) {
      const senderId = message === 0 ? CUSTOMER : ME;
      builder.message({ conversationId, senderId, at: at + message, content: `Pesan ${index}.${message}` });
    }
    builder.settle(conversationId, () => 1);
  }
}
