import type { Fault, Shape } from '#demo/faults/fault.ts';
import { EXTENSION_ENDPOINTS } from '#demo/faults/fault.ts';

/** What may go wrong at the server and on the way to it, drawn by chance; everything here is over within a bounded time. */

export interface ServerNature {
  /** Keeps `metadata`, and with it our ids. */
  readonly echoes: boolean;
  readonly realtime: boolean;
  /** Has the requests of docs/api.md section 11. */
  readonly extensions: boolean;
  readonly shapes: readonly Shape[];
}

/**
 * Ways of answering that a server has for good (docs/api.md section 12); those that hide what happened (no `lastMessage`, parameters ignored)
 * among them. Left out: a list of which the first record never comes (nobody can mirror it), and the odd ways of signing in.
 */
export const NATURES: readonly Shape[] = [
  'snake-case',
  'no-pagination',
  'ignore-parameters',
  'bare-validation',
  'auth-as-422',
  'null-last-message',
  'odd-types',
  'unknown-as-405',
  'created-as-200',
  'sparse-answers',
  'no-relations',
  'odd-metadata',
  'sql-times',
  'deleted-with-text',
  'descending',
  'leaky-people',
  'null-text',
  'odd-participants',
  'unknown-values',
];

export function drawNature(random: () => number): ServerNature {
  return {
    echoes: random() < 0.7,
    realtime: random() < 0.75,
    extensions: random() < 0.9,
    shapes: NATURES.filter(() => random() < 0.1),
  };
}

export function faultsOf(nature: ServerNature): Fault[] {
  const faults = nature.shapes.map((shape): Fault => ({ kind: 'shape', shape }));
  if (!nature.echoes) faults.push({ kind: 'keep-only-text' });
  if (!nature.extensions) faults.push({ kind: 'status', status: 405, endpoints: [...EXTENSION_ENDPOINTS] });
  return faults;
}

/** How a fault of the plan is drawn, and for how long at most it lasts. */
export interface Plan {
  readonly draw: (random: () => number) => Fault;
  readonly lastsMs: number;
  /** Delays a commit: never two of them at once, because what they promise together would be later than any server may be. */
  readonly delays?: true;
}

const between = (random: () => number, low: number, high: number): number => Math.round(low + random() * (high - low));
const few = (random: () => number): number => between(random, 1, 4);
/** Of sends there are fewer than of readings. */
const some = (random: () => number): number => between(random, 2, 7);

const SEND = ['messages.send', 'conversations.create'] as const;
const ACTIONS = [
  'reactions.add',
  'reactions.remove',
  'messages.edit',
  'messages.delete',
  'conversations.read',
] as const;

/** Minutes, not seconds: the server is broken in one place until somebody mends it. */
const LONG_MS = 400_000;
const SHORT_MS = 65_000;

const plan = (draw: Plan['draw'], lastsMs = SHORT_MS): Plan => ({ draw, lastsMs });
const delay = (draw: Plan['draw']): Plan => ({ draw, lastsMs: SHORT_MS, delays: true });

/**
 * One each of everything that a single request or event can suffer. What a server may do is bounded as docs/api.md section 13.5 has it: after a
 * broken connection or a 500 it is through, and its replica shows it, within five seconds, and within a minute after the client has given up.
 */
