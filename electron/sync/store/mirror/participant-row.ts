/** A member as its table has it, in the order of the columns. */
export type ParticipantRow = [
  conversationId: number,
  id: number,
  userId: number | null,
  shopId: number | null,
  role: string | null,
  joinedAt: number | null,
  leftAt: number | null,
  lastReadMessageId: number | null,
  lastReadAt: number | null,
  unreadCount: number | null,
  mutedUntil: number | null,
  isBlocked: number,
  preferences: string | null,
];
