import { afterEach, beforeEach, expect, it } from 'vitest';
import { CodedError } from '#shared/errors.ts';
import { LocalFolder } from '../store/local/testing.ts';
import { LocalRateStorage } from './rate-storage.ts';

const WINDOW = { bucket: 'send', stamps: [1_000, 2_000], savedAt: 2_000, blockedFor: 0, budget: 20 } as const;

let folder: LocalFolder;
beforeEach(() => {
  folder = new LocalFolder();
});
afterEach(() => {
  folder.remove();
});

it('keeps rate windows over a restart', () => {
  const { store } = folder.open();
  new LocalRateStorage(store, folder.time).save(WINDOW);
  folder.close();
  expect(new LocalRateStorage(folder.open().store, folder.time).load()).toEqual([WINDOW]);
});

it('does not hold a request up where the disk is full, and hides nothing else', () => {
  const { store } = folder.open();
  const storage = new LocalRateStorage(store, folder.time);
  let code: 'DISK_FULL' | 'STORAGE_FAILED' = 'DISK_FULL';
  store.writeMinor = () => {
    throw new CodedError(code, 'refused');
  };
  storage.save(WINDOW);
  code = 'STORAGE_FAILED';
  expect(() => {
    storage.save(WINDOW);
  }).toThrow('refused');
});
