import type { JsonObject } from '../json.ts';

export type Sniffed = { contentType: string; extensions: readonly string[] };

const text = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(start, start + length));

/** The type that the first bytes tell, among those the API takes (docs/api.md section 7). */
export function sniff(bytes: Uint8Array): Sniffed | null {
  const head = text(bytes, 0, 4);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
    return { contentType: 'image/jpeg', extensions: ['jpg', 'jpeg'] };
  }
  if (head === '\u0089PNG') return { contentType: 'image/png', extensions: ['png'] };
  if (head === 'GIF8') return { contentType: 'image/gif', extensions: ['gif'] };
  if (head === 'RIFF') return sniffRiff(text(bytes, 8, 4));
  if (text(bytes, 4, 4) === 'ftyp') {
    return text(bytes, 8, 4) === 'qt  '
      ? { contentType: 'video/quicktime', extensions: ['mov'] }
      : { contentType: 'video/mp4', extensions: ['mp4', 'mov'] };
  }
  if (['moov', 'mdat', 'wide', 'free'].includes(text(bytes, 4, 4))) {
    return { contentType: 'video/quicktime', extensions: ['mov'] };
  }
  if (text(bytes, 0, 3) === 'ID3' || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0)) {
    return { contentType: 'audio/mpeg', extensions: ['mp3'] };
  }
  if (text(bytes, 0, 5) === '%PDF-') return { contentType: 'application/pdf', extensions: ['pdf'] };
  if (head === '\u00d0\u00cf\u0011\u00e0') return { contentType: 'application/msword', extensions: ['doc'] };
  if (head === 'PK\u0003\u0004') {
    return {
      contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      extensions: ['docx'],
    };
  }
  return null;
}

function sniffRiff(form: string): Sniffed | null {
  if (form === 'WEBP') return { contentType: 'image/webp', extensions: ['webp'] };
  if (form === 'WAVE') return { contentType: 'audio/wav', extensions: ['wav'] };
  if (form === 'AVI ') return { contentType: 'video/x-msvideo', extensions: ['avi'] };
  return null;
}

/** Width and height in pixels, where the format tells them near its beginning. */
export function imageSize(bytes: Uint8Array, contentType: string): JsonObject | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (contentType) {
    case 'image/png':
      return bytes.byteLength < 24 ? null : { width: view.getUint32(16), height: view.getUint32(20) };
    case 'image/gif':
      return bytes.byteLength < 10 ? null : { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    case 'image/jpeg':
      return jpegSize(view);
    case 'image/webp':
      return webpSize(bytes, view);
    default:
      return null;
  }
}

function jpegSize(view: DataView): JsonObject | null {
  let offset = 2;
  while (offset + 9 < view.byteLength) {
    if (view.getUint8(offset) !== 0xff) return null;
    const marker = view.getUint8(offset + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(offset + 7), height: view.getUint16(offset + 5) };
    offset += 2 + view.getUint16(offset + 2);
  }
  return null;
}

function webpSize(bytes: Uint8Array, view: DataView): JsonObject | null {
  if (bytes.byteLength < 30) return null;
  switch (text(bytes, 12, 4)) {
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return {
        width: 1 + (view.getUint32(24, true) & 0xffffff),
        height: 1 + ((view.getUint32(26, true) >>> 8) & 0xffffff),
      };
    default:
      return null;
  }
}
