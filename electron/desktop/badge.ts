import { app, nativeImage, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import type { Display } from './counts-display.ts';

/** The count on the dock, the launcher or the taskbar: one function a platform, all from the same display. */
export function showBadge(
  display: Display,
  images: string,
  forEachWindow: (action: (window: BrowserWindow) => void) => void,
): void {
  if (process.platform !== 'win32') {
    app.setBadgeCount(display.badge);
    return;
  }
  const { overlay } = display;
  const file = overlay === null ? null : join(images, `overlay-${overlay === '9+' ? 'many' : overlay}.png`);
  const image = file === null ? null : nativeImage.createFromPath(file);
  forEachWindow((window) => {
    window.setOverlayIcon(image, overlay === null ? '' : (display.lines.at(-1) ?? ''));
  });
}
