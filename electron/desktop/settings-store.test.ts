import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_HOST_SETTINGS, openSettings, type KeyValueFile, type SettingsStore } from './settings-store.ts';

let folder: string;
const trouble = vi.fn<(event: string, error: unknown) => void>();

/** As electron-store does it: the whole file is read and written, and what is no JSON throws. */
function jsonFile(path: string): KeyValueFile {
  const read = (): Record<string, unknown> =>
    existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {};
  read();
  return {
    get: (key) => read()[key],
    set: (key, value) => {
      writeFileSync(path, JSON.stringify({ ...read(), [key]: value }));
    },
  };
}
const path = (): string => join(folder, 'host.json');
const open = (): SettingsStore => openSettings({ folder, open: () => jsonFile(path()), trouble });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  trouble.mockReset();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the host’s settings', () => {
  it('begin with what is usual and keep what was set', () => {
    expect(open().get('closeToTray')).toBe('auto');
    open().set('window', { x: 1, y: 2, width: 900, height: 700, maximized: false });
    open().set('notifications', false);
    expect(open().get('window')).toEqual({ x: 1, y: 2, width: 900, height: 700, maximized: false });
    expect(open().get('notifications')).toBe(false);
  });

  it('keep a file that can not be read, and go on without it', () => {
    writeFileSync(path(), '{"window": {"x":');
    expect(open().get('window')).toBeNull();
    expect(readFileSync(`${path()}.bad`, 'utf8')).toBe('{"window": {"x":');
    writeFileSync(path(), 'again');
    open().set('notifications', false);
    expect(readFileSync(`${path()}.bad2`, 'utf8')).toBe('again');
    expect(open().get('notifications')).toBe(false);
    expect(trouble).toHaveBeenCalledTimes(2);
  });

  it('keep a copy when a value is not what it should be, and take the usual one', () => {
    writeFileSync(path(), JSON.stringify({ window: { x: 'left' }, closeToTray: 'perhaps', notifications: false }));
    const settings = open();
    expect(settings.get('window')).toBeNull();
    expect(settings.get('closeToTray')).toBe(DEFAULT_HOST_SETTINGS.closeToTray);
    expect(settings.get('notifications')).toBe(false);
    expect(readFileSync(`${path()}.bad`, 'utf8')).toContain('left');
    expect(existsSync(`${path()}.bad2`)).toBe(false);
  });

  it('do without a folder that can not be read or written', () => {
    const denied = openSettings({
      folder,
      open: () => {
        throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      },
      trouble,
    });
    denied.set('notifications', false);
    expect(denied.get('notifications')).toBe(false);
    const readOnly = openSettings({
      folder,
      open: () => ({
        get: () => undefined,
        set: () => {
          throw new Error('EROFS');
        },
      }),
      trouble,
    });
    readOnly.set('notifications', false);
    expect(readOnly.get('notifications')).toBe(true);
  });
});
