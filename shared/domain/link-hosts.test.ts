import { expect, it } from 'vitest';
import { isTrustedLink, isWithin } from './link-hosts.ts';

const hosts = ['zukses.com', 'toko.example'];

it('knows a host and those below it, and not those that look like them', () => {
  expect(isWithin('zukses.com', hosts)).toBe(true);
  expect(isWithin('WWW.Zukses.com', hosts)).toBe(true);
  expect(isWithin('zukses.com.evil.example', hosts)).toBe(false);
  expect(isWithin('notzukses.com', hosts)).toBe(false);
  expect(isWithin('zukses.com', [])).toBe(false);
});

it('trusts an address over https alone, and none that hides where it leads', () => {
  expect(isTrustedLink('https://www.zukses.com/orders/1', hosts)).toBe(true);
  expect(isTrustedLink('http://zukses.com/orders/1', hosts)).toBe(false);
  expect(isTrustedLink('https://zukses.com@evil.example/', hosts)).toBe(false);
  expect(isTrustedLink('https://a:b@zukses.com/', hosts)).toBe(false);
  expect(isTrustedLink('javascript:alert(1)', hosts)).toBe(false);
  expect(isTrustedLink('no address', hosts)).toBe(false);
});
