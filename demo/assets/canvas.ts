import { encodePng } from './png.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** A signed distance in pixels: negative inside the shape, so that an edge can be blended over one pixel. */
export type Shape = (x: number, y: number) => number;

export const circle =
  (centreX: number, centreY: number, radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - centreX, y - centreY) - radius;

export const box =
  (left: number, top: number, width: number, height: number, radius = 0): Shape =>
  (x, y) => {
    const dx = Math.abs(x - left - width / 2) - width / 2 + radius;
    const dy = Math.abs(y - top - height / 2) - height / 2 + radius;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };

export const ring =
  (centreX: number, centreY: number, radius: number, thickness: number): Shape =>
  (x, y) =>
    Math.abs(Math.hypot(x - centreX, y - centreY) - radius) - thickness / 2;

export const line =
  (x1: number, y1: number, x2: number, y2: number, thickness: number): Shape =>
  (x, y) => {
    const [dx, dy] = [x2 - x1, y2 - y1];
    const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(x - x1 - along * dx, y - y1 - along * dy) - thickness / 2;
  };

/** A small raster to draw product pictures, stickers and portraits on: no picture has to be shipped. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #pixels: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#pixels = new Uint8Array(width * height * 4);
  }

  /** Fills everything from the first colour at the top to the second at the bottom. */
  backdrop(top: Colour, bottom: Colour): this {
    for (let y = 0; y < this.height; y += 1) {
      const share = y / this.height;
      const row = [0, 1, 2].map((i) => Math.round((top[i] ?? 0) * (1 - share) + (bottom[i] ?? 0) * share));
      for (let x = 0; x < this.width; x += 1) this.#pixels.set([...row, 255], (y * this.width + x) * 4);
    }
    return this;
  }

  fill(shape: Shape, colour: Colour, opacity = 1): this {
    for (let y = 0; y < this.height; y += 1) {
      for (let x = 0; x < this.width; x += 1) {
        const cover = Math.min(1, Math.max(0, 0.5 - shape(x + 0.5, y + 0.5))) * opacity;
        if (cover > 0) this.#blend((y * this.width + x) * 4, colour, cover);
      }
    }
    return this;
  }

  toPng(): Uint8Array {
    return encodePng(this.width, this.height, this.#pixels);
  }

  #blend(at: number, colour: Colour, cover: number): void {
    const below = (this.#pixels[at + 3] ?? 0) / 255;
    const alpha = cover + below * (1 - cover);
    for (let i = 0; i < 3; i += 1) {
      const mixed = ((colour[i] ?? 0) * cover + (this.#pixels[at + i] ?? 0) * below * (1 - cover)) / alpha;
      this.#pixels[at + i] = Math.round(mixed);
    }
    this.#pixels[at + 3] = Math.round(alpha * 255);
  }
}
