import { describe, expect, it } from 'vitest';
import { fixtureRow, textPreview } from '#tests/support/fixture-data.ts';
import { wordsFor } from '../i18n/words.ts';
import { typeIcon, typeReference, typeWord } from './conversation-type.ts';
import { rowPreview } from './preview.ts';

const words = wordsFor('en');
const draft = (text: string, part: object = {}) => ({ text, fileCount: 0, card: false, inThread: false, ...part });
const preview = (part: object, typing: { userId: number; name: string }[] = []) =>
  rowPreview(fixtureRow({ id: '1', ...part }), typing, words);

describe('the preview of a row', () => {
  it('says who speaks where it matters', () => {
    expect(preview({ preview: textPreview('Baik', true) }).text).toBe('You: Baik');
    expect(preview({ type: 'group', preview: textPreview('Cek ya', false, 'Rina Lestari') }).text).toBe('Rina: Cek ya');
    expect(preview({ preview: textPreview('Halo\n\nkak', false, 'Siti') }).text).toBe('Halo kak');
  });

  it('begins with what needs the agent', () => {
    expect(preview({ failedCount: 1, draft: draft('x'), preview: textPreview('Baik', true) })).toEqual({
      word: 'Not sent:',
      tone: 'danger',
      text: 'Baik',
    });
    expect(preview({ draft: draft('Dana akan') })).toEqual({ word: 'Draft:', tone: 'warning', text: 'Dana akan' });
    expect(preview({ draft: draft('x') }, [{ userId: 1, name: 'Siti' }])).toEqual({
      word: 'typing…',
      tone: 'accent',
      text: '',
    });
    expect(preview({ type: 'group' }, [{ userId: 1, name: 'Siti' }]).word).toBe('Siti is typing…');
  });

  it('says what is in a draft without text, and that it stands in a thread', () => {
    expect(preview({ draft: draft(' ', { fileCount: 2, card: true }) }).text).toBe('2 files');
    expect(preview({ draft: draft('', { fileCount: 1 }) }).text).toBe('1 file');
    expect(preview({ draft: draft('', { card: true }) }).text).toBe('card');
    expect(preview({ draft: draft('Baik', { inThread: true }) })).toEqual({
      word: 'Draft in thread:',
      tone: 'warning',
      text: 'Baik',
    });
  });

  it('words what is not text', () => {
    const attachment = { ...textPreview(''), kind: 'attachment' as const };
    expect(preview({ preview: { ...attachment, attachmentKind: 'image', attachmentCount: 3 } }).text).toBe('3 photos');
    expect(preview({ preview: { ...attachment, attachmentKind: 'document', attachmentCount: 1 } }).text).toBe('File');
    expect(preview({ preview: { ...textPreview(''), kind: 'deleted' } }).text).toBe('Message deleted');
    expect(preview({ preview: null }).text).toBe('No messages yet');
  });
});

describe('the type of a conversation', () => {
  it('has an icon and a word, also when the server names a new one', () => {
    expect([typeIcon('order_support'), typeWord('order_support', words)]).toEqual(['order', 'Order']);
    expect([typeIcon('auction'), typeWord('auction', words)]).toEqual(['thread', 'auction']);
  });

  it('is followed by its reference, or by how many people are in a group', () => {
    expect(typeReference(fixtureRow({ id: '1', reference: 'ORD-1' }), words)).toBe('ORD-1');
    expect(typeReference(fixtureRow({ id: '1', type: 'group', reference: null, participantCount: 6 }), words)).toBe(
      '6 people',
    );
    expect(typeReference(fixtureRow({ id: '1', type: 'private', reference: null }), words)).toBeNull();
  });
});
