/** A picture taken apart by its own structure. */
export interface PictureParts {
  /** What stays, in order: no place, no camera, no thumbnail, no text, nothing behind the picture's end. */
  readonly kept: readonly Uint8Array<ArrayBuffer>[];
  /** Nothing had to go: the file is sent as it is. */
  readonly untouched: boolean;
  readonly animated: boolean;
  /** As stored, before it is turned upright. Null where the structure does not say. */
  readonly width: number | null;
  readonly height: number | null;
}

export type Bytes = Uint8Array<ArrayBuffer>;

export function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function totalOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}
