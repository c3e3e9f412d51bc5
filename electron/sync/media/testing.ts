/** Small files, made by hand. */

function bytes(...parts: (string | number[] | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))),
  );
}

function u32(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function u32le(value: number): number[] {
  return u32(value).reverse();
}

function pngChunk(type: string, data: Uint8Array | number[]): Uint8Array {
  return bytes(u32(data.length), type, data, [0, 0, 0, 0]);
}

export function png(width = 3, height = 2, dataBytes = 40): Uint8Array<ArrayBuffer> {
  return bytes(
    [0x89],
    'PNG\r\n\u001a\n',
    pngChunk('IHDR', [...u32(width), ...u32(height), 8, 2, 0, 0, 0]),
    pngChunk('IDAT', new Uint8Array(dataBytes)),
    pngChunk('IEND', []),
  );
}

/** With a thumbnail inside that has an end of its own, a stuffed byte, a restart marker and two scans. */
export function jpeg(width = 5, height = 4): Uint8Array<ArrayBuffer> {
  const thumbnail = [0xff, 0xd8, 0xff, 0xd9];
  return bytes(
    [0xff, 0xd8],
    [0xff, 0xe1, 0, 2 + 6 + thumbnail.length],
    'Exif\0\0',
    thumbnail,
    [0xff, 0xc2, 0, 11, 8, 0, height, 0, width, 1, 1, 0x11, 0],
    [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0],
    [1, 2, 0xff, 0, 3, 0xff, 0xd0, 4],
    [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0],
    [5, 6, 7, 8, 9],
    [0xff, 0xd9],
  );
}

export function gif(): Uint8Array<ArrayBuffer> {
  return bytes('GIF89a', [7, 0, 6, 0, 0, 0, 0], [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 0, 0x3b]);
}

export function webp(declared?: number): Uint8Array<ArrayBuffer> {
  return bytes('RIFF', u32le(declared ?? 28), 'WEBPVP8L', u32le(16), new Uint8Array(16));
}

export function wav(): Uint8Array<ArrayBuffer> {
  return bytes('RIFF', u32le(36), 'WAVEfmt ', u32le(16), new Uint8Array(16), 'data', u32le(0));
}

export function mp3(): Uint8Array<ArrayBuffer> {
  return bytes('ID3', [3, 0, 0, 0, 0, 1, 0], new Uint8Array(128), [0xff, 0xfb, 0x90, 0], new Uint8Array(400));
}

export function mp4(brand = 'isom'): Uint8Array<ArrayBuffer> {
  return bytes(u32(24), 'ftyp', brand, [0, 0, 2, 0], 'isomiso2', u32(8), 'mdat');
}

export function avi(): Uint8Array<ArrayBuffer> {
  return bytes('RIFF', u32le(100), 'AVI LIST', u32le(4), 'hdrl', new Uint8Array(100));
}

export function pdf(): Uint8Array<ArrayBuffer> {
  return bytes('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
}

const CFB = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

export function doc(stream = 'WordDocument'): Uint8Array<ArrayBuffer> {
  return bytes(CFB, new Uint8Array(1016), Buffer.from(stream, 'utf16le'), new Uint8Array(200));
}

/** A zip with one stored entry for each name. */
export function zip(entries: Record<string, string>): Uint8Array<ArrayBuffer> {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const sizes = [...u32le(content.length), ...u32le(content.length)];
    const lengths = [name.length & 255, name.length >> 8, 0, 0];
    const head = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...sizes, ...lengths];
    const local = bytes('PK\u0003\u0004', head, name, content);
    directory.push(bytes('PK\u0001\u0002', [20, 0], head, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], u32le(offset), name));
    locals.push(local);
    offset += local.length;
  }
  const central = bytes(...directory);
  const count = Object.keys(entries).length;
  const end = [0, 0, 0, 0, count, 0, count, 0, ...u32le(central.length), ...u32le(offset), 0, 0];
  return bytes(...locals, central, 'PK\u0005\u0006', end);
}

const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';

export const DOCX_PARTS = {
  '[Content_Types].xml': `<Types><Override PartName="/word/document.xml" ContentType="${DOCX_TYPE}"/></Types>`,
  'word/document.xml': '<w:document/>'.padEnd(200, ' '),
} as const;

export function docx(): Uint8Array<ArrayBuffer> {
  return zip(DOCX_PARTS);
}

export function xlsx(): Uint8Array<ArrayBuffer> {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
  return zip({ '[Content_Types].xml': `<Types><Override ContentType="${type}"/></Types>`, 'xl/workbook.xml': '<x/>' });
}
