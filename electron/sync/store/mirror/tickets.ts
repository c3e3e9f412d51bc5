/**
 * Which knowledge is newer. Every request takes a ticket from one counter when it begins; whatever changes a row notes the counter's value at
 * that moment. An answer whose ticket is older than the note on a group of fields leaves that group alone. Requests do not outlive the engine,
 * so neither do the notes.
 */
export type FieldGroup = 'content' | 'reactions' | 'participants' | 'state' | 'refusal';

const MOST_NOTES = 20_000;

export class Tickets {
  #last = 0;
  readonly #notes = new Map<string, number>();

  /** For a request that begins now, or an event that came now. */
  readonly next = (): number => ++this.#last;

  /** Something newer than all requests under way has changed the group. */
  touch(group: FieldGroup, conversationId: number, messageId = 0): void {
    const key = keyOf(group, conversationId, messageId);
    this.#notes.delete(key);
    this.#notes.set(key, ++this.#last);
    if (this.#notes.size > MOST_NOTES) this.#forgetOldest();
  }

  /** Whether knowledge with this ticket may change the group. */
  mayChange(ticket: number, group: FieldGroup, conversationId: number, messageId = 0): boolean {
    const noted = this.#notes.get(keyOf(group, conversationId, messageId));
    return noted === undefined || noted < ticket;
  }

  /** Notes are kept in the order they were made; requests as old as the older half ended long ago. */
  #forgetOldest(): void {
    let left = MOST_NOTES / 2;
    for (const key of this.#notes.keys()) {
      if (left-- === 0) return;
      this.#notes.delete(key);
    }
  }
}

function keyOf(group: FieldGroup, conversationId: number, messageId: number): string {
  return `${group}:${conversationId}:${messageId}`;
}
