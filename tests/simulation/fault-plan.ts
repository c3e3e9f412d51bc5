import type { Fault, Shape } from '#demo/faults/fault.ts';

/** What may go wrong at the server and on the way to it, drawn by chance; everything here is over within a bounded time. */

export interface ServerNature {
  /** Keeps `metadata`, and with it our ids. */
  readonly echoes: boolean;
  readonly realtime: boolean;
  readonly shapes: readonly Shape[];
}

/** Ways of answering that a server has for good. Those that hide what happened (no `lastMessage`, parameters ignored) among them. */
const NATURES: readonly Shape[] = [
  'snake-case',
  'no-pagination',
  'ignore-parameters',
  'bare-validation',
  'null-last-message',
  'odd-types',
  'created-as-200',
  'sparse-answers',
  'no-relations',
  'sql-times',
  'descending',
  'leaky-people',
  'deleted-with-text',
];

export function drawNature(random: () => number): ServerNature {
  const shapes = NATURES.filter(() => random() < 0.12);
  // A server that drops metadata, or gives it in another form, is one that does not echo.
  const echoes = random() < 0.7;
  return { echoes, realtime: random() < 0.75, shapes };
}

type Draw = (random: () => number) => Fault;

const between = (random: () => number, low: number, high: number): number => Math.round(low + random() * (high - low));
const few = (random: () => number): number => between(random, 1, 3);

/** One each of everything that a single request or event can suffer. */
export const TRANSIENT: Readonly<Record<string, Draw>> = {
  latency: (random) => ({ kind: 'latency', minMs: 50, maxMs: between(random, 200, 25_000), count: few(random) * 2 }),
  'drop before commit': (random) => ({ kind: 'drop-before-commit', endpoints: ['messages.send'], count: few(random) }),
  'drop after commit': (random) => ({ kind: 'drop-after-commit', endpoints: ['messages.send'], count: few(random) }),
  'drop any': (random) => ({ kind: 'drop-after-commit', count: few(random) }),
  'commit late, dropped': (random) => ({
    kind: 'commit-late',
    endpoints: ['messages.send'],
    dropAfterMs: between(random, 0, 3_000),
    commitAfterMs: between(random, 100, 50_000),
    count: few(random),
  }),
  'commit late, no answer': (random) => ({
    kind: 'commit-late',
    endpoints: ['messages.send'],
    dropAfterMs: null,
    commitAfterMs: between(random, 100, 70_000),
    count: 1,
  }),
  'commit, then 500': (random) => ({
    kind: 'commit-then-status',
    status: 500,
    endpoints: ['messages.send'],
    count: few(random),
  }),
  'commit, then 502': (random) => ({
    kind: 'commit-then-status',
    status: 502,
    endpoints: ['messages.send'],
    count: few(random),
  }),
  'action lost after commit': (random) => ({
    kind: 'drop-after-commit',
    endpoints: ['reactions.add', 'reactions.remove', 'messages.edit', 'messages.delete', 'conversations.read'],
    count: few(random),
  }),
  '500': (random) => ({ kind: 'status', status: 500, count: few(random) }),
  '503': (random) => ({ kind: 'status', status: 503, body: 'html', count: few(random) * 2 }),
  '429': (random) => ({ kind: 'status', status: 429, retryAfterSeconds: between(random, 1, 30), count: few(random) }),
  '429 without a time': () => ({ kind: 'status', status: 429, endpoints: ['messages.send'], count: 1 }),
  'captive portal': (random) => ({ kind: 'html', page: 'captive-portal', count: few(random) * 2 }),
  'trace page': (random) => ({ kind: 'html', page: 'trace', count: few(random) }),
  'reading fails': (random) => ({ kind: 'status', status: 500, endpoints: ['messages.list'], count: few(random) * 2 }),
  'event lost': (random) => ({ kind: 'event-lost', count: few(random) * 2 }),
  'event doubled': (random) => ({ kind: 'event-doubled', count: few(random) * 2 }),
  'event delayed': (random) => ({
    kind: 'event-delayed',
    minMs: 100,
    maxMs: between(random, 1_000, 40_000),
    count: few(random) * 2,
  }),
  'event reordered': (random) => ({ kind: 'event-reordered', count: few(random) * 2 }),
  'read replica behind': (random) => ({ kind: 'read-lag', lagMs: between(random, 500, 20_000) }),
  'realtime off': () => ({ kind: 'realtime-off' }),
};
