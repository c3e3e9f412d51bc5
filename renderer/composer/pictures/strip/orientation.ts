import type { Bytes } from './picture-parts.ts';
import { ascii, viewOf } from './picture-parts.ts';

/**
 * Cameras store a picture as the sensor saw it and say in EXIF how to turn it. That one number stays when the rest goes: without it the picture
 * would lie on its side.
 */

const ORIENTATION = 0x0112;
/** As stored; nothing has to be said. */
export const UPRIGHT = 1;

/** `tiff`: from the byte order mark on. 1 to 8; UPRIGHT where it is not said, or said wrongly. */
export function orientationOf(tiff: Uint8Array): number {
  if (tiff.byteLength < 14) return UPRIGHT;
  const little = ascii(tiff, 0, 2) === 'II';
  if (!little && ascii(tiff, 0, 2) !== 'MM') return UPRIGHT;
  const view = viewOf(tiff);
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return UPRIGHT;
  const entries = view.getUint16(directory, little);
  for (let index = 0; index < entries; index += 1) {
    const at = directory + 2 + index * 12;
    if (at + 12 > tiff.byteLength) break;
    if (view.getUint16(at, little) !== ORIENTATION) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : UPRIGHT;
  }
  return UPRIGHT;
}

/** A directory with the orientation and nothing else, in big-endian TIFF. */
export function orientationOnly(orientation: number): Bytes {
  const bytes = new Uint8Array(26);
  const view = viewOf(bytes);
  bytes.set([0x4d, 0x4d, 0, 0x2a]);
  view.setUint32(4, 8);
  view.setUint16(8, 1);
  view.setUint16(10, ORIENTATION);
  view.setUint16(12, 3);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return bytes;
}
