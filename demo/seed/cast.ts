import type { JsonObject } from '../json.ts';
import { formatTime } from '../json.ts';
import type { Random } from '../ports.ts';
import type { Builder } from './builder.ts';
import { AGENTS, CUSTOMERS, PASSWORD, PRODUCTS, SHOPS, type AgentKey, type Product, type ShopKey } from './people.ts';
import { between, pick } from './phrases.ts';

export type Shop = { userId: number; shopId: number; name: string; city: string };
export type Customer = { userId: number; name: string; firstName: string; city: string };
export type Order = { id: number; number: string; product: Product; variant: string };

export type Cast = {
  agents: Record<AgentKey, number>;
  systemId: number;
  shops: Record<ShopKey, Shop>;
  customers: readonly Customer[];
  order(random: Random, product: Product, at: number): Order;
};

const ORDER_STATES = ['processing', 'shipped', 'delivered', 'completed', 'refund_requested'] as const;

const emailOf = (name: string, domain: string): string => `${name.toLowerCase().replaceAll(' ', '.')}@${domain}`;

/** Writes everybody and everything for sale; conversations come later. */
export function writeCast(builder: Builder, now: number): Cast {
  let id = 0;
  const agents = { dimas: 0, rina: 0, yoga: 0 };
  for (const agent of AGENTS) {
    id += 1;
    agents[agent.key] = builder.user({
      name: agent.name,
      email: agent.email,
      phone: agent.phone,
      password: PASSWORD,
      photo: `/storage/users/${id}.png`,
      status: 'away',
      kind: 'agent',
    });
  }
  const systemId = builder.user({ name: 'Zukses', email: 'sistem@zukses.test', kind: 'system', status: 'online' });
  const shops = Object.fromEntries(
    SHOPS.map((shop, index): [ShopKey, Shop] => {
      const userId = builder.user({
        name: shop.owner,
        email: emailOf(shop.owner, 'toko.test'),
        photo: `/storage/users/${11 + index}.png`,
        status: index % 2 === 0 ? 'online' : 'away',
        kind: 'shop',
      });
      const shopId = builder.shop(userId, shop.name, `/storage/shops/${index + 1}.png`);
      return [shop.key, { userId, shopId, name: shop.name, city: shop.city }];
    }),
  ) as Record<ShopKey, Shop>;
  const customers = CUSTOMERS.map((customer, index) => {
    const userId = builder.user({
      name: customer.name,
      email: emailOf(customer.name, 'surel.test'),
      phone: `+62813${String(10_000_001 + index * 7919)}`,
      // Not everybody has a picture.
      photo: index % 3 === 2 ? null : `/storage/users/${21 + index}.png`,
      status: (['online', 'away', 'offline'] as const)[index % 3] ?? 'offline',
      kind: 'customer',
      talkative: customer.talkative,
    });
    return {
      userId,
      name: customer.name,
      firstName: customer.name.split(' ')[0] ?? customer.name,
      city: customer.city,
    };
  });
  for (const product of PRODUCTS) {
    builder.product(product.id, `PRD-${product.id}`, productSnapshot(product));
  }
  let orderId = 1198;
  return {
    agents,
    systemId,
    shops,
    customers,
    order(random, product, at) {
      orderId += between(random, 1, 9);
      const variant = pick(random, product.variants);
      const number = `ORD-${new Date(at).getUTCFullYear()}-${orderId}`;
      builder.order(orderId, number, orderSnapshot(random, { number, product, variant, at: Math.min(at, now) }));
      return { id: orderId, number, product, variant };
    },
  };
}

function productSnapshot(product: Product): JsonObject {
  return {
    product_id: product.id,
    name: product.name,
    product_name: product.name,
    price: product.price,
    stock: product.stock,
    variants: [...product.variants],
    image: `/storage/products/${product.picture}.png`,
    url: `https://zukses.com/products/${product.id}`,
  };
}

function orderSnapshot(
  random: Random,
  order: { number: string; product: Product; variant: string; at: number },
): JsonObject {
  const quantity = random() < 0.8 ? 1 : 2;
  const items: JsonObject[] = [
    { product_name: `${order.product.name}, ${order.variant}`, quantity, price: order.product.price },
  ];
  if (random() < 0.3) items.push({ product_name: 'Tas Laptop 14 Inci Kanvas, abu-abu', quantity: 1, price: 199_000 });
  const total = items.reduce((sum, item) => sum + Number(item['price']) * Number(item['quantity']), 0);
  return {
    order_number: order.number,
    total_amount: total,
    status: pick(random, ORDER_STATES),
    created_at: formatTime(order.at),
    items,
  };
}
