/** What a customer says to what an agent wrote: the first rule that fits, in order; within it, not the same words twice in a row. */
export type Rule = { readonly when: RegExp; readonly say: readonly string[]; readonly emoji?: string };

export const RULES: readonly Rule[] = [
  { when: /sama-sama|dengan senang hati|terima kasih kembali/i, say: [], emoji: '🙏' },
  {
    when: /\?.*(foto|gambar)|foto(nya)?.*\?|kirim.*foto/i,
    say: ['Bentar kak saya fotokan dulu', 'Oke kak, nanti malam saya kirim fotonya ya', 'Siap, ini lagi difoto kak'],
  },
  {
    when: /video|rekaman/i,
    say: ['Oke kak, saya rekam sebentar ya', 'Bisa kak, tapi agak gelap di sini. Nggak apa-apa?'],
  },
  {
    when: /alamat/i,
    say: [
      'Alamatnya masih sama kak, nggak berubah',
      'Jl. Kenanga No. 12 kak, patokannya depan masjid',
      'Sesuai di aplikasi aja kak',
    ],
  },
  {
    when: /nomor (pesanan|order)|order ?id/i,
    say: ['Sebentar kak saya cek di aplikasi', 'Yang paling baru kak, yang kemarin saya pesan'],
  },
  {
    when: /refund|dana|saldo|pengembalian/i,
    say: ['Kira-kira masuknya kapan ya kak?', 'Masuk ke saldo atau rekening kak?', 'Oke kak, saya tunggu dananya 🙏'],
    emoji: '🙏',
  },
  {
    when: /resi|kurir|lacak|jne|j&t|sicepat|anteraja/i,
    say: [
      'Oke kak saya cek resinya',
      'Semoga besok sudah sampai ya kak',
      'Bisa dititip ke tetangga nggak kak kalau saya nggak di rumah?',
    ],
  },
  {
    when: /kirim|dikemas|proses/i,
    say: ['Siap kak, ditunggu ya', 'Kalau bisa hari ini ya kak, soalnya mau dipakai', 'Oke kak, makasih infonya'],
  },
  {
    when: /garansi|klaim|service center/i,
    say: [
      'Kartu garansinya ada kak, masih lengkap',
      'Klaimnya lama nggak kak biasanya?',
      'Baik kak, invoice-nya saya simpan',
    ],
  },
  {
    when: /stok|ready|tersedia|unit|varian|warna/i,
    say: ['Yang hitam ada kak?', 'Oke, saya ambil satu ya kak', 'Wah tinggal sedikit ya, saya checkout sekarang'],
    emoji: '👍',
  },
  { when: /ongkir|ongkos/i, say: ['Oh segitu ya kak, oke', 'Ada voucher gratis ongkir nggak kak? 😁'] },
  {
    when: /voucher|promo|diskon/i,
    say: ['Wah lumayan, makasih kak', 'Voucher-nya bisa digabung nggak kak?'],
    emoji: '😍',
  },
  {
    when: /cod|bayar|transfer|pembayaran/i,
    say: ['Sudah saya transfer ya kak', 'Bisa COD aja nggak kak?', 'Oke kak, nanti sore saya bayar'],
  },
  {
    when: /tukar|ganti|retur|kembalikan/i,
    say: ['Lebih baik tukar baru aja kak', 'Retur-nya dijemput kurir kan kak?', 'Oke kak, dusnya masih saya simpan'],
  },
  {
    when: /maaf/i,
    say: ['Iya nggak apa-apa kak, yang penting ada kabarnya', 'Oke kak, saya maklum. Tolong dibantu ya', 'Baik kak'],
    emoji: '🙏',
  },
  {
    when: /mohon (ditunggu|tunggu|menunggu)|tunggu sebentar|saya cek|cek dulu/i,
    say: ['Oke kak, saya tunggu', 'Siap kak, ditunggu 🙏', 'Baik kak'],
  },
  { when: /terima kasih|makasih|thank/i, say: ['Sama-sama kak 🙏', 'Iya kak, terima kasih juga ya'], emoji: '❤️' },
  {
    when: /selamat (pagi|siang|sore|malam)|^(halo|hai|pagi|siang|sore|malam)\b/i,
    say: ['Halo kak', 'Iya kak, gimana?', 'Malam kak, ada update?'],
  },
  {
    when: /ada (lagi )?yang bisa (saya |kami )?bantu/i,
    say: ['Cukup kak, terima kasih banyak ya', 'Untuk sekarang itu dulu kak 🙏'],
  },
  {
    when: /\?\s*$/,
    say: ['Iya kak, betul', 'Kayaknya iya kak, nanti saya pastikan lagi', 'Belum kak, gimana caranya ya?', 'Bisa kak'],
  },
];

export const FALLBACK: Rule = {
  when: /^/,
  say: [
    'Oke kak, terima kasih infonya',
    'Baik kak 🙏',
    'Siap kak, noted ya',
    'Ooh begitu, paham kak',
    'Oke kak, saya kabari lagi nanti',
  ],
  emoji: '👍',
};

export function ruleFor(content: string): Rule {
  return RULES.find((rule) => rule.when.test(content)) ?? FALLBACK;
}
