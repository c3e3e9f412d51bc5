import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { coldOpen, measure, quantile, STORES, type Figures, type Measured, type StoreName } from './measure.ts';

/** See scripts/bench.mjs. Exit code 1 if the two stores do not say the same. */

const COLD_OPENS = 5;
const LABELS: Readonly<Record<keyof Figures | 'cold', string>> = {
  ingest: 'history read, messages/s',
  'page put, p50': 'put a page of 50, µs',
  'page put, p95': 'put a page of 50, p95, µs',
  'open, p50': 'open a conversation, µs',
  'open, p95': 'open a conversation, p95, µs',
  'page back, p50': 'page back, µs',
  'inbox, p50': 'the inbox, µs',
  'search a word, p50': 'search a word, µs',
  'search two words, p50': 'search two words, µs',
  'search a beginning, p50': 'search a beginning, µs',
  'event, p50': 'an event, µs',
  'event, p95': 'an event, p95, µs',
  bytes: 'on disk, bytes a message',
  memory: 'memory at the most, MB',
  cold: 'process start to first screen, ms',
};

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    conversations: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    measure: { type: 'string' },
    'cold-open': { type: 'string' },
    folder: { type: 'string' },
  },
});
const size = { messages: Number(values.messages), conversations: Number(values.conversations) };

if (values.measure !== undefined) console.log(JSON.stringify(measure(storeName(values.measure), size, folderGiven())));
else if (values['cold-open'] !== undefined) console.log(coldOpen(storeName(values['cold-open']), folderGiven()));
else process.exitCode = compare() ? 0 : 1;

/** Each store and round in a process of its own, the stores taking turns: what else goes on hits them alike. */
function compare(): boolean {
  const names = Object.keys(STORES) as StoreName[];
  const figures = new Map(names.map((name) => [name, [] as (Figures & { cold: number })[]]));
  const said = new Set<string>();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const name of names) {
      const folder = mkdtempSync(join(tmpdir(), 'zukses-bench-'));
      try {
        const measured = JSON.parse(child('--measure', name, folder)) as Measured;
        const cold = Array.from({ length: COLD_OPENS }, () => Number(child('--cold-open', name, folder)));
        figures.get(name)?.push({ ...measured.figures, cold: quantile(cold, 0.5) });
        said.add(measured.said);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
  console.log(
    `${size.messages.toLocaleString('en')} messages, ${size.conversations.toLocaleString('en')} conversations; medians of ${values.rounds} rounds`,
  );
  console.log('\n| | leanest SQLite | Zukses Desk | ratio |\n|---|---:|---:|---:|');
  for (const [key, label] of Object.entries(LABELS) as [keyof typeof LABELS, string][]) {
    const median = (name: StoreName): number =>
      quantile(
        (figures.get(name) ?? []).map((one) => one[key]),
        0.5,
      );
    const [lean, desk] = [median('lean'), median('desk')];
    const ratio = key === 'ingest' ? lean / desk : desk / lean;
    console.log(`| ${label} | ${shown(lean)} | ${shown(desk)} | ${ratio.toFixed(2)} |`);
  }
  console.log('\nA ratio says how many times the leanest SQLite’s time or space; below 1 is better than it.');
  if (said.size === 1) return true;
  console.log('✗ The stores do not give the same answers.');
  return false;
}

function child(what: string, name: StoreName, folder: string): string {
  const args = [
    what,
    name,
    '--folder',
    folder,
    '--messages',
    String(size.messages),
    '--conversations',
    String(size.conversations),
  ];
  return execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...args], { encoding: 'utf8' });
}

function storeName(name: string): StoreName {
  if (Object.hasOwn(STORES, name)) return name as StoreName;
  throw new Error(`There is no store ${name}`);
}

function folderGiven(): string {
  if (values.folder === undefined) throw new Error('--folder is missing');
  return values.folder;
}

function shown(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}
