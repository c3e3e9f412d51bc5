import type { EngineParsed, SearchAnswer } from '#shared/contract/engine.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import type { Mirror } from '../store/mirror/mirror.ts';
import { spellingsOf } from '../store/mirror/search-reader.ts';
import type { Views } from './views.ts';

export interface SearchSources {
  readonly mirror: Mirror;
  readonly local: LocalStore;
  readonly views: Views;
}

/** Messages that hold the words, newest first, with the places to mark. */
export function searchMessages(sources: SearchSources, input: EngineParsed<'search.messages'>): SearchAnswer {
  const { mirror, local, views } = sources;
  const within = input.conversationId === null ? null : local.aliases.serverId(input.conversationId);
  if (input.conversationId !== null && within === null) return { hits: [], searched: 0 };
  const found = mirror.search.messages(input.text, within, input.limit);
  // One reading for each conversation, however many hits it has.
  const conversations = new Map(
    [...Map.groupBy(found, (hit) => hit.conversationId)].map(([id, hits]) => {
      const messages = views.messages(
        id,
        hits.map((hit) => hit.messageId),
      );
      return [id, { title: views.title(id), messages: new Map(messages.map((row) => [row.messageId, row])) }];
    }),
  );
  const hits = found.flatMap((hit) => {
    const conversation = conversations.get(hit.conversationId);
    const message = conversation?.messages.get(hit.messageId);
    // What the agent deleted without a network is in the index until the server has heard of it.
    if (conversation === undefined || message === undefined || message.deleted) return [];
    return [
      {
        conversationId: String(hit.conversationId),
        conversationTitle: conversation.title,
        message,
        marks: marksIn(message.content, input.text),
      },
    ];
  });
  return { hits, searched: mirror.conversations.countMessages(within) };
}

/** Where words of the query begin words of the text, or stand in it in another spelling; UTF-16 units. */
export function marksIn(text: string, query: string): [number, number][] {
  const wanted = query
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map(folded);
  const spellings = new Set(wanted.flatMap((word) => spellingsOf(word)));
  const marks: [number, number][] = [];
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const word = folded(match[0]);
    const longest = wanted.filter((one) => word.startsWith(one)).reduce((most, one) => Math.max(most, one.length), 0);
    const length = spellings.has(word) ? match[0].length : Math.min(longest, match[0].length);
    if (length > 0) marks.push([match.index, match.index + length]);
  }
  return marks;
}

function folded(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
