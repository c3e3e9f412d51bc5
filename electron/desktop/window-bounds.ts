/** Where a window goes: where it was, as long as that can be seen on the screens there are now. All in device independent pixels. */

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface SavedWindow extends Rectangle {
  readonly maximized: boolean;
}

export const MINIMUM_SIZE = { width: 400, height: 480 } as const;
export const FIRST_SIZE = { width: 1280, height: 800 } as const;

/** This much of the title bar has to be on a screen, so that the window can be taken hold of. */
const GRIP = { width: 120, height: 32 } as const;

export interface Placement {
  readonly x: number | null;
  readonly y: number | null;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/** `workAreas`: the usable part of each screen, the primary one first. Without a position the system chooses one. */
export function placeWindow(saved: SavedWindow | null, workAreas: readonly Rectangle[]): Placement {
  const primary = workAreas[0];
  const size = saved ?? FIRST_SIZE;
  const fits = (area: Rectangle | undefined): { width: number; height: number } => ({
    width: Math.max(MINIMUM_SIZE.width, Math.min(Math.round(size.width), area?.width ?? FIRST_SIZE.width)),
    height: Math.max(MINIMUM_SIZE.height, Math.min(Math.round(size.height), area?.height ?? FIRST_SIZE.height)),
  });
  if (saved === null) return { x: null, y: null, ...fits(primary), maximized: false };
  const home = workAreas.find((area) => showsGrip(saved, area));
  if (home === undefined) return { x: null, y: null, ...fits(primary), maximized: saved.maximized };
  return { x: Math.round(saved.x), y: Math.round(saved.y), ...fits(home), maximized: saved.maximized };
}

function showsGrip(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const titleBarTop = window.y;
  return (
    across >= GRIP.width &&
    titleBarTop >= area.y &&
    titleBarTop + GRIP.height <= area.y + area.height &&
    window.width > 0
  );
}

/** A second window a little below and to the right of the first, so that both can be seen. */
export function besides(first: Rectangle, workAreas: readonly Rectangle[]): Placement {
  const step = 32;
  return placeWindow({ ...first, x: first.x + step, y: first.y + step, maximized: false }, workAreas);
}
