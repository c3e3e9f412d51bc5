import { expect, it } from 'vitest';
import { noon, me, siti } from '#renderer/thread/testing/rows.ts';
import { PRESENCE_FRESH_MS, presenceLook } from './presence.ts';

const told = (onlineStatus: string | null, age: number | null, person = siti) =>
  presenceLook({ person, onlineStatus, onlineStatusAt: age === null ? null : noon - age }, noon);

it('believes what was told of somebody for five minutes, and nothing of oneself', () => {
  expect(told('online', 1_000)).toBe('online');
  expect(told('away', PRESENCE_FRESH_MS)).toBe('away');
  expect(told('online', PRESENCE_FRESH_MS + 1)).toBe('grey');
  expect(told('online', null)).toBe('grey');
  expect(told('offline', 1_000)).toBe('grey');
  expect(told('in_a_meeting', 1_000)).toBe('grey');
  expect(told(null, 1_000)).toBeNull();
  expect(told('online', 1_000, me)).toBeNull();
});
