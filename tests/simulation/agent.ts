import { CodedError } from '#shared/errors.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import type { VirtualTime } from '#tests/support/virtual-time.ts';
import type { Chance } from './chance.ts';
import type { Fate } from './fate.ts';
import type { Composed, Ledger, Opened } from './ledger.ts';
import { picture } from '#tests/support/picture.ts';
import type { SimulatedDesk } from './simulated-desk.ts';
import type { SmallConversation } from './small-world.ts';

/** Words that everybody uses: the same ones again and again, also from the agent's other device. */
const SHARED_WORDS = ['Baik Kak', 'Siap', 'Oke'] as const;

export interface AgentNeeds {
  readonly seed: number;
  readonly desk: SimulatedDesk;
  readonly chance: Chance;
  readonly time: VirtualTime;
  readonly ledger: Ledger;
  readonly fate: Fate;
  readonly conversations: readonly SmallConversation[];
  readonly note: (text: string) => void;
}

/** The agent at the desk: everything goes through the contract, as the renderer would call it. */
export class Agent {
  readonly #needs: AgentNeeds;
  #serial = 0;

  constructor(needs: AgentNeeds) {
    this.#needs = needs;
  }

  /** Some messages in a row, mostly one, in a conversation of the server or in one that is still being opened. */
  async compose(): Promise<void> {
    const { chance } = this.#needs;
    const place = this.#place();
    const burst = chance.of(0.45) ? 2 + chance.upTo(3) : 1;
    for (let index = 0; index < burst; index += 1) await this.#send(place, chance.of(0.1));
  }

