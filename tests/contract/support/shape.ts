import type { Json } from '#demo/json.ts';

/** Objects whose keys are whatever somebody put there: each example shows some that may be, not some that must be. */
const FREE_FORM = new Set(['metadata', 'device_info']);

/**
 * The shape of an example: for every path the JSON types seen there, and for objects their keys. The elements of an array are merged,
 * since an example shows some of them shortened.
 */
export type JsonShape = {
  types: Set<string>;
  keys: Map<string, JsonShape>;
  element: JsonShape | null;
};

const typeOf = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

export function shapeOf(
  value: Json,
  into: JsonShape = { types: new Set(), keys: new Map(), element: null },
): JsonShape {
  into.types.add(typeOf(value));
  if (Array.isArray(value)) {
    for (const one of value) into.element = shapeOf(one, into.element ?? undefined);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) into.keys.set(key, shapeOf(one, into.keys.get(key)));
  }
  return into;
}

/** What of `value` is not as the shape says: a key too many or too few, another type. Empty: the same. */
export function differences(value: Json, shape: JsonShape, path = '$', isFreeForm = false): string[] {
  const found: string[] = [];
  const type = typeOf(value);
  if (!shape.types.has(type)) return [`${path} is ${type}, not ${[...shape.types].join(' or ')}`];
  if (Array.isArray(value)) {
    const { element } = shape;
    if (element === null) return found;
    for (const [index, one] of value.entries()) found.push(...differences(one, element, `${path}[${index}]`));
  } else if (typeof value === 'object' && value !== null) {
    for (const key of shape.keys.keys()) if (!isFreeForm && !(key in value)) found.push(`${path}.${key} is missing`);
    for (const [key, one] of Object.entries(value)) {
      const expected = shape.keys.get(key);
      if (expected === undefined) found.push(`${path}.${key} is not in the document`);
      else found.push(...differences(one, expected, `${path}.${key}`, FREE_FORM.has(key)));
    }
  }
  return found;
}
