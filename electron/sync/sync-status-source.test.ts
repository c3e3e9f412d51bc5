import { expect, it } from 'vitest';
import type { ErrorInfo } from '#shared/errors.ts';
import { ApiFailure } from './api/failure.ts';
import type { InboundStatus } from './inbound/types.ts';
import type { ConnectionFacts } from './network/connection.ts';
import { syncStatusOf, SyncStatusSource } from './sync-status-source.ts';

const CONNECTION: ConnectionFacts = {
  state: 'online',
  since: null,
  nextTryAt: null,
  clockOff: null,
  lastFailure: null,
};
const INBOUND: InboundStatus = {
  phase: 'idle',
  done: 0,
  total: 0,
  backfill: null,
  lastUpToDateAt: 5,
  realtime: 'on',
  pollSeconds: null,
  trouble: null,
};
const NO_LIST = { endpoint: 'conversations', status: 503, at: 7 } as const;
const FULL: ErrorInfo = { code: 'DISK_FULL', message: '', details: {} };
const PACE = { waiting: 7, sending: 0, secondsLeft: 40 };

const troubleOf = (connection: Partial<ConnectionFacts>, inbound: Partial<InboundStatus>, storage: ErrorInfo | null) =>
  syncStatusOf({ ...CONNECTION, ...connection }, { ...INBOUND, ...inbound }, PACE, storage).trouble;

it('says what concerns this computer before the server, and of an endpoint only while the server is there', () => {
  expect(troubleOf({}, {}, null)).toBeNull();
  expect(troubleOf({}, { trouble: NO_LIST }, null)).toMatchObject({ code: 'SERVER_ERROR', details: NO_LIST });
  expect(troubleOf({ state: 'server-down' }, { trouble: NO_LIST }, null)).toBeNull();
  expect(troubleOf({}, { trouble: NO_LIST }, FULL)).toEqual(FULL);
  const moved = new ApiFailure({ kind: 'redirected', status: 301, detail: 'baru.example.com' });
  expect(troubleOf({ state: 'server-down', lastFailure: moved }, {}, null)).toMatchObject({
    code: 'REDIRECTED',
    details: { location: 'baru.example.com' },
  });
});

it('tells of what differs, once', () => {
  const told: unknown[] = [];
  let clockOff: number | null = null;
  const source = new SyncStatusSource(
    () => syncStatusOf({ ...CONNECTION, clockOff }, INBOUND, PACE, null),
    (status) => told.push(status.clockOff),
  );
  source.changed();
  source.changed();
  clockOff = 180_000;
  source.changed();
  expect(told).toEqual([null, 180_000]);
});
