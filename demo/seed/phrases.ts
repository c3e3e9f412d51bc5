import type { Random } from '../ports.ts';

export const COURIERS = ['JNE', 'J&T', 'SiCepat', 'AnterAja', 'Pos Indonesia'] as const;
const STREETS = ['Melati', 'Diponegoro', 'Kenanga', 'Ahmad Yani', 'Cendrawasih', 'Gatot Subroto', 'Anggrek'] as const;
const GUARDS = ['Slamet', 'Udin', 'Komang', 'Bejo', 'Karyo'] as const;
const VOUCHERS = ['HEMAT25', 'GAJIAN', 'ONGKIR0', 'ZUKSES10'] as const;

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}

export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

const WIB_OFFSET_MS = 7 * 60 * 60 * 1000;

/** The part of the day as Indonesians greet it, in western Indonesian time. */
export function partOfDay(at: number): string {
  const hour = new Date(at + WIB_OFFSET_MS).getUTCHours();
  if (hour < 11) return 'pagi';
  if (hour < 15) return 'siang';
  return hour < 18 ? 'sore' : 'malam';
}

export function rupiah(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, '.');
}

export function trackingNumber(random: Random, courier: string): string {
  const prefix = courier === 'J&T' ? 'JX' : courier === 'JNE' ? 'CGK' : courier.slice(0, 2).toUpperCase();
  return `${prefix}${between(random, 1_000_000_000, 9_999_999_999)}`;
}

export type Words = Readonly<Record<string, string>>;

/** The words of one episode: what stays the same while people talk about one thing. */
export function episodeWords(random: Random, known: Words): Words {
  const courier = pick(random, COURIERS);
  return {
    kurir: courier,
    resi: trackingNumber(random, courier),
    ongkir: rupiah(between(random, 9, 38) * 1000),
    kompensasi: rupiah(between(random, 3, 15) * 10_000),
    minimal: rupiah(between(random, 10, 30) * 10_000),
    harga: rupiah(between(random, 9, 220) * 5000),
    stok: String(between(random, 2, 14)),
    voucher: pick(random, VOUCHERS),
    jalan: pick(random, STREETS),
    nomor: String(between(random, 2, 148)),
    satpam: pick(random, GUARDS),
    kode: String(between(random, 101, 899)),
    jumlah: String(between(random, 18, 64)),
    sisa: String(between(random, 2, 9)),
    ...known,
  };
}

/** Chooses among `[one|other]` and fills `{word}`; `{Word}` begins with a capital. */
export function phrase(random: Random, template: string, words: Words): string {
  return template
    .replace(/\[([^\][]*\|[^\][]*)\]/g, (_, choices: string) => pick(random, choices.split('|')))
    .replace(/\{(\w)(\w*)\}/g, (whole, first: string, rest: string) => {
      const value = words[first.toLowerCase() + rest];
      if (value === undefined) return whole;
      return first === first.toLowerCase() ? value : value.charAt(0).toUpperCase() + value.slice(1);
    });
}
