import type { ConversationId } from '#shared/domain/message.ts';

/** Fills `main "Conversation"`, which the shell provides: header, notice, log, typing line, composer. */
export function ThreadPane({ conversationId }: { readonly conversationId: ConversationId }) {
  return <p>{conversationId}</p>;
}
