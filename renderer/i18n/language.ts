export const LANGUAGES = ['en', 'id'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The agent's choice; `system` takes the computer's language (in a browser, the browser's): Indonesian for `id`, else English. */
export function resolveLanguage(choice: Language | 'system', system: string | null): Language {
  if (choice !== 'system') return choice;
  // `in` is what old systems call Indonesian.
  return /^(id|in)\b/i.test(system ?? '') ? 'id' : 'en';
}

/** For `Intl`: English with a 24-hour clock and day before month, as the desk's users read it. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', id: 'id-ID' };
