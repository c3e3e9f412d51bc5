import type { ApiMessage } from '../api/types.ts';
import { mediaIdOf } from '../views/media-ids.ts';
import type { MediaCache } from './cache.ts';
import type { Staging } from './staging.ts';

/**
 * The message is on the server: its bubble shows the server's files from now on. The staged copies become the downloads they would cost, and
 * are let go of. Files come back in the order in which they were sent, or none is taken for another.
 */
export async function keepSent(
  cache: MediaCache,
  staging: Staging,
  stageIds: readonly string[],
  message: ApiMessage,
): Promise<void> {
  const { id: messageId, conversationId, attachments = [] } = message;
  const pairs = stageIds.flatMap((stageId, index) => {
    const staged = staging.staged(stageId);
    const attachment = attachments[index];
    return staged === null || attachment === undefined || attachment.filename !== staged.filename
      ? []
      : [
          {
            staged,
            mediaId: mediaIdOf({ kind: 'attachment', conversationId, messageId, attachmentId: attachment.id }),
          },
        ];
  });
  const all = attachments.length === stageIds.length && pairs.length === stageIds.length;
  if (all) await Promise.all(pairs.map(({ mediaId, staged }) => cache.adopt(mediaId, staged)));
  staging.release(stageIds);
}
