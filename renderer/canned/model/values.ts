import { formatsFor } from '#renderer/i18n/formats.ts';
import type { Language } from '#renderer/i18n/language.ts';
import { wordsFor } from '#renderer/i18n/words.ts';
import { statusLook } from '#renderer/cards/model/status.ts';
import type { SeenCard } from '#shared/contract/engine.ts';
import type { CannedValues } from '#shared/domain/canned-reply.ts';
import { CANNED_VARIABLES, variablesIn } from '#shared/domain/canned-reply.ts';
import type { ConversationDetails, ConversationRow } from '#shared/domain/conversation.ts';
import type { CardRow, Milliseconds, Person } from '#shared/domain/message.ts';

export interface ValueSources {
  readonly row: ConversationRow | null;
  readonly details: ConversationDetails | null;
  /** Of this conversation and others, newest first; only those of this one count. */
  readonly cards: readonly SeenCard[];
  readonly agentName: string;
  /** In which the customer is written to: not always the language of the screen. */
  readonly language: Language;
  readonly now: Milliseconds;
}

/** What a canned reply is filled with here and now. What is not known is left out, and stays a hole. */
export function cannedValues(sources: ValueSources): CannedValues {
  const { row, details, cards, agentName, language, now } = sources;
  const formats = formatsFor(language);
  const words = wordsFor(language);
  const here = cards.filter((card) => card.here);
  const order = here.find((seen) => seen.card.kind === 'order')?.card ?? null;
  const product = here.find((seen) => seen.card.kind === 'product')?.card ?? null;
  const customer = customerOf(details, row);
  const status = order?.status ?? null;
  const look = status === null ? null : statusLook(status);
  const price = product === null ? null : (product.total ?? product.items[0]?.price ?? null);
  return known({
    'customer.name': customer,
    'customer.firstName': customer?.split(/\s+/)[0] ?? null,
    'agent.name': agentName,
    'shop.name': shopOf(details, row),
    'order.number': order?.title ?? (row?.type === 'order_support' ? row.reference : null),
    'order.status': look === null ? status : words(look.word).toLocaleLowerCase(language),
    'order.total': order === null || order.total === null ? null : formats.rupiah(order.total),
    'order.items': order === null || order.items.length === 0 ? null : formats.list(itemNames(order)),
    'product.name': product?.title ?? (row?.type === 'product_support' ? row.reference : null),
    'product.price': price === null ? null : formats.rupiah(price),
    greeting: words(`canned.greeting.${timeOfDay(now)}`),
  });
}

/** Pagi to 10:59, siang to 14:59, sore to 18:29, then malam. */
function timeOfDay(now: Milliseconds): 'morning' | 'noon' | 'afternoon' | 'evening' {
  const date = new Date(now);
  const hour = date.getHours() + date.getMinutes() / 60;
  if (hour >= 4 && hour < 11) return 'morning';
  if (hour >= 11 && hour < 15) return 'noon';
  return hour >= 15 && hour < 18.5 ? 'afternoon' : 'evening';
}

function itemNames(order: CardRow): string[] {
  return order.items.map(({ name, quantity }) => (quantity !== null && quantity > 1 ? `${quantity} × ${name}` : name));
}

function customerOf(details: ConversationDetails | null, row: ConversationRow | null): string | null {
  const here = details?.participants.filter(({ person, leftAt }) => person.role === 'customer' && leftAt === null);
  const person: Person | null =
    here?.find((one) => one.person.userId !== null)?.person ??
    (row?.counterpart?.role === 'customer' && row.counterpart.userId !== null ? row.counterpart : null);
  return person === null || person.name === '' ? null : person.name;
}

function shopOf(details: ConversationDetails | null, row: ConversationRow | null): string | null {
  const people = details?.participants.map(({ person }) => person) ?? [];
  if (row?.counterpart != null) people.push(row.counterpart);
  for (const person of people) {
    if (person.shopName !== null && person.shopName !== '') return person.shopName;
    if (person.userId === null && person.shopId !== null && person.name !== '') return person.name;
  }
  return null;
}

function known(values: Readonly<Record<(typeof CANNED_VARIABLES)[number], string | null>>): CannedValues {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ''),
  );
}

export type TemplatePart = { readonly kind: 'text' | 'filled' | 'hole'; readonly text: string };

/** A reply cut at its variables, for showing what was filled in and what is missing. */
export function templateParts(template: string, values: CannedValues): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (const { name, start, end } of variablesIn(template)) {
    if (start > at) parts.push({ kind: 'text', text: template.slice(at, start) });
    const variable = CANNED_VARIABLES.find((one) => one === name);
    const value = variable === undefined ? undefined : values[variable];
    parts.push(value === undefined ? { kind: 'hole', text: name } : { kind: 'filled', text: value });
    at = end;
  }
  if (at < template.length) parts.push({ kind: 'text', text: template.slice(at) });
  return parts;
}
