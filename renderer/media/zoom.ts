/** How a picture lies on its stage: `scale` 1 fits it; `x` and `y` move its middle away from the stage's, in px. */
export interface Lie {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const FITTED: Lie = { scale: 1, x: 0, y: 0 };
const MIDDLE: Point = { x: 0, y: 0 };
const LARGEST = 8;
export const ZOOM_STEP = 1.5;

/** Never drawn larger than it is, unless the agent zooms. */
export function fittedSize(picture: Size, stage: Size): Size {
  if (picture.width <= 0 || picture.height <= 0) return { width: 0, height: 0 };
  const factor = Math.min(1, stage.width / picture.width, stage.height / picture.height);
  return { width: picture.width * factor, height: picture.height * factor };
}

/** `at`, measured from the middle of the stage, stays where it is. */
export function zoomed(lie: Lie, factor: number, fitted: Size, stage: Size, at: Point = MIDDLE): Lie {
  const scale = Math.min(LARGEST, Math.max(1, lie.scale * factor));
  const grown = scale / lie.scale;
  return within({ scale, x: at.x - (at.x - lie.x) * grown, y: at.y - (at.y - lie.y) * grown }, fitted, stage);
}

export function moved(lie: Lie, by: Point, fitted: Size, stage: Size): Lie {
  return within({ ...lie, x: lie.x + by.x, y: lie.y + by.y }, fitted, stage);
}

/** An edge of the picture never comes further in than the stage's, and what fits stays in the middle. */
function within({ scale, x, y }: Lie, fitted: Size, stage: Size): Lie {
  const most = (picture: number, frame: number): number => Math.max(0, (picture * scale - frame) / 2);
  return { scale, x: clamp(x, most(fitted.width, stage.width)), y: clamp(y, most(fitted.height, stage.height)) };
}

function clamp(value: number, most: number): number {
  // Plus 0: the middle is never minus 0.
  return Math.min(most, Math.max(-most, value)) + 0;
}
