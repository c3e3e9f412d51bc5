import { expect, it } from 'vitest';
import { marksIn } from './search-view.ts';

const marked = (text: string, query: string): string[] =>
  marksIn(text, query).map(([start, end]) => text.slice(start, end));

it('marks the beginnings of words, whatever their case and accents', () => {
  expect(marked('Retur barang, RETUR lagi. Café', 'retu cafe')).toEqual(['Retu', 'RETU', 'Café']);
});

it('marks words that were found through another spelling, whole and in both directions', () => {
  expect(marked('Barang yang mana?', 'yg')).toEqual(['yang']);
  expect(marked('brg yg mana, barangnya', 'barang yang')).toEqual(['brg', 'yg', 'barang']);
  expect(marked('Gimana caranya', 'gmn')).toEqual(['Gimana']);
});

it('marks nothing where only the middle of a word fits', () => {
  expect(marked('kembang', 'bang')).toEqual([]);
});
