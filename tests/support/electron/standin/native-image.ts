/** `nativeImage`: enough to tell which picture the app chose, and whether it could be read. */
import { existsSync, readFileSync } from 'node:fs';
import { refuseUnknownOptions, strictModule } from './strict.ts';

export class NativeImage implements Pick<
  Electron.NativeImage,
  'isEmpty' | 'toPNG' | 'toDataURL' | 'getSize' | 'setTemplateImage' | 'isTemplateImage' | 'getScaleFactors'
> {
  readonly #bytes: Buffer;
  readonly #size: Electron.Size;
  readonly #scales = new Set<number>([1]);
  #template = false;

  constructor(bytes: Buffer, size: Electron.Size) {
    this.#bytes = bytes;
    this.#size = size;
  }

  isEmpty(): boolean {
    return this.#bytes.length === 0;
  }
  toPNG(): Buffer {
    return Buffer.from(this.#bytes);
  }
  toDataURL(): string {
    return `data:image/png;base64,${this.#bytes.toString('base64')}`;
  }
  getSize(): Electron.Size {
    return { ...this.#size };
  }
  getScaleFactors(): number[] {
    return [...this.#scales];
  }
  resize({ width, height }: Electron.ResizeOptions): NativeImage {
    const ratio = this.#size.width === 0 ? 1 : this.#size.height / this.#size.width;
    const wide = width ?? Math.round((height ?? this.#size.height) / ratio);
    return new NativeImage(this.#bytes, { width: wide, height: height ?? Math.round(wide * ratio) });
  }
  addRepresentation(options: Electron.AddRepresentationOptions): void {
    refuseUnknownOptions('nativeImage.addRepresentation', options, 'AddRepresentationOptions');
    this.#scales.add(options.scaleFactor ?? 1);
  }
  setTemplateImage(option: boolean): void {
    this.#template = option;
  }
  isTemplateImage(): boolean {
    return this.#template;
  }
  get isMacTemplateImage(): boolean {
    return this.#template;
  }
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function nativeImageFromBuffer(bytes: Buffer): NativeImage {
  if (bytes.subarray(0, 8).equals(pngSignature)) {
    return new NativeImage(bytes, { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) });
  }
  const jpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  const ico = bytes.length > 6 && bytes.readUInt32LE(0) === 0x0001_0000;
  if (jpeg || ico) return new NativeImage(bytes, { width: 1, height: 1 });
  // Electron makes an empty image of what it cannot read, without a word.
  return new NativeImage(Buffer.alloc(0), { width: 0, height: 0 });
}

export const nativeImage = strictModule('NativeImage', 'nativeImage', {
  createEmpty: (): NativeImage => nativeImageFromBuffer(Buffer.alloc(0)),
  createFromPath: (path: string): NativeImage => {
    if (typeof path !== 'string') throw new TypeError('Error processing argument at index 0: expected a path');
    return nativeImageFromBuffer(existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
  },
  createFromBuffer: (buffer: Buffer, options?: Electron.CreateFromBufferOptions): NativeImage => {
    refuseUnknownOptions('nativeImage.createFromBuffer', options, 'CreateFromBufferOptions');
    if (!Buffer.isBuffer(buffer)) throw new TypeError('buffer must be a node Buffer');
    return nativeImageFromBuffer(buffer);
  },
  createFromDataURL: (url: string): NativeImage =>
    nativeImageFromBuffer(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')),
  createFromBitmap: (buffer: Buffer, options: Electron.CreateFromBitmapOptions): NativeImage => {
    refuseUnknownOptions('nativeImage.createFromBitmap', options, 'CreateFromBitmapOptions');
    if (buffer.length !== options.width * options.height * 4) throw new Error('invalid buffer size');
    return new NativeImage(buffer, { width: options.width, height: options.height });
  },
});

/** What an icon option may be; a path that leads nowhere fails, as Electron's Tray does. */
export function iconFrom(image: unknown, label: string): NativeImage {
  if (image instanceof NativeImage) return image;
  if (typeof image === 'string') {
    const loaded = nativeImage.createFromPath(image);
    if (loaded.isEmpty()) throw new Error(`${label}: Failed to load image from path '${image}'`);
    return loaded;
  }
  throw new TypeError(`${label}: Argument must be a file path or a NativeImage`);
}
