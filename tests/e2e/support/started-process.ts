import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program of the project, started by a test, which waits for what it says. */
export class StartedProcess {
  readonly child: ChildProcess;
  readonly #finished: Promise<Finished>;
  readonly #lines: string[] = [];
  #stderr = '';
  #changed = Promise.withResolvers<void>();
  #hasEnded = false;

  constructor(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [script, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new Error('The process has no output');
    createInterface({ input: stdout }).on('line', (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#finished = Promise.all([once(this.child, 'exit'), once(stdout, 'close'), once(stderr, 'close')]).then(
      ([[code]]) => {
        this.#hasEnded = true;
        this.#wake();
        return { code: code as number | null, stdout: this.#lines.join('\n'), stderr: this.#stderr };
      },
    );
  }

  get finished(): Promise<Finished> {
    return this.#finished;
  }

  /** What the process has said on its standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** What follows `prefix` in the `index`-th line that begins with it; rejects when the process ends before it said so. */
  async line(prefix: string, index = 0): Promise<string> {
    for (;;) {
      const found = this.#lines.filter((line) => line.startsWith(prefix))[index];
      if (found !== undefined) return found.slice(prefix.length);
      if (this.#hasEnded) throw new Error(`The process ended before it said "${prefix}": ${this.#stderr}`);
      await this.#changed.promise;
    }
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
    this.child.kill(signal);
    return this.#finished;
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
