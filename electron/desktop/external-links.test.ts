import { describe, expect, it } from 'vitest';
import { externalAddress } from './external-links.ts';

describe('what may be opened outside', () => {
  it('is https and mailto', () => {
    expect(externalAddress('https://zukses.com/orders/1?x=1#y')).toBe('https://zukses.com/orders/1?x=1#y');
    expect(externalAddress('mailto:siti@example.com?subject=Pesanan')).toBe('mailto:siti@example.com?subject=Pesanan');
  });

  it.each([
    'http://zukses.com/',
    'file:///etc/passwd',
    'smb://host/share',
    'javascript:alert(1)',
    'data:text/html,hi',
    'ms-msdt:/id PCWDiagnostic',
    'desk://app/index.html',
    'https://zukses.com@evil.example/',
    'https://',
    'HTTPS:\u0000//zukses.com',
    'https://zukses.com/\nx',
    'mailto:a@example.com?attachment=/etc/passwd',
    'mailto:a@example.com?attach=/etc/passwd',
    '//zukses.com',
    'zukses.com',
    '',
    `https://zukses.com/${'a'.repeat(5000)}`,
  ])('is not %j', (text) => {
    expect(externalAddress(text)).toBeNull();
  });
});
