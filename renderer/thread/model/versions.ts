import type { MessageRow, Milliseconds } from '#shared/domain/message.ts';
import type { DiffPart } from './text-diff.ts';
import { diffWords } from './text-diff.ts';

/** A message as it stood from one moment to the next. */
export interface Version {
  readonly text: string;
  /** What became of the version before; null for the first one. */
  readonly changes: readonly DiffPart[] | null;
  /** Who brought it about; null for the writer of the message. */
  readonly editor: string | null;
  readonly at: Milliseconds | null;
  readonly reason: string | null;
}

/** The newest first. An edit says what stood there before it (docs/api.md section 4.3), so each text was made by the edit before. */
export function versionsOf(row: Pick<MessageRow, 'content' | 'createdAt' | 'edits'>, locale: string): Version[] {
  const texts = [...row.edits.map((edit) => edit.previousContent), row.content];
  const versions = texts.map((text, index): Version => {
    const before = texts[index - 1];
    const edit = row.edits[index - 1];
    if (before === undefined || edit === undefined) {
      return { text, changes: null, editor: null, at: row.createdAt, reason: null };
    }
    return { text, changes: diffWords(before, text, locale), editor: edit.editor, at: edit.at, reason: edit.reason };
  });
  return versions.reverse();
}
