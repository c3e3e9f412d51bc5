/**
 * The structured clone algorithm as text, because the DevTools protocol carries strings. `encode` first makes a real
 * structured clone, so what cannot be cloned fails exactly as in Electron, getters run once and prototypes are dropped;
 * then it writes a flat table of nodes, so cycles, shared references and depth are kept.
 *
 * Injected into pages with its types stripped: no imports, no value exports but functions.
 */

/** A value's place: a JSON primitive as it is, `[kind]`, `[kind, text]` for the others, `['r', index]` for a node. */
type Slot = string | number | boolean | null | [kind: string, payload?: string | number];

type Node =
  | [type: 'object', entries: [key: string, slot: Slot][]]
  | [type: 'list', items: Slot[]]
  | [type: 'array', length: number, entries: [key: string, slot: Slot][]]
  | [type: 'map', entries: [key: Slot, value: Slot][]]
  | [type: 'set', values: Slot[]]
  | [type: 'date', milliseconds: Slot]
  | [type: 'regexp', source: string, flags: string]
  | [type: 'error', name: string, message: string, stack: Slot, cause: Slot | undefined]
  | [type: 'buffer', base64: string]
  | [type: 'view', constructor: string, buffer: Slot, offset: number, length: number]
  | [type: 'boxed', primitive: Slot];

export const uncloneable = 'An object could not be cloned.';

