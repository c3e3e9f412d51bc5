import type { EngineParsed, SearchHit } from '#shared/contract/engine.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import type { Mirror } from '../store/mirror/mirror.ts';
import type { Views } from './views.ts';

export interface SearchSources {
  readonly mirror: Mirror;
  readonly local: LocalStore;
  readonly views: Views;
}

/** Messages that hold the words, newest first, with the places to mark. */
export function searchMessages(sources: SearchSources, input: EngineParsed<'search.messages'>): SearchHit[] {
  const { mirror, local, views } = sources;
  const within = input.conversationId === null ? null : local.aliases.serverId(input.conversationId);
  if (input.conversationId !== null && within === null) return [];
  return mirror.search.messages(input.text, within, input.limit).flatMap((hit) => {
    const [message] = views.messages(hit.conversationId, [hit.messageId]);
    if (message === undefined) return [];
    const conversationId = String(hit.conversationId);
    return [
      {
        conversationId,
        conversationTitle: views.conversation(conversationId)?.title ?? '',
        message,
        marks: marksIn(message.content, input.text),
      },
    ];
  });
}

/** Where words of the query begin words of the text; UTF-16 units. */
export function marksIn(text: string, query: string): [number, number][] {
  const wanted = query
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map(folded);
  const marks: [number, number][] = [];
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const word = folded(match[0]);
    const longest = wanted.filter((one) => word.startsWith(one)).reduce((most, one) => Math.max(most, one.length), 0);
    if (longest > 0) marks.push([match.index, match.index + Math.min(longest, match[0].length)]);
  }
  return marks;
}

function folded(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
