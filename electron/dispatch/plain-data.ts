/**
 * What may cross the contract as an input: JSON's values and nothing else. Structured clone lets through more (cycles, maps, dates), and a
 * schema with an open part would let that reach the database.
 */

const MAX_DEPTH = 24;
const MAX_VALUES = 50_000;
/** All strings together, UTF-16 units: a chunk of a file in base64 is the longest that anybody needs. */
const MAX_CHARACTERS = 2 * 1024 * 1024;

/** Names that reach an object's prototype when they are copied carelessly. */
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Says in a fixed phrase what is wrong with an input, or gives null. Never throws, and never quotes the input. */
export function whyNotPlain(input: unknown): string | null {
  const path = new Set<object>();
  let values = 0;
  let characters = 0;

  const inspect = (value: unknown, depth: number): string | null => {
    values += 1;
    if (values > MAX_VALUES) return 'too many values';
    switch (typeof value) {
      case 'string':
        characters += value.length;
        return characters > MAX_CHARACTERS ? 'too long' : null;
      case 'boolean':
      case 'undefined':
        return null;
      case 'number':
        return Number.isFinite(value) ? null : 'not a finite number';
      case 'object':
        return value === null ? null : inspectObject(value, depth);
      case 'bigint':
      case 'function':
      case 'symbol':
      default:
        return `a ${typeof value}`;
    }
  };

  const inspectObject = (value: object, depth: number): string | null => {
    if (depth >= MAX_DEPTH) return 'nested too deeply';
    if (path.has(value)) return 'a cycle';
    if (!isPlainContainer(value)) return 'not a plain object';
    path.add(value);
    for (const [key, item] of Object.entries(value)) {
      if (UNSAFE_KEYS.has(key)) return 'an unsafe key';
      characters += key.length;
      const problem = inspect(item, depth + 1);
      if (problem !== null) return problem;
    }
    path.delete(value);
    return null;
  };

  try {
    return inspect(input, 0);
  } catch {
    // A getter or a proxy that throws: it did not come over any wire.
    return 'unreadable';
  }
}

function isPlainContainer(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
