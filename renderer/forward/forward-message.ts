import { plainText } from '#renderer/thread/model/plain-text.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { AttachmentRow, ConversationId, MessageRow } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';

export type Forwarded =
  | { readonly kind: 'done' }
  /** Nothing was sent: these files could not be had. */
  | { readonly kind: 'files'; readonly missing: readonly MissingFile[] }
  | { readonly kind: 'refused'; readonly error: ErrorInfo };

export interface MissingFile {
  readonly attachment: AttachmentRow;
  readonly error: ErrorInfo;
}

export function canForward(row: MessageRow): boolean {
  return !row.deleted && row.contentType !== 'system' && (row.attachments.length > 0 || plainText(row) !== '');
}

/**
 * Sends what a message says, and copies of its files, into another conversation, with whatever is being written there left alone. Without `leaveOut` either all
 * of it goes or nothing.
 */
export async function forwardMessage(
  bridge: Bridge,
  row: MessageRow,
  to: ConversationId,
  leaveOut: ReadonlySet<string>,
): Promise<Forwarded> {
  const wanted = row.attachments.filter((one) => !leaveOut.has(one.mediaId));
  // One message is all stickers or none: the server is told so for the message (docs/api.md section 7.3).
  const asSticker = wanted.length > 0 && wanted.every((one) => one.kind === 'sticker');
  const staged: string[] = [];
  const missing: MissingFile[] = [];
  for (const attachment of wanted) {
    const stageId = crypto.randomUUID();
    const answer = await ask(bridge, 'file.stageFromMedia', { stageId, mediaId: attachment.mediaId, asSticker });
    if (answer.ok) staged.push(stageId);
    else missing.push({ attachment, error: answer.error });
  }
  const giveUp = (): void => {
    for (const stageId of staged) void ask(bridge, 'file.unstage', { stageId });
  };
  if (missing.length > 0) {
    giveUp();
    return { kind: 'files', missing };
  }
  // What is there now was seen by whoever chose it: only what a colleague writes after this holds it back.
  const page = await ask(bridge, 'thread.page', { conversationId: to, from: { kind: 'newest' }, limit: 1 });
  const sent = await ask(bridge, 'message.send', {
    conversationId: to,
    clientMessageId: crypto.randomUUID(),
    content: plainText(row),
    contentType: 'text',
    metadata: {},
    replyTo: null,
    parentMessageId: null,
    files: staged,
    newestShownMessageId: page.ok ? (page.value.rows.at(-1)?.messageId ?? null) : null,
    keepsDraft: true,
  });
  if (sent.ok) return { kind: 'done' };
  giveUp();
  return { kind: 'refused', error: sent.error };
}
