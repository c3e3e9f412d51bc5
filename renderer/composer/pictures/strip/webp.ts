import { UPRIGHT, orientationOf, orientationOnly } from './orientation.ts';
import type { Bytes, PictureParts } from './picture-parts.ts';
import { ascii, totalOf, viewOf } from './picture-parts.ts';

const PICTURE: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ANIM', 'ANMF', 'ALPH', 'ICCP']);
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

/** Null where the structure breaks off or makes no sense. */
export function takeWebpApart(bytes: Bytes): PictureParts | null {
  const view = viewOf(bytes);
  if (bytes.byteLength < 20) return null;
  const whole = 8 + view.getUint32(4, true);
  if (whole > bytes.byteLength) return null;
  const chunks: Bytes[] = [];
  let orientation = UPRIGHT;
  let animated = false;
  for (let at = 12; at + 8 <= whole;) {
    const size = view.getUint32(at + 4, true);
    const end = Math.min(at + 8 + size + (size % 2), whole);
    if (at + 8 + size > whole) return null;
    const name = ascii(bytes, at, 4);
    const chunk = bytes.subarray(at, end);
    if (name === 'ANIM') animated = true;
    if (name === 'EXIF') orientation = orientationOf(tiffOf(chunk.subarray(8, 8 + size)));
    if (PICTURE.has(name)) chunks.push(chunk);
    at = end;
  }
  if (chunks.length === 0) return null;
  const untouched = 12 + totalOf(chunks) === bytes.byteLength;
  const size = extendedSize(chunks);
  if (untouched) return { kept: [bytes.subarray(0, 12), ...chunks], untouched, animated, ...size };
  const cleaned = chunks.map((chunk) => (ascii(chunk, 0, 4) === 'VP8X' ? withFlags(chunk, orientation) : chunk));
  if (orientation !== UPRIGHT && size.width !== null) cleaned.push(exifChunk(orientation));
  const head = bytes.slice(0, 12);
  viewOf(head).setUint32(4, 4 + totalOf(cleaned), true);
  return { kept: [head, ...cleaned], untouched, animated, ...size };
}

/** Some programs put JPEG's prefix in front. */
function tiffOf(exif: Uint8Array): Uint8Array {
  return ascii(exif, 0, 4) === 'Exif' ? exif.subarray(6) : exif;
}

function withFlags(chunk: Uint8Array, orientation: number): Bytes {
  const changed = new Uint8Array(chunk);
  const flags = (changed[8] ?? 0) & ~(HAS_EXIF | HAS_XMP);
  changed[8] = orientation === UPRIGHT ? flags : flags | HAS_EXIF;
  return changed;
}

function exifChunk(orientation: number): Bytes {
  const tiff = orientationOnly(orientation);
  const chunk = new Uint8Array(8 + tiff.byteLength);
  chunk.set(new TextEncoder().encode('EXIF'));
  viewOf(chunk).setUint32(4, tiff.byteLength, true);
  chunk.set(tiff, 8);
  return chunk;
}

/** Only the extended form says its size in the open. */
function extendedSize(chunks: readonly Uint8Array[]): {
  readonly width: number | null;
  readonly height: number | null;
} {
  const extended = chunks.find((chunk) => ascii(chunk, 0, 4) === 'VP8X');
  if (extended === undefined || extended.byteLength < 18) return { width: null, height: null };
  const view = viewOf(extended);
  const three = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  return { width: three(12) + 1, height: three(15) + 1 };
}
