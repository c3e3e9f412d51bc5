import { box, Canvas, circle, line, ring, type Colour } from './canvas.ts';

const WHITE: Colour = [255, 255, 255];
const INK: Colour = [38, 44, 58];
const GREY: Colour = [176, 184, 196];
const CARD: Colour = [196, 150, 100];
const RED: Colour = [208, 64, 60];

export const PICTURE_SIZE = { width: 320, height: 240 } as const;

type Drawing = (canvas: Canvas) => void;

const scene = (top: Colour, bottom: Colour, draw: Drawing): (() => Uint8Array) => {
  return () => {
    const canvas = new Canvas(PICTURE_SIZE.width, PICTURE_SIZE.height).backdrop(top, bottom);
    draw(canvas);
    return canvas.toPng();
  };
};

/** What customers photograph and shops sell. */
export const PICTURES: Readonly<Record<string, () => Uint8Array>> = {
  laptop: scene([226, 233, 243], [190, 203, 222], (c) =>
    c
      .fill(box(82, 52, 156, 104, 8), INK)
      .fill(box(90, 60, 140, 88, 3), [70, 118, 190])
      .fill(box(104, 76, 60, 8, 4), WHITE, 0.7)
      .fill(box(104, 94, 88, 8, 4), WHITE, 0.4)
      .fill(box(58, 160, 204, 14, 7), GREY)
      .fill(box(134, 160, 52, 6, 3), INK, 0.4),
  ),
  hinge: scene([214, 216, 222], [168, 172, 182], (c) =>
    c
      .fill(box(-10, 120, 340, 140, 0), [64, 70, 84])
      .fill(box(60, 100, 90, 36, 16), GREY)
      .fill(box(190, 100, 90, 36, 16), GREY)
      .fill(line(206, 92, 232, 146, 4), INK)
      .fill(ring(220, 118, 40, 6), RED),
  ),
  parcel: scene([236, 228, 216], [208, 194, 174], (c) =>
    c
      .fill(box(80, 66, 160, 126, 4), CARD)
      .fill(box(80, 66, 160, 34, 4), [178, 132, 84])
      .fill(box(148, 66, 24, 126, 0), [232, 214, 176], 0.85)
      .fill(box(96, 140, 44, 34, 2), WHITE)
      .fill(line(206, 150, 240, 192, 5), [120, 84, 48])
      .fill(line(222, 146, 240, 168, 4), [120, 84, 48]),
  ),
  label: scene([238, 238, 234], [214, 214, 208], (c) => {
    c.fill(box(70, 30, 180, 180, 6), WHITE)
      .fill(box(86, 46, 70, 18, 3), RED)
      .fill(box(86, 76, 148, 6, 3), GREY);
    for (let i = 0; i < 26; i += 1) c.fill(box(88 + i * 5.6, 98, (i * 7) % 3 === 0 ? 4 : 2, 52), INK);
    c.fill(box(86, 164, 120, 6, 3), GREY).fill(box(86, 180, 96, 6, 3), GREY);
  }),
  blender: scene([232, 240, 234], [198, 216, 204], (c) =>
    c
      .fill(box(122, 40, 76, 100, 14), [208, 226, 232])
      .fill(box(122, 92, 76, 48, 12), [236, 120, 110], 0.9)
      .fill(box(118, 30, 84, 16, 8), INK)
      .fill(box(110, 140, 100, 62, 14), [54, 60, 74])
      .fill(circle(160, 172, 15), GREY)
      .fill(line(198, 58, 222, 116, 8), INK),
  ),
  serum: scene([248, 234, 226], [236, 206, 192], (c) =>
    c
      .fill(box(126, 92, 68, 112, 14), [206, 128, 72])
      .fill(box(134, 118, 52, 58, 4), WHITE, 0.92)
      .fill(box(144, 74, 32, 22, 4), INK)
      .fill(box(148, 36, 24, 42, 11), [70, 74, 84])
      .fill(circle(160, 142, 11), [240, 170, 60]),
  ),
  bag: scene([236, 232, 242], [206, 198, 220], (c) =>
    c
      .fill(ring(160, 84, 38, 10), [118, 84, 60])
      .fill(box(88, 84, 144, 112, 16), [150, 104, 72])
      .fill(box(88, 84, 144, 40, 16), [128, 86, 58])
      .fill(circle(160, 124, 9), [226, 196, 120]),
  ),
  shoes: scene([230, 236, 240], [196, 208, 216], (c) =>
    c
      .fill(box(70, 110, 96, 54, 26), [40, 88, 150])
      .fill(box(110, 128, 140, 38, 19), [40, 88, 150])
      .fill(box(66, 160, 188, 18, 9), WHITE)
      .fill(line(120, 118, 158, 136, 5), WHITE)
      .fill(line(136, 112, 174, 132, 5), WHITE),
  ),
  charger: scene([238, 240, 244], [206, 212, 222], (c) =>
    c
      .fill(box(96, 78, 76, 84, 12), WHITE)
      .fill(box(108, 66, 8, 16, 2), GREY)
      .fill(box(150, 66, 8, 16, 2), GREY)
      .fill(line(172, 132, 236, 132, 6), WHITE)
      .fill(ring(236, 160, 28, 6), WHITE)
      .fill(box(116, 104, 36, 8, 4), [90, 170, 120]),
  ),
  receipt: scene([226, 230, 226], [196, 204, 198], (c) => {
    c.fill(box(104, 24, 112, 192, 3), WHITE).fill(box(124, 40, 72, 10, 3), INK);
    for (let i = 0; i < 6; i += 1)
      c.fill(box(118, 68 + i * 16, 50, 5, 2), GREY).fill(box(182, 68 + i * 16, 22, 5, 2), GREY);
    c.fill(box(118, 176, 86, 2, 0), INK).fill(box(166, 186, 38, 9, 3), INK);
  }),
};

