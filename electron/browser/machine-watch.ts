import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/**
 * What plain Node can learn of the computer: whether any network is there, and that it slept. Electron is told both by the system; here it is a
 * look every few seconds, so that the engine need not wait for its next try.
 */

export interface MachineWatchParts {
  /** Wall time, milliseconds: unlike timers it goes on while the computer sleeps. */
  now(): number;
  interfaces(): NodeJS.Dict<NetworkInterfaceInfo[]>;
  onNetwork(online: boolean): void;
  onWake(): void;
}

export const LOOK_EVERY_MS = 5_000;
/** A look that comes later than this was held up by sleep, not by work. */
const SLEPT_MS = 20_000;

export class MachineWatch {
  readonly #parts: MachineWatchParts;
  readonly #timer: NodeJS.Timeout;
  #lastLook: number;
  #isOnline: boolean;

  constructor(parts: MachineWatchParts) {
    this.#parts = parts;
    this.#lastLook = parts.now();
    this.#isOnline = hasNetwork(parts.interfaces());
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = this.#parts.now();
    const slept = now - this.#lastLook > LOOK_EVERY_MS + SLEPT_MS;
    this.#lastLook = now;
    const isOnline = hasNetwork(this.#parts.interfaces());
    if (isOnline !== this.#isOnline) this.#parts.onNetwork(isOnline);
    this.#isOnline = isOnline;
    if (slept) this.#parts.onWake();
  }
}

export const realMachine = { now: () => Date.now(), interfaces: networkInterfaces } as const;

function hasNetwork(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): boolean {
  return Object.values(interfaces).some((addresses) => addresses?.some(({ internal }) => !internal) === true);
}
