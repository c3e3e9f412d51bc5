import { describe, expect, it } from 'vitest';
import { formatsFor } from '#renderer/i18n/formats.ts';
import { wordsFor } from '#renderer/i18n/words.ts';
import { message } from '../testing/rows.ts';
import { copiedLines } from './copied-lines.ts';

const words = wordsFor('en');
const formats = formatsFor('en');
const at = new Date(2025, 8, 26, 10, 42).getTime();

describe('copying several messages', () => {
  it('says of each who said it, when, and what', () => {
    const file = {
      mediaId: 'a_1_2_3',
      kind: 'image',
      filename: 'resi.jpg',
      contentType: 'image/jpeg',
      sizeBytes: 1,
      width: null,
      height: null,
      autoLoad: true,
      progress: null,
    } as const;
    const lines = copiedLines(
      [
        { row: message(1, { createdAt: at, content: 'Where is my order?' }), selected: 'my order?' },
        { row: message(1, { createdAt: at, content: 'resi.jpg', attachments: [file] }), selected: null },
        { row: message(1, { createdAt: at, content: '', deleted: true }), selected: null },
      ],
      words,
      formats,
    ).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^\[.*10:42.*\] .+: my order\?$/);
    expect(lines[1]).toMatch(/: \[resi\.jpg\]$/);
    expect(lines[2]).toMatch(/: deleted$/);
  });
});
