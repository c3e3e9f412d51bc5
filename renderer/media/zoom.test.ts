import { describe, expect, it } from 'vitest';
import { FITTED, fittedSize, moved, zoomed } from './zoom.ts';

const stage = { width: 800, height: 600 };
const fitted = fittedSize({ width: 1600, height: 800 }, stage);

describe('zooming', () => {
  it('fits a large picture and leaves a small one as it is', () => {
    expect(fitted).toEqual({ width: 800, height: 400 });
    expect(fittedSize({ width: 100, height: 50 }, stage)).toEqual({ width: 100, height: 50 });
    expect(fittedSize({ width: 0, height: 50 }, stage)).toEqual({ width: 0, height: 0 });
  });

  it('keeps what is under the pointer under it', () => {
    const at = { x: 200, y: 100 };
    const lie = zoomed(FITTED, 4, fitted, stage, at);
    expect(lie.scale).toBe(4);
    // The point of the picture that was there before is there still.
    expect({ x: (at.x - lie.x) / lie.scale, y: (at.y - lie.y) / lie.scale }).toEqual(at);
  });

  it('ends at eight times and at fitting, and fitting is in the middle', () => {
    const far = zoomed(FITTED, 100, fitted, stage, { x: 300, y: 0 });
    expect(far.scale).toBe(8);
    expect(zoomed(far, 0.001, fitted, stage)).toEqual(FITTED);
  });

  it('moves no edge further in than the frame', () => {
    const lie = zoomed(FITTED, 2, fitted, stage);
    expect(moved(lie, { x: 10_000, y: 10_000 }, fitted, stage)).toEqual({ scale: 2, x: 400, y: 100 });
    expect(moved(FITTED, { x: 50, y: 50 }, fitted, stage)).toEqual(FITTED);
  });
});
