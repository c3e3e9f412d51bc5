import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SeedReport } from './seed-run.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/** Real time; a seed takes about a second. What is not through by then goes round in circles. */
const SEED_LASTS_MS = 180_000;

export interface PoolOptions {
  readonly workers: number;
  /** Name of the mutation that the product is broken by; null: as it is. */
  readonly mutation?: string | null;
  /** True: no further seeds are begun. */
  readonly onReport: (report: SeedReport) => boolean;
}

/** Plays seeds in several processes at once. Rejects when one of them breaks. */
export async function playSeeds(seeds: readonly number[], options: PoolOptions): Promise<void> {
  const left = [...seeds];
  let ended = false;
  const next = (): number | null => (ended ? null : (left.shift() ?? null));
  const count = Math.min(options.workers, seeds.length);
  await Promise.all(
    Array.from({ length: count }, () =>
      work(options.mutation ?? null, next, (report) => {
        if (options.onReport(report)) ended = true;
      }),
    ),
  );
}

function work(mutation: string | null, next: () => number | null, tell: (report: SeedReport) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = fork(WORKER, mutation === null ? [] : [mutation], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const errors: string[] = [];
  let playing: number | null = null;
  let watchdog: NodeJS.Timeout | undefined;
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  child.on('message', (message: SeedReport | 'ready') => {
    clearTimeout(watchdog);
    if (message !== 'ready') tell(message);
    playing = next();
    if (playing === null) child.disconnect();
    else {
      child.send(playing);
      watchdog = setTimeout(() => child.kill('SIGKILL'), SEED_LASTS_MS);
    }
  });
  child.on('error', reject);
  child.on('exit', (code) => {
    clearTimeout(watchdog);
    if (playing === null && code === 0) resolve();
    else if (playing === null) reject(new Error(`A worker ended with ${code}: ${errors.join('').slice(0, 2_000)}`));
    else {
      // The seed has brought the whole process down: that is its result.
      tell(broken(playing, child, errors.join('')));
      work(mutation, next, tell).then(resolve, reject);
    }
  });
  return promise;
}

function broken(seed: number, child: ChildProcess, errors: string): SeedReport {
  const why = child.signalCode === 'SIGKILL' ? 'it does not end' : errors.slice(0, 2_000);
  return {
    seed,
    nature: { echoes: false, realtime: false, extensions: false, shapes: [] },
    problems: [`the process broke: ${why}`],
    composed: 0,
    faultedSends: 0,
    questions: 0,
    held: 0,
    undecidable: 0,
    faults: {},
    history: [],
    trace: '',
  };
}
