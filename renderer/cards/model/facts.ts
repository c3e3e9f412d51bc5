import type { Formats } from '#renderer/i18n/formats.ts';
import type { WordKey, Words } from '#renderer/i18n/words.ts';
import { statusLook } from './status.ts';

type FactWord = Extract<WordKey, `fact.${string}`>;
type Sort = 'text' | 'money' | 'discount' | 'number' | 'percent' | 'time' | 'yes-no' | 'status';

interface Known {
  readonly word: FactWord;
  readonly sort: Sort;
}

/** Keys of metadata and snapshots that have words of their own, and how their values are read. Amounts are Rupiah (docs/api.md section 4.4). */
const KNOWN: ReadonlyMap<string, Known> = new Map<string, Known>([
  ...of('text', [
    'awb',
    'brand',
    'buyer_name',
    'cancel_reason',
    'category',
    'color',
    'condition',
    'courier',
    'currency',
    'customer_name',
    'description',
    'id',
    'marketplace_order_id',
    'marketplace_product_id',
    'name',
    'note',
    'order_id',
    'order_number',
    'payment_method',
    'priority',
    'product_id',
    'product_name',
    'reason',
    'recipient_name',
    'shipping_address',
    'shipping_method',
    'shop_id',
    'shop_name',
    'size',
    'sku',
    'source',
    'template_name',
    'title',
    'tracking_number',
    'variant',
    'variants',
    'voucher',
    'weight',
  ]),
  ...of('money', [
    'discount_amount',
    'original_price',
    'price',
    'refund_amount',
    'service_fee',
    'shipping_cost',
    'subtotal',
    'tax',
    'total_amount',
  ]),
  ...of('number', ['min_order', 'quantity', 'rating', 'sold', 'stock']),
  ...of('time', [
    'cancelled_at',
    'completed_at',
    'created_at',
    'delivered_at',
    'estimated_delivery',
    'paid_at',
    'shipped_at',
  ]),
  ...of('status', ['payment_status', 'status']),
  ...of('percent', ['discount_percent']),
  ...of('discount', ['discount']),
  ...of('yes-no', ['is_preorder']),
  also('courier_name', 'courier', 'text'),
  also('notes', 'note', 'text'),
  also('shipping_fee', 'shipping_cost', 'money'),
  also('resi', 'tracking_number', 'text'),
  also('variation', 'variant', 'text'),
  also('colour', 'color', 'text'),
  also('template', 'template_name', 'text'),
]);

function of(sort: Sort, keys: readonly (FactWord extends `fact.${infer Key}` ? Key : never)[]): [string, Known][] {
  return keys.map((key) => [key, { word: `fact.${key}`, sort }]);
}

function also(key: string, as: FactWord extends `fact.${infer Key}` ? Key : never, sort: Sort): [string, Known] {
  return [key, { word: `fact.${as}`, sort }];
}

export interface Fact {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  /** Its key has words of its own; others are shown as they came. */
  readonly known: boolean;
}

/** Key and value in words as far as they are understood, else plainly. */
export function factOf([key, value]: readonly [string, string], words: Words, formats: Formats): Fact {
  const known = KNOWN.get(key.toLowerCase());
  if (known === undefined) return { key, label: key, value, known: false };
  return { key, label: words(known.word), value: valueOf(known.sort, value, words, formats), known: true };
}

function valueOf(sort: Sort, value: string, words: Words, formats: Formats): string {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  switch (sort) {
    case 'text':
      return value;
    case 'money':
      return Number.isFinite(number) ? formats.rupiah(number) : value;
    case 'number':
      return Number.isFinite(number) ? formats.number(number) : value;
    case 'percent':
      return Number.isFinite(number) ? formats.percent(number / 100) : value;
    case 'discount':
      // A small figure may be a percentage, and nothing says so: it is left as it came.
      return Number.isFinite(number) && number > 100 ? formats.rupiah(number) : value;
    case 'time': {
      const at = timeOf(value);
      return at === null ? value : formats.dateTime(at);
    }
    case 'yes-no':
      if (value === 'true' || value === '1') return words('content.yes');
      return value === 'false' || value === '0' ? words('content.no') : value;
    case 'status': {
      const look = statusLook(value);
      return look === null ? value : words(look.word);
    }
    default:
      return sort satisfies never;
  }
}

/** UTC milliseconds; a time without a zone is UTC (docs/api.md section 12). A day alone is no moment and stays as it came. */
function timeOf(value: string): number | null {
  const plain = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(value);
  if (!plain && !/^\d{4}-\d{2}-\d{2}T/.test(value)) return null;
  const at = Date.parse(plain ? `${value.replace(' ', 'T')}Z` : value);
  return Number.isNaN(at) ? null : at;
}
