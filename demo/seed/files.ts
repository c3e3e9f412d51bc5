import { makePdf, makeSqueak } from '../assets/documents.ts';
import { drawSticker, PICTURES } from '../assets/pictures.ts';
import type { SeedFile } from './builder.ts';

export type SeedFiles = {
  photo(name: string, filename?: string): SeedFile;
  /** `invoice`, `retur` (a form) or `panduan` (instructions), for an order. */
  document(name: string, orderNumber: string): SeedFile;
  squeak(): SeedFile;
  sticker(): SeedFile;
};

/** The files of the seed. A picture is drawn once however often it is sent. */
export function createSeedFiles(): SeedFiles {
  const drawn = new Map<string, Uint8Array>();
  const draw = (name: string, make: () => Uint8Array): Uint8Array => {
    const bytes = drawn.get(name) ?? make();
    drawn.set(name, bytes);
    return bytes;
  };
  const pdf = (filename: string, lines: readonly string[]): SeedFile => ({
    type: 'file',
    filename,
    contentType: 'application/pdf',
    bytes: makePdf(lines),
  });
  return {
    photo: (name, filename = `foto-${name}.png`) => ({
      type: 'image',
      filename,
      contentType: 'image/png',
      bytes: draw(name, PICTURES[name] ?? PICTURES['parcel'] ?? drawSticker),
    }),
    document: (name, order) => {
      switch (name) {
        case 'retur':
          return pdf(`formulir-retur-${order}.pdf`, [
            'ZUKSES - FORMULIR RETUR',
            `Nomor pesanan: ${order}`,
            'Alasan: ____________________',
            'Tanda tangan: ______________',
          ]);
        case 'panduan':
          return pdf('panduan-pemasangan.pdf', [
            'PANDUAN PEMASANGAN',
            '1. Keluarkan semua isi dus.',
            '2. Pasang kaki di keempat sudut.',
            '3. Gunakan baut yang pendek lebih dulu.',
          ]);
        default:
          return pdf(`invoice-${order}.pdf`, [
            'ZUKSES - INVOICE',
            `Nomor pesanan: ${order}`,
            'Status: LUNAS',
            'Terima kasih telah berbelanja.',
          ]);
      }
    },
    squeak: () => ({
      type: 'audio',
      filename: 'bunyi-engsel.wav',
      contentType: 'audio/wav',
      bytes: draw('squeak', () => makeSqueak(2)),
    }),
    sticker: () => ({
      type: 'sticker',
      filename: 'senyum.png',
      contentType: 'image/png',
      bytes: draw('sticker', drawSticker),
    }),
  };
}
