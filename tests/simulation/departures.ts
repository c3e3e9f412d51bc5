import type { Demo } from '#demo/create-demo.ts';
import type { Fault } from '#demo/faults/fault.ts';
import type { OutboxRow } from '#electron/sync/store/local/rows.ts';
import type { ServerNature } from './fault-plan.ts';
import { COLLEAGUE } from './small-world.ts';

interface Standing {
  readonly newest: number;
  /** Newest message of the agent's colleague. */
  readonly colleague: number;
}

/**
 * Looks at each message at the moment it leaves: whether its conversation had been read up to where it stood when the program started, and
 * whether a colleague had answered by then without the agent having been asked.
 */
export class Departures {
  readonly problems = new Set<string>();
  readonly #demo: Demo;
  readonly #nature: ServerNature;
  #standing = new Map<number, Standing>();
  #mayNotSee = false;
  #isRebuilt = false;

  constructor(demo: Demo, nature: ServerNature) {
    this.#demo = demo;
    this.#nature = nature;
  }

  /** The program starts. */
  begin(): void {
    this.#mayNotSee = false;
    const rows = this.#demo.world.store.all<{ id: number; newest: number | null; colleague: number | null }>(
      `SELECT conversation_id AS id, max(id) AS newest, max(CASE WHEN sender_user_id = ? AND is_deleted = 0 THEN id END) AS colleague
       FROM messages GROUP BY conversation_id`,
      COLLEAGUE,
    );
    this.#standing = new Map(rows.map((row) => [row.id, { newest: row.newest ?? 0, colleague: row.colleague ?? 0 }]));
  }

  /** A mirror that is begun anew knows its newest pages first: what a colleague said long before them it does not know yet. */
  rebuilt(): void {
    this.#isRebuilt = true;
  }

  struck(faults: readonly Fault[]): void {
    // A replica that lags, or a record that can't be read, hides what there is.
    const hides = (fault: Fault): boolean =>
      fault.kind === 'read-lag' || (fault.kind === 'shape' && fault.shape === 'bad-record');
    if (faults.some(hides)) this.#mayNotSee = true;
  }

  leaves(row: OutboxRow): void {
    if (this.#mayNotSee || row.conversationId === null) return;
    const standing = this.#standing.get(row.conversationId);
    if (standing === undefined) return;
    const words = `message ${row.clientId} in ${row.conversationId}`;
    if ((row.newestIdBeforeAttempt ?? 0) < standing.newest) {
      this.problems.add(`${words} left before its conversation was level`);
    }
    const rolesAreOdd = this.#nature.shapes.some((shape) => shape === 'unknown-values' || shape === 'odd-participants');
    if (!rolesAreOdd && !this.#isRebuilt && (row.newestShownMessageId ?? 0) < standing.colleague) {
      this.problems.add(`${words} left although a colleague had answered, and nobody was asked`);
    }
  }
}
