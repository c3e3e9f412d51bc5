import type { AttachmentRow, ConversationId, Milliseconds, Person } from './message.ts';

/** A file of a conversation, wherever in it its message stands. */
export interface ConversationFile {
  readonly conversationId: ConversationId;
  readonly messageId: number;
  readonly sender: Person;
  readonly sentAt: Milliseconds;
  readonly attachment: AttachmentRow;
}

/** A sticker that can be sent again: one that came up in a conversation, or one that the agent keeps on this computer. */
export interface Sticker {
  readonly mediaId: string;
  readonly filename: string;
  /** Set for the agent's own, which can be taken away again. */
  readonly stageId: string | null;
}
