import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Demo } from '#demo/create-demo.ts';
import { CodedError } from '#shared/errors.ts';
import type { VirtualTime } from '#tests/support/virtual-time.ts';
import type { Chance } from './chance.ts';
import { diskFull, hookStatements } from './fault-points.ts';
import { PLANS, SEND_PLANS } from './fault-plan.ts';
import type { Ledger } from './ledger.ts';
import type { SimulatedDesk } from './simulated-desk.ts';
import { ME } from './small-world.ts';

export interface FateNeeds {
  readonly demo: Demo;
  readonly desk: SimulatedDesk;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly ledger: Ledger;
  readonly dataDir: string;
  /** A second folder of the same size: the files as they were at the moment of a kill. */
  readonly imageDir: string;
  /** A damaged mirror is begun anew. */
  readonly onDamage: () => void;
  readonly note: (text: string) => void;
}

/** The copy of local.db is made within this time after the last change. */
const COPIED_AFTER_MS = 33_000;
/** Nothing runs for longer than this: it was the whole computer that ended. */
const REBOOT_TAKES_MS = 12_000;
/** SQLite works on pages; the first holds the header. */
const PAGE_BYTES = 4_096;

/** Whatever nobody decides: the server's and the network's faults, the end of the process, the disk, the clock, sleep. */
export class Fate {
  readonly #needs: FateNeeds;
  readonly #unhook: () => void;
  #killAfter: number | null = null;
  #died = false;
  #diskFullUntil = 0;
  #delaying = 0;
  #quiet = false;

