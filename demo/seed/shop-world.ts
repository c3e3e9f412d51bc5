import type { JsonObject } from '../json.ts';
import type { Random } from '../ports.ts';
import type { Builder, Speaker } from './builder.ts';
import { writeCast, type Cast, type Customer, type Shop } from './cast.ts';
import { SHOP_EPISODES, TEAM_EPISODES, type Episode } from './episodes.ts';
import { createSeedFiles, type SeedFiles } from './files.ts';
import { planHero } from './hero.ts';
import { PRODUCTS, type AgentKey, type Product, type ShopKey } from './people.ts';
import { between, pick } from './phrases.ts';
import { writePlan, type Planned } from './plan.ts';
import { planSystemLines } from './system-lines.ts';
import { planTalk, type Voice } from './talk.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Staff = readonly AgentKey[];

type Scene = {
  type: string;
  /** Index among the customers; absent for talk among colleagues. */
  customer?: number;
  product?: number;
  title?: string;
  staff: Staff;
  messages: number;
  /** How long ago it began, in days, and when its last word was said, in minutes. */
  days: number;
  quietFor: number;
  closed?: true;
  unanswered?: true;
  withShop?: boolean;
};

const BOTH: Staff = ['dimas', 'rina'];
const DIMAS: Staff = ['dimas'];
const RINA: Staff = ['rina'];

/** About forty conversations of all five types, some of them with months of history. Dimas and Rina share more than a dozen open ones. */
const SCENES: readonly Scene[] = [
  {
    type: 'order_support',
    customer: 0,
    product: 501,
    staff: BOTH,
    messages: 310,
    days: 150,
    quietFor: 1180,
    withShop: true,
  },
  {
    type: 'order_support',
    customer: 1,
    product: 511,
    staff: BOTH,
    messages: 60,
    days: 40,
    quietFor: 35,
    unanswered: true,
    withShop: true,
  },
  {
    type: 'order_support',
    customer: 3,
    product: 504,
    staff: DIMAS,
    messages: 24,
    days: 12,
    quietFor: 190,
    withShop: true,
  },
  { type: 'order_support', customer: 5, product: 503, staff: BOTH, messages: 40, days: 30, quietFor: 420 },
  {
    type: 'order_support',
    customer: 7,
    product: 512,
    staff: DIMAS,
    messages: 18,
    days: 25,
    quietFor: 4 * 1440,
    closed: true,
  },
  {
    type: 'order_support',
    customer: 8,
    product: 508,
    staff: BOTH,
    messages: 36,
    days: 21,
    quietFor: 75,
    unanswered: true,
    withShop: true,
  },
  {
    type: 'order_support',
    customer: 9,
    product: 502,
    staff: ['dimas', 'yoga'],
    messages: 28,
    days: 33,
    quietFor: 1500,
  },
  {
    type: 'order_support',
    customer: 10,
    product: 505,
    staff: BOTH,
    messages: 44,
    days: 60,
    quietFor: 260,
    withShop: true,
  },
  { type: 'order_support', customer: 11, product: 510, staff: DIMAS, messages: 22, days: 14, quietFor: 2900 },
  {
    type: 'order_support',
    customer: 13,
    product: 509,
    staff: BOTH,
    messages: 30,
    days: 18,
    quietFor: 130,
    unanswered: true,
  },
  { type: 'order_support', customer: 14, product: 507, staff: RINA, messages: 20, days: 9, quietFor: 700 },
  {
    type: 'order_support',
    customer: 15,
    product: 501,
    staff: DIMAS,
    messages: 26,
    days: 70,
    quietFor: 20 * 1440,
    closed: true,
  },
  {
    type: 'order_support',
    customer: 17,
    product: 506,
    staff: ['rina', 'yoga'],
    messages: 18,
    days: 16,
    quietFor: 3100,
  },
  {
    type: 'order_support',
    customer: 18,
    product: 512,
    staff: DIMAS,
    messages: 20,
    days: 11,
    quietFor: 5200,
    closed: true,
  },
  { type: 'order_support', customer: 21, product: 504, staff: BOTH, messages: 22, days: 8, quietFor: 980 },
  {
    type: 'product_support',
    customer: 4,
    product: 506,
    staff: BOTH,
    messages: 320,
    days: 170,
    quietFor: 95,
    unanswered: true,
    withShop: true,
  },
  {
    type: 'product_support',
    customer: 2,
    product: 504,
    staff: DIMAS,
    messages: 34,
    days: 20,
    quietFor: 160,
    withShop: true,
  },
  {
    type: 'product_support',
    customer: 12,
    product: 508,
    staff: BOTH,
    messages: 26,
    days: 28,
    quietFor: 840,
    withShop: true,
  },
  {
    type: 'product_support',
    customer: 16,
    product: 510,
    staff: DIMAS,
    messages: 30,
    days: 15,
    quietFor: 50,
    unanswered: true,
    withShop: true,
  },
  {
    type: 'product_support',
    customer: 19,
    product: 502,
    staff: ['dimas', 'yoga'],
    messages: 24,
    days: 22,
    quietFor: 2600,
    withShop: true,
  },
  {
    type: 'product_support',
    customer: 20,
    product: 507,
    staff: RINA,
    messages: 22,
    days: 13,
    quietFor: 330,
    withShop: true,
  },
  {
    type: 'product_support',
    customer: 22,
    product: 511,
    staff: DIMAS,
    messages: 20,
    days: 45,
    quietFor: 12 * 1440,
    closed: true,
    withShop: true,
  },
  {
    type: 'product_support',
    customer: 23,
    product: 509,
    staff: BOTH,
    messages: 18,
    days: 10,
    quietFor: 610,
    withShop: true,
  },
  { type: 'private', customer: 6, product: 508, staff: DIMAS, messages: 300, days: 160, quietFor: 240 },
  { type: 'private', customer: 2, product: 505, staff: DIMAS, messages: 48, days: 50, quietFor: 22, unanswered: true },
  { type: 'private', customer: 16, product: 506, staff: RINA, messages: 26, days: 30, quietFor: 1300 },
  { type: 'private', customer: 13, product: 503, staff: DIMAS, messages: 40, days: 75, quietFor: 3 * 1440 },
  { type: 'private', title: 'Dimas & Rina', staff: BOTH, messages: 120, days: 90, quietFor: 55 },
  { type: 'private', title: 'Dimas & Yoga', staff: ['dimas', 'yoga'], messages: 40, days: 60, quietFor: 1700 },
  {
    type: 'group',
    title: 'Tim Layanan Pelanggan',
    staff: ['dimas', 'rina', 'yoga'],
    messages: 340,
    days: 120,
    quietFor: 110,
  },
  { type: 'group', title: 'Refund & Retur', staff: ['rina', 'dimas', 'yoga'], messages: 70, days: 45, quietFor: 300 },
  { type: 'group', title: 'Persiapan Promo Gajian', staff: ['yoga', 'dimas'], messages: 36, days: 14, quietFor: 900 },
  { type: 'group', title: 'Shift Akhir Pekan', staff: ['dimas', 'rina'], messages: 30, days: 35, quietFor: 2200 },
];

