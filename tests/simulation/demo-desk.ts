import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemo, type Demo, type DemoOptions } from '#demo/create-demo.ts';
import { seededRandom, type Random } from '#demo/ports.ts';
import type { EngineEvent } from '#shared/contract/engine.ts';
import type { NotificationRequest } from '#shared/contract/sync-channel.ts';
import { VirtualTime } from '#tests/support/virtual-time.ts';
import { SimulatedDesk } from './simulated-desk.ts';

export interface DemoDeskOptions {
  readonly realtime?: boolean;
  /** What the demo's world consists of; its shop world where it is not said. */
  readonly populate?: DemoOptions['populate'];
  /** Whose desk it is; the demo's first account where it is not said. */
  readonly userId?: number;
}

/** A started desk of one of the demo's accounts, on virtual time, with files of its own. */
export interface DemoDesk {
  readonly random: Random;
  readonly time: VirtualTime;
  readonly demo: Demo;
  readonly desk: SimulatedDesk;
  readonly dataDir: string;
  /** Method and path of each request so far. */
  readonly requests: string[];
  /** What it has told its pages so far. */
  readonly events: EngineEvent[];
  /** What it has asked its host to notify of so far. */
  readonly notified: NotificationRequest[];
  readonly close: () => Promise<void>;
}

export async function openDemoDesk(
  seed: number,
  { realtime = false, populate, userId }: DemoDeskOptions = {},
): Promise<DemoDesk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-simulated-'));
  const time = new VirtualTime();
  const random = seededRandom(seed);
  const demo = await createDemo({
    clock: time,
    random,
    quietPeople: true,
    admin: true,
    ...(populate === undefined ? {} : { populate }),
  });
  const account = userId === undefined ? demo.accounts[0] : demo.accounts.find((one) => one.userId === userId);
  if (account === undefined) throw new Error('The demo has no account');
  const requests: string[] = [];
  const events: EngineEvent[] = [];
  const notified: NotificationRequest[] = [];
  const desk = new SimulatedDesk({
    demo,
    account,
    time,
    random,
    dataDir,
    realtime,
    onMessage: (message) => {
      if (message.type === 'notify') notified.push(...message.requests);
    },
    onEvent: (stamped) => void events.push(stamped.event),
    onRequest: (request) => requests.push(`${request.method} ${new URL(request.url).pathname}`),
  });
  desk.start();
  return {
    random,
    time,
    demo,
    desk,
    dataDir,
    requests,
    events,
    notified,
    async close() {
      await desk.stop();
      demo.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The id of an order's conversation in which the agent may write. */
export async function openOrderOf(desk: SimulatedDesk): Promise<string> {
  const { rows } = await desk.call('inbox.list', { view: 'all', cursor: null, limit: 50 });
  const open = rows.find((row) => row.lock === null && row.type === 'order_support');
  if (open === undefined) throw new Error('No open conversation');
  return open.id;
}
