import type { Stamp } from '#shared/contract/definition.ts';
import type { EngineEvent, StampedEvent } from '#shared/contract/engine.ts';

/** Stamps what leaves the engine: one epoch for each start of an engine, a revision that grows by one with each event. */
export class Publisher {
  #epoch: string;
  readonly #send: (event: StampedEvent) => void;
  #revision = 0;

  constructor(epoch: string, send: (event: StampedEvent) => void) {
    this.#epoch = epoch;
    this.#send = send;
  }

  /** Another engine takes over: nobody's snapshot of the one before holds any more. */
  restart(epoch: string): void {
    this.#epoch = epoch;
    this.#revision = 0;
  }

  /** What an answer given now already holds. */
  get stamp(): Stamp {
    return { epoch: this.#epoch, revision: this.#revision };
  }

  publish(event: EngineEvent): void {
    this.#revision += 1;
    this.#send({ stamp: this.stamp, event });
  }
}
