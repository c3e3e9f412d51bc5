// @vitest-environment jsdom
import { act, cleanup, configure, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { VirtuosoMockContext } from 'react-virtuoso';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import type { FixtureBridge } from '#tests/support/fixture-bridge.ts';
import { createFixtureBridge } from '#tests/support/fixture-bridge.ts';
import { App } from '../app/App.tsx';
import { createDesk } from '../state/desk.ts';
import { standInForLayout } from '../thread/testing/show-thread.tsx';

const NOW = new Date(2025, 8, 26, 10, 42, 30).getTime();
const MINUTE = 60_000;
const MOCK = { viewportHeight: 1100, itemHeight: 79 };

let bridge: FixtureBridge;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  standInForLayout();
  localStorage.clear();
  configure({ getElementError: (message) => new Error(message ?? '') });
  bridge = createFixtureBridge({ now: NOW, outbox: [], conversations: [] });
  render(
    <VirtuosoMockContext.Provider value={MOCK}>
      <App desk={createDesk(bridge)} />
    </VirtuosoMockContext.Provider>,
  );
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const line = () => screen.findByRole('status', { name: 'Sync' });

/** What the line says, and what a click on it says. */
async function says(): Promise<{ readonly line: string; readonly about: string }> {
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: 'What the sync line is about' }));
  const about = await screen.findByRole('dialog', { name: 'What the sync line is about' });
  return { line: (await line()).textContent ?? '', about: about.textContent ?? '' };
}

/** Each state of the connection, told apart from all others: in the line, and in words with what helps. */
const STATES: readonly (readonly [string, Partial<SyncStatus>, RegExp, RegExp])[] = [
  ['online', { lastUpToDateAt: NOW - 20_000 }, /^Up to date · 10:42/, /Everything the server had at 10:42/],
  ['offline', { connection: 'offline', since: NOW - 31 * MINUTE }, /^Offline/, /waits here and leaves in order/],
  ['captive portal', { connection: 'captive-portal' }, /^This network wants a sign-in/, /a page of its own/],
  ['server down', { connection: 'server-down' }, /^Offline · the server does not answer/, /the server does not\./],
  ['signed out', { connection: 'signed-out' }, /^Sign in again to send/, /no longer takes this sign-in/],
  ['clock behind', { clockOff: 6 * MINUTE }, /this clock is 6 min behind$/, /clock6 min behind the server/],
  ['clock ahead', { clockOff: -3 * MINUTE }, /this clock is 3 min ahead$/, /clock3 min ahead of the server/],
  ['polling', { realtime: 'off', pollSeconds: 15 }, /^Live updates off, checking every 15 s/, /with each check/],
  [
    'disk full',
    { trouble: { code: 'DISK_FULL', message: '', details: {} } },
    /^This computer is out of spacenothing new is kept/,
    /Free some, then try again/,
  ],
  [
    'folder read-only',
    { trouble: { code: 'READ_ONLY', message: '', details: {} } },
    /^The data folder can’t be written to/,
    /Check its permissions/,
  ],
  [
    'file locked',
    { trouble: { code: 'STORAGE_FAILED', message: '', details: {} } },
    /^Storing on this computer fails/,
    /Storing on this computer failed/,
  ],
  [
    'no messages',
    { trouble: { code: 'SERVER_ERROR', message: '', details: { endpoint: 'messages', status: 500, at: NOW } } },
    /^The server can’t give messageslast tried 10:42/,
    /a problem of its own \(500\)/,
  ],
  [
    'moved',
    {
      connection: 'server-down',
      trouble: { code: 'REDIRECTED', message: '', details: { location: 'baru.example.com' } },
    },
    /^The server has another addressbaru\.example\.com/,
    /sent us to baru\.example\.com/,
  ],
];

it.each(STATES)('%s is said in words', async (_, status, inTheLine, onAClick) => {
  await line();
  act(() => bridge.setStatus({ clockOff: null, trouble: null, catchUp: null, backfill: null, ...status }));
  await waitFor(async () => expect((await line()).textContent).toMatch(inTheLine));
  expect((await says()).about).toMatch(onAClick);
});

it('no two states read the same', () => {
  expect(new Set(STATES.map(([, , inTheLine]) => inTheLine.source)).size).toBe(STATES.length);
});

it.each([
  ['NEWER_DATABASE', /written by a newer Zukses Desk\. Install the newer version; nothing was changed/],
  ['ACCOUNT_IN_USE', /open in another Zukses Desk on this computer/],
  ['READ_ONLY', /can’t be written to\. Check its permissions/],
  ['ENGINE_UNAVAILABLE', /Close Zukses Desk and start it anew; nothing is lost/],
])('a data store that can not go on says why (%s)', async (reason, words) => {
  await line();
  act(() => bridge.emitHost({ type: 'engine', life: 'failed', reason }));
  await waitFor(async () => expect((await line()).textContent).toMatch(/^Data store stopped/));
  expect((await says()).about).toMatch(words);
});
