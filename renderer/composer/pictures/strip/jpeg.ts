import { UPRIGHT, orientationOf, orientationOnly } from './orientation.ts';
import type { Bytes, PictureParts } from './picture-parts.ts';
import { ascii, totalOf, viewOf } from './picture-parts.ts';

const EXIF = 'Exif\0\0';

/** Null where the structure breaks off or makes no sense. */
export function takeJpegApart(bytes: Bytes): PictureParts | null {
  const view = viewOf(bytes);
  const kept: Bytes[] = [bytes.subarray(0, 2)];
  let size: { readonly width: number; readonly height: number } | null = null;
  let orientation = UPRIGHT;
  let at = 2;
  while (at + 2 <= bytes.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) {
      if (size === null) return null;
      kept.push(bytes.subarray(at, at + 2));
      return {
        kept: withOrientation(kept, orientation),
        untouched: totalOf(kept) === bytes.byteLength,
        animated: false,
        ...size,
      };
    }
    if (at + 4 > bytes.byteLength) return null;
    const end = at + 2 + view.getUint16(at + 2);
    if (end > bytes.byteLength) return null;
    if (isFrame(marker) && at + 9 <= end) size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    const stop = marker === 0xda ? nextMarker(bytes, end) : end;
    const segment = bytes.subarray(at, stop);
    if (mayStay(marker, segment)) kept.push(segment);
    else if (marker === 0xe1 && ascii(segment, 4, 6) === EXIF) orientation = orientationOf(segment.subarray(10));
    at = stop;
  }
  return null;
}

/** Of what applications add, only the picture's own header, its colour profile and how its colours are coded. */
function mayStay(marker: number, segment: Uint8Array): boolean {
  if (marker === 0xe0 || marker === 0xee) return true;
  if (marker === 0xe2) return ascii(segment, 4, 11) === 'ICC_PROFILE';
  const isApplication = marker >= 0xe0 && marker <= 0xef;
  const isComment = marker === 0xfe;
  return !isApplication && !isComment;
}

function withOrientation(kept: readonly Bytes[], orientation: number): readonly Bytes[] {
  const [start, ...rest] = kept;
  if (orientation === UPRIGHT || start === undefined) return kept;
  const tiff = orientationOnly(orientation);
  const segment = new Uint8Array(10 + tiff.byteLength);
  segment.set([0xff, 0xe1, 0, segment.byteLength - 2]);
  segment.set(new TextEncoder().encode(EXIF), 4);
  segment.set(tiff, 10);
  // Behind the header, which some programs want first.
  const header = rest[0]?.[1] === 0xe0 ? 1 : 0;
  return [start, ...rest.slice(0, header), segment, ...rest.slice(header)];
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** In compressed data 0xFF is followed by zero or by a restart marker; anything else begins a segment. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.byteLength; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.byteLength;
}
