import type { PictureType } from './strip/take-apart.ts';
import { pictureTypeOf, takeApart } from './strip/take-apart.ts';

/** What a picture can be sent as. Made in a worker, inside the sandbox: this is the only place where somebody's picture is decoded to be sent. */
export interface PictureForms {
  /** As it is, less what tells where and with what it was taken; or converted, where its own format can't be sent. */
  readonly original: PictureForm;
  /** Smaller; null where that would save little, or would stop it from moving. */
  readonly compressed: PictureForm | null;
}

export interface PictureForm {
  readonly blob: Blob;
  readonly contentType: PictureType;
  readonly width: number;
  readonly height: number;
  /** The very bytes that were chosen. */
  readonly untouched: boolean;
}

/** Longest edge of a compressed picture: more than any screen of a chat shows, and its small print can still be read. */
const LONGEST_EDGE = 2_048;
const JPEG_QUALITY = 0.82;
const WEBP_QUALITY = 0.85;
/** Below this nothing is gained that anybody would notice. */
const WORTH_COMPRESSING_BYTES = 150_000;
const SAVES_ENOUGH = 0.85;
/** Larger ones would take gigabytes when decoded; they go as they are. */
const MOST_PIXELS = 120_000_000;

/** Null for what can't be decoded here, is damaged, or is of a format that can't be sent while it may not be converted. */
export async function picturesFrom(file: Blob, mayConvert: boolean): Promise<PictureForms | null> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const type = pictureTypeOf(bytes);
  if (type === null) return mayConvert ? convert(file) : null;
  const parts = takeApart(bytes, type);
  if (parts === null) return null;
  if ((parts.width ?? 0) * (parts.height ?? 0) > MOST_PIXELS) return null;
  const clean = parts.untouched ? file : new Blob([...parts.kept], { type });
  const bitmap = await decode(clean);
  if (bitmap === null) return null;
  const { width, height } = bitmap;
  const original: PictureForm = { blob: clean, contentType: type, width, height, untouched: parts.untouched };
  const still = !parts.animated && type !== 'image/gif';
  const compressed = still && clean.size >= WORTH_COMPRESSING_BYTES ? await compress(bitmap, type) : null;
  bitmap.close();
  return {
    original,
    compressed: compressed !== null && compressed.blob.size < clean.size * SAVES_ENOUGH ? compressed : null,
  };
}

/** Of a format that the server does not take: whatever this browser can decode becomes JPEG, or PNG where it can be seen through. */
async function convert(file: Blob): Promise<PictureForms | null> {
  const bitmap = await decode(file);
  if (bitmap === null || bitmap.width * bitmap.height > MOST_PIXELS) return null;
  const { width, height } = bitmap;
  const canvas = draw(bitmap, width, height);
  const contentType = isOpaque(canvas) ? 'image/jpeg' : 'image/png';
  const blob = await canvas.convertToBlob({ type: contentType, quality: 0.92 });
  const compressed = blob.size >= WORTH_COMPRESSING_BYTES ? await compress(bitmap, contentType) : null;
  bitmap.close();
  return {
    original: { blob, contentType, width, height, untouched: false },
    compressed: compressed !== null && compressed.blob.size < blob.size * SAVES_ENOUGH ? compressed : null,
  };
}

async function compress(bitmap: ImageBitmap, type: PictureType): Promise<PictureForm> {
  const factor = Math.min(1, LONGEST_EDGE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * factor));
  const height = Math.max(1, Math.round(bitmap.height * factor));
  const canvas = draw(bitmap, width, height);
  const opaque = type === 'image/jpeg' || isOpaque(canvas);
  const contentType = opaque ? 'image/jpeg' : 'image/webp';
  const quality = opaque ? JPEG_QUALITY : WEBP_QUALITY;
  return {
    blob: await canvas.convertToBlob({ type: contentType, quality }),
    contentType,
    width,
    height,
    untouched: false,
  };
}

function draw(bitmap: ImageBitmap, width: number, height: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('No canvas to draw on');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

function isOpaque(canvas: OffscreenCanvas): boolean {
  const { width, height } = canvas;
  const context = canvas.getContext('2d');
  if (context === null) return true;
  // In strips, so that a large picture is not held twice.
  const rows = Math.max(1, Math.floor(1_000_000 / width));
  for (let top = 0; top < height; top += rows) {
    const { data } = context.getImageData(0, top, width, Math.min(rows, height - top));
    for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  }
  return true;
}

/** Turned upright as its orientation says. */
async function decode(blob: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(blob);
  } catch {
    return null;
  }
}
