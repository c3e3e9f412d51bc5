import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '#demo/ports.ts';
import { startDemo, type RunningDemo } from '#demo/server.ts';
import { serverProfile } from '#shared/contract/server-profile.ts';
import { picture } from '#tests/support/picture.ts';
import { Died, KilledDesk } from './killed-desk.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const ME = 1;
const CUSTOMER = 2;
const CONVERSATIONS = 6;
/** An answer takes so long at the server, in milliseconds: a kill falls into the middle of it as often as not. */
const LATENCY_MS = 120;
/** The longest time between two kills, in milliseconds. */
const LIFE_MS = 900;
/** A message that had not reached the server when the process died is sent again only when the server can't act on it any more. */
const SETTLES_WITHIN_MS = 150_000;
const LOOK_AGAIN_MS = 100;
/** What may wait at once: more would only wait for the rate budgets. */
const WAITING_AT_MOST = 8;
const FILE_EVERY = 6;

export interface KillReport {
  readonly kills: number;
  readonly messages: number;
  readonly files: number;
  /** Kills at which something that was written had not arrived yet. */
  readonly whileSending: number;
  readonly problems: readonly string[];
}

interface Written {
  readonly clientId: string;
  readonly conversationId: number;
  readonly content: string;
  readonly bytes: Uint8Array | null;
}

/** Kills the built sync server again and again while it sends over real sockets; then everything must have arrived once, in order, whole. */
export async function killAgainAndAgain(times: number, seed: number): Promise<KillReport> {
  const built = ownCopy();
  const random = seededRandom(seed);
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-kill-'));
  const demo = await startServer();
  const desk = deskOf(demo, dataDir, join(built, 'process.js'));
  const writer = new Writer(desk, random, conversationIds(demo));
  let whileSending = 0;
  try {
    demo.faults.add({ kind: 'latency', minMs: 0, maxMs: LATENCY_MS, endpoints: ['messages.send'] });
    await desk.start();
    for (let kill = 0; kill < times; kill += 1) {
      let ended = false;
      const killed = pause(random() * LIFE_MS).then(async () => {
        ended = true;
        if (sentByMe(demo).length < writer.written.length) whileSending += 1;
        await desk.kill();
      });
      await writer.writeUntil(() => ended);
      await killed;
      await desk.start();
    }
    await writer.finish();
    await drained(desk);
    return {
      kills: times,
      messages: writer.written.length,
      files: writer.written.filter((one) => one.bytes !== null).length,
      whileSending,
      problems: problemsOf(demo, writer.written),
    };
  } finally {
    await desk.stop();
    await demo.stop();
    for (const folder of [dataDir, built]) rmSync(folder, { recursive: true, force: true });
  }
}

/** What is built may be built anew meanwhile: this run stays with what it began with. Beside it, so that it finds its native part. */
function ownCopy(): string {
  const built = join(DIST, 'sync');
  if (!existsSync(join(built, 'process.js'))) throw new Error('dist/sync is missing: run "npm run build" first');
  const copy = mkdtempSync(join(DIST, 'sync-killed-'));
  cpSync(built, copy, { recursive: true });
  return copy;
}

function deskOf(demo: RunningDemo, dataDir: string, entry: string): KilledDesk {
  const account = demo.accounts.find((one) => one.userId === ME);
  if (account === undefined) throw new Error('The agent has no account');
  const { hostname, port } = new URL(demo.address);
  return new KilledDesk({
    entry,
    dataDir,
    token: account.token,
    profile: serverProfile.parse({
      apiUrl: demo.address,
      userId: ME,
      pusher: { key: demo.hub.credentials.key, cluster: '', host: hostname, port: Number(port), tls: false },
    }),
  });
}

function startServer(): Promise<RunningDemo> {
  return startDemo({
    quietPeople: true,
    populate: (builder) => {
      builder.user({ id: ME, name: 'Dimas', email: 'dimas@example.test', password: 'secret', kind: 'agent' });
      builder.user({ id: CUSTOMER, name: 'Siti', email: 'siti@example.test', password: 'secret', kind: 'customer' });
      const now = builder.world.clock.now();
      for (let index = 1; index <= CONVERSATIONS; index += 1) {
        const conversationId = builder.conversation({
          type: 'private',
          title: `Percakapan ${index}`,
          at: now - 86_400_000,
          ownerId: CUSTOMER,
          metadata: null,
          people: [
            { userId: ME, role: 'agent' },
            { userId: CUSTOMER, role: 'participant' },
          ],
        });
        builder.message({ conversationId, senderId: CUSTOMER, at: now - 3_600_000, content: 'Halo' });
        builder.settle(conversationId, () => 1);
      }
    },
  });
}

function conversationIds(demo: RunningDemo): number[] {
  return demo.world.store.all<{ id: number }>('SELECT id FROM conversations ORDER BY id').map((row) => row.id);
}

