/** Whether a picture or document is whole, as far as its own structure tells, and how large a picture is. */

export interface Inspection {
  readonly whole: boolean;
  readonly width: number | null;
  readonly height: number | null;
}

const UNKNOWN: Inspection = { whole: true, width: null, height: null };
const BROKEN: Inspection = { whole: false, width: null, height: null };

export function inspect(bytes: Uint8Array, contentType: string): Inspection {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (contentType) {
    case 'image/png':
      return inspectPng(view);
    case 'image/jpeg':
      return inspectJpeg(view);
    case 'image/gif':
      return bytes.byteLength < 14
        ? BROKEN
        : { whole: bytes.includes(0x3b, 13), width: view.getUint16(6, true), height: view.getUint16(8, true) };
    case 'image/webp':
      return view.byteLength < 12 || view.getUint32(4, true) + 8 > view.byteLength ? BROKEN : UNKNOWN;
    case 'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
      return endOfZip(view) ? UNKNOWN : BROKEN;
    default:
      return UNKNOWN;
  }
}

const IEND = 0x49454e44;
const IHDR = 0x49484452;

/** Chunk after chunk to the last one, which must be there. */
function inspectPng(view: DataView): Inspection {
  if (view.byteLength < 33 || view.getUint32(12) !== IHDR) return BROKEN;
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  for (let at = 8; at + 12 <= view.byteLength;) {
    if (view.getUint32(at + 4) === IEND) return { whole: true, ...size };
    at += 12 + view.getUint32(at);
  }
  return { whole: false, ...size };
}

/** Segment after segment; within the picture's data, on to the next marker; the last must be the end. */
function inspectJpeg(view: DataView): Inspection {
  let size: { width: number; height: number } | null = null;
  let at = 2;
  while (at + 2 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return BROKEN;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) return { whole: size !== null, width: size?.width ?? null, height: size?.height ?? null };
    if (at + 4 > view.byteLength) break;
    if (isFrame(marker) && at + 9 <= view.byteLength) {
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += 2 + view.getUint16(at + 2);
    if (marker === 0xda) at = nextMarker(view, at);
  }
  return BROKEN;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** In the compressed data 0xFF is followed by zero, or by a restart marker; anything else begins a segment. */
function nextMarker(view: DataView, from: number): number {
  for (let at = from; at + 1 < view.byteLength; at++) {
    if (view.getUint8(at) !== 0xff) continue;
    const next = view.getUint8(at + 1);
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return view.byteLength;
}

const END_OF_DIRECTORY = 0x06054b50;
const LONGEST_COMMENT = 65_535;

/** A zip that was cut off has lost its directory, which stands at its end. */
function endOfZip(view: DataView): boolean {
  const from = Math.max(0, view.byteLength - LONGEST_COMMENT - 22);
  for (let at = view.byteLength - 22; at >= from; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return true;
  }
  return false;
}
