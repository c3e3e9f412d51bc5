/**
 * Tells a server that is down from one of which a single kind of request fails: where another kind was answered since this kind last failed, and
 * this one was not, the fault is its own.
 */
export class Witness {
  readonly #answeredAt = new Map<string, number>();
  /** Kinds that have failed since they were last answered. */
  readonly #failedAt = new Map<string, number>();
  #moment = 0;

  answered(kind: string): void {
    this.#moment++;
    this.#answeredAt.set(kind, this.#moment);
    this.#failedAt.delete(kind);
  }

  /** Notes the failure; whether it is the fault of this kind alone. */
  isOwnFault(kind: string): boolean {
    const before = this.#failedAt.get(kind);
    this.#moment++;
    this.#failedAt.set(kind, this.#moment);
    if (before === undefined) return false;
    return [...this.#answeredAt].some(([other, at]) => other !== kind && at > before);
  }
}
