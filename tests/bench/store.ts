/** What is asked of each store; the answers are compared, so that nobody is quick by leaving something out. */
export interface BenchStore {
  putConversations(answer: string): void;
  putPage(answer: string): void;
  putEvent(frame: string): void;
  /** The newest 50, or the 50 before an id; oldest first, with sender, receipts, reactions and files. */
  page(conversationId: number, beforeId: number | null): readonly ShownMessage[];
  /** The 50 conversations with the newest messages, each with its last message. */
  inbox(): readonly ShownConversation[];
  /** The newest 20 messages with all words; the last one may be a beginning. */
  search(text: string, lastIsWhole: boolean): readonly FoundMessage[];
  close(): void;
}

export interface ShownMessage {
  readonly id: number;
  readonly content: string;
  readonly createdAt: number;
  readonly senderName: string | null;
  readonly receipts: readonly (readonly [userId: number, status: string])[];
  readonly reactions: readonly (readonly [emoji: string, count: number])[];
  readonly files: readonly string[];
}

export interface ShownConversation {
  readonly id: number;
  readonly title: string | null;
  readonly lastMessage: string | null;
}

export interface FoundMessage {
  readonly id: number;
  readonly content: string;
}

export type OpenStore = (folder: string) => BenchStore;
