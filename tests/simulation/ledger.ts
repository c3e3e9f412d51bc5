/** What was asked of the desk, and what may have become of it: the account that the server's tables are held against. */

export interface Composed {
  readonly clientId: string;
  /** Server id in decimals, or `new:…`. */
  readonly place: string;
  readonly content: string;
  /** Bytes of the attached file. */
  readonly file: Uint8Array | null;
  /** Goes along with the creation of its conversation: the server gets no id of it. */
  readonly withCreate: boolean;
  /** It was taken: from here on it may not get lost. */
  accepted: boolean;
  /** The process died in the middle, or it was called back while its answer was out: there once or not at all. */
  mayBeMissing: boolean;
  /** Refused, or given up before it had left: it must not be there. */
  discarded: boolean;
  /** Retried, held or settled by the agent: its place is where the agent put it. */
  orderFree: boolean;
  /** Client id of the unsent message that it answers: where that one is put, it goes along. */
  answers: string | null;
  /** An attempt of it was struck by a fault. */
  faulted: boolean;
  asked: boolean;
  /** How often it was asked for with the same id. */
  calls: number;
}

export interface Opened {
  readonly clientId: string;
  readonly title: string;
  ref: string | null;
  accepted: boolean;
  discarded: boolean;
}

export class Ledger {
  readonly composed: Composed[] = [];
  readonly opened: Opened[] = [];
  /** By the conversation's first name: all that must stand in its draft. */
  readonly drafts = new Map<string, Set<string>>();
  /** `conversation content` of what the agent's other device said in the same words. */
  readonly twins = new Map<string, number>();
  readonly faults = new Map<string, number>();
  readonly history: string[] = [];

  find(clientId: string): Composed | undefined {
    return this.composed.find((one) => one.clientId === clientId);
  }

  /** Its place, or that of what it answers, is where the agent put it. */
  isOrderFree(one: Composed): boolean {
    const target = one.answers === null ? undefined : this.find(one.answers);
    return one.orderFree || (target !== undefined && this.isOrderFree(target));
  }

  drafted(place: string, text: string): void {
    const texts = this.drafts.get(place) ?? new Set();
    this.drafts.set(place, texts.add(text));
  }

  count(name: string): void {
    this.faults.set(name, (this.faults.get(name) ?? 0) + 1);
  }

  /** A call that had not come back when the process died was heard, or not. */
  died(): void {
    for (const one of this.composed) if (!one.accepted && !one.discarded) one.mayBeMissing = true;
  }
}
