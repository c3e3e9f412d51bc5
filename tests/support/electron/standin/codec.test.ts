import { isDeepStrictEqual } from 'node:util';
import { anything as anythingAtAll, assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeClone, encodeClone } from './page/codec.ts';

const passOn = (value: unknown): unknown => decodeClone(encodeClone(value));

describe('structured clone as text', () => {
  it('gives what structuredClone gives, for any value', () => {
    const anything = anythingAtAll({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      withObjectString: true,
    });
    assert(
      property(anything, (value) => {
        // Not by vitest's own comparison: it calls `valueOf` and the like, which may be keys here.
        expect(isDeepStrictEqual(passOn(value), structuredClone(value))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps cycles and shared references', () => {
    const shared = { name: 'shared' };
    const list: unknown[] = [shared, shared];
    list.push(list, new Map([[shared, list]]));
    const copy = passOn(list) as [object, object, unknown, Map<object, unknown>];
    expect(copy[0]).toBe(copy[1]);
    expect(copy[2]).toBe(copy);
    expect(copy[3].get(copy[0])).toBe(copy);
  });

  it('keeps views on one buffer together', () => {
    const buffer = new ArrayBuffer(8);
    const copy = passOn({ a: new Uint8Array(buffer, 2, 3), b: new DataView(buffer) }) as { a: Uint8Array; b: DataView };
    copy.b.setUint8(2, 7);
    expect([...copy.a]).toEqual([7, 0, 0]);
  });

  it('carries an own __proto__ key as a key and pollutes nothing', () => {
    const hostile: unknown = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
    const copy = passOn(hostile) as object;
    expect(Object.keys(copy)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('carries errors with name, message, stack and cause', () => {
    const error = new TypeError('wrong', { cause: new RangeError('far') });
    const copy = passOn(error) as TypeError;
    expect(copy).toBeInstanceOf(TypeError);
    expect(copy.message).toBe('wrong');
    expect(copy.stack).toBe(error.stack);
    expect(copy.cause).toBeInstanceOf(RangeError);
  });

  it('turns a Node Buffer into a Uint8Array', () => {
    const copy = passOn(Buffer.from('hello')) as Uint8Array;
    expect(copy.constructor).toBe(Uint8Array);
    expect(Buffer.from(copy).toString()).toBe('hello');
  });

  it('takes a list nested two thousand deep without a stack overflow of its own', () => {
    let value: unknown = null;
    for (let depth = 0; depth < 2000; depth += 1) value = [value];
    let depth = 0;
    for (let copy = passOn(value); Array.isArray(copy); copy = copy[0] as unknown) depth += 1;
    expect(depth).toBe(2000);
  });

  it.each([
    ['a function', (): number => 1],
    ['a symbol', Symbol('s')],
    ['a promise', Promise.resolve()],
    ['a weak map', new WeakMap()],
    ['a blob', new Blob(['x'])],
    ['a function deep inside', { list: [new Map([['f', (): number => 1]])] }],
  ])('refuses %s in the words of Electron', (_name, value) => {
    expect(() => encodeClone(value)).toThrow('An object could not be cloned.');
  });
});
