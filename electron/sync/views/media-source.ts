import type { ViewReader } from '../store/mirror/view-reader.ts';
import { cardImages } from './cards.ts';
import type { TrustedHosts } from './hosts.ts';
import { parseMediaId } from './media-ids.ts';

/** Where a picture or file comes from. */
export interface MediaSource {
  readonly url: string;
  readonly filename: string | null;
  readonly contentType: string | null;
  readonly sizeBytes: number | null;
  /** Whose message has to be read again when the address has expired; null where none does. */
  readonly message: { readonly conversationId: number; readonly messageId: number } | null;
}

/** Null for a name that no view gave out, or whose message is gone. */
export function mediaSource(mediaId: string, reader: ViewReader, hosts: TrustedHosts): MediaSource | null {
  const ref = parseMediaId(mediaId);
  if (ref === null) return null;
  switch (ref.kind) {
    case 'attachment': {
      const [message] = reader.messages(ref.conversationId, [ref.messageId]);
      const attachment = message?.attachments.find((one) => one.id === ref.attachmentId);
      if (attachment?.url == null || message?.deleted === true) return null;
      return {
        url: attachment.url,
        filename: attachment.filename,
        contentType: attachment.contentType,
        sizeBytes: attachment.sizeBytes,
        message: { conversationId: ref.conversationId, messageId: ref.messageId },
      };
    }
    case 'card': {
      const [message] = reader.messages(ref.conversationId, [ref.messageId]);
      const url = message === undefined ? undefined : cardImages(message)[ref.index];
      return picture(url, hosts, { conversationId: ref.conversationId, messageId: ref.messageId });
    }
    case 'person':
      return picture(reader.person(ref.userId)?.photo, hosts, null);
    case 'shop':
      return picture(reader.shopLogo(ref.shopId), hosts, null);
    default:
      return ref satisfies never;
  }
}

/** Pictures of people and cards are only ever fetched by themselves: from hosts that are not trusted with that, they are not (docs/api.md section 14). */
function picture(
  url: string | null | undefined,
  hosts: TrustedHosts,
  message: MediaSource['message'],
): MediaSource | null {
  if (url == null || !hosts.loadsByItself(url)) return null;
  return { url, filename: null, contentType: null, sizeBytes: null, message };
}
