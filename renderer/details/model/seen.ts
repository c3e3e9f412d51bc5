import type { AttachmentRow, CardRow, MessageRow } from '#shared/domain/message.ts';

/** The newest card of each order or product among the messages in memory: an order's later card tells more than its first. */
export function cardsSeen(rows: readonly MessageRow[]): readonly CardRow[] {
  const newest = new Map<string, CardRow>();
  for (const row of rows.toReversed()) {
    if (row.deleted) continue;
    for (const card of row.cards) {
      const key = `${card.kind}:${card.title ?? ''}`;
      const before = newest.get(key);
      if (before === undefined || (card.asOf ?? 0) > (before.asOf ?? 0)) newest.set(key, card);
    }
  }
  return [...newest.values()];
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
