import { describe, expect, it } from 'vitest';
import { colonWordAt } from './colon-word.ts';
import { EMOJI } from './emoji.ts';
import { findEmoji, wordsOf } from './find-emoji.ts';

const first = (query: string, language: 'en' | 'id' = 'en') => findEmoji(query, language)[0]?.emoji;

describe('a word after a colon', () => {
  const at = (text: string) => colonWordAt(text, text.length)?.query ?? null;

  it('is one at the start of a word, from two letters', () => {
    expect(at(':jem')).toBe('jem');
    expect(at('Baik kak :thumbs_up')).toBe('thumbs_up');
    expect(at('(:ok')).toBe('ok');
    expect(at('👍:ja')).toBe('ja');
    expect(at('Halo\n:ha')).toBe('ha');
    expect(colonWordAt('satu :dua tiga', 8)).toEqual({ from: 5, to: 8, query: 'du' });
  });

  it('is none in times, links, smileys and after a word', () => {
    for (const text of [
      '10:30',
      '10:ab',
      'https://x',
      'Catatan:ini',
      ':)',
      ':D',
      ':',
      ': ya',
      'a :b c',
      ':10',
      '::ab',
    ]) {
      expect(at(text), `in ${text}`).toBeNull();
    }
  });
});

describe('finding emoji', () => {
  it('knows English and Indonesian words in both languages', () => {
    for (const language of ['en', 'id'] as const) {
      expect(first('thumb', language)).toBe('👍');
      expect(first('jem', language)).toBe('👍');
      expect(first('terima', language)).toBe('🙏');
      expect(first('package', language)).toBe('📦');
      expect(first('paket', language)).toBe('📦');
    }
  });

  it('takes words with underscores or without a space, and one letter left out', () => {
    expect(first('thumbs_up')).toBe('👍');
    expect(first('thumbsup')).toBe('👍');
    expect(first('trima')).toBe('🙏');
  });

  it('says what it was found by where the name does not show it', () => {
    expect(findEmoji('jempol', 'en')[0]).toEqual({ emoji: '👍', name: 'thumbs up', by: 'jempol' });
    expect(findEmoji('jempol', 'id')[0]).toEqual({ emoji: '👍', name: 'jempol', by: null });
  });

  it('finds nothing where nothing is close', () => {
    expect(findEmoji('xqzw', 'en')).toEqual([]);
    expect(findEmoji('th', 'en').length).toBeGreaterThan(0);
  });

  it('finds each by its own name, and offers none twice', () => {
    const all = Object.values(EMOJI).flat();
    expect(new Set(all).size).toBe(all.length);
    for (const emoji of all) {
      for (const language of ['en', 'id'] as const) {
        const [name = ''] = wordsOf(emoji, language);
        expect(
          findEmoji(name, language).map((one) => one.emoji),
          `${language} ${name}`,
        ).toContain(emoji);
      }
    }
  });
});
