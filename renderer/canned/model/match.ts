import type { WordAtCursor } from '#renderer/composer/completion/use-word-at-cursor.ts';
import type { CannedReply } from '#shared/domain/canned-reply.ts';

const AT_CURSOR = /(?:^|\s)\/([\p{L}\p{N}_-]{0,32})$/u;

/** A `/word` that is being typed. At the start of a word only: dates, paths and links hold slashes, too. */
export function slashAt(text: string, cursor: number): WordAtCursor | null {
  const match = AT_CURSOR.exec(text.slice(0, cursor));
  const query = match?.[1];
  return query === undefined ? null : { from: cursor - query.length - 1, to: cursor, query };
}

/** Whose shortcut begins with the word first, then whose title, shortcut or text holds it. */
export function matching(replies: readonly CannedReply[], query: string): readonly CannedReply[] {
  const wanted = folded(query);
  if (wanted === '') return replies;
  const rank = (reply: CannedReply): number => {
    const shortcut = folded(reply.shortcut);
    if (shortcut.startsWith(wanted)) return 0;
    if (
      folded(reply.title)
        .split(/\s+/)
        .some((word) => word.startsWith(wanted))
    )
      return 1;
    return shortcut.includes(wanted) || folded(reply.title).includes(wanted) || folded(reply.text).includes(wanted)
      ? 2
      : 3;
  };
  return replies
    .map((reply) => [rank(reply), reply] as const)
    .filter(([at]) => at < 3)
    .sort(([a], [b]) => a - b)
    .map(([, reply]) => reply);
}

function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
