import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { NetworkWatch } from './network.ts';
import { watchPower } from './power.ts';

describe('the computer’s power', () => {
  it('is told on at once, and a shutdown waits for us', () => {
    const monitor = new EventEmitter();
    const told: string[] = [];
    watchPower(monitor, { news: (news) => told.push(news), shutdown: () => told.push('shutdown') });
    for (const event of ['suspend', 'resume', 'lock-screen', 'unlock-screen']) monitor.emit(event);
    let prevented = false;
    monitor.emit('shutdown', {
      preventDefault: () => {
        prevented = true;
      },
    });
    monitor.emit('shutdown');
    expect(told).toEqual(['suspend', 'resume', 'lock', 'unlock', 'shutdown', 'shutdown']);
    expect(prevented).toBe(true);
  });
});

describe('the network', () => {
  it('is told when it changes, and only then', () => {
    let online = true;
    let tick = (): void => undefined;
    const told: boolean[] = [];
    let cleared = false;
    const watch = new NetworkWatch({
      isOnline: () => online,
      tell: (value) => told.push(value),
      setInterval: (callback) => {
        tick = callback;
        return 1;
      },
      clearInterval: () => {
        cleared = true;
      },
    });
    watch.look();
    online = false;
    watch.look();
    watch.look();
    online = true;
    tick();
    tick();
    expect(told).toEqual([false, true]);
    watch.stop();
    expect(cleared).toBe(true);
  });
});
