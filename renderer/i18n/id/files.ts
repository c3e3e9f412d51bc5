import type { Translation } from '../translation.ts';
import type { filesEn } from '../en/files.ts';

export const filesId: Translation<typeof filesEn> = {
  'files.size': 'Ukuran {filename}: {choice}',
  'files.size.title': 'Kirim {filename} sebagai',
  'files.size.compressed': 'Lebih kecil',
  'files.size.original': 'Asli',
  'files.size.choice': '{choice} · {size} · {width} × {height}',
  'files.size.tooLarge': 'Asli · {size}, melebihi batas {limit}',
  'files.size.noPlace': 'Data lokasi pengambilan dihapus dari keduanya.',
  'files.converted': 'diubah dari {extension}',
  'files.preparing': 'menyiapkan',
};
