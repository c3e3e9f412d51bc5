// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { show, standInForLayout } from '#renderer/thread/testing/show-thread.tsx';
import type { MediaState } from '#shared/domain/media.ts';
import type { AttachmentRow } from '#shared/domain/message.ts';
import { createFixtureBridge, type FixtureBridge } from '#tests/support/fixture-bridge.ts';
import { FileLine } from './FileLine.tsx';
import { SoundPlayer } from './SoundPlayer.tsx';
import { VideoPlayer } from './VideoPlayer.tsx';

const MB = 1024 ** 2;
const file: AttachmentRow = {
  mediaId: 'a_1_2_3',
  kind: 'document',
  filename: 'laporan.pdf',
  contentType: 'application/pdf',
  sizeBytes: 2 * MB,
  width: null,
  height: null,
  autoLoad: true,
  progress: null,
};
const AWAY: MediaState = { state: 'away', receivedBytes: 0, totalBytes: 2 * MB, error: null };
let bridge: FixtureBridge;
let first: MediaState;

beforeEach(() => {
  standInForLayout();
  first = AWAY;
  bridge = createFixtureBridge({
    answer: (method) => (method === 'media.states' ? { [file.mediaId]: first } : undefined),
    status: { connection: 'online' },
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const say = (state: MediaState): void => bridge.emit({ type: 'media', mediaId: file.mediaId, state });
const asked = (method: string): number => bridge.calls.filter((call) => call.method === method).length;

it('a file says its size before it is fetched, then how far it is, and is stopped and continued', async () => {
  show(bridge, <FileLine attachment={file} />);
  expect(await screen.findByText('Document · 2 MB')).toBeDefined();
  await vi.waitFor(() => expect(asked('media.states')).toBe(1));
  say({ state: 'coming', receivedBytes: MB, totalBytes: 2 * MB, start: 'anew' });
  expect(await screen.findByText('50% · 1 MB of 2 MB')).toBeDefined();
  expect(screen.getByRole('progressbar', { name: 'laporan.pdf' })).toHaveProperty('value', 50);
  await userEvent.click(screen.getByRole('button', { name: 'Stop loading laporan.pdf' }));
  expect(asked('media.stop')).toBe(1);
  say({ ...AWAY, receivedBytes: MB, error: { code: 'CANCELLED', message: '', details: {} } });
  expect(await screen.findByText('Stopped at 50% · 2 MB')).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Continue loading laporan.pdf' }));
  expect(asked('media.fetch')).toBe(1);
  say({ state: 'coming', receivedBytes: MB, totalBytes: 2 * MB, start: 'resumed' });
  expect(await screen.findByText('50% · 1 MB of 2 MB · continued')).toBeDefined();
  say({ state: 'coming', receivedBytes: 0, totalBytes: 2 * MB, start: 'restarted' });
  expect(await screen.findByText(/from the beginning again$/)).toBeDefined();
});

it.each<[string, MediaState, string]>([
  [
    'broke off',
    { ...AWAY, receivedBytes: MB, error: { code: 'OFFLINE', message: '', details: {} } },
    'Broke off at 50% · 2 MB',
  ],
  ['is gone', { ...AWAY, error: { code: 'NOT_FOUND', message: '', details: {} } }, 'No longer on the server · 2 MB'],
  [
    'is refused',
    { ...AWAY, error: { code: 'SERVER_ERROR', message: '', details: {} } },
    'The server did not give it · 2 MB',
  ],
])('a file that %s says so', async (_what, state, words) => {
  first = state;
  show(bridge, <FileLine attachment={file} />);
  expect(await screen.findByText(words)).toBeDefined();
});

it('without a network it says what is here and what is not', async () => {
  bridge.setStatus({ connection: 'offline' });
  show(bridge, <FileLine attachment={file} />);
  expect(await screen.findByText('Document · 2 MB · not on this computer yet')).toBeDefined();
  say({ state: 'here' });
  expect(await screen.findByText('Document · 2 MB · on this computer')).toBeDefined();
});

it.each([
  [
    'video',
    <VideoPlayer key="v" attachment={{ ...file, kind: 'video', filename: 'a.mp4' }} />,
    'Video: a.mp4',
    'a.mp4',
  ],
  [
    'sound',
    <SoundPlayer key="s" attachment={{ ...file, kind: 'audio', filename: 'a.mp3' }} />,
    'Sound: a.mp3',
    'a.mp3',
  ],
])(
  'a %s is fetched whole before it plays, and what can’t be played says so',
  async (_kind, player, label, filename) => {
    const release = bridge.hold('media.fetch');
    show(bridge, player);
    await vi.waitFor(() => expect(asked('media.states')).toBe(1));
    await userEvent.click(screen.getByRole('button', { name: `Play ${filename}` }));
    expect(screen.queryByLabelText(label)).toBeNull();
    release();
    const element = await screen.findByLabelText(label);
    expect(element.getAttribute('src')).toBe(`/media/${file.mediaId}`);
    element.dispatchEvent(new Event('error'));
    expect(await screen.findByText(/^Can’t be played here/)).toBeDefined();
  },
);
