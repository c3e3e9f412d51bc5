import type { Trouble } from './trouble.ts';

/**
 * How the program ends, whoever wants it: with unsent work the agent is asked once, drafts are written down, the sync server closes its files.
 * The system's own shutdown is not held up by a question.
 *
 *   running ──agent, something waits──▶ asking ──quit──▶ closing ──▶ ended
 *      │                                  └──stay──▶ running
 *      └──agent, nothing waits; or the system──▶ closing
 */

export type QuitOrigin = 'agent' | 'system';
export type QuitState = 'running' | 'asking' | 'closing' | 'ended';

export interface QuitParts {
  /** Items that are not on the server yet. */
  waiting(): number;
  /** One dialog. The signal takes it away when the question is moot. */
  ask(waiting: number, signal: AbortSignal): Promise<'quit' | 'stay'>;
  /** Windows write down what was typed in the last second. */
  flush(): Promise<void>;
  /** The sync server closes its files and ends. */
  stop(): Promise<void>;
  /** The end of this process; nothing asks again after it. */
  exit(): void;
  trouble: Trouble;
}

/** However slow a window is, the drafts it saved within the last second are safe already. */
export const FLUSH_GRACE_MS = 1_500;

export class Quitting {
  readonly #parts: QuitParts;
  #state: QuitState = 'running';
  #question: AbortController | null = null;

  constructor(parts: QuitParts) {
    this.#parts = parts;
  }

  get state(): QuitState {
    return this.#state;
  }

  /** Called for every wish to quit, repeated ones included. Resolves when it was declined or everything is closed. */
  async request(origin: QuitOrigin): Promise<void> {
    switch (this.#state) {
      case 'closing':
      case 'ended':
        return;
      case 'asking':
        if (origin === 'agent') return;
        this.#question?.abort();
        await this.#close();
        return;
      case 'running': {
        const waiting = this.#parts.waiting();
        if (origin === 'system' || waiting === 0 || (await this.#agrees(waiting))) await this.#close();
      }
    }
  }

  async #agrees(waiting: number): Promise<boolean> {
    this.#state = 'asking';
    this.#question = new AbortController();
    let answer: 'quit' | 'stay' = 'stay';
    try {
      answer = await this.#parts.ask(waiting, this.#question.signal);
    } catch (error) {
      this.#parts.trouble('the question was not asked', error);
      // Nobody could answer, and nothing is lost by ending: what waits is in the files.
      answer = 'quit';
    }
    // The system's shutdown may have overtaken the question.
    if (this.#state !== 'asking') return false;
    this.#question = null;
    this.#state = 'running';
    return answer === 'quit';
  }

  async #close(): Promise<void> {
    this.#state = 'closing';
    await this.#attempt('drafts were not flushed', withGrace(this.#parts.flush(), FLUSH_GRACE_MS));
    await this.#attempt('the sync server did not stop', this.#parts.stop());
    this.#state = 'ended';
    this.#parts.exit();
  }

  async #attempt(event: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#parts.trouble(event, error);
    }
  }
}

async function withGrace(work: Promise<void>, milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
