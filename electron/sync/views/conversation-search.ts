import type { EngineParsed } from '#shared/contract/engine.ts';
import type { ConversationRow } from '#shared/domain/conversation.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import type { Mirror } from '../store/mirror/mirror.ts';
import type { ConversationIndex } from './conversation-index.ts';
import type { Views } from './views.ts';

export interface ConversationSearchSources {
  readonly mirror: Pick<Mirror, 'search'>;
  readonly local: Pick<LocalStore, 'outbox'>;
  readonly index: Pick<ConversationIndex, 'page'>;
  readonly views: Pick<Views, 'conversation'>;
}

/** Conversations that hold the words, best first; those that exist only here stand before. Without words, the ones used last. */
export function searchConversations(
  sources: ConversationSearchSources,
  { text, limit }: EngineParsed<'conversations.search'>,
): readonly ConversationRow[] {
  const { mirror, local, index, views } = sources;
  if (text.trim() === '') return index.page('all', null, limit).rows;
  const here = local.outbox
    .active()
    .flatMap((row) =>
      row.kind === 'create-conversation' && row.conversationId === null && holds(row.payload.title, text)
        ? [row.conversationRef]
        : [],
    );
  const found = mirror.search.conversations(text, limit).map(String);
  return [...here, ...found].slice(0, limit).flatMap((id) => views.conversation(id) ?? []);
}

function holds(title: string, text: string): boolean {
  const lower = title.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
