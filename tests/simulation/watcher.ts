import type { Demo } from '#demo/create-demo.ts';
import type { EngineEvent, StampedEvent, ThreadPage } from '#shared/contract/engine.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import type { Ledger } from './ledger.ts';
import type { SimulatedDesk } from './simulated-desk.ts';

interface Seen {
  readonly edits: number;
  readonly deleted: boolean;
}

/** What the renderer is told, while it is told: later truth does not excuse an earlier lie. */
export class Watcher {
  readonly problems = new Set<string>();
  readonly #demo: Demo;
  readonly #seen = new Map<string, Seen>();
  #isDamaged = false;
  #epoch = '';
  #revision = 0;

  readonly #ledger: Ledger;
  /** Whose thread is looked at when something of the agent's own has come. */
  desk: SimulatedDesk | null = null;

  constructor(demo: Demo, ledger: Ledger) {
    this.#demo = demo;
    this.#ledger = ledger;
  }

  readonly hear = ({ stamp, event }: StampedEvent): void => {
    if (stamp.epoch === this.#epoch && stamp.revision !== this.#revision + 1) {
      this.problems.add(`revision ${stamp.revision} came after ${this.#revision}`);
    }
    this.#epoch = stamp.epoch;
    this.#revision = stamp.revision;
    this.#look(event);
  };

  /** A damaged mirror is fetched again: what was seen before may come again in any order. */
  forget(): void {
    this.#seen.clear();
    this.#isDamaged = true;
  }

  #look(event: EngineEvent): void {
    if (event.type !== 'changed') return;
    for (const { conversationId, rows } of event.messages) {
      for (const row of rows) this.#message(row);
      // Looked at once everybody within the engine has heard of it.
      if (rows.some((row) => row.own && row.messageId !== null)) queueMicrotask(() => this.#bubbles(conversationId));
    }
  }

  /** What is being sent and what has come of it are one bubble, also before the answer is there. */
  #bubbles(conversationId: string): void {
    const { desk } = this;
    if (desk?.running !== true || this.#isDamaged) return;
    const { rows, unsent } = desk.engine.handle('thread.page', {
      conversationId,
      from: { kind: 'newest' },
      limit: 20,
    }) as ThreadPage;
    const keys = [...rows, ...unsent].map((row) => row.key);
    if (new Set(keys).size !== keys.length) this.problems.add(`conversation ${conversationId} showed a bubble twice`);
    for (const row of unsent) {
      if (row.unsent?.state !== 'sending' || this.#ledger.twins.has(`${conversationId} ${row.content}`)) continue;
      const floor = desk.engine.local.outbox.get(row.unsent.clientMessageId).newestIdBeforeAttempt ?? 0;
      const again = rows.some((one) => one.own && (one.messageId ?? 0) > floor && one.content === row.content);
      if (again) this.problems.add(`"${row.content}" was shown twice while it was being sent`);
    }
  }

  /** Deletion is sticky, and edits never become fewer. */
  #message(row: MessageRow): void {
    if (row.messageId === null) return;
    const key = `${row.conversationId} ${row.messageId}`;
    const before = this.#seen.get(key);
    // A deletion or an edit of the agent's own that the server refused is taken back; what the server has is not.
    const deletedThere = row.deleted && this.#isDeleted(row.messageId);
    if (before?.deleted === true && !row.deleted)
      this.problems.add(`message ${key} was shown again after its deletion`);
    if (before !== undefined && !row.deleted && row.edits.length < before.edits) {
      this.problems.add(`message ${key} was shown with fewer edits than before`);
    }
    if (!row.deleted && row.content !== '' && row.content === row.edits.at(-1)?.previousContent) {
      this.problems.add(`message ${key} was shown with the words from before its last edit`);
    }
    this.#seen.set(key, {
      edits: Math.max(row.edits.length, before?.edits ?? 0),
      deleted: deletedThere || before?.deleted === true,
    });
  }

  #isDeleted(messageId: number): boolean {
    const row = this.#demo.world.store.get<{ is_deleted: number }>(
      'SELECT is_deleted FROM messages WHERE id = ?',
      messageId,
    );
    return row?.is_deleted === 1;
  }
}
