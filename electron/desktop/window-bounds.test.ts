import { describe, expect, it } from 'vitest';
import { besides, placeWindow } from './window-bounds.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const beside = { x: 1440, y: 0, width: 1920, height: 1080 };

describe('where a window goes', () => {
  it('is the system’s choice the first time, and never larger than the screen', () => {
    expect(placeWindow(null, [laptop])).toEqual({ x: null, y: null, width: 1280, height: 800, maximized: false });
    expect(placeWindow(null, [{ ...laptop, width: 1024, height: 700 }])).toMatchObject({ width: 1024, height: 700 });
    expect(placeWindow(null, [])).toMatchObject({ x: null, y: null });
  });

  it('is where it was', () => {
    const saved = { x: 1500, y: 40, width: 1000, height: 700, maximized: true };
    expect(placeWindow(saved, [laptop, beside])).toEqual(saved);
  });

  it.each([
    ['its screen is gone', { x: 1500, y: 40, width: 1000, height: 700 }],
    ['it lies above the screen', { x: 100, y: -300, width: 1000, height: 700 }],
    ['only its corner is on the screen', { x: 1400, y: 100, width: 1000, height: 700 }],
    ['its title bar is below the screen', { x: 100, y: 890, width: 1000, height: 700 }],
  ])('is put back on a screen when %s', (_why, bounds) => {
    expect(placeWindow({ ...bounds, maximized: false }, [laptop])).toEqual({
      x: null,
      y: null,
      width: 1000,
      height: 700,
      maximized: false,
    });
  });

  it('shrinks with the screen but stays usable', () => {
    const saved = { x: 0, y: 25, width: 3000, height: 2000, maximized: false };
    expect(placeWindow(saved, [laptop])).toMatchObject({ width: 1440, height: 875 });
    expect(placeWindow({ ...saved, width: 10, height: 10 }, [laptop])).toMatchObject({ width: 400, height: 480 });
  });

  it('is beside the first for a second window', () => {
    expect(besides({ x: 10, y: 30, width: 900, height: 700 }, [laptop])).toMatchObject({ x: 42, y: 62 });
    expect(besides({ x: 1000, y: 860, width: 900, height: 700 }, [laptop])).toMatchObject({ x: null, y: null });
  });
});
