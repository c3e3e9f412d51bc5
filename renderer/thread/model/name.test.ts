import { describe, expect, it } from 'vitest';
import { formatsFor } from '#renderer/i18n/formats.ts';
import { wordsFor } from '#renderer/i18n/words.ts';
import type { AttachmentRow } from '#shared/domain/message.ts';
import { OUTBOX_STATES } from '#shared/domain/outbox-state.ts';
import { announcementOf, messageName } from './name.ts';
import { message, own, siti, waiting } from '../testing/rows.ts';

const en = wordsFor('en');
const formats = formatsFor('en');
const name = (row: Parameters<typeof messageName>[0]) => messageName(row, en, formats);

const photo: AttachmentRow = {
  mediaId: 'a1',
  kind: 'image',
  filename: 'resi.jpg',
  contentType: 'image/jpeg',
  sizeBytes: 10,
  width: 4,
  height: 3,
  autoLoad: true,
  progress: null,
};

describe('the name of an article', () => {
  it('begins with the sender, the text and the time', () => {
    expect(name(message(4))).toBe('Siti Rahma, text 4, 12:00');
  });

  it('goes on with what applies and ends with the state', () => {
    const row = own(5, {
      edited: true,
      reactions: [{ emoji: '👍', count: 2, mine: false, names: ['Siti', 'Rina'] }],
      attachments: [photo],
      quote: {
        key: 'm:4',
        messageId: 4,
        senderName: 'Siti Rahma',
        text: 'x',
        deleted: false,
        attachmentKind: null,
        attachmentCount: 0,
        pictureId: null,
      },
      tick: 'read',
    });
    expect(name(row)).toBe('You, text 5, 12:00, edited, 👍 2, resi.jpg, reply to Siti Rahma, Read');
  });

  it('says deleted and keeps silent about what was in it', () => {
    expect(name(message(6, { deleted: true, content: 'secret' }))).toBe('Siti Rahma, 12:00, deleted');
  });

  it('ends with exactly one state word for every state', () => {
    const all = new Set([
      'Waiting',
      'Sending',
      'Checking',
      'Held',
      'Not sure',
      'Not sent',
      'Sent',
      'Delivered',
      'Read',
    ]);
    for (const state of OUTBOX_STATES) {
      if (state === 'sent' || state === 'discarded') continue;
      const words = name(waiting('a', { state })).split(', ');
      expect(words.filter((word) => all.has(word))).toEqual(words.slice(-1));
    }
  });

  it('is in Indonesian where that is the language', () => {
    expect(messageName(own(1), wordsFor('id'), formatsFor('id'))).toBe('Anda, text 1, 12.00, Terkirim');
  });

  it('names nobody where the server does not', () => {
    expect(name(message(1, { sender: { ...siti, name: '' } }))).toMatch(/^Somebody, /);
    expect(announcementOf(message(1, { content: '', attachments: [photo] }), en)).toBe('Siti Rahma: 1 file');
  });
});
