import type { WaitReason } from '#shared/domain/outbox-state.ts';
import { conversationOf, type LaneKind } from '../store/local/rows.ts';
import type { OutboxCore } from './core.ts';
import { Lane, laneKey, type Rest } from './lane.ts';
import type { Situation } from './situation.ts';

/** The lanes that there are. */
export class Lanes {
  readonly #core: OutboxCore;
  readonly #situation: Situation;
  readonly #step: (lane: Lane) => Promise<Rest>;
  readonly #trouble: (error: unknown) => void;
  readonly #lanes = new Map<string, Lane>();

  constructor(
    core: OutboxCore,
    situation: Situation,
    step: (lane: Lane) => Promise<Rest>,
    trouble: (error: unknown) => void,
  ) {
    this.#core = core;
    this.#situation = situation;
    this.#step = step;
    this.#trouble = trouble;
  }

  all(): Lane[] {
    return [...this.#lanes.values()];
  }

  find(conversation: string, kind: LaneKind): Lane | null {
    return this.#lanes.get(laneKey(conversation, kind)) ?? null;
  }

  of(conversation: string, kind: LaneKind): Lane {
    const key = laneKey(conversation, kind);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = new Lane(conversation, kind, this.#core.needs.timers, (self) => this.#step(self), this.#trouble);
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  wake(conversation: string, kind: LaneKind): void {
    if (this.#situation.running) this.of(conversation, kind).wake();
  }

  wakeConversation(conversationId: number): void {
    if (!this.#situation.running) return;
    for (const kind of ['messages', 'actions'] as const) this.#lanes.get(laneKey(String(conversationId), kind))?.wake();
    for (const row of this.#core.store.outbox.ofConversation(String(conversationId))) {
      this.wake(String(conversationId), row.lane);
    }
  }

  wakeAll(): void {
    if (!this.#situation.running) return;
    const lanes = new Set<Lane>();
    for (const row of this.#core.store.outbox.toDo()) lanes.add(this.of(conversationOf(row), row.lane));
    for (const lane of this.#lanes.values()) {
      if (lanes.has(lane)) lane.wake();
      else if (!lane.running) this.#lanes.delete(lane.key);
    }
  }

  inFlight(): Lane[] {
    return [...this.#lanes.values()].filter((lane) => lane.inFlight !== null);
  }

  say(lane: Lane, reason: WaitReason | null): void {
    if (lane.wait === reason) return;
    lane.wait = reason;
    const head = this.#core.store.outbox.head(lane.conversation, lane.kind);
    if (head === null) return;
    this.#core.store.announce((touched) => this.#core.store.outbox.touch(head, touched));
  }
}