/** A smiling face for whoever is content. */
export function drawSticker(): Uint8Array {
  return new Canvas(160, 160)
    .fill(circle(80, 80, 70), [255, 206, 72])
    .fill(circle(56, 68, 9), INK)
    .fill(circle(104, 68, 9), INK)
    .fill((x, y) => Math.max(ring(80, 80, 38, 9)(x, y), 92 - y), INK)
    .toPng();
}

const PORTRAIT_COLOURS: readonly Colour[] = [
  [94, 129, 172],
  [163, 110, 150],
  [108, 150, 108],
  [190, 128, 84],
  [88, 146, 152],
  [150, 118, 172],
];

/** A plain portrait: head and shoulders in a colour of its own for each number. */
export function drawPortrait(id: number): Uint8Array {
  const colour = PORTRAIT_COLOURS[id % PORTRAIT_COLOURS.length] ?? GREY;
  const hair: Colour = id % 2 === 0 ? [58, 44, 40] : [40, 40, 48];
  return new Canvas(96, 96)
    .backdrop([colour[0] + 40, colour[1] + 40, colour[2] + 40], colour)
    .fill(circle(48, 106, 38), [Math.max(0, colour[0] - 46), Math.max(0, colour[1] - 46), Math.max(0, colour[2] - 46)])
    .fill(box(41, 52, 14, 22, 6), [214, 166, 130])
    .fill(circle(48, 38, 21), hair)
    .fill(circle(48, 43, 17), [226, 180, 144])
    .toPng();
}

/** A shop's sign: an awning over a counter. */
export function drawLogo(id: number): Uint8Array {
  const colour = PORTRAIT_COLOURS[(id + 2) % PORTRAIT_COLOURS.length] ?? GREY;
  const canvas = new Canvas(96, 96).backdrop([246, 246, 248], [228, 230, 236]).fill(box(20, 46, 56, 34, 3), WHITE);
  for (let i = 0; i < 4; i += 1) {
    canvas.fill(box(16 + i * 16, 20, 16, 30, 7), i % 2 === 0 ? colour : WHITE);
  }
  return canvas.fill(box(42, 56, 14, 24, 2), colour).toPng();
}
