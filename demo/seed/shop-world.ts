import type { JsonObject } from '../json.ts';
import type { Random } from '../ports.ts';
import type { Builder, Speaker } from './builder.ts';
import { writeCast, type Cast, type Customer, type Shop } from './cast.ts';
import { SHOP_EPISODES, TEAM_EPISODES, type Episode } from './episodes.ts';
import { createSeedFiles, type SeedFiles } from './files.ts';
import { planHero } from './hero.ts';
import { PRODUCTS, type Product, type ShopKey } from './people.ts';
import { between, pick } from './phrases.ts';
import { writePlan, type Planned } from './plan.ts';
import { SCENES, type Scene } from './scenes.ts';
import { planSystemLines } from './system-lines.ts';
import { planTalk, type Voice } from './talk.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SYSTEM_TITLES = ['Pemberitahuan Sistem', 'Pembayaran & Refund', 'Pengumuman Zukses', 'Keamanan Akun'] as const;

/** What happens to people rather than to messages, and the two odd messages that every client has to cope with. */
function writeOddities(builder: Builder, cast: Cast, now: number): void {
  const { store } = builder.world;
  for (const scene of SCENES) {
    const conversation = store.get<{ id: number }>('SELECT id FROM conversations WHERE title = ?', scene.title ?? '');
    if (conversation === undefined) continue;
    if (scene.left !== undefined) {
      store.run(
        'UPDATE participants SET left_at = ? WHERE conversation_id = ? AND user_id = ?',
        now - 2 * DAY,
        conversation.id,
        cast.agents[scene.left],
      );
    }
    if (scene.muted !== undefined) {
      store.run(
        'UPDATE participants SET muted_until = ? WHERE conversation_id = ? AND user_id = ?',
        now + 2 * DAY,
        conversation.id,
        cast.agents[scene.muted],
      );
    }
  }
  // The server could not deliver this one, and this one nobody sent.
  store.run(
    `UPDATE statuses SET status = 'failed' WHERE id = (SELECT max(s.id) FROM statuses s JOIN messages m ON m.id = s.message_id
       JOIN conversations c ON c.id = m.conversation_id WHERE c.is_open = 0 AND m.sender_user_id = ?)`,
    cast.agents.dimas,
  );
  store.run(
    "UPDATE messages SET sender_user_id = NULL WHERE id = (SELECT min(id) FROM messages WHERE content_type = 'system')",
  );
}

export function seedShopWorld(builder: Builder, random: Random): void {
  const now = builder.world.clock.now();
  const cast = writeCast(builder, now);
  const files = createSeedFiles();
  const planned: Planned[] = [];
  const unread: { conversationId: number; staff: ReadonlySet<number> }[] = [];
  for (const scene of SCENES) {
    const { conversationId, messages } = planScene(builder, random, { cast, files, now, scene });
    planned.push(...messages);
    const staff = scene.unanswered === true || scene.hero === true ? scene.staff : [];
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
  writeOddities(builder, cast, now);
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

  const order = cast.order(random, product, scene.hero === true ? now - 3 * DAY : lastAt - 2 * DAY);
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
  if (scene.hero === true) {
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