const SYSTEM_TITLES = ['Pemberitahuan Sistem', 'Pembayaran & Refund', 'Pengumuman Zukses', 'Keamanan Akun'] as const;

export function seedShopWorld(builder: Builder, random: Random): void {
  const now = builder.world.clock.now();
  const cast = writeCast(builder, now);
  const files = createSeedFiles();
  const planned: Planned[] = [];
  const unread: { conversationId: number; staff: ReadonlySet<number> }[] = [];
  for (const scene of SCENES) {
    const { conversationId, messages } = planScene(builder, random, { cast, files, now, scene });
    planned.push(...messages);
    const staff = scene.unanswered === true || scene.customer === 0 ? scene.staff : [];
    unread.push({ conversationId, staff: new Set(staff.map((key) => cast.agents[key])) });
  }
  for (const [index, title] of SYSTEM_TITLES.entries()) {
    const conversationId = builder.conversation({
      type: 'system',
      title,
      at: now - 120 * DAY,
      ownerId: cast.systemId,
      metadata: { channel: title.toLowerCase() },
      people: [
        { userId: cast.systemId, role: 'owner' },
        { userId: cast.agents.dimas, role: 'participant', preferences: { notifications: index < 2, sound: false } },
        { userId: cast.agents.rina, role: 'participant', preferences: { notifications: index < 2, sound: false } },
      ],
    });
    planned.push(...planSystemLines(random, { conversationId, senderId: cast.systemId, kind: index, now }));
    unread.push({ conversationId, staff: new Set(index === 1 ? [cast.agents.dimas] : []) });
  }
  writePlan(builder, planned);
  for (const { conversationId, staff } of unread) {
    builder.settle(conversationId, (userId) =>
      staff.has(userId) ? trailingOfOthers(builder, conversationId, staff) : 0,
    );
  }
}

