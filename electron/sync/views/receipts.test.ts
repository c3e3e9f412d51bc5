import { describe, expect, it } from 'vitest';
import type { ParticipantRecord, StatusRecord } from '../store/mirror/records.ts';
import { receiptsOf, tickOf } from './receipts.ts';

const ME = 1;

const participant = (userId: number, changes: Partial<ParticipantRecord> = {}): ParticipantRecord => ({
  conversationId: 1,
  id: userId,
  userId,
  shopId: null,
  role: 'participant',
  joinedAt: null,
  leftAt: null,
  lastReadMessageId: null,
  lastReadAt: null,
  unreadCount: 0,
  mutedUntil: null,
  isBlocked: false,
  preferences: null,
  person: null,
  shop: null,
  ...changes,
});

const status = (userId: number, word: string): StatusRecord => ({
  messageId: 5,
  userId,
  status: word,
  statusAt: 10,
  deviceInfo: { platform: 'web', browser: 'Chrome' },
});

describe('the tick of an own message', () => {
  it('is the lowest over the other active participants', () => {
    const people = [participant(ME), participant(2), participant(3)];
    expect(tickOf(5, [status(2, 'read'), status(3, 'delivered')], people, ME)).toBe('delivered');
    expect(tickOf(5, [status(2, 'read')], people, ME)).toBe('sent');
  });

  it('does not wait for somebody who has left', () => {
    expect(tickOf(5, [status(2, 'read')], [participant(ME), participant(2), participant(3, { leftAt: 1 })], ME)).toBe(
      'read',
    );
  });

  it('takes the later of status and read pointer', () => {
    expect(tickOf(5, [status(2, 'delivered')], [participant(2, { lastReadMessageId: 5 })], ME)).toBe('read');
    expect(tickOf(5, [status(2, 'read')], [participant(2, { lastReadMessageId: 4 })], ME)).toBe('read');
  });

  it('does not take its own recipient-less status for a receipt', () => {
    expect(tickOf(5, [status(ME, 'read')], [participant(ME), participant(2)], ME)).toBe('sent');
  });

  it('is failed only while nobody has got it', () => {
    const people = [participant(ME), participant(2)];
    expect(tickOf(5, [status(2, 'failed')], people, ME)).toBe('failed');
    expect(tickOf(5, [status(2, 'failed')], [participant(2, { lastReadMessageId: 9 })], ME)).toBe('read');
  });
});

describe('receipts', () => {
  it('has one line a person, with the device, and knows readers from their pointer alone', () => {
    const rows = receiptsOf(
      5,
      [status(2, 'delivered')],
      [participant(ME), participant(2), participant(3, { lastReadMessageId: 6, lastReadAt: 20 })],
      ME,
      (userId) => `user ${userId}`,
    );
    expect(rows).toEqual([
      { userId: 2, name: 'user 2', status: 'delivered', at: 10, device: 'web · Chrome' },
      { userId: 3, name: 'user 3', status: 'read', at: 20, device: null },
    ]);
  });
});
