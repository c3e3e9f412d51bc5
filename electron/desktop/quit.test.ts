import { describe, expect, it, vi } from 'vitest';
import { Quitting, type QuitParts } from './quit.ts';

function setUp(waiting: number) {
  const log: string[] = [];
  let answer: ((choice: 'quit' | 'stay') => void) | null = null;
  let signal: AbortSignal | null = null;
  const parts: QuitParts = {
    waiting: () => waiting,
    ask: (count, aborted) => {
      log.push(`ask ${count}`);
      signal = aborted;
      return new Promise((resolve) => {
        answer = resolve;
        aborted.addEventListener('abort', () => {
          resolve('stay');
        });
      });
    },
    flush: () => {
      log.push('flush');
      return Promise.resolve();
    },
    stop: () => {
      log.push('stop');
      return Promise.resolve();
    },
    exit: () => log.push('exit'),
    trouble: (event) => log.push(event),
  };
  return {
    log,
    parts,
    quitting: new Quitting(parts),
    answer: (choice: 'quit' | 'stay') => answer?.(choice),
    signal: () => signal,
  };
}

const CLOSED = ['flush', 'stop', 'exit'];

describe('quitting', () => {
  it('asks nothing when nothing waits', async () => {
    const { quitting, log } = setUp(0);
    await quitting.request('agent');
    expect(log).toEqual(CLOSED);
    expect(quitting.state).toBe('ended');
  });

  it('says how many wait and ends when the agent agrees', async () => {
    const { quitting, log, answer } = setUp(4);
    const done = quitting.request('agent');
    expect(log).toEqual(['ask 4']);
    answer('quit');
    await done;
    expect(log).toEqual(['ask 4', ...CLOSED]);
  });

  it('goes on when the agent stays, and asks again only at the next wish', async () => {
    const { quitting, log, answer } = setUp(1);
    let done = quitting.request('agent');
    answer('stay');
    await done;
    expect(quitting.state).toBe('running');
    done = quitting.request('agent');
    answer('quit');
    await done;
    expect(log).toEqual(['ask 1', 'ask 1', ...CLOSED]);
  });

  it('asks one question however often it is wished', async () => {
    const { quitting, log, answer } = setUp(2);
    const wishes = [quitting.request('agent'), quitting.request('agent'), quitting.request('agent')];
    answer('quit');
    await Promise.all(wishes);
    await quitting.request('agent');
    expect(log).toEqual(['ask 2', ...CLOSED]);
  });

  it('holds up no shutdown of the system with a question', async () => {
    const { quitting, log } = setUp(5);
    await quitting.request('system');
    expect(log).toEqual(CLOSED);
  });

  it('takes the question away when the system shuts down meanwhile', async () => {
    const { quitting, log, signal } = setUp(5);
    const asked = quitting.request('agent');
    await quitting.request('system');
    await asked;
    expect(signal()?.aborted).toBe(true);
    expect(log).toEqual(['ask 5', ...CLOSED]);
  });

  it('ends although a window hangs, or a part fails', async () => {
    vi.useFakeTimers();
    const { parts, log } = setUp(0);
    const hanging = new Quitting({
      ...parts,
      flush: () => new Promise(() => undefined),
      stop: () => Promise.reject(new Error('broken')),
    });
    const done = hanging.request('agent');
    await vi.runAllTimersAsync();
    await done;
    vi.useRealTimers();
    expect(log).toEqual(['the sync server did not stop', 'exit']);
  });
});