/** What came last without an answer of the staff; nobody can have more unread. */
function trailingOfOthers(builder: Builder, conversationId: number, staff: ReadonlySet<number>): number {
  const newest = builder.world.store.all<{ sender_user_id: number | null }>(
    'SELECT sender_user_id FROM messages WHERE conversation_id = ? ORDER BY id DESC LIMIT 5',
    conversationId,
  );
  const answered = newest.findIndex((one) => one.sender_user_id !== null && staff.has(one.sender_user_id));
  return answered === -1 ? newest.length : answered;
}

type Stage = { cast: Cast; files: SeedFiles; now: number; scene: Scene };

function planScene(builder: Builder, random: Random, stage: Stage): { conversationId: number; messages: Planned[] } {
  const { cast, files, now, scene } = stage;
  const firstAt = now - scene.days * DAY;
  const lastAt = now - scene.quietFor * MINUTE;
  const product = PRODUCTS.find((one) => one.id === scene.product) ?? PRODUCTS[0];
  const customer = scene.customer === undefined ? undefined : cast.customers[scene.customer];
  if (product === undefined) throw new Error('The catalogue is empty.');
  if (customer === undefined) return planTeam(builder, random, stage, { firstAt, lastAt });

  const order = cast.order(random, product, scene.customer === 0 ? now - 3 * DAY : lastAt - 2 * DAY);
  const shop = scene.withShop === true ? cast.shops[product.shop] : null;
  const staff = scene.staff.map((key) => cast.agents[key]);
  const opener = pick(random, staff);
  const conversationId = builder.conversation({
    type: scene.type,
    title: titleOf(scene, order.number, product, customer),
    at: firstAt,
    ownerId: customer.userId,
    ownerShopProfileId: shop?.shopId ?? null,
    metadata: metadataOf(scene, order, product, shop),
    isOpen: scene.closed !== true,
    people: [
      { userId: customer.userId, role: scene.type === 'private' ? 'participant' : 'owner' },
      ...staff.map((userId): Speaker => ({ userId, role: 'admin' })),
      ...(shop === null ? [] : [{ userId: shop.userId, role: 'agent', shopProfileId: shop.shopId }]),
    ],
  });
  const voices = (who: string, episode: number): Voice => {
    if (who === 'c') return { userId: customer.userId, shopProfileId: null };
    if (who === 's' && shop !== null) return { userId: shop.userId, shopProfileId: shop.shopId };
    return { userId: staff[episode % staff.length] ?? opener, shopProfileId: null };
  };
  const messages = planTalk(random, files, {
    conversationId,
    episodes: SHOP_EPISODES.filter((episode) => fits(episode, product.shop)),
    messages: scene.messages,
    firstAt,
    lastAt,
    unanswered: scene.unanswered === true,
    voices,
    words: { nama: customer.firstName, kota: customer.city, varian: pick(random, product.variants) },
    wordsOf: (episode) => wordsOf(random, cast, product, order.number, episode),
  });
  if (scene.type === 'order_support') {
    messages.unshift(orderCard(conversationId, customer, firstAt, order));
    messages.push(...milestones(random, cast, { conversationId, number: order.number, firstAt, lastAt }));
  }
  if (scene.type === 'product_support') messages.unshift(productCard(conversationId, customer, firstAt, product));
  if (scene.closed === true) {
    messages.push({
      conversationId,
      senderId: cast.systemId,
      senderShopProfileId: null,
      at: lastAt + MINUTE,
      content: 'Percakapan ditutup oleh agen',
      contentType: 'system',
    });
  }
  if (scene.customer === 0) {
    messages.push(...planHero(cast, files, { conversationId, endsAt: now, order, customerId: customer.userId }));
  }
  return { conversationId, messages };
}

/** A template, and now and then another order of the same customer, so that no two episodes are about the very same thing. */
function wordsOf(
  random: Random,
  cast: Cast,
  product: Product,
  orderNumber: string,
  episode: number,
): Record<string, string> {
  const prefix = orderNumber.slice(0, 9);
  return {
    produk:
      episode === 0 || random() < 0.6
        ? product.name
        : pick(
            random,
            PRODUCTS.filter((one) => one.shop === product.shop),
          ).name,
    order: episode < 2 ? orderNumber : `${prefix}${between(random, 310, 1190)}`,
    pelanggan: pick(random, cast.customers).firstName,
    toko: pick(random, Object.values(cast.shops)).name,
  };
}

