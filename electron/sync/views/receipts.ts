import type { Receipt, ReceiptStatus } from '#shared/domain/message.ts';
import type { ParticipantRecord, StatusRecord } from '../store/mirror/records.ts';
import { firstText, objectOf } from './json.ts';

const RANK: Readonly<Record<ReceiptStatus, number>> = { failed: -1, sent: 0, delivered: 1, read: 2 };

function known(status: string): ReceiptStatus | null {
  return status in RANK ? (status as ReceiptStatus) : null;
}

/**
 * The one tick of an own message: the lowest over the other active participants, of what statuses and read pointers say (the later of the two
 * counts); docs/api.md section 4. With nobody else there, `sent`. A `failed` of anybody counts only while nobody else has got it.
 */
export function tickOf(
  messageId: number,
  statuses: readonly StatusRecord[],
  participants: readonly ParticipantRecord[],
  ownUserId: number,
): ReceiptStatus {
  const others = new Set<number>();
  for (const participant of participants) {
    if (participant.userId !== null && participant.userId !== ownUserId && participant.leftAt === null)
      others.add(participant.userId);
  }
  let failed = false;
  const reached = new Map<number, ReceiptStatus>();
  for (const status of statuses) {
    const word = known(status.status);
    if (word === 'failed') failed = true;
    if (word === null || word === 'failed' || status.userId === ownUserId) continue;
    const before = reached.get(status.userId);
    if (before === undefined || RANK[word] > RANK[before]) reached.set(status.userId, word);
  }
  for (const participant of participants) {
    if (participant.userId !== null && (participant.lastReadMessageId ?? 0) >= messageId)
      reached.set(participant.userId, 'read');
  }
  let lowest: ReceiptStatus | null = null;
  for (const userId of others) {
    const status = reached.get(userId) ?? 'sent';
    if (lowest === null || RANK[status] < RANK[lowest]) lowest = status;
  }
  if (failed && (lowest === null || lowest === 'sent')) return 'failed';
  return lowest ?? 'sent';
}

/** One line a person, for the details of a message. */
export function receiptsOf(
  messageId: number,
  statuses: readonly StatusRecord[],
  participants: readonly ParticipantRecord[],
  ownUserId: number,
  nameOf: (userId: number) => string,
): Receipt[] {
  const rows = new Map<number, Receipt>();
  for (const status of statuses) {
    if (status.userId === ownUserId) continue;
    const before = rows.get(status.userId);
    if (before !== undefined && rankOf(before.status) > rankOf(status.status)) continue;
    rows.set(status.userId, {
      userId: status.userId,
      name: nameOf(status.userId),
      status: status.status,
      at: status.statusAt,
      device: deviceOf(status),
    });
  }
  for (const participant of participants) {
    const { userId } = participant;
    if (userId === null || userId === ownUserId || (participant.lastReadMessageId ?? 0) < messageId) continue;
    if (rows.get(userId)?.status === 'read') continue;
    rows.set(userId, { userId, name: nameOf(userId), status: 'read', at: participant.lastReadAt, device: null });
  }
  return [...rows.values()];
}

function rankOf(status: string): number {
  const word = known(status);
  return word === null ? 0 : RANK[word];
}

function deviceOf(status: StatusRecord): string | null {
  const device = objectOf(status.deviceInfo);
  if (device === null) return null;
  const words = [firstText(device, 'platform'), firstText(device, 'browser', 'os')].filter((word) => word !== null);
  return words.length === 0 ? null : words.join(' · ');
}
