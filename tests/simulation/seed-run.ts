import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemo, type Demo } from '#demo/create-demo.ts';
import type { Fault } from '#demo/faults/fault.ts';
import { seededRandom } from '#demo/ports.ts';
import type { OutboxState } from '#shared/domain/outbox-state.ts';
import { VirtualTime } from '#tests/support/virtual-time.ts';
import { Agent } from './agent.ts';
import { Chance } from './chance.ts';
import { Departures } from './departures.ts';
import { Ending } from './ending.ts';
import { Fate } from './fate.ts';
import { drawNature, faultsOf, type ServerNature } from './fault-plan.ts';
import { Ledger } from './ledger.ts';
import { Others } from './others.ts';
import { SimulatedDesk } from './simulated-desk.ts';
import { ME, smallWorld, type SmallConversation } from './small-world.ts';
import { countedByDemo, nameOf } from './totals.ts';
import { Watcher } from './watcher.ts';

export interface SeedReport {
  readonly seed: number;
  readonly nature: ServerNature;
  /** What does not hold; empty when all is well. */
  readonly problems: readonly string[];
  readonly composed: number;
  /** Messages of which at least one attempt was struck by a fault. */
  readonly faultedSends: number;
  /** Messages that ended as a question to the agent because reading could not settle them. */
  readonly questions: number;
  readonly held: number;
  /** Taken for the same words of the agent's other device (docs/api.md section 13.10). */
  readonly undecidable: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly history: readonly string[];
  /** Of every request, every event and every step, with their times: one seed has one. */
  readonly trace: string;
}

const ACTIONS = 80;

/** One seed is one run: a shift on a bad day, then quiet, then the account of what arrived. */
export async function runSeed(seed: number): Promise<SeedReport> {
  const run = await SeedRun.begin(seed);
  const rejections: string[] = [];
  const rejected = (reason: unknown): void => {
    rejections.push(`a promise nobody looks after: ${describe(reason)}`);
  };
  process.on('unhandledRejection', rejected);
  try {
    return await run.play(rejections);
  } finally {
    process.off('unhandledRejection', rejected);
    run.cleanUp();
  }
}

/** Memory, where the system has such a place: no run pulls the plug, so forcing each commit to a disk would only take time. */
function scratch(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 6).join(' | ') : String(error);
}

