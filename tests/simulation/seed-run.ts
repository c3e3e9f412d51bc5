import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemo, type Demo } from '#demo/create-demo.ts';
import { seededRandom } from '#demo/ports.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import type { OutboxState } from '#shared/domain/outbox-state.ts';
import { CodedError } from '#shared/errors.ts';
import { VirtualTime } from '#tests/support/virtual-time.ts';
import { drawNature, TRANSIENT, type ServerNature } from './fault-plan.ts';
import { diskFull, hookStatements } from './fault-points.ts';
import { compareMirror, compareSends, type Composed } from './invariants.ts';
import { picture } from './picture.ts';
import { SimulatedDesk } from './simulated-desk.ts';
import { ME, smallWorld, COLLEAGUE, type SmallConversation } from './small-world.ts';

export interface SeedReport {
  readonly seed: number;
  readonly nature: ServerNature;
  /** What does not hold; empty when all is well. */
  readonly problems: readonly string[];
  readonly composed: number;
  /** Sends of which an attempt was broken, delayed or answered wrongly. */
  readonly faultedSends: number;
  /** Times that the agent was asked because reading could not settle it. */
  readonly questions: number;
  readonly held: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly history: readonly string[];
}

const ACTIONS = 36;
const QUIET_ROUNDS = 60;

/** One seed is one run: a shift on a bad day, then quiet, then the account of what arrived. */
export async function runSeed(seed: number): Promise<SeedReport> {
  const run = new SeedRun(seed);
  try {
    return await run.play();
  } finally {
    run.cleanUp();
  }
}

