import { describe, expect, it } from 'vitest';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { CatchUp, LONG_ABSENCE_MS } from './catch-up.ts';

const level: SyncStatus = {
  connection: 'online',
  since: null,
  nextTryAt: null,
  realtime: 'on',
  pollSeconds: null,
  catchUp: null,
  backfill: null,
  lastUpToDateAt: null,
  clockOff: null,
  sending: { waiting: 0, sending: 0, secondsLeft: null },
  trouble: null,
};

function setUp() {
  let time = 1_000;
  const changes: boolean[] = [];
  const catchUp = new CatchUp(
    () => time,
    (value) => changes.push(value),
  );
  return {
    changes,
    catchUp,
    at: (moment: number) => {
      time = moment;
    },
  };
}

describe('catching up', () => {
  it('lasts from the start until the engine is level since then', () => {
    const { catchUp, changes } = setUp();
    catchUp.status({ ...level, connection: 'starting' });
    catchUp.status({ ...level, lastUpToDateAt: 900 });
    catchUp.status({ ...level, lastUpToDateAt: 1_100, catchUp: { done: 1, total: 3 } });
    expect(changes).toEqual([]);
    catchUp.status({ ...level, lastUpToDateAt: 1_100 });
    catchUp.status({ ...level, lastUpToDateAt: 1_200 });
    expect(changes).toEqual([false]);
  });

  it('begins again with a wake-up, and an old word of being level does not end it', () => {
    const { catchUp, changes, at } = setUp();
    catchUp.status({ ...level, lastUpToDateAt: 1_100 });
    at(50_000);
    catchUp.begin();
    catchUp.status({ ...level, lastUpToDateAt: 1_100 });
    expect(changes).toEqual([false, true]);
    catchUp.status({ ...level, lastUpToDateAt: 50_500 });
    expect(changes).toEqual([false, true, false]);
  });

  it('begins again after a long loss of the network, not after a blip', () => {
    const { catchUp, changes, at } = setUp();
    catchUp.status({ ...level, lastUpToDateAt: 1_100 });
    at(10_000);
    catchUp.status({ ...level, connection: 'offline', lastUpToDateAt: 1_100 });
    at(12_000);
    catchUp.status({ ...level, lastUpToDateAt: 1_100 });
    expect(changes).toEqual([false]);
    at(20_000);
    catchUp.status({ ...level, connection: 'offline', lastUpToDateAt: 1_100 });
    at(20_001 + LONG_ABSENCE_MS);
    catchUp.status({ ...level, lastUpToDateAt: 1_100 });
    expect(changes).toEqual([false, true]);
  });
});