  constructor(needs: FateNeeds) {
    this.#needs = needs;
    this.#unhook = hookStatements({
      concerns: (path) => path.startsWith(needs.dataDir),
      before: () => {
        this.#beforeStatement();
      },
    });
  }

  close(): void {
    this.#unhook();
  }

  /** The process has been killed at a statement, and the call it was in has not noticed. */
  get died(): boolean {
    return this.#died;
  }

  // ── Server and network ──

  fault(): void {
    const { chance, demo, time, note } = this.#needs;
    const name = chance.pick(chance.of(0.4) ? SEND_PLANS : Object.keys(PLANS));
    const plan = PLANS[name];
    if (plan === undefined || (plan.delays === true && this.#delaying > 0)) return;
    const id = demo.faults.add(plan.draw(() => chance.next()));
    note(`fault: ${name}`);
    if (plan.delays === true) this.#delaying += 1;
    time.setTimeout(
      () => {
        if (plan.delays === true) this.#delaying -= 1;
        if (!this.#quiet) demo.faults.remove(id);
      },
      5_000 + chance.next() * (plan.lastsMs - 5_000),
    );
  }

  network(): void {
    const { demo, chance, time, desk, note, ledger } = this.#needs;
    if (demo.faults.isCut) demo.faults.restoreNetwork();
    else {
      demo.faults.cutNetwork();
      ledger.count('network cut');
      time.setTimeout(
        () => {
          demo.faults.restoreNetwork();
          if (desk.running && chance.of(0.5)) desk.engine.networkNews(true);
        },
        1_000 + chance.next() * 90_000,
      );
    }
    // The system says so, or it does not.
    if (desk.running && chance.of(0.5)) desk.engine.networkNews(!demo.faults.isCut);
    note(demo.faults.isCut ? 'network cut' : 'network back');
  }

  async expireToken(): Promise<void> {
    const { demo, ledger, note, time, chance } = this.#needs;
    demo.tokens.expireAll();
    ledger.count('token expired');
    note('token expired');
    await time.advance(chance.next() * 30_000);
    await this.signInAgain();
  }

  async signInAgain(): Promise<void> {
    const { demo, desk, time } = this.#needs;
    const token = await time.track(demo.tokens.issue(ME));
    desk.token = token;
    if (desk.running) desk.signIn(token);
  }

  // ── The computer ──

  clock(): void {
    const { desk, chance, ledger, note } = this.#needs;
    desk.clockOff += Math.round((chance.next() - 0.5) * 7_200_000);
    ledger.count('clock moved');
    note(`clock jumps, off by ${Math.round(desk.clockOff / 1000)} s`);
  }

  async sleep(): Promise<void> {
    const { demo, time, chance, ledger, desk, note } = this.#needs;
    demo.hub.closeAll(1006, '');
    time.sleep(60_000 + chance.next() * 3_600_000);
    ledger.count('computer slept');
    note('slept');
    await time.advance(0);
    if (desk.running) desk.engine.powerNews('resume');
  }

  fillDisk(): void {
    const { time, chance, ledger, note } = this.#needs;
    this.#diskFullUntil = time.monotonic() + chance.next() * 20_000;
    ledger.count('disk full');
    note('disk full');
  }

  // ── Ends of the process ──

  /** At one of the next so many statements. */
  armKill(within: number): void {
    this.#killAfter = 1 + this.#needs.chance.upTo(within);
  }

  async kill(meanwhile: () => void = () => undefined): Promise<void> {
    const { desk, ledger, note, time, chance } = this.#needs;
    desk.kill();
    ledger.count('killed');
    note('killed');
    meanwhile();
    const pause = chance.next() * 20_000;
    await time.advance(pause);
    if (pause > REBOOT_TAKES_MS) {
      desk.reboot();
      ledger.count('computer started again');
    }
    this.#start();
  }

  /** Ends orderly, as the program does when it is closed. */
  async stop(): Promise<void> {
    const { desk, ledger, note, time, chance } = this.#needs;
    await desk.stop();
    ledger.count('closed and opened');
    note('closed');
    await time.advance(chance.next() * 60_000);
    this.#start();
  }

  /** After a quiet moment a file is damaged while nothing runs: the copy has everything, or it can be fetched again. */
  async damage(): Promise<void> {
    const { desk, time, ledger, chance, dataDir, note } = this.#needs;
    const file = chance.of(0.6) ? 'local.db' : 'mirror.db';
    if (file === 'local.db') {
      const before = this.#kept();
      const waits = this.#diskFullUntil > time.monotonic();
      await time.advance(COPIED_AFTER_MS);
      if (this.#died || waits || !desk.running || this.#kept() !== before) return;
    }
    desk.kill();
    await time.settle();
    const folder = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith(file));
    if (folder === undefined) throw new Error(`There is no ${file}`);
    spoil(join(dataDir, folder), chance);
    ledger.count(`${file} damaged`);
    note(`${file} damaged`);
    this.#needs.onDamage();
    this.#start();
  }

  /** Starts again after a kill at a statement, from the files as they were right before it. */
  async restart(): Promise<void> {
    if (!this.#died) return;
    const { desk, time, dataDir, imageDir, ledger, note } = this.#needs;
    desk.kill();
    await time.settle();
    rmSync(dataDir, { recursive: true, force: true });
    cpSync(imageDir, dataDir, { recursive: true });
    for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
      // Shared memory does not outlive its processes.
      if (name.endsWith('-shm')) rmSync(join(dataDir, name), { force: true });
    }
    this.#died = false;
    ledger.died();
    ledger.count('killed at a statement');
    note('killed at a statement, started again');
    this.#start();
  }

  /** From here on nothing goes wrong any more. */
  async calm(): Promise<void> {
    this.#killAfter = null;
    this.#diskFullUntil = 0;
    this.#quiet = true;
    await this.restart();
    const { demo, desk } = this.#needs;
    demo.faults.clear();
    demo.faults.restoreNetwork();
    if (!desk.running) this.#start();
  }

  /** A full disk keeps the program from starting; it says so, and starts when there is room. */
  #start(): void {
    const { desk, note } = this.#needs;
    try {
      desk.start();
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'DISK_FULL') throw error;
      note('could not start: the disk is full');
    }
  }

  startIfDown(): boolean {
    if (this.#needs.desk.running) return false;
    this.#start();
    return true;
  }

  #beforeStatement(): void {
    const { time, ledger, dataDir, imageDir, desk } = this.#needs;
    if (this.#died) return;
    if (this.#diskFullUntil > time.monotonic()) {
      ledger.count('statement refused by a full disk');
      throw diskFull();
    }
    if (this.#killAfter === null) return;
    this.#killAfter -= 1;
    if (this.#killAfter > 0) return;
    this.#killAfter = null;
    // What lies in the files at this very moment is what the next start finds; what this life still does is undone.
    rmSync(imageDir, { recursive: true, force: true });
    cpSync(dataDir, imageDir, { recursive: true });
    this.#died = true;
    desk.mute();
  }

  /** Everything in local.db that nobody could give back. */
  #kept(): string {
    const { local } = this.#needs.desk.engine;
    return JSON.stringify([local.outbox.active(), local.drafts.all(), local.marks.all()]);
  }
}

function spoil(path: string, chance: Chance): void {
  const roll = chance.next();
  if (roll < 0.3) {
    truncateSync(path, 0);
    rmSync(`${path}-wal`, { force: true });
  } else if (roll < 0.65) {
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([Buffer.alloc(PAGE_BYTES), bytes.subarray(PAGE_BYTES)]));
    rmSync(`${path}-wal`, { force: true });
  } else {
    const bytes = readFileSync(path);
    for (let at = 100; at < bytes.length; at += 1) bytes[at] = chance.upTo(256);
    writeFileSync(path, bytes);
    rmSync(`${path}-wal`, { force: true });
  }
  if (existsSync(`${path}-shm`)) rmSync(`${path}-shm`);
}
