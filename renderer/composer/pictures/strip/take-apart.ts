import { takeGifApart } from './gif.ts';
import { takeJpegApart } from './jpeg.ts';
import type { Bytes, PictureParts } from './picture-parts.ts';
import { ascii } from './picture-parts.ts';
import { takePngApart } from './png.ts';
import { takeWebpApart } from './webp.ts';

export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif';

/** By its first bytes; null for anything else. */
export function pictureTypeOf(bytes: Uint8Array): PictureType | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  if (ascii(bytes, 0, 8) === '\u0089PNG\r\n\u001a\n') return 'image/png';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return 'image/webp';
  return ascii(bytes, 0, 4) === 'GIF8' ? 'image/gif' : null;
}

/**
 * Takes out of a picture what tells more than the picture itself, above all where it was taken, without coding it anew (docs/api.md section
 * 7.3). Null for what is damaged: it stays as it is and is refused with that reason where files are checked.
 */
export function takeApart(bytes: Bytes, type: PictureType): PictureParts | null {
  switch (type) {
    case 'image/jpeg':
      return takeJpegApart(bytes);
    case 'image/png':
      return takePngApart(bytes);
    case 'image/webp':
      return takeWebpApart(bytes);
    case 'image/gif':
      return takeGifApart(bytes);
    default:
      return type satisfies never;
  }
}
