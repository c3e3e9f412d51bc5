import type { DraftCard } from '#shared/domain/draft.ts';
import { isTrustedLink } from '#shared/domain/link-hosts.ts';
import type { CardRow } from '#shared/domain/message.ts';
import type { SeenCard } from '#shared/contract/engine.ts';

/** A message needs words (docs/api.md section 5.1): a card that goes alone is sent under its own name. */
export function textOfCard(card: DraftCard | null): readonly string[] {
  if (card === null) return [];
  return [titleIn(card.metadata) ?? (card.contentType === 'order_card' ? 'Order' : 'Product')];
}

/** What it says where a card can't go: its name and its link (docs/api.md section 1.7). */
export function plainCard(card: DraftCard): string {
  const { action_url: address } = card.metadata;
  return [...textOfCard(card), ...(typeof address === 'string' ? [address] : [])].join('\n');
}

function titleIn(metadata: DraftCard['metadata']): string | null {
  for (const key of ['order_number', 'product_name', 'name', 'title', 'order_id', 'product_id']) {
    const value = metadata[key];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return `${value}`;
  }
  return null;
}

/** The address, where the text is one link to a trusted host and nothing else. */
export function cardLink(text: string, linkHosts: readonly string[]): URL | null {
  const trimmed = text.trim();
  return /^https:\/\/\S+$/.test(trimmed) && isTrustedLink(trimmed, linkHosts) ? new URL(trimmed) : null;
}

interface PageOf {
  readonly kind: 'order' | 'product';
  readonly name: string;
}

/** `/orders/1234`, `/product/9`: whose page it is; null for any other page. */
function pageOf(url: URL): PageOf | null {
  const [, kind, name] = /^\/(order|product)s?\/([\w-]+)\/?$/.exec(url.pathname) ?? [];
  if (name === undefined) return null;
  return { kind: kind === 'order' ? 'order' : 'product', name };
}

/** The same page: query, fragment, `www.` and a slash at the end do not count. */
export function leadsTo(url: URL, seen: { readonly card: CardRow; readonly metadata: DraftCard['metadata'] }): boolean {
  const { card, metadata } = seen;
  const addresses = [card.actionUrl, metadata['url'], metadata['action_url']];
  for (const address of addresses) {
    if (typeof address === 'string' && URL.canParse(address) && page(new URL(address)) === page(url)) return true;
  }
  const linked = pageOf(url);
  if (linked === null || linked.kind !== card.kind) return false;
  const keys =
    linked.kind === 'order'
      ? ['order_id', 'order_number', 'marketplace_order_id']
      : ['product_id', 'marketplace_product_id'];
  const known = keys
    .map((key) => metadata[key])
    .filter((value) => typeof value === 'string' || typeof value === 'number');
  return known.map(String).includes(linked.name);
}

function page(url: URL): string {
  return `${url.hostname.replace(/^www\./, '')}${url.pathname.replace(/\/$/, '')}`.toLowerCase();
}

/** The card of a linked order or product: one that came up here, else one that knows nothing but the page; null for a link to something else. */
export function cardOfLink(url: URL, seen: readonly SeenCard[]): SeenCard | null {
  const known = seen.find((one) => leadsTo(url, one));
  if (known !== undefined) return known;
  const linked = pageOf(url);
  if (linked === null) return null;
  const { kind, name } = linked;
  const isId = /^\d{1,15}$/.test(name);
  const key = isId ? `${kind}_id` : kind === 'order' ? 'order_number' : 'marketplace_product_id';
  return {
    card: {
      kind,
      ids: [isId ? `id:${name}` : `number:${name}`],
      title: isId ? `#${name}` : name,
      status: null,
      shopName: null,
      stock: null,
      total: null,
      items: [],
      imageUrl: null,
      asOf: null,
      actionUrl: url.href,
      actionAllowed: true,
      extra: [],
    },
    contentType: kind === 'order' ? 'order_card' : 'product_card',
    metadata: { card_type: kind, [key]: isId ? Number(name) : name, action_url: url.href },
    here: false,
  };
}