export const PLANS: Readonly<Record<string, Plan>> = {
  latency: plan((random) => ({
    kind: 'latency',
    minMs: 50,
    maxMs: between(random, 200, 4_000),
    count: few(random) * 2,
  })),
  'answer later than anybody waits': delay((random) => ({
    kind: 'latency',
    minMs: 18_000,
    maxMs: 30_000,
    endpoints: [...SEND],
    count: some(random),
  })),
  'drop before commit': plan((random) => ({ kind: 'drop-before-commit', endpoints: [...SEND], count: some(random) })),
  'drop after commit': plan((random) => ({ kind: 'drop-after-commit', endpoints: [...SEND], count: some(random) })),
  'drop any': plan((random) => ({ kind: 'drop-after-commit', count: few(random) })),
  'answer cut in half': plan((random) => ({ kind: 'cut-answer', count: few(random) })),
  'commit after the connection broke': plan((random) => ({
    kind: 'commit-late',
    endpoints: [...SEND],
    dropAfterMs: 0,
    commitAfterMs: between(random, 50, 2_400),
    count: some(random),
  })),
  'commit after the client gave up': delay((random) => ({
    kind: 'commit-late',
    endpoints: [...SEND],
    dropAfterMs: null,
    commitAfterMs: between(random, 15_000, 58_000),
    count: some(random),
  })),
  'commit, then 500': plan((random) => ({
    kind: 'commit-then-status',
    status: 500,
    endpoints: [...SEND],
    count: some(random),
  })),
  'commit, then 502': plan((random) => ({
    kind: 'commit-then-status',
    status: 502,
    endpoints: [...SEND],
    count: some(random),
  })),
  'action lost after commit': plan((random) => ({
    kind: 'drop-after-commit',
    endpoints: [...ACTIONS],
    count: few(random),
  })),
  '500': plan((random) => ({ kind: 'status', status: 500, count: few(random) })),
  '500 for sends': plan((random) => ({ kind: 'status', status: 500, endpoints: [...SEND], count: some(random) })),
  '503': plan((random) => ({ kind: 'status', status: 503, body: 'html', count: few(random) * 2 })),
  '429': plan((random) => ({
    kind: 'status',
    status: 429,
    retryAfterSeconds: between(random, 1, 30),
    count: few(random),
  })),
  '429 without a time': plan(() => ({ kind: 'status', status: 429, endpoints: ['messages.send'], count: 1 })),
  'captive portal': plan((random) => ({ kind: 'html', page: 'captive-portal', count: few(random) * 2 })),
  'trace page': plan((random) => ({ kind: 'html', page: 'trace', count: few(random) })),
  redirect: plan(() => ({ kind: 'redirect', location: 'http://login.invalid/', count: 1 })),
  'reading fails': plan((random) => ({
    kind: 'status',
    status: 500,
    endpoints: ['messages.list'],
    count: few(random) * 2,
  })),
  'reading fails until it is mended': plan(
    () => ({ kind: 'status', status: 500, endpoints: ['messages.list'] }),
    LONG_MS,
  ),
  'the list fails until it is mended': plan(
    () => ({ kind: 'status', status: 500, endpoints: ['conversations.list'] }),
    LONG_MS,
  ),
  'sending is not served until it is mended': plan(
    () => ({ kind: 'status', status: 405, endpoints: ['messages.send'] }),
    LONG_MS,
  ),
  'one record of a page is broken': plan((random) => ({ kind: 'shape', shape: 'bad-record', count: few(random) })),
  'event lost': plan((random) => ({ kind: 'event-lost', count: few(random) * 2 })),
  'event doubled': plan((random) => ({ kind: 'event-doubled', count: few(random) * 2 })),
  'event delayed': plan((random) => ({
    kind: 'event-delayed',
    minMs: 100,
    maxMs: between(random, 1_000, 40_000),
    count: few(random) * 2,
  })),
  'event reordered': plan((random) => ({ kind: 'event-reordered', count: few(random) * 2 })),
  'read replica behind': plan((random) => ({ kind: 'read-lag', lagMs: between(random, 200, 2_400) })),
  'realtime off': plan(() => ({ kind: 'realtime-off' })),
};

/** Those that strike what the agent sends: drawn more often than one among many. */
export const SEND_PLANS: readonly string[] = Object.entries(PLANS).flatMap(([name, plan]) => {
  const fault = plan.draw(() => 0.5);
  return 'endpoints' in fault && fault.endpoints?.includes('messages.send') === true ? [name] : [];
});
