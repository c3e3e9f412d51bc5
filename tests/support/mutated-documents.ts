import { array, constant, constantFrom, jsonValue, nat, oneof, record, type Arbitrary } from 'fast-check';

/** Documents of the API with some of their fields gone or replaced by something that nobody expects. */

export interface Mutation {
  /** A way into the document, by picking a child at each step. */
  readonly path: readonly number[];
  readonly action: { readonly kind: 'remove' } | { readonly kind: 'set'; readonly value: unknown };
}

const junk = oneof(
  constantFrom(null, '', 0, 1, -1, true, false, [], {}, '[]', '{}', '0', 'null', 1e308, 'é\u0000', '\ud83d', '<html>'),
  jsonValue(),
);

const mutation: Arbitrary<Mutation> = record({
  path: array(nat(40), { minLength: 1, maxLength: 6 }),
  action: oneof(
    constant({ kind: 'remove' as const }),
    junk.map((value) => ({ kind: 'set' as const, value })),
  ),
});

export const mutations: Arbitrary<readonly Mutation[]> = array(mutation, { minLength: 1, maxLength: 12 });

/** The document as it would come over the network after all of these. */
export function mutated<Document>(document: Document, changes: readonly Mutation[]): Document {
  const copy = structuredClone(document);
  for (const change of changes) mutate(copy, change);
  return JSON.parse(JSON.stringify(copy)) as Document;
}

function mutate(document: unknown, { path, action }: Mutation): void {
  let current = document as Record<string, unknown>;
  for (let depth = 0; ; depth++) {
    const keys = Object.keys(current);
    const key = keys[(path[depth] ?? 0) % keys.length];
    if (key === undefined) return;
    const next = current[key];
    if (depth === path.length - 1 || typeof next !== 'object' || next === null) {
      if (action.kind === 'remove') Reflect.deleteProperty(current, key);
      else current[key] = action.value;
      return;
    }
    current = next as Record<string, unknown>;
  }
}
