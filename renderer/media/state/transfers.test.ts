import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaState } from '#shared/domain/media.ts';
import { createFixtureBridge, type FixtureBridge } from '#tests/support/fixture-bridge.ts';
import { Transfers } from './transfers.ts';

const AWAY: MediaState = { state: 'away', receivedBytes: 0, totalBytes: 1_000, error: null };
let bridge: FixtureBridge;
let transfers: Transfers;
let known: Record<string, MediaState>;

beforeEach(() => {
  known = { a: AWAY, b: { state: 'here' } };
  bridge = createFixtureBridge({
    answer: (method) => (method === 'media.states' ? { ...known } : undefined),
  });
  transfers = new Transfers(bridge);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const stateOf = (mediaId: string): MediaState | undefined => transfers.store.getState().states.get(mediaId);
const asked = (method: string): unknown[] =>
  bridge.calls.filter((call) => call.method === method).map((call) => call.input);
const settled = async (mediaId: string): Promise<void> => {
  await vi.waitFor(() => expect(stateOf(mediaId)).toBeDefined());
};

describe('where files are', () => {
  it('is asked for all that come on screen together, and again when the engine is back', async () => {
    transfers.watch('a');
    transfers.watch('b');
    const stop = transfers.watch('a');
    await settled('b');
    expect(stateOf('a')).toEqual(AWAY);
    expect(asked('media.states')).toEqual([{ mediaIds: ['a', 'b'] }]);
    stop();
    bridge.emitHost({ type: 'engine', life: 'running', reason: null });
    await vi.waitFor(() => expect(asked('media.states')).toHaveLength(2));
    expect(asked('media.states')[1]).toEqual({ mediaIds: ['a', 'b'] });
  });

  it('follows events, which an older answer does not undo', async () => {
    const release = bridge.hold('media.states');
    transfers.watch('a');
    await vi.waitFor(() => expect(asked('media.states')).toHaveLength(1));
    bridge.emit({ type: 'media', mediaId: 'a', state: { state: 'here' } });
    bridge.emit({ type: 'media', mediaId: 'elsewhere', state: { state: 'here' } });
    release();
    await settled('a');
    expect(stateOf('elsewhere')).toBeUndefined();
  });
});

describe('a file that is wanted', () => {
  it('is said to be coming at once, and to be away again with the reason', async () => {
    transfers.watch('a');
    await settled('a');
    const release = bridge.hold('media.fetch');
    bridge.failWith('media.fetch', { code: 'NOT_FOUND', message: '', details: {} });
    const answer = transfers.fetch('a');
    expect(stateOf('a')).toEqual({ state: 'coming', receivedBytes: 0, totalBytes: 1_000, start: 'anew' });
    known['a'] = { ...AWAY, error: { code: 'NOT_FOUND', message: '', details: {} } };
    release();
    expect(await answer).toMatchObject({ code: 'NOT_FOUND' });
    await vi.waitFor(() => expect(stateOf('a')).toEqual(known['a']));
  });

  it('is fetched again by itself when there is a network again, unless the agent stopped it', async () => {
    bridge.setStatus({ connection: 'offline' });
    bridge.failWith('media.fetch', { code: 'OFFLINE', message: '', details: {} });
    await transfers.fetch('a');
    await transfers.fetch('b');
    bridge.failWith('media.fetch', null);
    transfers.stop('b');
    bridge.setStatus({ connection: 'online' });
    await vi.waitFor(() => expect(asked('media.fetch')).toHaveLength(3));
    expect(asked('media.fetch')[2]).toEqual({ mediaId: 'a' });
    // Once is enough: what the server does not have is not asked for at every word about the network.
    bridge.setStatus({ connection: 'online' });
    expect(asked('media.fetch')).toHaveLength(3);
  });
});
