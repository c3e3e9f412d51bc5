import { describe, expect, it } from 'vitest';
import { isTrustedLink } from '#shared/domain/link-hosts.ts';
import { isOnlyEmoji, partsOf } from './links.ts';

describe('links in a text', () => {
  it('finds https addresses and leaves the words around them alone', () => {
    expect(partsOf('<b>Cek</b> https://zukses.com/o/1?x=2, ya.')).toEqual([
      { kind: 'text', text: '<b>Cek</b> ' },
      { kind: 'link', text: 'https://zukses.com/o/1?x=2', url: 'https://zukses.com/o/1?x=2' },
      { kind: 'text', text: ', ya.' },
    ]);
  });

  it('takes a bare domain as https and an address as mail', () => {
    expect(partsOf('tokosinar.com')[0]).toMatchObject({ kind: 'link', url: 'https://tokosinar.com/' });
    expect(partsOf('a@contoh.id')[0]).toMatchObject({ kind: 'mail', url: 'mailto:a@contoh.id' });
  });

  it.each(['javascript:alert(1)', 'http://zukses.com', 'file:///etc/passwd', 'https://zukses.com@evil.example/x'])(
    'never makes %s a link to the known host',
    (content) => {
      const trusted = partsOf(content).filter(
        (part) => part.kind === 'link' && isTrustedLink(part.url, ['zukses.com']),
      );
      expect(trusted).toEqual([]);
    },
  );

  it('finds the places of the desk, and nothing that only looks like one', () => {
    expect(partsOf('lihat zukses-desk://conversation/12?message=5 dan zukses.com')).toEqual([
      { kind: 'text', text: 'lihat ' },
      {
        kind: 'place',
        text: 'zukses-desk://conversation/12?message=5',
        place: { conversationId: '12', messageId: 5 },
      },
      { kind: 'text', text: ' dan ' },
      { kind: 'link', text: 'zukses.com', url: 'https://zukses.com/' },
    ]);
    expect(partsOf('zukses-desk://sign-in?token=abc').every((part) => part.kind !== 'place')).toBe(true);
  });

  it('tells a few emoji from text', () => {
    expect(isOnlyEmoji('👍🏽')).toBe(true);
    expect(isOnlyEmoji('👨‍👩‍👧 ❤️')).toBe(true);
    expect(isOnlyEmoji('123')).toBe(false);
    expect(isOnlyEmoji('👍 ok')).toBe(false);
    expect(isOnlyEmoji('😀😀😀😀')).toBe(false);
  });
});
