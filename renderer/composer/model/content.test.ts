import { assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTENT_MAX_BYTES, CONTENT_MAX_CHARACTERS } from '#shared/limits.ts';
import { isTooLong, sizeOf, splitText } from './content.ts';

describe('the length of a message', () => {
  it('counts trimmed text, in UTF-16 units and in bytes', () => {
    expect(sizeOf('  é👍 ')).toEqual({ characters: 3, bytes: 6 });
  });

  it('is too long beyond either limit', () => {
    expect(isTooLong('a'.repeat(CONTENT_MAX_CHARACTERS))).toBe(false);
    expect(isTooLong('a'.repeat(CONTENT_MAX_CHARACTERS + 1))).toBe(true);
    expect(isTooLong(`${'a'.repeat(CONTENT_MAX_CHARACTERS)}   `)).toBe(false);
  });
});

function graphemesOf(text: string): Set<string> {
  return new Set([...new Intl.Segmenter().segment(text)].map((one) => one.segment));
}

describe('splitting', () => {
  it('prefers a blank line, then a line, a sentence, a word', () => {
    const limits = { characters: 20, bytes: CONTENT_MAX_BYTES };
    expect(splitText('Halo Kak Siti.\n\nBaik, saya cek', limits)).toEqual(['Halo Kak Siti.', 'Baik, saya cek']);
    expect(splitText('satu dua tiga\nempat lima enam', limits)).toEqual(['satu dua tiga', 'empat lima enam']);
    expect(splitText('Sudah dikirim. Mohon tunggu', limits)).toEqual(['Sudah dikirim.', 'Mohon tunggu']);
    expect(splitText('satuduatiga empatlima enam', limits)).toEqual(['satuduatiga', 'empatlima enam']);
  });

  it('cuts no character that a reader sees', () => {
    const family = '👨‍👩‍👧';
    for (const part of splitText(family.repeat(9), { characters: 20, bytes: CONTENT_MAX_BYTES })) {
      expect(part.replaceAll(family, '')).toBe('');
    }
  });

  it('cuts no flag in two, however long the row of flags', () => {
    const flags = '🇮🇩🇸🇬🇲🇾';
    const text = `a${flags.repeat(60)}`;
    for (const characters of [21, 22, 23, 100, 101, 102, 103]) {
      const parts = splitText(text, { characters, bytes: CONTENT_MAX_BYTES });
      expect(parts.join('')).toBe(text);
      for (const part of parts) expect(part.replace(/^a/, '').replaceAll(/🇮🇩|🇸🇬|🇲🇾/gu, '')).toBe('');
    }
  });

  it('keeps all that is not white space, in parts that fit', () => {
    const limits = { characters: 40, bytes: 70 };
    assert(
      property(
        string({
          unit: oneof(constantFrom(' ', '\n', '. '), string({ unit: 'grapheme' })),
          maxLength: 200,
        }),
        (text) => {
          const parts = splitText(text, limits);
          const whole = graphemesOf(text);
          for (const part of parts) {
            expect(part.trim()).not.toBe('');
            expect([...graphemesOf(part)].filter((one) => !/\s/u.test(one) && !whole.has(one))).toEqual([]);
            const size = sizeOf(part);
            expect(size.characters).toBeLessThanOrEqual(limits.characters);
            expect(size.bytes).toBeLessThanOrEqual(limits.bytes);
          }
          expect(parts.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        },
      ),
    );
  });
});
