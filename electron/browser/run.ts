import { lineLog, type HostLog, type HostLogEntry } from '../dispatch/host-log.ts';
import { BrowserHost, type HostLayout } from './browser-host.ts';
import { parseHostOptions } from '../dispatch/host-options.ts';
import { StartProblem } from '../dispatch/start-problem.ts';

/** However long its parts take to end, the process is gone by then. */
const END_DEADLINE_MS = 5_000;

/**
 * The browser host as a process: it prints its address on one line, or why it can't start in one sentence (exit code 1), and ends with
 * everything it started on Ctrl-C, on a signal, and when the process that started it is gone.
 */
export async function runBrowserHost(args: readonly string[], layout: HostLayout): Promise<void> {
  const write = lineLog((line) => process.stderr.write(line));
  // The terminal is for the person who started us: what goes well is not said there, and what went wrong while starting is one sentence.
  let whileStarting: HostLogEntry[] | null = [];
  const log: HostLog = (entry) => {
    if (entry.level === 'info') return;
    if (whileStarting === null) write(entry);
    else whileStarting.push(entry);
  };
  const started = (): void => {
    for (const entry of whileStarting ?? []) write(entry);
    whileStarting = null;
  };
  let host: BrowserHost | null = null;
  let isEnding = false;

  const end = (code: number): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => {
      host?.kill();
      process.exit(code);
    }, END_DEADLINE_MS).unref();
    const stopped = host?.stop() ?? Promise.resolve();
    void stopped.finally(() => process.exit(code));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
  if (process.send !== undefined) process.on('disconnect', () => end(0));
  // Whoever read our lines may be gone; that is no reason to fall.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('exit', () => host?.kill());

  try {
    host = new BrowserHost(parseHostOptions(args), layout, log);
    const { address, openAt } = await host.start();
    if (isEnding) return;
    started();
    console.log(`Zukses Desk is at ${address}`);
    process.send?.({ type: 'ready', openAt });
  } catch (error) {
    if (isEnding) return;
    console.error(error instanceof StartProblem ? error.message : error);
    end(1);
  }
}
