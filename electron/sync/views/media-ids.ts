/**
 * Names of media as the renderer asks for them: `/media/<id>`. An id says where to look the address up; the address itself, which may expire
 * or be signed, never leaves the engine. Staged files have names of their own (electron/sync/media/).
 */
export type MediaRef =
  | {
      readonly kind: 'attachment';
      readonly conversationId: number;
      readonly messageId: number;
      readonly attachmentId: number;
    }
  /** The n-th picture on the cards of a message. */
  | { readonly kind: 'card'; readonly conversationId: number; readonly messageId: number; readonly index: number }
  | { readonly kind: 'person'; readonly userId: number }
  | { readonly kind: 'shop'; readonly shopId: number };

export function mediaIdOf(ref: MediaRef): string {
  switch (ref.kind) {
    case 'attachment':
      return `a_${ref.conversationId}_${ref.messageId}_${ref.attachmentId}`;
    case 'card':
      return `c_${ref.conversationId}_${ref.messageId}_${ref.index}`;
    case 'person':
      return `p_${ref.userId}`;
    case 'shop':
      return `l_${ref.shopId}`;
    default:
      return ref satisfies never;
  }
}

export function mediaUrlOf(ref: MediaRef): string {
  return `/media/${mediaIdOf(ref)}`;
}

/** Null for a name that no view gave out. */
export function parseMediaId(mediaId: string): MediaRef | null {
  const [kind, ...rest] = mediaId.split('_');
  const [first, second, third] = rest.map(Number);
  switch (kind) {
    case 'a':
      return isId(first) && isId(second) && third !== undefined && Number.isSafeInteger(third)
        ? { kind: 'attachment', conversationId: first, messageId: second, attachmentId: third }
        : null;
    case 'c':
      return isId(first) && isId(second) && third !== undefined && Number.isSafeInteger(third)
        ? { kind: 'card', conversationId: first, messageId: second, index: third }
        : null;
    case 'p':
      return isId(first) ? { kind: 'person', userId: first } : null;
    case 'l':
      return isId(first) ? { kind: 'shop', shopId: first } : null;
    default:
      return null;
  }
}

function isId(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value > 0;
}
