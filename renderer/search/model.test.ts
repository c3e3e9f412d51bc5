import { describe, expect, it } from 'vitest';
import { fixtureMessage } from '#tests/support/fixture-thread.ts';
import { grouped, snippet } from './model.ts';

describe('a snippet', () => {
  it('is the text cut at its marks', () => {
    expect(snippet('cara retur barang', [[5, 10]])).toEqual([
      { text: 'cara ', marked: false },
      { text: 'retur', marked: true },
      { text: ' barang', marked: false },
    ]);
  });

  it('of a long text begins a few words before the first mark, and says that it was cut', () => {
    const text = `${'kata '.repeat(100)}retur${' lagi'.repeat(100)}`;
    const parts = snippet(text, [[500, 505]]);
    expect(parts[0]).toEqual({ text: '…', marked: false });
    expect(parts[1]?.text.startsWith('kata')).toBe(true);
    expect(parts.find((part) => part.marked)).toEqual({ text: 'retur', marked: true });
    expect(parts.at(-1)?.text).toBe('…');
  });
});

it('groups stand in the order of their newest hit', () => {
  const hit = (conversationId: string, id: number) => ({
    conversationId,
    conversationTitle: `Judul ${conversationId}`,
    message: fixtureMessage(id),
    marks: [],
  });
  const groups = grouped([hit('2', 9), hit('1', 8), hit('2', 7)]);
  expect(groups.map(({ title, hits }) => [title, hits.length])).toEqual([
    ['Judul 2', 2],
    ['Judul 1', 1],
  ]);
});
