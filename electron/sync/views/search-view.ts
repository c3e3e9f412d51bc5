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
  const places = found.map((hit) => ({ conversationId: hit.conversationId, id: hit.messageId }));
  const messages = new Map(views.messagesAt(places).map((row) => [`${row.conversationId}/${row.messageId}`, row]));
  const titles = views.titles([...new Set(found.map((hit) => hit.conversationId))]);
  const hits = found.flatMap((hit) => {
    const message = messages.get(`${hit.conversationId}/${hit.messageId}`);
    // What the agent deleted without a network is in the index until the server has heard of it.
    if (message === undefined || message.deleted) return [];
    return [
      {
        conversationId: String(hit.conversationId),
        conversationTitle: titles.get(hit.conversationId) ?? '',
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
