import { IntlMessageFormat } from 'intl-messageformat';
import type { Catalogue, WordKey } from './catalogues.ts';
import { CATALOGUES } from './catalogues.ts';
import type { Language } from './language.ts';
import { LOCALES } from './language.ts';
import type { MessageArguments } from './message-arguments.ts';

export type { WordKey } from './catalogues.ts';

/** Nothing where the message takes nothing, else its arguments by name. */
export type WordArguments<Key extends WordKey> = keyof MessageArguments<Catalogue[Key]> extends never
  ? []
  : [values: MessageArguments<Catalogue[Key]>];

/** A message in the agent's language: `words('inbox.unread', { count: 3 })`. */
export type Words = <Key extends WordKey>(key: Key, ...values: WordArguments<Key>) => string;

const made = new Map<Language, Words>();

/** Messages are parsed when they are first needed and kept. */
export function wordsFor(language: Language): Words {
  const known = made.get(language);
  if (known) return known;
  const parsed = new Map<WordKey, IntlMessageFormat>();
  const words: Words = (key, ...values) => {
    let message = parsed.get(key);
    if (!message) {
      message = new IntlMessageFormat(CATALOGUES[language][key], LOCALES[language], undefined, { ignoreTag: true });
      parsed.set(key, message);
    }
    const text: unknown = message.format(values[0] as Record<string, string | number> | undefined);
    return Array.isArray(text) ? text.join('') : String(text);
  };
  made.set(language, words);
  return words;
}
