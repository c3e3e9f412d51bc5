/**
 * What one transaction changed, as keys only. The stores note keys while they write; after the commit the publisher reads the rows anew, in
 * the shape the renderer shows, and sends one event. Nothing is emitted for a transaction that rolled back.
 */
export class Touched {
  readonly conversations = new Set<number>();
  /** conversation id → message ids */
  readonly messages = new Map<number, Set<number>>();
  /** client message ids */
  readonly outbox = new Set<string>();
  /** contract conversation id (a server id as text, or `new:…`) → whose reply threads; null: the conversation's own composer */
  readonly drafts = new Map<string, Set<number | null>>();
  /** Contract conversation ids of conversations that have no server id yet. */
  readonly unsentConversations = new Set<string>();
  settings = false;

  conversation(id: number): void {
    this.conversations.add(id);
  }

  message(conversationId: number, messageId: number): void {
    const ids = this.messages.get(conversationId);
    if (ids) ids.add(messageId);
    else this.messages.set(conversationId, new Set([messageId]));
    this.conversations.add(conversationId);
  }

  draft(conversationId: string, parentMessageId: number | null): void {
    const parents = this.drafts.get(conversationId);
    if (parents) parents.add(parentMessageId);
    else this.drafts.set(conversationId, new Set([parentMessageId]));
  }

  get empty(): boolean {
    return (
      this.conversations.size === 0 &&
      this.messages.size === 0 &&
      this.outbox.size === 0 &&
      this.drafts.size === 0 &&
      this.unsentConversations.size === 0 &&
      !this.settings
    );
  }
}

/** Called once after each commit with what it touched. */
export type Publish = (touched: Touched) => void;
