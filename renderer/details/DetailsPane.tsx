import type { ConversationId } from '#shared/domain/message.ts';

/** Fills `complementary "Details"`, which the shell provides with its heading and close button. */
export function DetailsPane({ conversationId }: { readonly conversationId: ConversationId }) {
  return <p>{conversationId}</p>;
}
