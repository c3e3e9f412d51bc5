import type { ConversationRow } from '#shared/domain/conversation.ts';
import { CONVERSATION_TYPES } from '#shared/domain/conversation.ts';
import type { Words } from '../i18n/words.ts';
import type { IconName } from '../ui/icon-names.ts';

const ICONS: Readonly<Record<(typeof CONVERSATION_TYPES)[number], IconName>> = {
  private: 'direct',
  group: 'group',
  order_support: 'order',
  product_support: 'product',
  system: 'system',
};

function knownType(type: string): (typeof CONVERSATION_TYPES)[number] | null {
  return CONVERSATION_TYPES.find((each) => each === type) ?? null;
}

/** Types are told apart by icon and word. A type never seen before keeps the server's own word. */
export function typeIcon(type: string): IconName {
  const known = knownType(type);
  return known ? ICONS[known] : 'thread';
}

export function typeWord(type: string, words: Words): string {
  const known = knownType(type);
  return known ? words(`type.${known}`) : type;
}

/** Order number, product or shop; of a group how many people are in it. Null where there is nothing to say. */
export function typeReference(row: ConversationRow, words: Words): string | null {
  if (row.reference !== null) return row.reference;
  return row.type === 'group' && row.participantCount > 0
    ? words('type.people', { count: row.participantCount })
    : null;
}