  async open(): Promise<void> {
    const { chance, ledger, seed, conversations } = this.#needs;
    const customer = chance.pick(conversations).customer;
    const opened: Opened = {
      clientId: chance.uuid(),
      title: `Baru ${seed}-${this.#serial++}`,
      ref: null,
      accepted: false,
      discarded: false,
    };
    const words = chance.of(0.7);
    const first = words ? this.#note(`new:${opened.clientId}`, `Kirim ${seed}-${this.#serial++}`, null, true) : null;
    ledger.opened.push(opened);
    await this.#insist(
      `new:${opened.clientId}`,
      async () => {
        const { conversationId } = await this.#needs.desk.call('conversation.create', {
          clientConversationId: opened.clientId,
          title: opened.title,
          type: 'order_support',
          participantIds: [customer],
          metadata: { order_number: `ORD-${this.#serial}` },
          firstMessage: first === null ? null : { clientMessageId: first.clientId, content: first.content, files: [] },
        });
        // A conversation that is there by now is called by its id.
        opened.ref = `new:${opened.clientId}`;
        return conversationId;
      },
      () => {
        opened.accepted = true;
        if (first !== null) first.accepted = true;
        this.#needs.note(`opens ${opened.title}${first === null ? '' : ` with ${first.content}`}`);
      },
      () => {
        opened.discarded = true;
        opened.ref = `new:${opened.clientId}`;
        if (first !== null) first.discarded = true;
      },
    );
  }

  /** Reads, reacts, edits, deletes. */
  async actOnMessage(): Promise<void> {
    const { desk, chance } = this.#needs;
    const conversationId = String(chance.pick(this.#needs.conversations).id);
    const page = await desk.call('thread.page', { conversationId, from: { kind: 'newest' }, limit: 10 });
    const rows = page.rows.filter((row) => !row.deleted && row.messageId !== null);
    const row = rows.at(chance.upTo(rows.length));
    if (row?.messageId == null) return;
    const { messageId } = row;
    await this.#tolerant(() => this.#act(conversationId, messageId, row, page.rows.at(-1)?.messageId ?? messageId));
  }

  async changeConversation(): Promise<void> {
    const { desk, chance } = this.#needs;
    const conversationId = String(chance.pick(this.#needs.conversations).id);
    await this.#tolerant(async () => {
      if (chance.of(0.7)) {
        const mutedUntil = chance.of(0.7) ? Math.round(desk.engine.now() / 1_000) * 1_000 + 36_000_000 : null;
        await desk.call('conversation.update', { conversationId, mutedUntil });
      } else if (chance.of(0.5)) {
        await desk.call('conversation.report', { conversationId, reason: 'Spam' });
      } else {
        await desk.call('conversation.update', { conversationId, isOpen: true });
      }
      this.#needs.note(`changes ${conversationId}`);
    });
  }

  /**
   * Writes on below what stands there, and counts its version as the composer does: above what it knows of, and not below the computer's clock.
   */
  async draft(): Promise<void> {
    const { chance, seed, desk, ledger, fate } = this.#needs;
    const place = this.#place();
    const text = `Draf ${seed}-${this.#serial++}`;
    await this.#tolerant(async () => {
      const stored = await desk.call('draft.get', { conversationId: place });
      await desk.call('draft.save', {
        conversationId: place,
        text: stored === null || stored.text === '' ? text : `${stored.text}\n${text}`,
        files: stored?.files.map((file) => file.stageId) ?? [],
        replyTo: stored?.replyTo ?? null,
        selectionStart: 0,
        selectionEnd: 0,
        version: Math.max((stored?.version ?? 0) + 1, desk.engine.now()),
      });
      if (!fate.died) ledger.drafted(place, text);
    });
    if (chance.of(0.3)) await this.show(place);
  }

  async show(place: string | null): Promise<void> {
    if (!this.#needs.desk.running) return;
    await this.#tolerant(async () => {
      await this.#needs.desk.call('conversation.show', { windowId: 'one', conversationId: place, focused: true });
    });
  }

  /** Calls a waiting message back, or takes it back into the draft. */
  async callBack(): Promise<void> {
    const { desk, chance, ledger, fate } = this.#needs;
    const entries = await desk.call('outbox.list', {});
    const entry = entries.at(chance.upTo(entries.length));
    const unsent = entry?.message.unsent ?? null;
    const composed = unsent === null ? undefined : ledger.find(unsent.clientMessageId);
    if (entry === undefined || unsent === null || composed === undefined) return;
    if (!['queued', 'sending', 'checking'].includes(unsent.state)) return;
    const action = chance.of(0.5) ? 'edit' : 'cancel';
    await this.#tolerant(async () => {
      const { outcome } = await desk.call('outbox.act', { clientMessageId: unsent.clientMessageId, action });
      this.#needs.note(`calls ${composed.content} back (${action}): ${outcome}`);
      if (fate.died || outcome === 'when-answered') composed.mayBeMissing = true;
      else if (outcome === 'done') {
        composed.discarded = true;
        if (action === 'edit') ledger.drafted(composed.place, composed.content);
      }
    });
    if (fate.died) composed.mayBeMissing = true;
  }

  #place(): string {
    const { chance, ledger, conversations } = this.#needs;
    const names = ledger.opened.flatMap((one) => (one.ref !== null && !one.discarded ? [one.ref] : []));
    return names.length > 0 && chance.of(0.25) ? chance.pick(names) : String(chance.pick(conversations).id);
  }

  #note(place: string, content: string, file: Uint8Array | null, withCreate = false): Composed {
    const composed: Composed = {
      clientId: this.#needs.chance.uuid(),
      place,
      content,
      file,
      withCreate,
      accepted: false,
      mayBeMissing: false,
      discarded: false,
      orderFree: false,
      answers: null,
      faulted: false,
      asked: false,
      calls: 0,
    };
    this.#needs.ledger.composed.push(composed);
    return composed;
  }

  async #send(place: string, withFile: boolean): Promise<void> {
    const { desk, chance, ledger, seed } = this.#needs;
    const content = chance.of(0.85) ? `Kirim ${seed}-${this.#serial++}` : chance.pick(SHARED_WORDS);
    const bytes = withFile ? picture(() => chance.next()) : null;
    const composed = this.#note(place, content, bytes);
    const page = await desk.call('thread.page', { conversationId: place, from: { kind: 'newest' }, limit: 20 });
    const target = page.rows.at(-1)?.messageId ?? null;
    const waiting = page.unsent.at(-1)?.unsent?.clientMessageId ?? null;
    const replyTo = chance.of(0.15) ? this.#reply(waiting, target) : null;
    composed.answers = replyTo?.clientMessageId ?? null;
    await this.#insist(
      place,
      async () => {
        const files = bytes === null ? [] : [await this.#stage(bytes)];
        await desk.call('message.send', {
          conversationId: place,
          clientMessageId: composed.clientId,
          content,
          contentType: 'text',
          metadata: {},
          replyTo,
          parentMessageId: null,
          files,
          newestShownMessageId: target,
        });
      },
      () => {
        composed.accepted = true;
        ledger.drafts.delete(place);
        this.#needs.note(`sends ${content} in ${place}`);
      },
      () => {
        composed.discarded = true;
        this.#needs.note(`could not write down ${content}`);
      },
    );
  }

  #reply(waiting: string | null, target: number | null) {
    if (waiting !== null && this.#needs.chance.of(0.5)) return { messageId: null, clientMessageId: waiting };
    return target === null ? null : { messageId: target, clientMessageId: null };
  }

  /**
   * As the renderer does: a call that died with the process is made again with the same id. What is refused stays with the agent, who here
   * gives it up.
   */
  async #insist(place: string, call: () => Promise<unknown>, accepted: () => void, refused: () => void): Promise<void> {
    const { fate, ledger } = this.#needs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await call();
        if (!fate.died) {
          accepted();
          return;
        }
      } catch (error) {
        if (!fate.died) {
          if (!isRefusal(error)) throw error;
          // Refused when it was asked for again: the first time it may have been written down.
          if (attempt === 0) refused();
          return;
        }
      }
      // The draft was cleared with it, or not.
      ledger.drafts.delete(place);
      await fate.restart();
      if (!this.#needs.desk.running) return;
    }
  }

  async #stage(bytes: Uint8Array): Promise<string> {
    const { desk, chance } = this.#needs;
    const stageId = chance.uuid();
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

  async #act(conversationId: string, messageId: number, row: MessageRow, newest: number): Promise<void> {
    const { desk, chance } = this.#needs;
    const roll = chance.next();
    if (roll < 0.35) {
      await desk.call('read.mark', { conversationId, messageId: newest });
    } else if (roll < 0.7) {
      const emoji = chance.pick(['👍', '❤️']);
      const mine = row.reactions.some((group) => group.emoji === emoji && group.mine);
      await desk.call('reaction.set', { conversationId, messageId, emoji, on: !mine });
    } else if (row.own && roll < 0.85) {
      await desk.call('message.edit', { conversationId, messageId, content: `${row.content} (ubah)`, reason: null });
    } else if (row.own) {
      await desk.call('message.delete', { conversationId, messageId });
    }
  }

  /** Writing may be refused by a full disk or cut short by a kill: then it did not happen, and the agent was told. */
  async #tolerant(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.#needs.fate.died && !isRefusal(error) && !isExtensionMissing(error)) throw error;
    }
  }
}

/** The full disk is said; a file that could not be kept whole is said as well. */
export function isRefusal(error: unknown): boolean {
  return error instanceof CodedError && ['DISK_FULL', 'STORAGE_FAILED', 'NOT_FOUND'].includes(error.code);
}

function isExtensionMissing(error: unknown): boolean {
  return error instanceof CodedError && error.code === 'EXTENSION_UNAVAILABLE';
}
