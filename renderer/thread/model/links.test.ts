import { describe, expect, it } from 'vitest';
import { isKnownHost, isOnlyEmoji, partsOf } from './links.ts';

describe('links in a text', () => {
  it('finds https addresses and leaves the words around them alone', () => {
    expect(partsOf('<b>Cek</b> https://zukses.com/o/1?x=2, ya.')).toEqual([
      { kind: 'text', text: '<b>Cek</b> ' },
      { kind: 'link', text: 'https://zukses.com/o/1?x=2', url: 'https://zukses.com/o/1?x=2', host: 'zukses.com' },
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
      const hosts = partsOf(content).flatMap((part) => (part.kind === 'link' ? [part.host] : []));
      expect(hosts).not.toContain('zukses.com');
    },
  );

  it('knows its own hosts and not those that look like them', () => {
    expect(isKnownHost('www.zukses.com')).toBe(true);
    expect(isKnownHost('zukses.com.evil.example')).toBe(false);
    expect(isKnownHost('notzukses.com')).toBe(false);
  });

  it('tells a few emoji from text', () => {
    expect(isOnlyEmoji('👍🏽')).toBe(true);
    expect(isOnlyEmoji('👨‍👩‍👧 ❤️')).toBe(true);
    expect(isOnlyEmoji('123')).toBe(false);
    expect(isOnlyEmoji('👍 ok')).toBe(false);
    expect(isOnlyEmoji('😀😀😀😀')).toBe(false);
  });
});
