import type { DraftCard } from '#shared/domain/draft.ts';
import type { CardRow } from '#shared/domain/message.ts';

/** A message needs words (docs/api.md section 5.1): a card that goes alone is sent under its own name. */
export function textOfCard(card: DraftCard | null): readonly string[] {
  if (card === null) return [];
  return [titleIn(card.metadata) ?? (card.contentType === 'order_card' ? 'Order' : 'Product')];
}

function titleIn(metadata: DraftCard['metadata']): string | null {
  for (const key of ['order_number', 'product_name', 'name', 'title', 'order_id', 'product_id']) {
    const value = metadata[key];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return `${value}`;
  }
  return null;
}

const HOST = 'zukses.com';

/** The address, where the text is one link of Zukses and nothing else. */
export function cardLink(text: string): URL | null {
  const trimmed = text.trim();
  if (!/^https:\/\/\S+$/.test(trimmed) || !URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  const own = url.hostname === HOST || url.hostname.endsWith(`.${HOST}`);
  return own && url.username === '' ? url : null;
}

/** The same page: query, fragment, `www.` and a slash at the end do not count. */
export function leadsTo(url: URL, seen: { readonly card: CardRow; readonly metadata: DraftCard['metadata'] }): boolean {
  const { card, metadata } = seen;
  const addresses = [card.actionUrl, metadata['url'], metadata['action_url']];
  for (const address of addresses) {
    if (typeof address === 'string' && URL.canParse(address) && page(new URL(address)) === page(url)) return true;
  }
  const [, kind, id] = /^\/(orders?|products?)\/([^/]+)\/?$/.exec(url.pathname) ?? [];
  if (kind === undefined || id === undefined) return false;
  const keys = kind.startsWith('order')
    ? ['order_id', 'order_number', 'marketplace_order_id']
    : ['product_id', 'marketplace_product_id'];
  const known = keys
    .map((key) => metadata[key])
    .filter((value) => typeof value === 'string' || typeof value === 'number');
  return (kind.startsWith('order') ? card.kind === 'order' : card.kind === 'product') && known.map(String).includes(id);
}

function page(url: URL): string {
  return `${url.hostname.replace(/^www\./, '')}${url.pathname.replace(/\/$/, '')}`.toLowerCase();
}
