import type { AgentKey } from './people.ts';

export type Staff = readonly AgentKey[];

export type Scene = {
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
  withShop?: true;
  /** Ends with one of everything that a thread can show. */
  hero?: true;
  /** Who left it, who muted it. */
  left?: AgentKey;
  muted?: AgentKey;
};

const BOTH: Staff = ['dimas', 'rina'];
const DIMAS: Staff = ['dimas'];
const RINA: Staff = ['rina'];

/** About forty conversations of all five types, some of them with months of history. Dimas and Rina share more than a dozen open ones. */
export const SCENES: readonly Scene[] = [
  {
    type: 'order_support',
    customer: 0,
    product: 501,
    staff: BOTH,
    messages: 390,
    days: 150,
    quietFor: 1180,
    withShop: true,
    hero: true,
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
    messages: 350,
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
  { type: 'private', customer: 6, product: 508, staff: DIMAS, messages: 330, days: 160, quietFor: 240 },
  { type: 'private', customer: 2, product: 505, staff: DIMAS, messages: 48, days: 50, quietFor: 22, unanswered: true },
  { type: 'private', customer: 16, product: 506, staff: RINA, messages: 26, days: 30, quietFor: 1300 },
  { type: 'private', customer: 13, product: 503, staff: DIMAS, messages: 40, days: 75, quietFor: 3 * 1440 },
  { type: 'private', customer: 8, product: 508, staff: BOTH, messages: 34, days: 26, quietFor: 380 },
  { type: 'private', customer: 0, product: 503, staff: DIMAS, messages: 28, days: 200, quietFor: 30 * 1440 },
  {
    type: 'order_support',
    customer: 6,
    product: 510,
    staff: BOTH,
    messages: 52,
    days: 48,
    quietFor: 66,
    unanswered: true,
    withShop: true,
  },
  { type: 'private', title: 'Dimas & Rina', staff: BOTH, messages: 150, days: 90, quietFor: 55 },
  { type: 'private', title: 'Dimas & Yoga', staff: ['dimas', 'yoga'], messages: 40, days: 60, quietFor: 1700 },
  {
    type: 'group',
    title: 'Tim Layanan Pelanggan',
    staff: ['dimas', 'rina', 'yoga'],
    messages: 390,
    days: 120,
    quietFor: 110,
  },
  { type: 'group', title: 'Refund & Retur', staff: ['rina', 'dimas', 'yoga'], messages: 70, days: 45, quietFor: 300 },
  {
    type: 'group',
    title: 'Persiapan Promo Gajian',
    staff: ['yoga', 'dimas', 'rina'],
    messages: 36,
    days: 14,
    quietFor: 900,
    left: 'rina',
  },
  {
    type: 'group',
    title: 'Shift Akhir Pekan',
    staff: ['dimas', 'rina'],
    messages: 30,
    days: 35,
    quietFor: 2200,
    muted: 'dimas',
  },
];
