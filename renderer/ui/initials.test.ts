import { describe, expect, it } from 'vitest';
import { avatarColour, initials } from './initials.ts';

describe('initials', () => {
  it.each([
    ['Siti Rahma', 'SR'],
    ['Toko Maju Jaya', 'MJ'],
    ['Toko', 'T'],
    ['budi', 'B'],
    ['Ahmad bin Salim Al-Fatih', 'AA'],
    ['  ', ''],
    ['🙂 Lia', 'L'],
  ])('%j gives %j', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  it('gives a person the same colour every time, and all six are used', () => {
    expect(avatarColour('user:1')).toBe(avatarColour('user:1'));
    const seeds = Array.from({ length: 300 }, (_, index) => [`user:${index}`, `Refund September ${index}`]).flat();
    expect(new Set(seeds.map(avatarColour))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });
});
