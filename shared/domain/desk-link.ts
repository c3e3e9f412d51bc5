import type { ConversationId } from './message.ts';

/**
 * Links that open a place in the program: `zukses-desk://conversation/12?message=5`. They carry a place and nothing else: no link can sign
 * anybody in, send, or change anything. Whatever is not exactly of this shape is ignored.
 */

export const LINK_SCHEME = 'zukses-desk';

export interface Place {
  readonly conversationId: ConversationId;
  readonly messageId: number | null;
}

const LINK = new RegExp(`^${LINK_SCHEME}://conversation/(\\d{1,16})/?(?:\\?message=([1-9]\\d{0,15}))?$`, 'i');

export function parseLink(text: string): Place | null {
  const match = LINK.exec(text);
  const [, conversationId, message] = match ?? [];
  if (conversationId === undefined) return null;
  return { conversationId, messageId: message === undefined ? null : Number(message) };
}

/** Of every such link in a text. */
export const LINKS_IN_TEXT = new RegExp(
  `${LINK_SCHEME}://conversation/\\d{1,16}(?:\\?message=[1-9]\\d{0,15})?(?![\\w?&=/#-])`,
  'gi',
);

/** On Windows and Linux the system starts the program with the link as an argument. */
export function linkIn(argv: readonly string[]): Place | null {
  for (const argument of argv) {
    if (!argument.toLowerCase().startsWith(`${LINK_SCHEME}:`)) continue;
    const place = parseLink(argument);
    if (place !== null) return place;
  }
  return null;
}

export function linkTo(place: Place): string {
  const message = place.messageId === null ? '' : `?message=${place.messageId}`;
  return `${LINK_SCHEME}://conversation/${place.conversationId}${message}`;
}
