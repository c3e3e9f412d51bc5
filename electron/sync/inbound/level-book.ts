/**
 * Which conversations have been read up to their newest message since the last disconnection. After one, none has; when the list has been read
 * all have that it shows unchanged, the others one by one as they are read.
 */
export class LevelBook {
  /** The list was read since the last disconnection. */
  #listed = false;
  readonly #level = new Set<number>();
  readonly #open = new Set<number>();
  /** Grows with each disconnection: what began before one proves nothing after it. */
  #generation = 0;

  get generation(): number {
    return this.#generation;
  }

  isLevel(conversationId: number): boolean {
    return this.#level.has(conversationId) || (this.#listed && !this.#open.has(conversationId));
  }

  disconnected(): void {
    this.#generation++;
    this.#listed = false;
    this.#level.clear();
    this.#open.clear();
  }

  /** It was read level by a request that began in this generation. */
  levelled(conversationId: number, generation: number): boolean {
    if (generation !== this.#generation) return false;
    this.#level.add(conversationId);
    this.#open.delete(conversationId);
    return true;
  }

  /** The list shows something newer than what was read, or does not say. */
  differs(conversationId: number): void {
    this.#open.add(conversationId);
    this.#level.delete(conversationId);
  }

  /** The list was read as far as anything changed. */
  listed(generation: number): void {
    if (generation === this.#generation) this.#listed = true;
  }
}
