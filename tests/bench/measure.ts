import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openDeskStore } from './desk-store.ts';
import { openLeanStore } from './lean-store.ts';
import type { BenchStore, OpenStore } from './store.ts';
import { World, type WorldSize } from './world.ts';

export const STORES = { lean: openLeanStore, desk: openDeskStore } as const satisfies Record<string, OpenStore>;
export type StoreName = keyof typeof STORES;

/** Microseconds, but for `ingest` (messages a second), `bytes` (a message) and `memory` (MB at the most). */
export interface Figures {
  readonly ingest: number;
  readonly 'page put, p50': number;
  readonly 'page put, p95': number;
  readonly 'open, p50': number;
  readonly 'open, p95': number;
  readonly 'page back, p50': number;
  readonly 'inbox, p50': number;
  readonly 'search a word, p50': number;
  readonly 'search two words, p50': number;
  readonly 'search a beginning, p50': number;
  readonly 'event, p50': number;
  readonly 'event, p95': number;
  readonly bytes: number;
  readonly memory: number;
}

export interface Measured {
  readonly figures: Figures;
  /** Of every answer that was given: equal where two stores say the same. */
  readonly said: string;
}

const OPENED = 1_500;
const DEEP = 20;
const PAGES_BACK = 20;
const INBOXES = 150;
const QUERIES = 150;
const EVENTS = 1_000;
const WARM_UP = 20;

/** Fills a new store in `folder`, reads from it, and plays events to it. */
export function measure(name: StoreName, size: WorldSize, folder: string): Measured {
  const world = new World(size);
  const store = STORES[name](folder);
  const said = createHash('sha256');
  const say = (answer: unknown): void => void said.update(JSON.stringify(answer));

  for (const page of world.conversationPages()) store.putConversations(page);
  const put: number[] = [];
  let messages = 0;
  for (const page of world.messagePages()) {
    put.push(timed(() => store.putPage(page.text)));
    messages += page.messages;
  }
  const ingestMs = put.reduce((sum, time) => sum + time, 0) / 1_000;

  const open = sampled(world.opened(OPENED), (conversation) => store.page(conversation, null));
  const back: number[] = [];
  for (const conversation of world.deepest(DEEP)) {
    let before: number | null = null;
    for (let page = 0; page < PAGES_BACK; page += 1) {
      const began = performance.now();
      const rows = store.page(conversation, before);
      back.push((performance.now() - began) * 1_000);
      say(normal(rows));
      before = rows[0]?.id ?? before;
    }
  }
  const inbox = sampled(Array.from({ length: INBOXES }), () => store.inbox());
  const found = (kind: Parameters<World['queries']>[0]): number[] =>
    sampled(world.queries(kind, QUERIES), (text) => store.search(text, kind !== 'beginning'));
  const word = found('word');
  const twoWords = found('two words');
  const beginning = found('beginning');
  sayAll(store, world, say);

  const events = [...world.events(EVENTS)].map((frame) => timed(() => store.putEvent(frame)));
  sayAll(store, world, say);
  store.close();
  return {
    figures: {
      ingest: messages / (ingestMs / 1_000),
      'page put, p50': quantile(put, 0.5),
      'page put, p95': quantile(put, 0.95),
      'open, p50': quantile(open, 0.5),
      'open, p95': quantile(open, 0.95),
      'page back, p50': quantile(back, 0.5),
      'inbox, p50': quantile(inbox, 0.5),
      'search a word, p50': quantile(word, 0.5),
      'search two words, p50': quantile(twoWords, 0.5),
      'search a beginning, p50': quantile(beginning, 0.5),
      'event, p50': quantile(events, 0.5),
      'event, p95': quantile(events, 0.95),
      bytes: sizeOf(folder) / messages,
      memory: process.resourceUsage().maxRSS / 1_024,
    },
    said: said.digest('hex'),
  };
}

/** Opens what `measure` has left and reads the first screen. Milliseconds since the process began. */
export function coldOpen(name: StoreName, folder: string): number {
  const store = STORES[name](folder);
  const first = store.inbox()[0];
  if (first !== undefined) store.page(first.id, null);
  const took = performance.now();
  store.close();
  return took;
}

export function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))];
  if (value === undefined) throw new Error('Nothing was measured');
  return value;
}

function sayAll(store: BenchStore, world: World, say: (answer: unknown) => void): void {
  say(store.inbox());
  for (const conversation of world.opened(60)) say(normal(store.page(conversation, null)));
  for (const kind of ['word', 'two words', 'beginning'] as const) {
    for (const text of world.queries(kind, 30)) say(store.search(text, kind !== 'beginning'));
  }
}

/** Receipts and reactions have no order of their own. */
function normal(rows: ReturnType<BenchStore['page']>): unknown {
  return rows.map((row) => [
    row.id,
    row.content,
    row.createdAt,
    row.senderName,
    row.receipts.map(String).toSorted(),
    row.reactions.map(String).toSorted(),
    row.files,
  ]);
}

/** Microseconds. */
function timed(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) * 1_000;
}

function sampled<T>(inputs: readonly T[], work: (input: T) => unknown): number[] {
  for (const input of inputs.slice(0, WARM_UP)) work(input);
  return inputs.map((input) => timed(() => void work(input)));
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
