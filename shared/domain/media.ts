import type { ErrorInfo } from '../errors.ts';
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

/** Whether a file of a message is on this computer. */
export type MediaState =
  | { readonly state: 'here' }
  | {
      readonly state: 'coming';
      readonly receivedBytes: number;
      /** Null where the server does not say. */
      readonly totalBytes: number | null;
      /** `resumed`: it goes on where an earlier try ended; `restarted`: there was one, and nothing of it was of use. */
      readonly start: 'anew' | 'resumed' | 'restarted';
    }
  | {
      readonly state: 'away';
      /** The beginning that is kept, from which it will go on. */
      readonly receivedBytes: number;
      readonly totalBytes: number | null;
      /** Why the last try failed or was stopped (CANCELLED); null before any. */
      readonly error: ErrorInfo | null;
    };
