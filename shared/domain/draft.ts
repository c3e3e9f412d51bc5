import type { ConversationId, Milliseconds } from './message.ts';

export interface StagedFile {
  readonly stageId: string;
  readonly filename: string;
  readonly kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly width: number | null;
  readonly height: number | null;
  /** `/media/<id>` of the staged copy, for previews. */
  readonly mediaId: string;
}

/** A product or order card that goes out with a message. */
export interface DraftCard {
  readonly contentType: 'product_card' | 'order_card';
  /** The message's metadata. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface Draft {
  readonly conversationId: ConversationId;
  /** The message whose reply thread it is written in; null: the conversation itself. */
  readonly parentMessageId: number | null;
  readonly text: string;
  readonly files: readonly StagedFile[];
  /** What it quotes, by server id or by the client id of a message that still waits. */
  readonly replyTo: { readonly messageId: number | null; readonly clientMessageId: string | null } | null;
  readonly card: DraftCard | null;
  readonly selectionStart: number;
  readonly selectionEnd: number;
  readonly savedAt: Milliseconds;
  /** Grows with each save; a save that is not newer than what is stored is ignored. */
  readonly version: number;
}
