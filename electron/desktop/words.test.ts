import { describe, expect, it } from 'vitest';
import { languageOf, wordsFor } from './words.ts';

function leaves(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}/${key}`));
}

describe('the words of the host', () => {
  it('are complete in both languages and never empty', () => {
    expect(leaves(wordsFor('id'))).toEqual(leaves(wordsFor('en')));
    for (const language of ['en', 'id'] as const) {
      const words = wordsFor(language);
      const texts = Object.values(words).filter((text) => typeof text === 'string');
      expect(texts.every((text) => text.trim() !== '')).toBe(true);
      for (const count of [0, 1, 2, 17]) {
        expect(words.unread(count)).toContain(String(count));
        expect(words.waiting(count)).toContain(String(count));
        expect(words.quitQuestion.message(count)).toContain(String(count));
        expect(words.summary.title(count)).toContain(String(count));
        expect(words.summary.body(count)).toContain(String(count));
      }
    }
  });

  it('follow the computer until the agent chooses', () => {
    expect(languageOf('system', 'id-ID')).toBe('id');
    expect(languageOf('system', 'id')).toBe('id');
    expect(languageOf('system', 'en-GB')).toBe('en');
    expect(languageOf('system', 'idx')).toBe('en');
    expect(languageOf('system', '')).toBe('en');
    expect(languageOf('en', 'id-ID')).toBe('en');
    expect(languageOf('id', 'en-US')).toBe('id');
  });
});
