import { isBare, isSameThing } from '#shared/domain/card.ts';
import type { AttachmentRow, CardRow, MessageRow } from '#shared/domain/message.ts';

/** Each order and product among the messages in memory once, by its newest snapshot; a card that tells nothing is none. Newest message first. */
export function cardsSeen(rows: readonly MessageRow[]): readonly CardRow[] {
  const seen: CardRow[] = [];
  for (const row of rows.toReversed()) {
    if (row.deleted) continue;
    for (const card of row.cards) {
      if (isBare(card)) continue;
      const at = seen.findIndex((one) => isSame(one, card));
      const before = seen[at];
      if (before === undefined) seen.push(card);
      else if ((card.asOf ?? 0) > (before.asOf ?? 0)) seen[at] = card;
    }
  }
  return seen;
}

/** Where nothing names the thing itself, its title has to do. */
function isSame(a: CardRow, b: CardRow): boolean {
  if (isSameThing(a, b)) return true;
  return (a.ids.length === 0 || b.ids.length === 0) && a.kind === b.kind && a.title !== null && a.title === b.title;
}

export interface FileSeen {
  readonly attachment: AttachmentRow;
  readonly at: number;
}

/** Files of the messages in memory, newest first; stickers are none. */
export function filesSeen(rows: readonly MessageRow[]): readonly FileSeen[] {
  return rows
    .toReversed()
    .filter((row) => !row.deleted && row.unsent === null)
    .flatMap((row) =>
      row.attachments
        .filter((attachment) => attachment.kind !== 'sticker')
        .map((attachment) => ({ attachment, at: row.createdAt })),
    );
}
