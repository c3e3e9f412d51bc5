import { diffArrays } from 'diff';

/** A stretch of two versions of a text: in both, only in the earlier one, or only in the later one. */
export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Two long texts with nothing in common would take seconds to compare, and say nothing: then all of one is gone and all of the other new. */
const LONGEST_MS = 100;

/** What was taken out and put in, by whole words of the agent's language; a change is told as one stretch, what was taken out first. */
export function diffWords(before: string, after: string, locale: string): readonly DiffPart[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const changes = diffArrays(wordsOf(before, locale), wordsOf(after, locale), { timeout: LONGEST_MS });
  if (changes === undefined) return both(before, after);
  const parts: DiffPart[] = [];
  let removed = '';
  let added = '';
  /** Room between words in both versions: part of a change that goes on behind it, else the beginning of what is the same. */
  let gap = '';
  const flush = (): void => {
    parts.push(...both(removed, added));
    removed = '';
    added = '';
    if (gap !== '') parts.push({ kind: 'same', text: gap });
    gap = '';
  };
  for (const { value, added: isNew, removed: isGone } of changes) {
    const text = value.join('');
    if (isNew || isGone) {
      removed += gap + (isGone ? text : '');
      added += gap + (isNew ? text : '');
      gap = '';
    } else if (text.trim() === '' && (removed !== '' || added !== '')) {
      gap = text;
    } else {
      gap += text;
      flush();
    }
  }
  flush();
  return parts;
}

function wordsOf(text: string, locale: string): string[] {
  return Array.from(new Intl.Segmenter(locale, { granularity: 'word' }).segment(text), ({ segment }) => segment);
}

function both(removed: string, added: string): DiffPart[] {
  const parts: DiffPart[] = [
    { kind: 'removed', text: removed },
    { kind: 'added', text: added },
  ];
  return parts.filter((part) => part.text !== '');
}
