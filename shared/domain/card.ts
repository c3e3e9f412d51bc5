import type { CardRow } from './message.ts';

/** Nothing is known but, perhaps, its name: there is no snapshot to draw. */
export function isBare(card: CardRow): boolean {
  return (
    card.status === null &&
    card.stock === null &&
    card.total === null &&
    card.items.length === 0 &&
    card.imageUrl === null &&
    card.extra.length === 0
  );
}

/** Provably the same order or product: a name of the one is a name of the other. */
export function isSameThing(a: Pick<CardRow, 'kind' | 'ids'>, b: Pick<CardRow, 'kind' | 'ids'>): boolean {
  return a.kind === b.kind && a.ids.some((id) => b.ids.includes(id));
}
