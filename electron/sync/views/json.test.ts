import { expect, it } from 'vitest';
import { remaining } from './json.ts';

it('puts free-form values in words as far as they are simple, and leaves the rest as JSON', () => {
  expect(
    remaining(
      {
        courier: 'JNE',
        gift: true,
        sizes: ['S', 'M'],
        variants: [{ name: 'Warna', value: 'hitam' }, { name: 'Garansi' }],
        address: { city: 'Bandung', zip: 40115, note: null },
        deep: { a: { b: 1 } },
        mixed: [{ name: 'x', price: 1 }],
        known: 1,
        empty: '',
        nothing: null,
      },
      new Set(['known']),
    ),
  ).toEqual([
    ['courier', 'JNE'],
    ['gift', 'true'],
    ['sizes', 'S, M'],
    ['variants', 'Warna: hitam, Garansi'],
    ['address', 'city: Bandung, zip: 40115'],
    ['deep', '{"a":{"b":1}}'],
    ['mixed', '[{"name":"x","price":1}]'],
  ]);
});
