import { defaultFilter as closeness } from 'cmdk';
import { CATALOGUES } from '#renderer/i18n/catalogues.ts';
import { LANGUAGES } from '#renderer/i18n/language.ts';
import type { Language } from '#renderer/i18n/language.ts';
import type { Emoji } from './emoji.ts';
import { EMOJI } from './emoji.ts';

export interface FoundEmoji {
  readonly emoji: Emoji;
  /** In the language asked for. */
  readonly name: string;
  /** The word it was found by, where that is not in its name. */
  readonly by: string | null;
}

const ALL: readonly Emoji[] = Object.values(EMOJI).flat();
const MOST = 8;
/** Of 1: letters that follow each other from the start of a word are worth more, one letter left out is worth less. */
const CLOSE = 0.5;
const NEAR = 0.1;

/** What an emoji is called, then what else it is found by. */
export function wordsOf(emoji: Emoji, language: Language): readonly string[] {
  return CATALOGUES[language][`emoji.${emoji}`].split(', ');
}

/** By English and Indonesian words, whatever the language of the screen; the best first. */
export function findEmoji(query: string, language: Language): readonly FoundEmoji[] {
  const wanted = query.replaceAll('_', ' ').toLowerCase();
  const least = wanted.length < 4 ? CLOSE : NEAR;
  const found: { readonly at: number; readonly emoji: FoundEmoji }[] = [];
  for (const emoji of ALL) {
    const [name = emoji] = wordsOf(emoji, language);
    let best = { at: closeness(name, wanted), by: null as string | null };
    for (const word of LANGUAGES.flatMap((one) => wordsOf(emoji, one))) {
      // A name is what one sees, and wins where others are no closer.
      const at = closeness(word, wanted) * 0.99;
      if (at > best.at) best = { at, by: word };
    }
    if (best.at >= least) found.push({ at: best.at, emoji: { emoji, name, by: best.by === name ? null : best.by } });
  }
  return found
    .sort((a, b) => b.at - a.at)
    .slice(0, MOST)
    .map((one) => one.emoji);
}