export function toBase64(bytes: Uint8Array): string {
  const native = bytes as Uint8Array & { toBase64?: () => string };
  if (native.toBase64) return native.toBase64();
  let binary = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(binary);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = Uint8Array as typeof Uint8Array & { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (native.fromBase64) return native.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

export function encodeClone(value: unknown): string {
  let clone: unknown;
  try {
    clone = structuredClone(value);
  } catch {
    throw new Error(uncloneable);
  }
  const nodes: Node[] = [];
  const indexes = new Map<object, number>();
  const waiting: [object: object, index: number][] = [];

  const slotOf = (item: unknown): Slot => {
    switch (typeof item) {
      case 'string':
      case 'boolean':
        return item;
      case 'number':
        return Number.isFinite(item) && !Object.is(item, -0) ? item : ['n', Object.is(item, -0) ? '-0' : String(item)];
      case 'undefined':
        return ['u'];
      case 'bigint':
        return ['b', item.toString()];
      case 'object': {
        if (item === null) return null;
        let index = indexes.get(item);
        if (index === undefined) {
          index = nodes.push(['set', []]) - 1;
          indexes.set(item, index);
          waiting.push([item, index]);
        }
        return ['r', index];
      }
      case 'function':
      case 'symbol':
        throw new Error(uncloneable);
      default:
        throw new Error(uncloneable);
    }
  };

  const entriesOf = (item: object): [string, Slot][] =>
    Object.entries(item).map(([key, entry]: [string, unknown]) => [key, slotOf(entry)]);

  const nodeOf = (item: object): Node => {
    if (Array.isArray(item)) {
      // Holes and named properties are rare; a dense list need not name its indexes.
      const dense =
        Object.keys(item).length === item.length && (item.length === 0 || Object.hasOwn(item, item.length - 1));
      return dense ? ['list', item.map(slotOf)] : ['array', item.length, entriesOf(item)];
    }
    if (item instanceof Map) return ['map', [...item].map(([key, entry]) => [slotOf(key), slotOf(entry)])];
    if (item instanceof Set) return ['set', [...item].map(slotOf)];
    if (item instanceof Date) return ['date', slotOf(item.getTime())];
    if (item instanceof RegExp) return ['regexp', item.source, item.flags];
    if (item instanceof Error) {
      const cause = Object.hasOwn(item, 'cause') ? slotOf(item.cause) : undefined;
      return ['error', item.name, item.message, slotOf(item.stack), cause];
    }
    if (item instanceof ArrayBuffer) return ['buffer', toBase64(new Uint8Array(item))];
    if (ArrayBuffer.isView(item)) {
      const length = item instanceof DataView ? item.byteLength : (item as unknown as Uint8Array).length;
      return ['view', item.constructor.name, slotOf(item.buffer), item.byteOffset, length];
    }
    // Not by `item.valueOf`: that may be a key of the object.
    const prototype: unknown = Object.getPrototypeOf(item);
    if (prototype === Boolean.prototype) return ['boxed', slotOf(Boolean.prototype.valueOf.call(item))];
    if (prototype === Number.prototype) return ['boxed', slotOf(Number.prototype.valueOf.call(item))];
    if (prototype === String.prototype) return ['boxed', slotOf(String.prototype.valueOf.call(item))];
    if (prototype === BigInt.prototype) return ['boxed', slotOf(BigInt.prototype.valueOf.call(item))];
    // Everything else that structured clone knows (Blob, File, CryptoKey …) does not pass Electron's IPC.
    if (prototype !== Object.prototype) throw new Error(uncloneable);
    return ['object', entriesOf(item)];
  };

  const root = slotOf(clone);
  for (let next = waiting.pop(); next; next = waiting.pop()) nodes[next[1]] = nodeOf(next[0]);
  return JSON.stringify([root, nodes]);
}

export function decodeClone(text: string): unknown {
  const [root, nodes] = JSON.parse(text) as [Slot, Node[]];
  const made: unknown[] = [];

  const define = (target: object, key: string, value: unknown): void => {
    // Not an assignment: an own `__proto__` key must arrive as an own key.
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  };

  const shellOf = (index: number): unknown => {
    if (index in made) return made[index];
    const node = nodes[index];
    if (!node) throw new Error('codec: no such node');
    return (made[index] = emptyOf(node));
  };

  const emptyOf = (node: Node): unknown => {
    switch (node[0]) {
      case 'object':
        return {};
      case 'list':
        return [];
      case 'array':
        return Object.assign([], { length: node[1] });
      case 'map':
        return new Map();
      case 'set':
        return new Set();
      case 'date':
        return new Date(valueOf(node[1]) as number);
      case 'regexp':
        return new RegExp(node[1], node[2]);
      case 'error': {
        const named = (globalThis as unknown as Record<string, unknown>)[node[1]];
        const known = typeof named === 'function' && (named === Error || Object.getPrototypeOf(named) === Error);
        const error = new (known ? (named as ErrorConstructor) : Error)(node[2]);
        Object.defineProperty(error, 'stack', { value: valueOf(node[3]), writable: true, configurable: true });
        return error;
      }
      case 'buffer':
        return fromBase64(node[1]).buffer;
      case 'view': {
        const views = globalThis as unknown as Record<string, new (...args: unknown[]) => unknown>;
        const View = views[node[1]];
        if (!View) throw new Error(`codec: no view ${node[1]}`);
        return new View(valueOf(node[2]), node[3], node[4]);
      }
      case 'boxed':
        return Object(valueOf(node[1])) as unknown;
      default:
        throw new Error('codec: unknown node');
    }
  };

  const valueOf = (slot: Slot | undefined): unknown => {
    if (!Array.isArray(slot)) return slot;
    switch (slot[0]) {
      case 'n':
        return slot[1] === '-0' ? -0 : Number(slot[1]);
      case 'b':
        return BigInt(slot[1] ?? 0);
      case 'r':
        return shellOf(Number(slot[1]));
      default:
        return undefined;
    }
  };

  for (const [index, node] of nodes.entries()) {
    const shell = shellOf(index);
    switch (node[0]) {
      case 'object':
        for (const [key, slot] of node[1]) define(shell as object, key, valueOf(slot));
        break;
      case 'list':
        for (const slot of node[1]) (shell as unknown[]).push(valueOf(slot));
        break;
      case 'array':
        for (const [key, slot] of node[2]) define(shell as object, key, valueOf(slot));
        break;
      case 'map':
        for (const [key, slot] of node[1]) (shell as Map<unknown, unknown>).set(valueOf(key), valueOf(slot));
        break;
      case 'set':
        for (const slot of node[1]) (shell as Set<unknown>).add(valueOf(slot));
        break;
      case 'error':
        if (node[4] !== undefined && node[4] !== null) {
          Object.defineProperty(shell, 'cause', { value: valueOf(node[4]), writable: true, configurable: true });
        }
        break;
      case 'date':
      case 'regexp':
      case 'buffer':
      case 'view':
      case 'boxed':
        break;
      default:
        break;
    }
  }
  return valueOf(root);
}
