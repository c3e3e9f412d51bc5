import type { JsonObject } from '../json.ts';
import type { Builder, SeedFile } from './builder.ts';

/** A message before it has an id: all conversations are planned first and then written in the order of time, so that ids rise with it. */
export type Planned = {
  conversationId: number;
  senderId: number | null;
  senderShopProfileId: number | null;
  at: number;
  content: string;
  contentType?: string;
  metadata?: JsonObject;
  replyTo?: Planned;
  parent?: Planned;
  files?: readonly SeedFile[];
  orderId?: number;
  productId?: number;
  reactions?: { userId: number; emoji: string }[];
  /** What it read first, and why it was changed. */
  edit?: { before: string; reason: string | null };
  removed?: boolean;
};

const REACTION_DELAY_MS = 45_000;
const EDIT_DELAY_MS = 60_000;

export function writePlan(builder: Builder, planned: Planned[]): void {
  const ids = new Map<Planned, number>();
  const idOf = (one: Planned | undefined): number | null => (one === undefined ? null : (ids.get(one) ?? null));
  planned.sort((one, other) => one.at - other.at);
  for (const one of planned) {
    const id = builder.message({
      conversationId: one.conversationId,
      senderId: one.senderId,
      senderShopProfileId: one.senderShopProfileId,
      at: one.at,
      content: one.edit?.before ?? one.content,
      contentType: one.contentType ?? 'text',
      metadata: one.metadata ?? null,
      parentId: idOf(one.parent),
      replyToId: idOf(one.replyTo),
      files: one.files ?? [],
    });
    ids.set(one, id);
    if (one.orderId !== undefined) builder.orderReference(id, one.orderId, one.at);
    if (one.productId !== undefined) builder.productReference(id, one.productId, one.at);
    for (const { userId, emoji } of one.reactions ?? [])
      builder.reaction(id, userId, emoji, one.at + REACTION_DELAY_MS);
    if (one.edit !== undefined && one.senderId !== null) {
      builder.edit(id, one.senderId, one.content, one.edit.reason, one.at + EDIT_DELAY_MS);
    }
    if (one.removed === true) builder.remove(id, one.at + EDIT_DELAY_MS);
  }
}
