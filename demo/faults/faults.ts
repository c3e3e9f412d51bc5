import type { EndpointName } from '../api/endpoints.ts';
import { createTimers, type Clock, type Random } from '../ports.ts';
import type { Hub } from '../realtime/hub.ts';
import { TORN_DOWN } from '../realtime/protocol.ts';
import type { Store } from '../store/store.ts';
import type { Fault, FaultKind, FaultOf } from './fault.ts';

export type FaultEntry = {
  readonly id: number;
  readonly fault: Fault;
  /** How often it struck. */
  readonly injected: number;
  /** How often it will still strike; null: for ever. */
  readonly left: number | null;
};

export type Faults = {
  add(fault: Fault): number;
  remove(id: number): void;
  clear(): void;
  list(): FaultEntry[];
  /** How often each kind struck since the start, also of faults that are gone. A shape counts under its own name. */
  injected(): Record<string, number>;
  /** What strikes this request; each of them has counted itself. */
  draw(endpoint: EndpointName): Fault[];
  /** No request and no connection comes through until the network is restored. */
  cutNetwork(): void;
  restoreNetwork(): void;
  readonly isCut: boolean;
  close(): void;
};

type Entry = { id: number; fault: Fault; injected: number; left: number | null };

const REORDER_WAIT_MS = 1000;

/** At most one of these can end a request. */
const TERMINAL: ReadonlySet<FaultKind> = new Set([
  'drop-before-commit',
  'drop-after-commit',
  'cut-answer',
  'commit-late',
  'commit-then-status',
  'status',
  'html',
  'redirect',
]);

export function createFaults(parts: { hub: Hub; store: Store; clock: Clock; random: Random }): Faults {
  const { hub, store, clock, random } = parts;
  const timers = createTimers(clock);
  let entries: Entry[] = [];
  let isCut = false;
  let serial = 0;
  let heldBack: (() => void)[] = [];
  const totals = new Map<string, number>();

  const strikes = (entry: Entry): boolean => {
    const probability = 'probability' in entry.fault ? (entry.fault.probability ?? 1) : 1;
    if (entry.left === 0 || (probability < 1 && random() >= probability)) return false;
    entry.injected += 1;
    if (entry.left !== null) entry.left -= 1;
    const name = entry.fault.kind === 'shape' ? `shape ${entry.fault.shape}` : entry.fault.kind;
    totals.set(name, (totals.get(name) ?? 0) + 1);
    return true;
  };

  const has = (kind: FaultKind): boolean => entries.some((entry) => entry.fault.kind === kind);

  /** Brings the hub and the store into the state that the faults ask for. */
  const settle = (): void => {
    if (isCut || has('realtime-off')) {
      hub.refuse();
      hub.closeAll(TORN_DOWN, '');
    } else {
      hub.accept();
    }
    if (has('read-lag')) store.startReplica();
    else store.stopReplica();
  };

  const releaseHeldBack = (): void => {
    const events = heldBack;
    heldBack = [];
    for (const deliver of events) deliver();
  };

  hub.interfere((event, deliver) => {
    for (const entry of entries) {
      const { fault } = entry;
      if (!isEventFault(fault)) continue;
      if (fault.events !== undefined && !fault.events.includes(event)) continue;
      if (!strikes(entry)) continue;
      switch (fault.kind) {
        case 'event-lost':
          return;
        case 'event-delayed':
          timers.after(waitOf(fault, random), deliver);
          return;
        case 'event-reordered':
          heldBack.push(deliver);
          timers.after(REORDER_WAIT_MS, releaseHeldBack);
          return;
        case 'event-doubled':
          deliver();
          break;
        default:
          fault satisfies never;
      }
    }
    deliver();
    releaseHeldBack();
  });

  return {
    get isCut() {
      return isCut;
    },
    add(fault) {
      serial += 1;
      entries.push({ id: serial, fault, injected: 0, left: 'count' in fault ? (fault.count ?? null) : null });
      settle();
      if (fault.kind === 'realtime-off') totals.set(fault.kind, (totals.get(fault.kind) ?? 0) + 1);
      return serial;
    },
    remove(id) {
      entries = entries.filter((entry) => entry.id !== id);
      settle();
    },
    clear() {
      entries = [];
      releaseHeldBack();
      settle();
    },
    list: () => entries.map(({ id, fault, injected, left }) => ({ id, fault, injected, left })),
    injected: () => Object.fromEntries(totals),
    draw(endpoint) {
      const drawn: Fault[] = [];
      for (const entry of entries) {
        const { fault } = entry;
        if (fault.kind === 'realtime-off' || isEventFault(fault)) continue;
        if (fault.endpoints !== undefined && !fault.endpoints.includes(endpoint)) continue;
        if (TERMINAL.has(fault.kind) && drawn.some((one) => TERMINAL.has(one.kind))) continue;
        if (strikes(entry)) drawn.push(fault);
      }
      return drawn;
    },
    cutNetwork() {
      isCut = true;
      totals.set('network-cut', (totals.get('network-cut') ?? 0) + 1);
      settle();
    },
    restoreNetwork() {
      isCut = false;
      settle();
    },
    close() {
      timers.cancelAll();
      hub.interfere(null);
    },
  };
}

function isEventFault(
  fault: Fault,
): fault is FaultOf<'event-doubled' | 'event-delayed' | 'event-reordered' | 'event-lost'> {
  return fault.kind.startsWith('event-');
}

export function waitOf(range: { minMs: number; maxMs?: number | undefined }, random: Random): number {
  const { minMs, maxMs = minMs } = range;
  return minMs + random() * Math.max(0, maxMs - minMs);
}