class SeedRun {
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #time = new VirtualTime();
  readonly #dataDir = mkdtempSync(join(scratch(), 'desk-seed-'));
  readonly #imageDir = mkdtempSync(join(scratch(), 'desk-image-'));
  readonly #nature: ServerNature;
  readonly #ledger = new Ledger();
  readonly #trace = createHash('sha256');
  #conversations: SmallConversation[] = [];
  #parts: {
    demo: Demo;
    desk: SimulatedDesk;
    fate: Fate;
    agent: Agent;
    others: Others;
    watcher: Watcher;
    departures: Departures;
  } | null = null;
  #held = 0;

  private constructor(seed: number) {
    this.#seed = seed;
    this.#chance = new Chance(seededRandom(seed * 7919 + 17));
    this.#nature = drawNature(this.#chance.next);
  }

  static async begin(seed: number): Promise<SeedRun> {
    const run = new SeedRun(seed);
    await run.#open();
    return run;
  }

  async play(rejections: readonly string[]): Promise<SeedReport> {
    const problems: string[] = [];
    let undecidable = 0;
    try {
      // The first filling of an empty mirror is a moment of its own.
      if (this.#chance.of(0.3)) this.#now.fate.armKill(400);
      this.#now.desk.start();
      await this.#pass(3_000 + this.#chance.next() * 20_000);
      await this.#now.fate.restart();
      for (let step = 0; step < ACTIONS; step += 1) await this.#step();
      const ending = new Ending({
        ...this.#now,
        nature: this.#nature,
        ledger: this.#ledger,
        chance: this.#chance,
        conversations: this.#conversations,
        pass: (milliseconds) => this.#pass(milliseconds),
      });
      problems.push(...(await ending.quiet()));
      const judged = await ending.judge();
      problems.push(...judged.problems);
      ({ undecidable } = judged);
      if (this.#now.desk.running) await this.#now.desk.stop();
    } catch (error) {
      problems.push(`the run broke off: ${describe(error)}`);
    }
    problems.push(...rejections);
    const { composed } = this.#ledger;
    return {
      seed: this.#seed,
      nature: this.#nature,
      problems,
      composed: composed.length,
      faultedSends: composed.filter((one) => one.faulted).length,
      questions: composed.filter((one) => one.asked).length,
      held: this.#held,
      undecidable,
      faults: this.#faultCounts(),
      history: this.#ledger.history,
      trace: this.#trace.digest('hex'),
    };
  }

  #faultCounts(): Record<string, number> {
    return { ...Object.fromEntries(this.#ledger.faults), ...countedByDemo(this.#now.demo.faults.injected()) };
  }

  cleanUp(): void {
    this.#parts?.fate.close();
    this.#parts?.desk.kill();
    this.#parts?.demo.close();
    rmSync(this.#dataDir, { recursive: true, force: true });
    rmSync(this.#imageDir, { recursive: true, force: true });
  }

  get #now() {
    if (this.#parts === null) throw new Error('The run has not begun');
    return this.#parts;
  }

  async #open(): Promise<void> {
    const time = this.#time;
    const chance = this.#chance;
    const ledger = this.#ledger;
    const demo = await createDemo({
      clock: time,
      random: chance.next,
      quietPeople: true,
      populate: (builder) => {
        this.#conversations = smallWorld(builder, chance.next);
      },
    });
    for (const fault of faultsOf(this.#nature)) demo.faults.add(fault);
    const account = demo.accounts.find((one) => one.userId === ME);
    if (account === undefined) throw new Error('The agent has no account');
    const watcher = new Watcher(demo, ledger);
    const departures = new Departures(demo, this.#nature);
    const desk: SimulatedDesk = new SimulatedDesk({
      demo,
      account,
      time,
      random: chance.next,
      dataDir: this.#dataDir,
      realtime: this.#nature.realtime,
      onStep: (clientId, from, to) => {
        this.#stepped(clientId, from, to);
      },
      onRequest: (request, faults, clientId) => {
        this.#traced(`${request.method} ${request.url} ${faults.map(nameOf).join()}`);
        for (const fault of faults) if (fault.kind !== 'shape') ledger.count(nameOf(fault));
        departures.struck(faults);
        if (clientId !== null) this.#attempted(clientId, faults);
      },
      onEvent: (event) => {
        this.#traced(JSON.stringify(event));
        watcher.hear(event);
      },
      onStart: () => {
        departures.begin();
      },
    });
    const note = (text: string): void => {
      this.#note(text);
    };
    watcher.desk = desk;
    const conversations = this.#conversations;
    const fate = new Fate({
      demo,
      desk,
      time,
      chance,
      ledger,
      dataDir: this.#dataDir,
      imageDir: this.#imageDir,
      onDamage: () => {
        watcher.forget();
        departures.rebuilt();
      },
      note,
    });
    const agent = new Agent({ seed: this.#seed, desk, chance, time, ledger, fate, conversations, note });
    const others = new Others(demo, { chance, ledger, conversations, seed: this.#seed, note });
    this.#parts = { demo, desk, fate, agent, others, watcher, departures };
  }

  #traced(what: string): void {
    this.#trace.update(`${this.#time.monotonic()} ${what}\n`);
  }

  #note(text: string): void {
    this.#traced(text);
    this.#ledger.history.push(`${Math.round(this.#time.monotonic() / 100) / 10}s ${text}`);
  }

  #attempted(clientId: string, faults: readonly Fault[]): void {
    const composed = this.#ledger.find(clientId);
    if (composed === undefined) return;
    const struck = faults.some(
      ({ kind }) => kind !== 'shape' && kind !== 'keep-only-text' && kind !== 'read-lag' && !kind.startsWith('event'),
    );
    const row = this.#now.desk.engine.local.outbox.find(clientId);
    if (row !== null) this.#now.departures.leaves(row);
    if (struck || this.#now.demo.faults.isCut) composed.faulted = true;
  }

  #stepped(clientId: string, from: OutboxState, to: OutboxState): void {
    const composed = this.#ledger.find(clientId);
    if (composed === undefined) return;
    this.#note(`  ${composed.content} in ${composed.place}: ${from} → ${to}`);
    if (to === 'checking' || (from === 'sending' && to === 'queued')) composed.faulted = true;
    if (to === 'unconfirmed') composed.asked = true;
    if (to === 'held') this.#held += 1;
    if (to === 'failed' || to === 'held' || to === 'unconfirmed') composed.orderFree = true;
  }

  async #step(): Promise<void> {
    const { fate } = this.#now;
    await this.#act();
    await fate.restart();
    await this.#pass(this.#chance.of(0.35) ? this.#chance.next() * 400 : this.#chance.next() * 25_000);
    await fate.restart();
  }

  async #act(): Promise<void> {
    const { agent, others, fate } = this.#now;
    if (fate.startIfDown()) return;
    const roll = this.#chance.next();
    if (roll < 0.32) return agent.compose();
    if (roll < 0.35) return agent.open();
    if (roll < 0.42) return others.write();
    if (roll < 0.47) return others.act();
    if (roll < 0.54) return agent.actOnMessage();
    if (roll < 0.56) return agent.changeConversation();
    if (roll < 0.6) return agent.draft();
    if (roll < 0.63) return agent.callBack();
    if (roll < 0.83) return fate.fault();
    if (roll < 0.875) return fate.network();
    if (roll < 0.91) return fate.armKill(60);
    if (roll < 0.93) return fate.kill();
    if (roll < 0.94) return fate.stop();
    if (roll < 0.955) return fate.damage();
    if (roll < 0.965) return fate.clock();
    if (roll < 0.975) return fate.sleep();
    if (roll < 0.985) return fate.fillDisk();
    if (roll < 0.99) return this.#missFlood();
    return fate.expireToken();
  }

  /** More than a page of messages comes while nothing runs, and the conversation is opened before anything else is read. */
  async #missFlood(): Promise<void> {
    const { fate, others, agent } = this.#now;
    const conversation = this.#chance.pick(this.#conversations);
    await fate.kill(() => {
      others.flood(conversation);
    });
    await agent.show(String(conversation.id));
  }

  async #pass(milliseconds: number): Promise<void> {
    await this.#time.advance(milliseconds);
    while (this.#now.desk.mending) await this.#time.advance(1_000);
  }
}
