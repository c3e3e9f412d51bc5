/**
 * Both halves of contextBridge. The page's own world and the preload's isolated world share a document but no objects;
 * the DOM carries events between them, and Chromium makes a structured clone of an event's detail on the way. So
 * functions and promises are replaced by numbered stand-ins, everything else (files included) goes through as it is.
 *
 * Injected into pages with its types stripped: no imports, no value exports but functions.
 */

export interface WorldBridge {
  /** What the other world asked for through `tell`. */
  onTold: (subject: string, value: unknown) => void;
  tell(subject: string, value: unknown): void;
}

interface Marker {
  readonly bridged: 'function' | 'promise' | 'error';
  readonly id: number;
  readonly message?: string;
}

type BridgeMessage =
  | { kind: 'tell'; subject: string; value: unknown }
  | { kind: 'call'; id: number; call: number; args: unknown[] }
  | { kind: 'answer'; call: number; ok: boolean; value: unknown }
  | { kind: 'settle'; id: number; ok: boolean; value: unknown };

/** `channel` is a secret of this document's two worlds; `self` says which of them this is. */
export function makeWorldBridge(channel: string, self: 'page' | 'preload'): WorldBridge {
  const inbox = `${channel}:${self}`;
  const outbox = `${channel}:${self === 'page' ? 'preload' : 'page'}`;
  const marks = `${channel}:mark`;
  const addListener = document.addEventListener.bind(document);
  const dispatch = document.dispatchEvent.bind(document);
  const DetailEvent = CustomEvent;
  const clone = structuredClone;

  const exported = new Map<number, (...args: unknown[]) => unknown>();
  const exportedIds = new WeakMap<object, number>();
  const imported = new Map<number, (...args: unknown[]) => unknown>();
  const settling = new Map<number, [resolve: (value: unknown) => void, reject: (reason: unknown) => void]>();
  const answers = new Map<number, { ok: boolean; value: unknown }>();
  let nextId = 1;

  const post = (message: BridgeMessage): void => {
    dispatch(new DetailEvent(outbox, { detail: message }));
  };

  const mark = (marker: Marker): object => ({ [marks]: marker });

  const exportFunction = (callable: (...args: unknown[]) => unknown): object => {
    let id = exportedIds.get(callable);
    if (id === undefined) {
      id = nextId;
      nextId += 1;
      exportedIds.set(callable, id);
      exported.set(id, callable);
    }
    return mark({ bridged: 'function', id });
  };

  const exportPromise = (promise: Promise<unknown>): object => {
    const id = nextId;
    nextId += 1;
    const settle = (ok: boolean, value: unknown): void => {
      let passed: unknown;
      try {
        passed = pack(value);
      } catch (error) {
        post({ kind: 'settle', id, ok: false, value: pack(error) });
        return;
      }
      post({ kind: 'settle', id, ok, value: passed });
    };
    promise.then(
      (value) => settle(true, value),
      (reason: unknown) => settle(false, reason),
    );
    return mark({ bridged: 'promise', id });
  };

  const pack = (value: unknown, seen: Map<object, unknown> = new Map(), depth = 0): unknown => {
    if (typeof value === 'function') return exportFunction(value as (...args: unknown[]) => unknown);
    if (typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (typeof value !== 'object' || value === null) return value;
    if (depth > 1000) {
      throw new TypeError(
        'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
      );
    }
    const known = seen.get(value);
    if (known !== undefined) return known;
    if (value instanceof Promise) return exportPromise(value);
    if (value instanceof Error) return mark({ bridged: 'error', id: 0, message: value.message });
    if (value instanceof Node || value instanceof MessagePort) throw new Error('An object could not be cloned.');
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      seen.set(value, list);
      for (const item of value) list.push(pack(item, seen, depth + 1));
      return list;
    }
    if (isCloneable(value)) {
      try {
        return value instanceof Blob ? value : clone(value);
      } catch {
        throw new Error('An object could not be cloned.');
      }
    }
    // Own enumerable properties only: prototypes do not cross.
    const copy: Record<string, unknown> = {};
    seen.set(value, copy);
    for (const key of Object.keys(value)) {
      const item: unknown = (value as Record<string, unknown>)[key];
      if (typeof item === 'symbol') continue;
      Object.defineProperty(copy, key, { value: pack(item, seen, depth + 1), enumerable: true });
    }
    return copy;
  };

  const isCloneable = (value: object): boolean =>
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof Map ||
    value instanceof Set ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    value instanceof Blob ||
    value instanceof WeakMap ||
    value instanceof WeakSet;

  const importFunction = (id: number): ((...args: unknown[]) => unknown) => {
    let callable = imported.get(id);
    if (!callable) {
      callable = (...args: unknown[]): unknown => {
        const call = nextId;
        nextId += 1;
        post({ kind: 'call', id, call, args: args.map((arg) => pack(arg)) });
        const answer = answers.get(call);
        answers.delete(call);
        if (!answer) throw new Error('electron stand-in: the other world did not answer');
        if (!answer.ok) throw unpack(answer.value);
        return unpack(answer.value);
      };
      imported.set(id, callable);
    }
    return callable;
  };

  const unpack = (value: unknown, seen: Map<object, unknown> = new Map()): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = seen.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      seen.set(value, list);
      for (const item of value) list.push(unpack(item, seen));
      return list;
    }
    if (isCloneable(value)) return value;
    const marker = (value as Record<string, unknown>)[marks] as Marker | undefined;
    if (marker) {
      switch (marker.bridged) {
        case 'function':
          return importFunction(marker.id);
        case 'promise':
          return new Promise((resolve, reject) => {
            settling.set(marker.id, [resolve, reject]);
          });
        case 'error':
          return new Error(marker.message);
        default:
          return undefined;
      }
    }
    const copy: Record<string, unknown> = {};
    seen.set(value, copy);
    for (const key of Object.keys(value)) {
      Object.defineProperty(copy, key, {
        value: unpack((value as Record<string, unknown>)[key], seen),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return copy;
  };

  const bridge: WorldBridge = {
    onTold: () => undefined,
    tell: (subject, value) => post({ kind: 'tell', subject, value: pack(value) }),
  };

  addListener(
    inbox,
    (event) => {
      event.stopImmediatePropagation();
      const message = (event as CustomEvent<BridgeMessage>).detail;
      switch (message.kind) {
        case 'tell':
          bridge.onTold(message.subject, unpack(message.value));
          return;
        case 'call': {
          let ok = true;
          let value: unknown;
          try {
            value = pack(exported.get(message.id)?.(...message.args.map((arg) => unpack(arg))));
          } catch (error) {
            ok = false;
            value = pack(error);
          }
          post({ kind: 'answer', call: message.call, ok, value });
          return;
        }
        case 'answer':
          answers.set(message.call, message);
          return;
        case 'settle': {
          const waiting = settling.get(message.id);
          settling.delete(message.id);
          waiting?.[message.ok ? 0 : 1](unpack(message.value));
          return;
        }
        default:
      }
    },
    true,
  );
  return bridge;
}
