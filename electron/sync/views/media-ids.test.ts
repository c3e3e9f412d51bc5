import { describe, expect, it } from 'vitest';
import { mediaIdOf, parseMediaId, type MediaRef } from './media-ids.ts';

describe('media ids', () => {
  it.each<MediaRef>([
    { kind: 'attachment', conversationId: 12, messageId: 340, attachmentId: 7 },
    { kind: 'attachment', conversationId: 12, messageId: 340, attachmentId: -1 },
    { kind: 'card', conversationId: 12, messageId: 340, index: 0 },
    { kind: 'person', userId: 5 },
    { kind: 'shop', shopId: 9 },
  ])('comes back as it went: $kind', (ref) => {
    const id = mediaIdOf(ref);
    expect(id).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
    expect(parseMediaId(id)).toEqual(ref);
  });

  it.each(['', 'a_1_2', 'p_0', 'p_x', 'z_1', 'a_1_2_9007199254740993', '../etc'])('knows no %j', (id) => {
    expect(parseMediaId(id)).toBeNull();
  });
});
