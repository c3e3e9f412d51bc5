import { describe, expect, test } from 'vitest';
import type { Draft, StagedFile } from '#shared/domain/draft.ts';
import { draftPreview } from './draft-view.ts';

const draft = (part: Partial<Draft>): Draft => ({
  conversationId: '7',
  parentMessageId: null,
  text: '',
  files: [],
  replyTo: null,
  card: null,
  selectionStart: 0,
  selectionEnd: 0,
  savedAt: 1,
  version: 1,
  ...part,
});

const file: StagedFile = {
  stageId: 'a',
  filename: 'a.pdf',
  kind: 'document',
  contentType: 'application/pdf',
  sizeBytes: 1,
  width: null,
  height: null,
  mediaId: 'a',
};

describe('what a row says of drafts', () => {
  test('nothing where nothing could be sent: white space and a quote alone are no draft', () => {
    expect(draftPreview([])).toBeNull();
    expect(draftPreview([draft({ text: ' \n', replyTo: { messageId: 3, clientMessageId: null } })])).toBeNull();
  });

  test('text, files and a card, each alone', () => {
    expect(draftPreview([draft({ text: 'Baik' })])).toEqual({
      text: 'Baik',
      fileCount: 0,
      card: false,
      inThread: false,
    });
    expect(draftPreview([draft({ files: [file, file] })])).toMatchObject({ text: '', fileCount: 2 });
    const card = { contentType: 'order_card', metadata: {} } as const;
    expect(draftPreview([draft({ card })])).toMatchObject({ card: true, fileCount: 0 });
  });

  test('that of a reply thread where the conversation itself has none', () => {
    const quoteOnly = draft({ replyTo: { messageId: 3, clientMessageId: null } });
    expect(draftPreview([quoteOnly, draft({ parentMessageId: 9, text: 'di utas' })])).toMatchObject({
      text: 'di utas',
      inThread: true,
    });
  });
});
