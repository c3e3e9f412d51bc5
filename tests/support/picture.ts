import { crc32, deflateSync } from 'node:zlib';

/** A real PNG of a few pixels, different each time. */
export function picture(random: () => number): Uint8Array {
  const size = 8;
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let index = 0; index < rows.length; index += 1) {
    rows[index] = index % (1 + size * 3) === 0 ? 0 : Math.floor(random() * 256);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
