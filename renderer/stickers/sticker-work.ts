import { extensionOf } from '#renderer/composer/model/files.ts';
import { preparePicture } from '#renderer/composer/pictures/prepare-picture.ts';
import type { Refusal } from '#renderer/composer/state/composer-state.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { Sticker } from '#shared/domain/media.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { FILE_KINDS } from '#shared/limits.ts';

/** A sticker is a message of its own, beside whatever is being written. Null where it was taken. */
export async function sendSticker(
  bridge: Bridge,
  sticker: Sticker,
  to: {
    readonly conversationId: ConversationId;
    readonly parentMessageId: number | null;
    readonly newestShownMessageId: number | null;
  },
): Promise<ErrorInfo | null> {
  const stageId = crypto.randomUUID();
  const { mediaId } = sticker;
  const staged = await ask(bridge, 'file.stageFromMedia', { stageId, mediaId, asSticker: true });
  if (!staged.ok) return staged.error;
  const sent = await ask(bridge, 'message.send', {
    ...to,
    clientMessageId: crypto.randomUUID(),
    content: '',
    contentType: 'text',
    metadata: {},
    replyTo: null,
    files: [stageId],
    keepsDraft: true,
  });
  if (sent.ok) return null;
  void ask(bridge, 'file.unstage', { stageId });
  return sent.error;
}

/** Keeps a file among the agent's own stickers; why not, where it can't be one (docs/api.md section 7.1). */
export async function addSticker(bridge: Bridge, chosen: File): Promise<Refusal | null> {
  const { extensions, maxBytes } = FILE_KINDS.sticker;
  const filename = chosen.name;
  const extension = extensionOf(filename);
  if (!extensions.includes(extension)) return { code: 'UNSUPPORTED_MEDIA_TYPE', filename, extension, way: 'none' };
  if (chosen.size === 0) return { code: 'FILE_EMPTY', filename };
  const stageId = crypto.randomUUID();
  try {
    const prepared = await preparePicture(chosen);
    const { file, width, height } = prepared?.original ?? { file: chosen, width: null, height: null };
    if (file.size > maxBytes) {
      return { code: 'ATTACHMENT_TOO_LARGE', filename, kind: 'sticker', maxBytes, sizeBytes: file.size };
    }
    const staged = await bridge.stage(file, { stageId, asSticker: true, width, height }, () => undefined);
    if (!staged.ok) return { code: 'ENGINE', filename, error: staged.error };
  } catch {
    return { code: 'UNREADABLE', filename };
  }
  const kept = await ask(bridge, 'stickers.keep', { stageId });
  return kept.ok ? null : { code: 'ENGINE', filename, error: kept.error };
}
