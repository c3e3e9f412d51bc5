import type { Fault } from '#demo/faults/fault.ts';
import { NATURES } from './fault-plan.ts';
import type { SeedReport } from './seed-run.ts';

/** What strikes no request, so that only the demo can count it. */
const COUNTED_BY_DEMO = {
  'realtime-off': 'live updates off',
  'event-lost': 'event lost',
  'event-doubled': 'event doubled',
  'event-delayed': 'event delayed',
  'event-reordered': 'events out of order',
} as const;

/** Of the demo's own counts those that are told, by the report's names: shapes by the answers that had them. */
export function countedByDemo(injected: Readonly<Record<string, number>>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, times] of Object.entries(injected)) {
    if (name.startsWith('shape ')) counts[name] = times;
    else if (Object.hasOwn(COUNTED_BY_DEMO, name))
      counts[COUNTED_BY_DEMO[name as keyof typeof COUNTED_BY_DEMO]] = times;
  }
  return counts;
}

/** One name a fault, as the report counts it. */
export function nameOf(fault: Fault): string {
  switch (fault.kind) {
    case 'status':
      return `answered ${fault.status}`;
    case 'commit-then-status':
      return `committed, answered ${fault.status}`;
    case 'commit-late':
      return fault.dropAfterMs === null ? 'committed after the client gave up' : 'committed after the connection broke';
    case 'html':
      return fault.page === 'trace' ? 'answered with a trace page' : 'answered by a captive portal';
    case 'latency':
      return fault.minMs > 10_000 ? 'answered later than anybody waits' : 'answered late';
    case 'drop-before-commit':
      return 'connection broken, nothing committed';
    case 'drop-after-commit':
      return 'committed, connection broken';
    case 'slow-answer':
      return 'answered slowly';
    case 'cut-answer':
      return 'answer cut in half';
    case 'redirect':
      return 'answered with a redirect';
    case 'read-lag':
      return 'read from a lagging replica';
    case 'shape':
      return `shape ${fault.shape}`;
    case 'keep-only-text':
      return 'only the text kept';
    case 'realtime-off':
    case 'event-lost':
    case 'event-doubled':
    case 'event-delayed':
    case 'event-reordered':
      return COUNTED_BY_DEMO[fault.kind];
    default:
      return fault satisfies never;
  }
}

/** Every one of these must have happened in a thousand seeds. */
export const EXPECTED_FAULTS: readonly string[] = [
  'answered 405',
  'answered 429',
  'answered 500',
  'answered 503',
  'committed, answered 500',
  'committed, answered 502',
  'committed after the client gave up',
  'committed after the connection broke',
  'answered with a trace page',
  'answered by a captive portal',
  'answered late',
  'answered later than anybody waits',
  'connection broken, nothing committed',
  'committed, connection broken',
  'answer cut in half',
  'answered with a redirect',
  'read from a lagging replica',
  'only the text kept',
  ...Object.values(COUNTED_BY_DEMO),
  'network cut',
  'token expired',
  'clock moved',
  'computer slept',
  'computer started again',
  'disk full',
  'statement refused by a full disk',
  'killed',
  'killed at a statement',
  'closed and opened',
  'local.db damaged',
  'mirror.db damaged',
  'same words from a second device',
  ...NATURES.map((shape) => `shape ${shape}`),
];

/** The sum over many seeds. */
export class Totals {
  seeds = 0;
  failed: number[] = [];
  composed = 0;
  faultedSends = 0;
  questions = 0;
  questionsWithEcho = 0;
  held = 0;
  undecidable = 0;
  readonly faults = new Map<string, number>(EXPECTED_FAULTS.map((name) => [name, 0]));

  add(report: SeedReport): void {
    this.seeds += 1;
    if (report.problems.length > 0) this.failed.push(report.seed);
    this.composed += report.composed;
    this.faultedSends += report.faultedSends;
    this.questions += report.questions;
    if (report.nature.echoes) this.questionsWithEcho += report.questions;
    this.held += report.held;
    this.undecidable += report.undecidable;
    for (const [name, times] of Object.entries(report.faults)) {
      this.faults.set(name, (this.faults.get(name) ?? 0) + times);
    }
  }

  get neverHappened(): string[] {
    return EXPECTED_FAULTS.filter((name) => this.faults.get(name) === 0);
  }

  lines(): string[] {
    return [
      'How often each fault struck:',
      ...[...this.faults].toSorted(([a], [b]) => a.localeCompare(b)).map(([name, times]) => `  ${times} × ${name}`),
      `${this.composed} messages composed, ${this.faultedSends} of them struck by a fault while being sent`,
      `${this.questions} ended as a question to the agent (on servers that echo ids: ${this.questionsWithEcho})`,
      `${this.held} times the guard held a message because somebody had answered meanwhile`,
      `${this.undecidable} taken for the same words of the agent’s other device, on servers that drop ids`,
      `${this.seeds - this.failed.length} of ${this.seeds} seeds passed`,
    ];
  }
}
