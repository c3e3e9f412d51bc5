/** Who lives in the demo. Agents can sign in; customers marked talkative answer by themselves. */

export const PASSWORD = 'zukses-demo';

export const AGENTS = [
  { key: 'dimas', name: 'Dimas Saputra', email: 'dimas@zukses.test', phone: '+6281200000001' },
  { key: 'rina', name: 'Rina Lestari', email: 'rina@zukses.test', phone: '+6281200000002' },
  { key: 'yoga', name: 'Yoga Pratama', email: 'yoga@zukses.test', phone: '+6281200000003' },
] as const;

export type AgentKey = (typeof AGENTS)[number]['key'];

export const SHOPS = [
  { key: 'sinar', owner: 'Hartono Wibowo', name: 'Toko Sinar Elektronik', city: 'Surabaya' },
  { key: 'maju', owner: 'Sri Wahyuni', name: 'Toko Maju Jaya', city: 'Semarang' },
  { key: 'glow', owner: 'Fitri Handayani', name: 'Glow Kosmetik', city: 'Jakarta' },
  { key: 'batik', owner: 'Agus Santoso', name: 'Rumah Tas Nusantara', city: 'Yogyakarta' },
  { key: 'audio', owner: 'Reza Kurniawan', name: 'Gudang Audio Bandung', city: 'Bandung' },
] as const;

export type ShopKey = (typeof SHOPS)[number]['key'];

export const CUSTOMERS = [
  { name: 'Siti Rahma', city: 'Malang', talkative: true },
  { name: 'Andi Prasetyo', city: 'Bekasi', talkative: true },
  { name: 'Maya Anggraini', city: 'Denpasar', talkative: true },
  { name: 'Bambang Wijaya', city: 'Solo', talkative: false },
  { name: 'Lia Kurniasih', city: 'Bogor', talkative: true },
  { name: 'Yohanes Tambunan', city: 'Medan', talkative: false },
  { name: 'Putri Ayuningtyas', city: 'Yogyakarta', talkative: true },
  { name: 'Hendra Gunawan', city: 'Pontianak', talkative: false },
  { name: 'Nurul Hidayah', city: 'Makassar', talkative: true },
  { name: 'Joko Susilo', city: 'Klaten', talkative: false },
  { name: 'Dewi Kartika', city: 'Tangerang', talkative: true },
  { name: 'Rizky Ramadhan', city: 'Palembang', talkative: false },
  { name: 'Fransiska Manurung', city: 'Balikpapan', talkative: false },
  { name: 'Ahmad Fauzi', city: 'Banjarmasin', talkative: true },
  { name: 'Wulan Sari', city: 'Cirebon', talkative: false },
  { name: 'Made Suardana', city: 'Gianyar', talkative: false },
  { name: 'Intan Permatasari', city: 'Depok', talkative: true },
  { name: 'Teguh Haryanto', city: 'Purwokerto', talkative: false },
  { name: 'Kristina Lumban', city: 'Manado', talkative: false },
  { name: 'Galih Nugroho', city: 'Kediri', talkative: false },
  { name: 'Ratna Puspita', city: 'Jember', talkative: true },
  { name: 'Ilham Maulana', city: 'Padang', talkative: false },
  { name: 'Sekar Melati', city: 'Magelang', talkative: false },
  { name: 'Bayu Adinata', city: 'Mataram', talkative: false },
] as const;

export type Product = {
  id: number;
  shop: ShopKey;
  name: string;
  short: string;
  price: number;
  picture: string;
  variants: readonly string[];
  stock: number;
};

export const PRODUCTS: readonly Product[] = [
  {
    id: 501,
    shop: 'sinar',
    name: 'Laptop Vivobook 14 Ryzen 5',
    short: 'laptopnya',
    price: 8_499_000,
    picture: 'laptop',
    variants: ['abu-abu', 'perak'],
    stock: 6,
  },
  {
    id: 502,
    shop: 'sinar',
    name: 'Laptop ASUS ROG Strix G16',
    short: 'laptopnya',
    price: 21_999_000,
    picture: 'laptop',
    variants: ['hitam'],
    stock: 2,
  },
  {
    id: 503,
    shop: 'sinar',
    name: 'Charger GaN 65W USB-C',
    short: 'chargernya',
    price: 289_000,
    picture: 'charger',
    variants: ['putih', 'hitam'],
    stock: 41,
  },
  {
    id: 504,
    shop: 'maju',
    name: 'Blender HR-2222 2 Liter',
    short: 'blendernya',
    price: 565_000,
    picture: 'blender',
    variants: ['hitam', 'putih', 'merah'],
    stock: 4,
  },
  {
    id: 505,
    shop: 'maju',
    name: 'Rice Cooker 1,8 L Anti Lengket',
    short: 'rice cookernya',
    price: 429_000,
    picture: 'blender',
    variants: ['putih', 'hijau mint'],
    stock: 17,
  },
  {
    id: 506,
    shop: 'glow',
    name: 'Serum Vitamin C 20 ml',
    short: 'serumnya',
    price: 119_000,
    picture: 'serum',
    variants: ['20 ml', '30 ml'],
    stock: 120,
  },
  {
    id: 507,
    shop: 'glow',
    name: 'Sunscreen SPF 50 PA++++',
    short: 'sunscreennya',
    price: 89_000,
    picture: 'serum',
    variants: ['50 ml', '30 ml'],
    stock: 88,
  },
  {
    id: 508,
    shop: 'batik',
    name: 'Tas Selempang Kulit Asli',
    short: 'tasnya',
    price: 345_000,
    picture: 'bag',
    variants: ['cokelat tua', 'hitam', 'tan'],
    stock: 9,
  },
  {
    id: 509,
    shop: 'batik',
    name: 'Tas Laptop 14 Inci Kanvas',
    short: 'tasnya',
    price: 199_000,
    picture: 'bag',
    variants: ['abu-abu', 'navy'],
    stock: 23,
  },
  {
    id: 510,
    shop: 'batik',
    name: 'Sepatu Lari Ringan',
    short: 'sepatunya',
    price: 399_000,
    picture: 'shoes',
    variants: ['biru 41', 'biru 42', 'hitam 42'],
    stock: 12,
  },
  {
    id: 511,
    shop: 'audio',
    name: 'Headphone Nirkabel ANC',
    short: 'headphonenya',
    price: 749_000,
    picture: 'charger',
    variants: ['hitam', 'krem'],
    stock: 15,
  },
  {
    id: 512,
    shop: 'audio',
    name: 'Speaker Bluetooth Tahan Air',
    short: 'speakernya',
    price: 329_000,
    picture: 'charger',
    variants: ['hitam', 'merah'],
    stock: 30,
  },
];
