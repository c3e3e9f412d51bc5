import { describe, expect, it } from 'vitest';
import { crc32 } from './png.ts';
import { orientationOf, orientationOnly } from './orientation.ts';
import type { Bytes } from './picture-parts.ts';
import { pictureTypeOf, takeApart } from './take-apart.ts';

/** Small pictures made by hand, with a place in them. */

const PLACE = 'GPSLatitude -6.2';

function bytes(...parts: (string | readonly number[] | Uint8Array)[]): Bytes {
  const flat = parts.flatMap((part) =>
    typeof part === 'string' ? Array.from({ length: part.length }, (_, at) => part.charCodeAt(at)) : [...part],
  );
  return new Uint8Array(flat);
}

const u16 = (value: number): number[] => [(value >> 8) & 255, value & 255];
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];
const u32le = (value: number): number[] => u32(value).reverse();

function segment(marker: number, ...data: (string | readonly number[] | Uint8Array)[]): Bytes {
  const body = bytes(...data);
  return bytes([0xff, marker], u16(body.byteLength + 2), body);
}

const FRAME = segment(0xc0, [8, 0, 4, 0, 5, 1, 1, 0x11, 0]);
const SCAN = bytes(segment(0xda, [1, 1, 0, 0, 63, 0]), [1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]);
const JFIF = segment(0xe0, 'JFIF\0', [1, 1, 0, 0, 1, 0, 1, 0, 0]);
const PROFILE = segment(0xe2, 'ICC_PROFILE\0', [1, 1, 9, 9]);
const END = [0xff, 0xd9];

/** Little-endian, turned by a quarter, with the place behind. */
const TIFF = bytes('II', [0x2a, 0], u32le(8), [1, 0], [0x12, 1, 3, 0], u32le(1), [6, 0, 0, 0], u32le(0), PLACE);

function chunk(type: string, data: Uint8Array | readonly number[] = []): Bytes {
  const named = bytes(type, data);
  return bytes(u32(data.length), named, u32(crc32(named)));
}

const PNG_HEAD = bytes([0x89], 'PNG\r\n\u001a\n', chunk('IHDR', [...u32(3), ...u32(2), 8, 2, 0, 0, 0]));

function riff(...chunks: readonly Uint8Array[]): Bytes {
  const body = bytes('WEBP', ...chunks);
  return bytes('RIFF', u32le(body.byteLength), body);
}

function webpChunk(name: string, data: readonly number[] | Uint8Array): Bytes {
  return bytes(name, u32le(data.length), data, data.length % 2 === 1 ? [0] : []);
}

const GIF_HEAD = bytes('GIF89a', [7, 0, 6, 0, 0, 0, 0]);
const GIF_FRAME = bytes([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0x44, 0]);
const XMP = bytes([0x21, 0xff, 11], 'XMP DataXMP', [PLACE.length], PLACE, [0]);

function clean(picture: Bytes): Bytes | null {
  const type = pictureTypeOf(picture);
  const parts = type === null ? null : takeApart(picture, type);
  return parts === null ? null : bytes(...parts.kept);
}

function textOf(picture: Uint8Array | null): string {
  return String.fromCharCode(...(picture ?? []));
}

