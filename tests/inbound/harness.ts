import { createDemo, type Demo, type DemoOptions } from '#demo/create-demo.ts';
import { insertMessage, type NewMessage } from '#demo/domain/messages.ts';
import { serverProfile } from '#shared/contract/server-profile.ts';
import { ApiClient } from '#electron/sync/api/client.ts';
import type { ApiMessage } from '#electron/sync/api/types.ts';
import { Inbound } from '#electron/sync/inbound/inbound.ts';
import type { InboundOptions } from '#electron/sync/inbound/types.ts';
import { Connection } from '#electron/sync/network/connection.ts';
import { RateLimiter } from '#electron/sync/network/rate-limiter.ts';
import { Mirror } from '#electron/sync/store/mirror/mirror.ts';
import { seededRandom } from '#electron/sync/network/virtual-time.testing.ts';
import { HubTransport } from '#tests/support/hub-transport.ts';
import { VirtualTime } from '#tests/support/virtual-time.ts';

export const ME = 1;
export const CUSTOMER = 2;
const START = Date.UTC(2026, 0, 5, 2, 0, 0);

export interface Setup {
  readonly time: VirtualTime;
  readonly demo: Demo;
  readonly api: ApiClient;
  readonly mirror: Mirror;
  readonly inbound: Inbound;
  readonly connection: Connection;
  readonly transport: HubTransport;
  /** Method and path with query of every request that the engine made. */
  readonly requests: string[];
  readonly arrived: ApiMessage[];
  readonly own: number[];
  readonly levelled: number[];
  readonly typing: { conversationId: number; names: string[] }[];
  readonly failures: unknown[];
  /** Somebody writes, on the server. */
  write(conversationId: number, over?: Partial<NewMessage>): number;
  /** Answers of 429 so far. */
  refused(): number;
  /** Requests since the last call, without channel authorisations. */
  taken(): string[];
  /** Until nothing is read any more. */
  quiet(atMost?: number): Promise<void>;
  stop(): Promise<void>;
}

/** A server with `conversations` conversations of one customer with `messages` messages each; sizes may differ by conversation. */
export async function setUp(options: {
  conversations?: number;
  messages?: number | ((conversation: number) => number);
  realtime?: boolean;
  inbound?: Partial<InboundOptions>;
  demo?: DemoOptions;
  start?: boolean;
}): Promise<Setup> {
  const time = new VirtualTime(START);
  const sizeOf =
    typeof options.messages === 'function' ? options.messages : () => (options.messages as number | undefined) ?? 3;
  const demo = await createDemo({
    clock: time,
    quietPeople: true,
    seed: 1,
    ...options.demo,
    populate(builder) {
      builder.user({ id: ME, name: 'Rina', email: 'rina@zukses.test', password: 'x', kind: 'agent' });
      builder.user({ id: CUSTOMER, name: 'Budi', email: 'budi@pelanggan.test', password: 'x', kind: 'customer' });
      for (let index = 1; index <= (options.conversations ?? 3); index++) {
        const at = START - 86_400_000 + index * 60_000;
        const id = builder.conversation({
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
        for (let n = 1; n <= sizeOf(index); n++) {
          builder.message({
            conversationId: id,
            senderId: n % 3 === 0 ? ME : CUSTOMER,
            at: at + n * 1000,
            content: `pesan ${index}.${n}`,
          });
        }
      }
      builder.world.store.run(
        `UPDATE conversations SET last_message_id = (SELECT max(id) FROM messages WHERE conversation_id = conversations.id),
         last_message_at = (SELECT max(created_at) FROM messages WHERE conversation_id = conversations.id)`,
      );
    },
  });
  const token = demo.accounts.find((account) => account.userId === ME)?.token ?? '';
  const requests: string[] = [];
  let refusals = 0;
  const mirror = new Mirror({ path: ':memory:', me: ME, now: () => time.now(), publish: () => undefined });
  const api = new ApiClient({
    fetch: (input, init) => {
      const request = new Request(input, init);
      const url = new URL(request.url);
      requests.push(`${request.method} ${url.pathname}${url.search}`);
      const answer = demo.fetch(request);
      void answer.then(
        (response) => {
          if (response.status === 429) refusals++;
        },
        () => undefined,
      );
      return answer;
    },
    clock: time,
    timers: time,
    apiUrl: 'http://127.0.0.1',
    authEndpoint: '/broadcasting/auth',
    token: () => token,
    nextTicket: mirror.tickets.next,
    uuid: () => '00000000-0000-4000-8000-000000000000',
  });
  const connection = new Connection(time, time, seededRandom(), () => undefined);
  const limiter = new RateLimiter(time, time, { load: () => [], save: () => undefined });
  const transport = new HubTransport(demo.hub, time, () => demo.faults.isCut);
  const profile = serverProfile.parse({
    apiUrl: 'http://127.0.0.1',
    pusher: options.realtime === false ? {} : { key: demo.hub.credentials.key },
  });
  const arrived: ApiMessage[] = [];
  const own: number[] = [];
  const levelled: number[] = [];
  const typing: { conversationId: number; names: string[] }[] = [];
  const failures: unknown[] = [];
  const inbound = new Inbound({
    api,
    mirror,
    limiter,
    connection,
    realtime: transport,
    profile,
    clock: time,
    timers: time,
    random: seededRandom(),
    log: () => undefined,
    hooks: {
      onArrived: (_, messages) => arrived.push(...messages),
      onOwnMessages: (_, messages) => own.push(...messages.map((message) => message.id)),
      onLevel: (id) => levelled.push(id),
      onTyping: (conversationId, people) => typing.push({ conversationId, names: people.map((person) => person.name) }),
      onFailure: (error) => failures.push(error),
    },
    ...(options.inbound ? { options: options.inbound } : {}),
  });
  const setup: Setup = {
    time,
    demo,
    api,
    mirror,
    inbound,
    connection,
    transport,
    requests,
    arrived,
    own,
    levelled,
    typing,
    failures,
    write: (conversationId, over = {}) =>
      insertMessage(demo.world, {
        conversationId,
        senderId: CUSTOMER,
        content: 'halo',
        contentType: 'text',
        metadata: null,
        parentMessageId: null,
        replyToMessageId: null,
        files: [],
        platform: 'web',
        ...over,
      }),
    refused: () => refusals,
    taken: () => requests.splice(0).filter((request) => !request.includes('/broadcasting/auth')),
    async quiet(atMost = 600_000) {
      await time.advance(0);
      await time.advanceUntil(() => inbound.status.phase === 'idle' && inbound.status.lastUpToDateAt !== null, atMost);
      await time.advance(400);
    },
    async stop() {
      const stopped = inbound.stop();
      await time.advance(0);
      await stopped;
      demo.close();
      mirror.close();
      if (failures.length > 0) throw new AggregateError(failures, 'Something unforeseen failed');
    },
  };
  if (options.start !== false) inbound.start();
  return setup;
}

/** What the server has of a conversation, against what is mirrored of it. */
export function serverTexts(setup: Setup, conversationId: number): string[] {
  return setup.demo.world.store
    .all<{ id: number; content: string; is_deleted: number }>(
      'SELECT id, content, is_deleted FROM messages WHERE conversation_id = ? ORDER BY id',
      conversationId,
    )
    .map((row) => `${row.id} ${row.is_deleted === 1 ? '-' : row.content}`);
}

export function mirroredTexts(setup: Setup, conversationId: number): string[] {
  return setup.mirror.messages
    .before(conversationId, null, 100_000)
    .map((record) => `${record.id} ${record.deleted ? '-' : (record.content ?? '')}`);
}
