import { createContext, use } from 'react';
import type { Formats } from './formats.ts';
import { formatsFor } from './formats.ts';
import type { Language } from './language.ts';
import type { Words } from './words.ts';
import { wordsFor } from './words.ts';

/** The language on screen; its provider stands in `app/`, and a change of it re-renders what has words. */
export const LanguageContext = createContext<Language>('en');

export function useLanguage(): Language {
  return use(LanguageContext);
}

export function useWords(): Words {
  return wordsFor(use(LanguageContext));
}

export function useFormats(): Formats {
  return formatsFor(use(LanguageContext));
}