describe('taking a picture apart', () => {
  it('leaves a picture that says nothing of itself as it is', () => {
    for (const picture of [
      bytes([0xff, 0xd8], JFIF, PROFILE, FRAME, SCAN, END),
      bytes(PNG_HEAD, chunk('gAMA', [1, 2, 3, 4]), chunk('IDAT', [7]), chunk('IEND')),
      riff(webpChunk('VP8L', [1, 2, 3])),
      bytes(GIF_HEAD, GIF_FRAME, GIF_FRAME, [0x3b]),
    ]) {
      const type = pictureTypeOf(picture);
      expect(type === null ? null : takeApart(picture, type)).toMatchObject({ untouched: true });
      expect(clean(picture)).toEqual(picture);
    }
  });

  it('takes EXIF, XMP, comments, thumbnails and what hangs behind the end out of a JPEG, and keeps how it is turned', () => {
    const picture = bytes(
      [0xff, 0xd8],
      JFIF,
      segment(0xe1, 'Exif\0\0', TIFF),
      segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', PLACE),
      segment(0xed, 'Photoshop 3.0\0', PLACE),
      segment(0xe2, 'MPF\0', PLACE),
      segment(0xfe, PLACE),
      PROFILE,
      FRAME,
      SCAN,
      SCAN,
      END,
      'a film of the place behind it: ',
      PLACE,
    );
    const cleaned = clean(picture);
    expect(textOf(cleaned)).not.toContain('GPS');
    expect(textOf(cleaned)).toContain('ICC_PROFILE');
    const turned = segment(0xe1, 'Exif\0\0', orientationOnly(6));
    expect(cleaned).toEqual(bytes([0xff, 0xd8], JFIF, turned, PROFILE, FRAME, SCAN, SCAN, END));
    expect(takeApart(picture, 'image/jpeg')).toMatchObject({ untouched: false, width: 5, height: 4 });
  });

  it('takes EXIF and texts out of a PNG, and keeps colours, movement and how it is turned', () => {
    const picture = bytes(
      PNG_HEAD,
      chunk('eXIf', TIFF),
      chunk('iTXt', bytes('XML:com.adobe.xmp\0', PLACE)),
      chunk('tEXt', bytes('Location\0', PLACE)),
      chunk('acTL', [0, 0, 0, 2, 0, 0, 0, 0]),
      chunk('IDAT', [7, 8]),
      chunk('IEND'),
      PLACE,
    );
    const cleaned = clean(picture);
    expect(textOf(cleaned)).not.toContain('GPS');
    expect(cleaned).toEqual(
      bytes(
        PNG_HEAD,
        chunk('acTL', [0, 0, 0, 2, 0, 0, 0, 0]),
        chunk('eXIf', orientationOnly(6)),
        chunk('IDAT', [7, 8]),
        chunk('IEND'),
      ),
    );
    expect(takeApart(picture, 'image/png')).toMatchObject({ animated: true, width: 3, height: 2 });
  });

  it('takes EXIF and XMP out of a WebP, with the flags that announce them', () => {
    const extended = (flags: number): Bytes => webpChunk('VP8X', [flags, 0, 0, 0, 9, 0, 0, 4, 0, 0]);
    const data = webpChunk('VP8L', [1, 2, 3]);
    const picture = riff(extended(0x0c), data, webpChunk('EXIF', TIFF), webpChunk('XMP ', bytes(PLACE)));
    const cleaned = clean(picture);
    expect(textOf(cleaned)).not.toContain('GPS');
    expect(cleaned).toEqual(riff(extended(0x08), data, webpChunk('EXIF', orientationOnly(6))));
    expect(takeApart(picture, 'image/webp')).toMatchObject({ width: 10, height: 5 });
  });

  it('takes XMP and comments out of a GIF, and keeps its loop', () => {
    const loop = bytes([0x21, 0xff, 11], 'NETSCAPE2.0', [3, 1, 0, 0, 0]);
    const comment = bytes([0x21, 0xfe, PLACE.length], PLACE, [0]);
    const picture = bytes(GIF_HEAD, loop, XMP, comment, GIF_FRAME, GIF_FRAME, [0x3b], PLACE);
    expect(clean(picture)).toEqual(bytes(GIF_HEAD, loop, GIF_FRAME, GIF_FRAME, [0x3b]));
    expect(takeApart(picture, 'image/gif')).toMatchObject({ animated: true, width: 7, height: 6 });
  });

  it('says of what breaks off that it does, wherever that is', () => {
    const whole = [
      bytes([0xff, 0xd8], JFIF, segment(0xe1, 'Exif\0\0', TIFF), FRAME, SCAN, END),
      bytes(PNG_HEAD, chunk('eXIf', TIFF), chunk('IDAT', [7]), chunk('IEND')),
      riff(webpChunk('VP8X', [0, 0, 0, 0, 9, 0, 0, 4, 0, 0]), webpChunk('VP8L', [1, 2, 3])),
      bytes(GIF_HEAD, XMP, GIF_FRAME, [0x3b]),
    ];
    for (const picture of whole) {
      for (let length = 20; length < picture.byteLength; length += 1) {
        expect(clean(picture.slice(0, length))).toBeNull();
      }
    }
  });

  it('knows pictures by their content', () => {
    expect(pictureTypeOf(bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeNull();
    expect(pictureTypeOf(bytes('MZ', [0, 0]))).toBeNull();
    expect(orientationOf(bytes('no tiff'))).toBe(1);
    expect(orientationOf(TIFF)).toBe(6);
    expect(orientationOf(orientationOnly(8))).toBe(8);
  });
});