class SeedRun {
  readonly #seed: number;
  readonly #random: () => number;
  readonly #time: VirtualTime;
  readonly #dataDir: string;
  readonly #image: string;
  readonly #nature: ServerNature;
  readonly #composed: Composed[] = [];
  readonly #drafts = new Map<number, string>();
  readonly #faults = new Map<string, number>();
  readonly #history: string[] = [];
  readonly #problems: string[] = [];
  #conversations: SmallConversation[] = [];
  #demo: Demo | null = null;
  #desk: SimulatedDesk | null = null;
  #unhook: (() => void) | null = null;
  #killAfter: number | null = null;
  #wasKilled = false;
  #diskFullFor = 0;
  #questions = 0;
  #held = 0;
  #serial = 0;
  #draftVersion = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = seededRandom(seed * 7919 + 17);
    this.#time = new VirtualTime();
    this.#dataDir = mkdtempSync(join(tmpdir(), 'desk-seed-'));
    this.#image = mkdtempSync(join(tmpdir(), 'desk-image-'));
    this.#nature = drawNature(this.#random);
  }

  async play(): Promise<SeedReport> {
    const demo = await this.#open();
    const desk = this.#deskNow();
    await this.#pass(3_000 + this.#random() * 20_000);
    for (let step = 0; step < ACTIONS && this.#problems.length === 0; step += 1) {
      await this.#act();
      await this.#restartIfKilled();
      await this.#pass(this.#random() < 0.35 ? this.#random() * 400 : this.#random() * 25_000);
      await this.#restartIfKilled();
    }
    await this.#quiet();
    await this.#judge();
    const faults = { ...Object.fromEntries(this.#faults), ...demo.faults.injected() };
    if (desk.running) await desk.stop();
    return {
      seed: this.#seed,
      nature: this.#nature,
      problems: this.#problems,
      composed: this.#composed.length,
      faultedSends: this.#composed.filter((one) => one.wasFaulted).length,
      questions: this.#questions,
      held: this.#held,
      faults,
      history: this.#history,
    };
  }

  cleanUp(): void {
    this.#unhook?.();
    this.#desk?.kill();
    this.#demo?.close();
    rmSync(this.#dataDir, { recursive: true, force: true });
    rmSync(this.#image, { recursive: true, force: true });
  }

  async #open(): Promise<Demo> {
    const time = this.#time;
    const demo = await createDemo({
      clock: {
        now: () => time.now(),
        setTimeout: (callback, ms) => time.setTimeout(callback, ms),
        clearTimeout: (handle) => {
          time.clearTimeout(handle as number);
        },
      },
      random: this.#random,
      quietPeople: true,
      populate: (builder) => {
        this.#conversations = smallWorld(builder, this.#random);
      },
    });
    this.#demo = demo;
    for (const shape of this.#nature.shapes) demo.faults.add({ kind: 'shape', shape });
    if (!this.#nature.echoes) demo.faults.add({ kind: 'keep-only-text' });
    const account = demo.accounts.find((one) => one.userId === ME);
    if (account === undefined) throw new Error('The agent has no account');
    this.#desk = new SimulatedDesk({
      demo,
      account,
      time,
      random: this.#random,
      dataDir: this.#dataDir,
      realtime: this.#nature.realtime,
      onStep: (clientId, from, to) => {
        this.#step(clientId, from, to);
      },
    });
    this.#unhook = hookStatements({
      concerns: (path) => path.startsWith(this.#dataDir),
      before: () => {
        this.#beforeStatement();
      },
    });
    this.#desk.start();
    return demo;
  }

  #demoNow(): Demo {
    if (this.#demo === null) throw new Error('The run has not begun');
    return this.#demo;
  }

  #deskNow(): SimulatedDesk {
    if (this.#desk === null) throw new Error('The run has not begun');
    return this.#desk;
  }

  // ── What happens within the files ──

  #beforeStatement(): void {
    if (this.#diskFullFor > 0) {
      this.#diskFullFor -= 1;
      throw diskFull();
    }
    if (this.#killAfter === null) return;
    this.#killAfter -= 1;
    if (this.#killAfter > 0) return;
    this.#killAfter = null;
    // What lies in the files at this very moment is what the next start finds; what this life still does is undone.
    rmSync(this.#image, { recursive: true, force: true });
    cpSync(this.#dataDir, this.#image, { recursive: true });
    this.#wasKilled = true;
    this.#deskNow().mute();
  }

  async #restartIfKilled(): Promise<void> {
    if (!this.#wasKilled) return;
    this.#wasKilled = false;
    const desk = this.#deskNow();
    desk.kill();
    await this.#time.settle();
    rmSync(this.#dataDir, { recursive: true, force: true });
    cpSync(this.#image, this.#dataDir, { recursive: true });
    for (const name of readdirSync(this.#dataDir, { recursive: true, encoding: 'utf8' })) {
      // Shared memory does not outlive its processes.
      if (name.endsWith('-shm')) rmSync(join(this.#dataDir, name), { force: true });
    }
    this.#note('killed at a statement, started again');
    this.#forgetUnsaved();
    desk.start();
  }

  /** A send that was accepted before the image counts; one whose call never came back does not have to be there. */
  #forgetUnsaved(): void {
    for (const one of this.#composed) if (!one.accepted) one.mayBeMissing = true;
  }

  #step(clientId: string, from: OutboxState, to: OutboxState): void {
    const composed = this.#composed.find((one) => one.clientId === clientId);
    if (composed === undefined) return;
    if (to === 'checking' || (from === 'sending' && to === 'queued')) composed.wasFaulted = true;
    if (to === 'unconfirmed') this.#questions += 1;
    if (to === 'held') this.#held += 1;
    if (to === 'failed') composed.orderFree = true;
  }

  // ── What the agent, others and fate do ──

  async #act(): Promise<void> {
    const roll = this.#random();
    const desk = this.#deskNow();
    if (!desk.running) {
      desk.start();
      this.#note('started');
      return;
    }
    if (roll < 0.36) return this.#compose();
    if (roll < 0.46) return this.#othersWrite();
    if (roll < 0.56) return this.#actOnMessage();
    if (roll < 0.6) return this.#draft();
    if (roll < 0.82) return this.#fault();
    if (roll < 0.88) return this.#network();
    if (roll < 0.92) return this.#armKill();
    if (roll < 0.94) return this.#hardKill();
    if (roll < 0.955) return this.#clock();
    if (roll < 0.975) return this.#sleep();
    if (roll < 0.985) return this.#fillDisk();
    return this.#expireToken();
  }

  async #compose(): Promise<void> {
    const conversation = this.#pick(this.#conversations);
    const burst = this.#random() < 0.4 ? 1 + Math.floor(this.#random() * 4) : 1;
    for (let index = 0; index < burst; index += 1) {
      const withFile = this.#random() < 0.08;
      await this.#send(conversation, withFile);
    }
  }

  async #send(conversation: SmallConversation, withFile: boolean): Promise<void> {
    const desk = this.#deskNow();
    const clientId = this.#uuid();
    // Mostly unmistakable; sometimes the same short words again, as people write.
    const content =
      this.#random() < 0.85 ? `Kirim ${this.#seed}-${this.#serial++}` : this.#pick(['Baik Kak', 'Siap', 'Oke']);
    const composed: Composed = {
      clientId,
      conversationId: conversation.id,
      content,
      accepted: false,
      mayBeMissing: false,
      discarded: false,
      orderFree: false,
      wasFaulted: false,
      hasFile: withFile,
    };
    this.#composed.push(composed);
    try {
      const page = await desk.call('thread.page', {
        conversationId: String(conversation.id),
        from: { kind: 'newest' },
        limit: 20,
      });
      const files = withFile ? [await this.#stage()] : [];
      const waiting = page.unsent.at(-1)?.unsent?.clientMessageId ?? null;
      const target = page.rows.at(-1)?.messageId ?? null;
      const replyTo =
        this.#random() < 0.15
          ? waiting !== null && this.#random() < 0.5
            ? { messageId: null, clientMessageId: waiting }
            : target === null
              ? null
              : { messageId: target, clientMessageId: null }
          : null;
      await desk.call('message.send', {
        conversationId: String(conversation.id),
        clientMessageId: clientId,
        content,
        contentType: 'text',
        metadata: {},
        replyTo,
        parentMessageId: null,
        files,
        newestShownMessageId: target,
      });
      if (this.#wasKilled) {
        // It may or may not have been written down before the process died; the agent repeats it with the same id.
        await this.#restartIfKilled();
        return;
      }
      composed.accepted = true;
      this.#drafts.delete(conversation.id);
      this.#note(`sends ${content} in ${conversation.id}`);
    } catch (error) {
      if (this.#wasKilled) return;
      if (!isStorageRefusal(error)) throw error;
      // The agent was told, the text stays in the composer; here it is given up.
      composed.discarded = true;
      this.#note(`could not write down ${content}`);
    }
  }

  async #stage(): Promise<string> {
    const desk = this.#deskNow();
    const stageId = this.#uuid();
    const bytes = picture(this.#random);
    await desk.call('file.stageBegin', {
      stageId,
      filename: 'foto.png',
      sizeBytes: bytes.byteLength,
      asSticker: false,
      width: null,
      height: null,
    });
    await desk.call('file.stageChunk', { stageId, offset: 0, base64: Buffer.from(bytes).toString('base64') });
    await desk.call('file.stageEnd', { stageId });
    return stageId;
  }

  #othersWrite(): void {
    const conversation = this.#pick(this.#conversations);
    const roll = this.#random();
    const who = roll < 0.6 ? conversation.customer : roll < 0.85 && conversation.hasColleague ? COLLEAGUE : ME;
    // The agent's other device writes what nobody writes here, but for the short words that everybody uses.
    const content = who === ME ? `Ponsel ${this.#seed}-${this.#serial++}` : `Lain ${this.#seed}-${this.#serial++}`;
    this.#demoNow().people.say(conversation.id, who, content);
    this.#note(`${who} says ${content} in ${conversation.id}`);
  }

  async #actOnMessage(): Promise<void> {
    const desk = this.#deskNow();
    const conversation = this.#pick(this.#conversations);
    const conversationId = String(conversation.id);
    const page = await desk.call('thread.page', { conversationId, from: { kind: 'newest' }, limit: 10 });
    const rows = page.rows.filter((row) => !row.deleted && row.messageId !== null);
    const row = rows.at(Math.floor(this.#random() * rows.length));
    if (row?.messageId == null) return;
    const { messageId } = row;
    const roll = this.#random();
    await this.#tolerant(async () => {
      if (roll < 0.35) {
        await desk.call('read.mark', { conversationId, messageId: page.rows.at(-1)?.messageId ?? messageId });
      } else if (roll < 0.7) {
        const emoji = this.#pick(['👍', '❤️']);
        const mine = row.reactions.some((group) => group.emoji === emoji && group.mine);
        await desk.call('reaction.set', { conversationId, messageId, emoji, on: !mine });
      } else if (row.own && roll < 0.85) {
        await desk.call('message.edit', { conversationId, messageId, content: `${row.content} (ubah)`, reason: null });
        this.#renamed(row, `${row.content} (ubah)`);
      } else if (row.own) {
        await desk.call('message.delete', { conversationId, messageId });
        this.#removed(row);
      }
    });
  }

  #renamed(row: MessageRow, content: string): void {
    const composed = this.#composed.find((one) => `o:${one.clientId}` === row.key);
    if (composed !== undefined) composed.edited = content;
  }

  #removed(row: MessageRow): void {
    const composed = this.#composed.find((one) => `o:${one.clientId}` === row.key);
    if (composed !== undefined) composed.removed = true;
  }

  async #draft(): Promise<void> {
    const conversation = this.#pick(this.#conversations);
    const text = `Draf ${this.#seed}-${this.#serial++}`;
    await this.#tolerant(async () => {
      await this.#deskNow().call('draft.save', {
        conversationId: String(conversation.id),
        text,
        files: [],
        replyTo: null,
        selectionStart: 0,
        selectionEnd: 0,
        version: 1_000_000 + this.#draftVersion++,
      });
      if (!this.#wasKilled) this.#drafts.set(conversation.id, text);
      else this.#drafts.delete(conversation.id);
    });
  }

  #fault(): void {
    const name = this.#pick(Object.keys(TRANSIENT));
    const draw = TRANSIENT[name];
    if (draw === undefined) return;
    const id = this.#demoNow().faults.add(draw(this.#random));
    this.#count(`plan: ${name}`);
    this.#note(`fault: ${name}`);
    this.#time.setTimeout(() => this.#demo?.faults.remove(id), 5_000 + this.#random() * 60_000);
  }

  #network(): void {
    const { faults } = this.#demoNow();
    if (faults.isCut) faults.restoreNetwork();
    else {
      faults.cutNetwork();
      this.#time.setTimeout(() => this.#demo?.faults.restoreNetwork(), 1_000 + this.#random() * 90_000);
    }
    this.#note(faults.isCut ? 'network cut' : 'network back');
  }

  #armKill(): void {
    this.#killAfter = 1 + Math.floor(this.#random() * 40);
    this.#count('kill at a statement');
  }

  async #hardKill(): Promise<void> {
    this.#deskNow().kill();
    this.#count('kill');
    this.#note('killed');
    await this.#pass(this.#random() * 20_000);
    this.#deskNow().start();
  }

  #clock(): void {
    this.#time.jump(Math.round((this.#random() - 0.5) * 7_200_000));
    this.#count('clock jump');
    this.#note('clock jumps');
  }

  async #sleep(): Promise<void> {
    const demo = this.#demoNow();
    demo.hub.closeAll(1006, '');
    this.#time.sleep(60_000 + this.#random() * 3_600_000);
    this.#count('sleep');
    this.#note('slept');
    await this.#pass(0);
    if (this.#deskNow().running) this.#deskNow().engine.powerNews('resume');
  }

  #fillDisk(): void {
    this.#diskFullFor = 1 + Math.floor(this.#random() * 6);
    this.#count('disk full');
    this.#note('disk full');
  }

  async #expireToken(): Promise<void> {
    const demo = this.#demoNow();
    demo.tokens.expireAll();
    this.#count('token expired');
    this.#note('token expired');
    await this.#pass(this.#random() * 30_000);
    await this.#signInAgain();
  }

  async #signInAgain(): Promise<void> {
    const token = await this.#time.track(this.#demoNow().tokens.issue(ME));
    this.#deskNow().token = token;
    if (this.#deskNow().running) this.#deskNow().signIn(token);
  }

  // ── The end ──

  /** Nothing goes wrong any more; the agent answers what is asked, until nothing waits. */
  async #quiet(): Promise<void> {
    const demo = this.#demoNow();
    const desk = this.#deskNow();
    this.#killAfter = null;
    this.#diskFullFor = 0;
    await this.#restartIfKilled();
    demo.faults.clear();
    demo.faults.restoreNetwork();
    for (const shape of this.#nature.shapes) demo.faults.add({ kind: 'shape', shape });
    if (!this.#nature.echoes) demo.faults.add({ kind: 'keep-only-text' });
    if (!desk.running) desk.start();
    await this.#signInAgain();
    for (let round = 0; round < QUIET_ROUNDS; round += 1) {
      await this.#pass(30_000);
      if (!(await this.#answerQuestions())) break;
      if (round === QUIET_ROUNDS - 1) this.#problems.push(`the outbox does not end: ${await this.#waiting()}`);
    }
  }

  /** True while anything waits. */
  async #answerQuestions(): Promise<boolean> {
    const desk = this.#deskNow();
    const entries = await desk.call('outbox.list', {});
    for (const { message } of entries) {
      const { unsent } = message;
      if (unsent === null) continue;
      const composed = this.#composed.find((one) => one.clientId === unsent.clientMessageId);
      const act = (action: 'retry' | 'send-anyway' | 'discard' | 'mark-sent') =>
        desk.call('outbox.act', { clientMessageId: unsent.clientMessageId, action });
      if (unsent.state === 'held') {
        const drop = this.#random() < 0.2;
        if (composed !== undefined) {
          if (drop) composed.discarded = true;
          composed.orderFree = true;
        }
        await act(drop ? 'discard' : 'send-anyway');
      } else if (unsent.state === 'failed') {
        if (composed !== undefined) composed.orderFree = true;
        await act('retry');
      } else if (unsent.state === 'unconfirmed') {
        // The agent looks at the thread: is it there or not?
        if (composed !== undefined) composed.orderFree = true;
        const there = compareSends(this.#demoNow(), this.#composed).missing.includes(unsent.clientMessageId);
        await act(there ? 'send-anyway' : 'mark-sent');
      }
    }
    return entries.length > 0 || this.#actionsWait();
  }

  #actionsWait(): boolean {
    return this.#deskNow().engine.local.outbox.toDo().length > 0;
  }

  async #waiting(): Promise<string> {
    const rows = this.#deskNow().engine.local.outbox.toDo();
    return rows.map((row) => `${row.kind} ${row.state} ${row.error?.code ?? ''}`).join(', ');
  }

  async #judge(): Promise<void> {
    const demo = this.#demoNow();
    const desk = this.#deskNow();
    // Every conversation is opened once: what has no feed of its own is read again then.
    for (const { id } of this.#conversations) {
      await desk.call('conversation.show', { windowId: 'one', conversationId: String(id), focused: true });
      await this.#pass(8_000);
    }
    await desk.call('conversation.show', { windowId: 'one', conversationId: null, focused: false });
    await this.#pass(150_000);
    const sends = compareSends(demo, this.#composed);
    this.#problems.push(...sends.problems);
    if (this.#nature.echoes && this.#questions > 0) this.#problems.push('a question although the server echoes ids');
    this.#problems.push(...(await compareMirror(demo, desk, this.#conversations)));
    for (const [conversationId, text] of this.#drafts) {
      const draft = await desk.call('draft.get', { conversationId: String(conversationId) });
      if (draft === null || !draft.text.includes(text)) this.#problems.push(`draft "${text}" is lost`);
    }
    for (const entry of desk.logs) {
      if (entry.level === 'error' && entry.event !== 'mirror set aside, it is fetched again') {
        this.#problems.push(`logged: ${entry.event} ${JSON.stringify(entry.details ?? {})}`);
      }
    }
  }

  // ── Small things ──

  /** Writing may be refused by a full disk or cut short by a kill: then it did not happen, and the agent was told. */
  async #tolerant(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.#wasKilled && !isStorageRefusal(error) && !isExtensionMissing(error)) throw error;
    }
  }

  #pass(milliseconds: number): Promise<void> {
    return this.#time.advance(milliseconds);
  }

  #count(name: string): void {
    this.#faults.set(name, (this.#faults.get(name) ?? 0) + 1);
  }

  #note(text: string): void {
    this.#history.push(`${Math.round(this.#time.monotonic() / 100) / 10}s ${text}`);
  }

  #pick<T>(from: readonly T[]): T {
    const item = from[Math.floor(this.#random() * from.length)];
    if (item === undefined) throw new Error('Nothing to choose from');
    return item;
  }

  #uuid(): string {
    const hex = Array.from({ length: 32 }, () => Math.floor(this.#random() * 16).toString(16)).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

function isStorageRefusal(error: unknown): boolean {
  return error instanceof CodedError && (error.code === 'DISK_FULL' || error.code === 'STORAGE_FAILED');
}

function isExtensionMissing(error: unknown): boolean {
  return error instanceof CodedError && error.code === 'EXTENSION_UNAVAILABLE';
}
