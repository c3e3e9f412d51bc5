import { describe, expect, it } from 'vitest';
import { whyNotPlain } from './plain-data.ts';

const cyclic: Record<string, unknown> = {};
cyclic['self'] = { back: cyclic };

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { in: nested(depth - 1) };
}

describe('whyNotPlain', () => {
  it.each([[{}], [{ a: [1, 'x', null, true], b: { c: undefined } }], [[]], [null], ['text'], [nested(20)]])(
    'lets %j through',
    (input) => {
      expect(whyNotPlain(input)).toBeNull();
    },
  );

  it('lets the same object stand in two places', () => {
    const shared = { a: 1 };
    expect(whyNotPlain({ one: shared, two: shared })).toBeNull();
  });

  it.each([
    ['a cycle', cyclic],
    ['a map', { a: new Map() }],
    ['a date', { a: new Date() }],
    ['bytes', { a: new Uint8Array(3) }],
    ['a function', { a: () => 1 }],
    ['a bigint', { a: 1n }],
    ['a symbol', Symbol('x')],
    ['not a number', { a: Number.NaN }],
    ['deep nesting', nested(2_000)],
    ['many values', Array.from({ length: 60_000 }, () => 0)],
    ['long text', { a: 'x'.repeat(3_000_000) }],
    ['an own __proto__', JSON.parse('{"a":{"__proto__":{"isAdmin":true}}}')],
    ['an own constructor', JSON.parse('{"constructor":{"prototype":{}}}')],
    [
      'a getter that throws',
      {
        get a(): never {
          throw new Error('no');
        },
      },
    ],
  ])('refuses %s', (_, input: unknown) => {
    expect(whyNotPlain(input)).toBeTypeOf('string');
  });
});
