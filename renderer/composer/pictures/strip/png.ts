import { UPRIGHT, orientationOf, orientationOnly } from './orientation.ts';
import type { Bytes, PictureParts } from './picture-parts.ts';
import { ascii, totalOf, viewOf } from './picture-parts.ts';

const SIGNATURE_BYTES = 8;
/** What changes how the picture looks. Chunks with a capital first letter are the picture itself; all others may go. */
const LOOKS: ReadonlySet<string> = new Set(
  'tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '),
);

/** Null where the structure breaks off or makes no sense. */
export function takePngApart(bytes: Bytes): PictureParts | null {
  const view = viewOf(bytes);
  const kept: Bytes[] = [bytes.subarray(0, SIGNATURE_BYTES)];
  let orientation = UPRIGHT;
  let animated = false;
  let size: { readonly width: number; readonly height: number } | null = null;
  let firstData: number | null = null;
  for (let at = SIGNATURE_BYTES; at + 12 <= bytes.byteLength;) {
    const end = at + 12 + view.getUint32(at);
    const type = ascii(bytes, at + 4, 4);
    if (end > bytes.byteLength) return null;
    const chunk = bytes.subarray(at, end);
    if (type === 'IHDR') size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (type === 'acTL') animated = true;
    if (type === 'eXIf') orientation = orientationOf(chunk.subarray(8, -4));
    if (type === 'IDAT') firstData ??= kept.length;
    if (/^[A-Z]/.test(type) || LOOKS.has(type)) kept.push(chunk);
    if (type === 'IEND') {
      if (size === null || firstData === null) return null;
      const untouched = totalOf(kept) === bytes.byteLength;
      if (orientation !== UPRIGHT) kept.splice(firstData, 0, exifChunk(orientation));
      return { kept, untouched, animated, ...size };
    }
    at = end;
  }
  return null;
}

function exifChunk(orientation: number): Bytes {
  const tiff = orientationOnly(orientation);
  const chunk = new Uint8Array(12 + tiff.byteLength);
  const view = viewOf(chunk);
  view.setUint32(0, tiff.byteLength);
  chunk.set(new TextEncoder().encode('eXIf'), 4);
  chunk.set(tiff, 8);
  view.setUint32(8 + tiff.byteLength, crc32(chunk.subarray(4, 8 + tiff.byteLength)));
  return chunk;
}

/** Of PNG's appendix, bit by bit: it runs over thirty bytes at most. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
