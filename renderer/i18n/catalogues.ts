import { en } from './en.ts';
import { id } from './id.ts';
import type { Language } from './language.ts';

export type Catalogue = typeof en;
export type WordKey = keyof Catalogue;

export const CATALOGUES: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = { en, id };