/** The agent, who outlives the process: what a call had not been answered to is asked for again with the same id, as the renderer does. */
class Writer {
  readonly written: Written[] = [];
  readonly #desk: KilledDesk;
  readonly #random: () => number;
  readonly #conversations: readonly number[];
  #unanswered: Written | null = null;
  #serial = 0;

  constructor(desk: KilledDesk, random: () => number, conversations: readonly number[]) {
    this.#desk = desk;
    this.#random = random;
    this.#conversations = conversations;
  }

  async writeUntil(ended: () => boolean): Promise<void> {
    try {
      while (!ended()) {
        const waiting = await this.#desk.call('outbox.list', {});
        if (waiting.length < WAITING_AT_MOST) await this.#send();
        else await pause(LOOK_AGAIN_MS);
      }
    } catch (error) {
      if (!(error instanceof Died)) throw error;
    }
  }

  /** The last call that had no answer. */
  async finish(): Promise<void> {
    if (this.#unanswered !== null) await this.#send();
  }

  async #send(): Promise<void> {
    const one = (this.#unanswered ??= this.#next());
    const files = one.bytes === null ? [] : [await this.#stage(one.bytes)];
    await this.#desk.call('message.send', {
      conversationId: String(one.conversationId),
      clientMessageId: one.clientId,
      content: one.content,
      contentType: 'text',
      metadata: {},
      replyTo: null,
      parentMessageId: null,
      files,
      newestShownMessageId: null,
    });
    this.written.push(one);
    this.#unanswered = null;
  }

  #next(): Written {
    const serial = this.#serial++;
    return {
      clientId: crypto.randomUUID(),
      conversationId: this.#conversations[Math.floor(this.#random() * this.#conversations.length)] ?? 1,
      content: `Pesan ${serial}`,
      bytes: serial % FILE_EVERY === FILE_EVERY - 1 ? picture(this.#random) : null,
    };
  }

  async #stage(bytes: Uint8Array): Promise<string> {
    const stageId = crypto.randomUUID();
    await this.#desk.call('file.stageBegin', {
      stageId,
      filename: 'foto.png',
      sizeBytes: bytes.byteLength,
      asSticker: false,
      width: null,
      height: null,
    });
    await this.#desk.call('file.stageChunk', { stageId, offset: 0, base64: Buffer.from(bytes).toString('base64') });
    await this.#desk.call('file.stageEnd', { stageId });
    return stageId;
  }
}

/** Until nothing waits any more. */
async function drained(desk: KilledDesk): Promise<void> {
  const until = performance.now() + SETTLES_WITHIN_MS;
  for (;;) {
    const waiting = await desk.call('outbox.list', {});
    if (waiting.length === 0) return;
    if (performance.now() > until) {
      const states = waiting.map(({ message }) => `${message.content} ${message.unsent?.state ?? ''}`);
      throw new Error(`Still waiting: ${states.join(', ')}`);
    }
    await pause(LOOK_AGAIN_MS);
  }
}

interface Arrived {
  readonly id: number;
  readonly conversation_id: number;
  readonly metadata: string | null;
}

function sentByMe(demo: RunningDemo): Arrived[] {
  return demo.world.store.all<Arrived>(
    'SELECT id, conversation_id, metadata FROM messages WHERE sender_user_id = ? ORDER BY id',
    ME,
  );
}

function problemsOf(demo: RunningDemo, written: readonly Written[]): string[] {
  const problems: string[] = [];
  const arrived = sentByMe(demo);
  if (arrived.length !== written.length) problems.push(`${written.length} were written, ${arrived.length} arrived`);
  const newest = new Map<number, number>();
  for (const one of written) {
    const found = arrived.filter((message) => message.metadata?.includes(one.clientId) === true);
    const [first] = found;
    if (first === undefined || found.length > 1) problems.push(`"${one.content}" arrived ${found.length} times`);
    if (first === undefined) continue;
    if (first.id < (newest.get(one.conversationId) ?? 0)) problems.push(`"${one.content}" is out of order`);
    newest.set(one.conversationId, Math.max(first.id, newest.get(one.conversationId) ?? 0));
    problems.push(...fileProblems(demo, one, first.id));
  }
  return problems;
}

function fileProblems(demo: RunningDemo, one: Written, messageId: number): string[] {
  const files = demo.world.store.all<{ bytes: Uint8Array }>(
    'SELECT f.bytes FROM attachments a JOIN files f ON f.path = a.path WHERE a.message_id = ?',
    messageId,
  );
  if (files.length !== (one.bytes === null ? 0 : 1)) return [`"${one.content}" has ${files.length} files`];
  const [file] = files;
  if (file === undefined || one.bytes === null || Buffer.compare(file.bytes, one.bytes) === 0) return [];
  return [`the file of "${one.content}" is not the one attached`];
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
