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
    const used = new Set(Array.from({ length: 60 }, (_, index) => avatarColour(`user:${index}`)));
    expect(used.size).toBe(6);
  });
});
