import type { Bytes, PictureParts } from './picture-parts.ts';
import { ascii, totalOf, viewOf } from './picture-parts.ts';

/** Extensions by applications that change how it plays or looks; XMP, which can hold a place, is none. */
const LOOKS: ReadonlySet<string> = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

/** Null where the structure breaks off or makes no sense. */
export function takeGifApart(bytes: Bytes): PictureParts | null {
  if (bytes.byteLength < 14) return null;
  const view = viewOf(bytes);
  const width = view.getUint16(6, true);
  const height = view.getUint16(8, true);
  const kept: Bytes[] = [];
  let frames = 0;
  let at = 13 + tableBytes(view.getUint8(10));
  kept.push(bytes.subarray(0, at));
  while (at < bytes.byteLength) {
    const kind = bytes[at];
    if (kind === 0x3b) {
      kept.push(bytes.subarray(at, at + 1));
      return { kept, untouched: totalOf(kept) === bytes.byteLength, animated: frames > 1, width, height };
    }
    const isFrame = kind === 0x2c;
    if ((kind !== 0x21 && !isFrame) || at + 10 > bytes.byteLength) return null;
    const data = isFrame ? at + 11 + tableBytes(view.getUint8(at + 9)) : at + 2;
    const end = endOfBlocks(bytes, data);
    if (end === null) return null;
    if (isFrame) frames += 1;
    if (isFrame || mayStay(bytes, at)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return null;
}

function mayStay(bytes: Uint8Array, at: number): boolean {
  switch (bytes[at + 1]) {
    case 0xfe:
      return false;
    case 0xff:
      return LOOKS.has(ascii(bytes, at + 3, 11));
    default:
      return true;
  }
}

/** Of a colour table, as its flags say. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Behind the empty block that ends them. */
function endOfBlocks(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at < bytes.byteLength;) {
    const length = bytes[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
  }
  return null;
}
