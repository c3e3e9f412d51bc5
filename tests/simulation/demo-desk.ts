import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemo, type Demo } from '#demo/create-demo.ts';
import { seededRandom } from '#demo/ports.ts';
import type { EngineEvent } from '#shared/contract/engine.ts';
import { VirtualTime } from '#tests/support/virtual-time.ts';
import { SimulatedDesk } from './simulated-desk.ts';

/** A started desk of the demo's first account, on virtual time, with files of its own. */
export interface DemoDesk {
  readonly time: VirtualTime;
  readonly demo: Demo;
  readonly desk: SimulatedDesk;
  readonly dataDir: string;
  /** Method and path of each request so far. */
  readonly requests: string[];
  /** What it has told its pages so far. */
  readonly events: EngineEvent[];
  readonly close: () => Promise<void>;
}

export async function openDemoDesk(seed: number, { realtime = false } = {}): Promise<DemoDesk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-simulated-'));
  const time = new VirtualTime();
  const random = seededRandom(seed);
  const demo = await createDemo({ clock: time, random, quietPeople: true, admin: true });
  const [account] = demo.accounts;
  if (account === undefined) throw new Error('The demo has no account');
  const requests: string[] = [];
  const events: EngineEvent[] = [];
  const desk = new SimulatedDesk({
    demo,
    account,
    time,
    random,
    dataDir,
    realtime,
    onEvent: (stamped) => void events.push(stamped.event),
    onRequest: (request) => requests.push(`${request.method} ${new URL(request.url).pathname}`),
  });
  desk.start();
  return {
    time,
    demo,
    desk,
    dataDir,
    requests,
    events,
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
