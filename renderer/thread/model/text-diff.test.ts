import { describe, expect, it } from 'vitest';
import { diffWords } from './text-diff.ts';

const told = (before: string, after: string): string =>
  diffWords(before, after, 'id')
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `[+${text}+]`))
    .join('');

describe('what an edit changed', () => {
  it.each([
    ['Kirim ke Bandung ya', 'Kirim ke Bogor ya', 'Kirim ke [-Bandung-][+Bogor+] ya'],
    ['Besok sampai', 'Besok sampai, Kak', 'Besok sampai[+, Kak+]'],
    ['Maaf ya kak', 'Maaf kak', 'Maaf [-ya -]kak'],
    ['sama', 'sama', 'sama'],
    ['', 'baru', '[+baru+]'],
    ['lama', '', '[-lama-]'],
  ])('%s → %s', (before, after, expected) => {
    expect(told(before, after)).toBe(expected);
  });

  it('tells words that were changed one after the other as one change', () => {
    expect(told('Pesanan dikirim hari ini oleh kurir', 'Pesanan sampai besok pagi oleh kurir')).toBe(
      'Pesanan [-dikirim hari ini-][+sampai besok pagi+] oleh kurir',
    );
  });

  it('never cuts an emoji or a word in two, and keeps every space and line', () => {
    expect(told('Oke 👍🏽\nsiap', 'Oke 👍🏿\nsiap')).toBe('Oke [-👍🏽-][+👍🏿+]\nsiap');
    const before = 'a  b\n\nc';
    const after = 'a b\nc d';
    const parts = diffWords(before, after, 'en');
    const side = (not: string) => parts.flatMap((part) => (part.kind === not ? [] : [part.text])).join('');
    expect(side('added')).toBe(before);
    expect(side('removed')).toBe(after);
  });

  it('gives up on two long texts with nothing in common', () => {
    const long = (from: number) => Array.from({ length: 2_000 }, (_, index) => `k${from + index}`).join(' ');
    const parts = diffWords(long(0), long(10_000), 'en');
    expect(parts.map((part) => part.kind)).toEqual(['removed', 'added']);
  });
});
