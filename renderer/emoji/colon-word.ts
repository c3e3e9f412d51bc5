import type { WordAtCursor } from '#renderer/composer/completion/use-word-at-cursor.ts';

const AT_CURSOR = /(?:^|[\s("'“‘]|\p{Extended_Pictographic}\uFE0F?):(\p{L}[\p{L}_+-]{1,31})$/u;

/** A `:word` of two letters and more that is being typed; never in `10:30`, in a link, or after a word as in `Catatan:ini`. */
export function colonWordAt(text: string, cursor: number): WordAtCursor | null {
  const query = AT_CURSOR.exec(text.slice(Math.max(0, cursor - 64), cursor))?.[1];
  return query === undefined ? null : { from: cursor - query.length - 1, to: cursor, query };
}
