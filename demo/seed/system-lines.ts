import type { Random } from '../ports.ts';
import { between, phrase, pick, rupiah } from './phrases.ts';
import type { Planned } from './plan.ts';

const LINES: readonly (readonly string[])[] = [
  [
    'Percakapan dengan {pelanggan} dialihkan kepada Anda.',
    'Waktu balas pertama Anda hari ini: {menit} menit.',
    '{pelanggan} memberi nilai [5|4] untuk bantuan Anda.',
    'Ada {jumlah} percakapan yang menunggu lebih dari 30 menit.',
  ],
  [
    'Pembayaran ORD-{tahun}-{order} terverifikasi, Rp{harga}.',
    'Refund ORD-{tahun}-{order} sebesar Rp{harga} berhasil.',
    'Refund ORD-{tahun}-{order} menunggu persetujuan toko.',
  ],
  [
    'Pemeliharaan sistem Minggu pukul 01.00–03.00 WIB. Percakapan tetap bisa dibaca.',
    'Kebijakan retur diperbarui: batas pengajuan kini 2 hari setelah barang diterima.',
    'Promo gajian dimulai tanggal 25. Siapkan jawaban untuk pertanyaan voucher.',
    'Libur nasional: kurir {kurir} tidak mengambil paket pada tanggal merah.',
  ],
  [
    'Masuk baru ke akun Anda dari [Chrome di Windows|aplikasi Android]. Bukan Anda? Ganti kata sandi.',
    'Kata sandi Anda akan kedaluwarsa dalam {hari} hari.',
  ],
];

const COUNTS = [46, 64, 14, 12] as const;
const DAY = 24 * 60 * 60 * 1000;
const CUSTOMERS = ['Siti Rahma', 'Andi Prasetyo', 'Maya Anggraini', 'Lia Kurniasih', 'Nurul Hidayah'] as const;

/** Conversations in which only the marketplace speaks. */
export function planSystemLines(
  random: Random,
  place: { conversationId: number; senderId: number; kind: number; now: number },
): Planned[] {
  const lines = LINES[place.kind] ?? LINES[0] ?? [];
  const count = COUNTS[place.kind] ?? 10;
  return Array.from({ length: count }, (_, index) => {
    const at = place.now - ((count - index - random() * 0.8) / count) * 110 * DAY - (place.kind + 1) * 47 * 60_000;
    return {
      conversationId: place.conversationId,
      senderId: place.senderId,
      senderShopProfileId: null,
      at: Math.min(at, place.now - 60_000),
      content: phrase(random, pick(random, lines), {
        pelanggan: pick(random, CUSTOMERS),
        menit: `${between(random, 1, 4)},${between(random, 0, 9)}`,
        jumlah: String(between(random, 2, 9)),
        tahun: String(new Date(at).getUTCFullYear()),
        order: String(between(random, 310, 1290)),
        harga: rupiah(between(random, 9, 220) * 5000),
        kurir: pick(random, ['JNE', 'J&T', 'SiCepat']),
        hari: String(between(random, 3, 14)),
      }),
      contentType: 'system',
    };
  });
}