function planTeam(
  builder: Builder,
  random: Random,
  { cast, files, scene }: Stage,
  { firstAt, lastAt }: { firstAt: number; lastAt: number },
): { conversationId: number; messages: Planned[] } {
  const staff = scene.staff.map((key) => cast.agents[key]);
  const ownerId = staff[0] ?? cast.systemId;
  const conversationId = builder.conversation({
    type: scene.type,
    title: scene.title ?? 'Tim',
    at: firstAt,
    ownerId,
    metadata: scene.type === 'group' ? { topic: (scene.title ?? '').toLowerCase() } : {},
    people: staff.map((userId, index) => ({ userId, role: index === 0 ? 'owner' : 'admin' })),
  });
  const messages = planTalk(random, files, {
    conversationId,
    episodes: TEAM_EPISODES,
    messages: scene.messages,
    firstAt,
    lastAt,
    unanswered: false,
    voices: (who, episode) => ({
      userId: staff[(episode + (who === 'a' ? 0 : 1)) % staff.length] ?? ownerId,
      shopProfileId: null,
    }),
    words: {},
    wordsOf: () => ({
      order: `ORD-${new Date(lastAt).getUTCFullYear()}-${between(random, 310, 1290)}`,
      pelanggan: pick(random, cast.customers).firstName,
      toko: pick(random, Object.values(cast.shops)).name,
    }),
  });
  return { conversationId, messages };
}

const ONLY_FOR: Readonly<Record<string, readonly ShopKey[]>> = {
  resep: ['glow'],
  ukuran: ['batik'],
  teknis: ['sinar', 'maju', 'audio'],
  garansi: ['sinar', 'maju', 'audio'],
};

function fits(episode: Episode, shop: ShopKey): boolean {
  return ONLY_FOR[episode.kind]?.includes(shop) ?? true;
}

function titleOf(scene: Scene, orderNumber: string, product: Product, customer: Customer): string {
  switch (scene.type) {
    case 'order_support':
      return `${customer.name} · ${orderNumber}`;
    case 'product_support':
      return `${product.name} · ${customer.firstName}`;
    default:
      return customer.name;
  }
}

function metadataOf(
  scene: Scene,
  order: { id: number; number: string },
  product: Product,
  shop: Shop | null,
): JsonObject {
  switch (scene.type) {
    case 'order_support':
      return { order_id: order.id, order_number: order.number, ...(shop === null ? {} : { shop_name: shop.name }) };
    case 'product_support':
      return { product_id: product.id, product_name: product.name, ...(shop === null ? {} : { shop_name: shop.name }) };
    default:
      return {};
  }
}

function orderCard(
  conversationId: number,
  customer: Customer,
  at: number,
  order: { id: number; number: string },
): Planned {
  return {
    conversationId,
    senderId: customer.userId,
    senderShopProfileId: null,
    at,
    content: `Pesanan ${order.number}`,
    contentType: 'order_card',
    metadata: { order_id: order.id },
    orderId: order.id,
  };
}

function productCard(conversationId: number, customer: Customer, at: number, product: Product): Planned {
  return {
    conversationId,
    senderId: customer.userId,
    senderShopProfileId: null,
    at,
    content: product.name,
    contentType: 'product_card',
    metadata: { product_id: product.id },
    productId: product.id,
  };
}

/** What the marketplace itself says in an order's conversation, and the template that an agent answers with. */
function milestones(
  random: Random,
  cast: Cast,
  place: { conversationId: number; number: string; firstAt: number; lastAt: number },
): Planned[] {
  const at = (share: number): number => place.firstAt + (place.lastAt - place.firstAt) * share;
  const common = { conversationId: place.conversationId, senderShopProfileId: null };
  return [
    {
      ...common,
      senderId: cast.systemId,
      at: at(0.3 + random() * 0.1),
      content: `Pembayaran ${place.number} terverifikasi`,
      contentType: 'system',
    },
    {
      ...common,
      senderId: cast.agents.dimas,
      at: at(0.5 + random() * 0.1),
      content: 'Apakah kendala Kakak sudah teratasi? Balas 1 bila sudah, 2 bila masih perlu bantuan.',
      contentType: 'template',
      metadata: { template_name: 'tindak_lanjut', variables: { order_number: place.number } },
    },
    {
      ...common,
      senderId: cast.systemId,
      at: at(0.75 + random() * 0.1),
      content: `Status pesanan ${place.number} berubah: diserahkan ke kurir`,
      contentType: 'system',
    },
  ];
}
