import type { CardRow } from '#shared/domain/message.ts';
import type { JsonObject } from '../api/types.ts';
import { textOf } from './json.ts';

/** The keys that name an order or a product, each with the sort of name it gives: equal names of one sort are the same thing. */
const KEYS = {
  order: [
    ['order_id', 'id'],
    ['order_number', 'number'],
    ['marketplace_order_id', 'number'],
  ],
  product: [
    ['product_id', 'id'],
    ['marketplace_product_id', 'number'],
  ],
  unknown: [],
} as const satisfies Record<CardRow['kind'], readonly (readonly [string, 'id' | 'number'])[]>;

/** By what names a thing is known: from its keys, and from a link of the marketplace to its page. `id:12`, `number:ORD-1`. */
export function idsOf(kind: CardRow['kind'], facts: JsonObject, pageUrl: string | null): readonly string[] {
  const ids = KEYS[kind].flatMap(([key, sort]) => {
    const name = textOf(facts[key]);
    return name === null ? [] : [`${sort}:${name}`];
  });
  const fromLink = pageUrl === null ? null : idInLink(kind, pageUrl);
  return [...new Set(fromLink === null ? ids : [...ids, fromLink])];
}

/** `https://…/orders/1234` and `https://…/product/12`; null for anything else. */
function idInLink(kind: CardRow['kind'], address: string): string | null {
  if (!URL.canParse(address)) return null;
  const [, section, name] = /^\/(order|product)s?\/([\w-]+)\/?$/.exec(new URL(address).pathname) ?? [];
  if (name === undefined || section !== kind) return null;
  return /^\d+$/.test(name) ? `id:${name}` : `number:${name}`;
}

/** What a thing is called that has no better name: its number, or the server's id with a hash. */
export function namedId(ids: readonly string[]): string | null {
  const number = ids.find((id) => id.startsWith('number:'));
  if (number !== undefined) return number.slice('number:'.length);
  const id = ids.find((one) => one.startsWith('id:'));
  return id === undefined ? null : `#${id.slice('id:'.length)}`;
}
