import { describe, expect, it } from 'vitest';
import { linkIn, LINKS_IN_TEXT, linkTo, parseLink } from './desk-link.ts';

describe('links into the program', () => {
  it('name a conversation and, perhaps, a message', () => {
    expect(parseLink('zukses-desk://conversation/12?message=5')).toEqual({ conversationId: '12', messageId: 5 });
    expect(parseLink('zukses-desk://conversation/12')).toEqual({ conversationId: '12', messageId: null });
    expect(parseLink(linkTo({ conversationId: '7', messageId: 9 }))).toEqual({ conversationId: '7', messageId: 9 });
  });

  it.each([
    'zukses-desk://sign-in?token=abc',
    'zukses-desk://conversation/12?token=abc',
    'zukses-desk://conversation/12?message=5&server=https://evil.example',
    'zukses-desk://conversation/12?message=5&message=6',
    'zukses-desk://conversation/../12',
    'zukses-desk://conversation/12/13',
    'zukses-desk://conversation/abc',
    'zukses-desk://conversation/new:00000000-0000-4000-8000-000000000000',
    'zukses-desk://conversation/12?message=-1',
    'zukses-desk://conversation/12?message=0x5',
    'zukses-desk://user:pass@conversation/12',
    'zukses-desk://conversation/12#token=abc',
    'zukses-desk:conversation/12',
    'https://conversation/12',
    'javascript:alert(1)',
    'zukses-desk://',
    '',
    `zukses-desk://conversation/${'1'.repeat(300)}`,
  ])('ignore %s', (text) => {
    expect(parseLink(text)).toBeNull();
  });

  it('are found in a text, and only where the whole of one stands there', () => {
    const found = (text: string): string[] => [...text.matchAll(LINKS_IN_TEXT)].map((match) => match[0]);
    expect(found('lihat zukses-desk://conversation/12?message=5, lalu zukses-desk://conversation/7.')).toEqual([
      'zukses-desk://conversation/12?message=5',
      'zukses-desk://conversation/7',
    ]);
    expect(found('zukses-desk://conversation/12?message=5&token=abc')).toEqual([]);
    expect(found('zukses-desk://conversation/12/13 zukses-desk://sign-in')).toEqual([]);
  });

  it('are found among the arguments of a start', () => {
    expect(linkIn(['/opt/zukses-desk', '--flag', 'zukses-desk://conversation/3?message=4'])).toEqual({
      conversationId: '3',
      messageId: 4,
    });
    expect(linkIn(['/opt/zukses-desk', 'notes.txt'])).toBeNull();
  });
});
