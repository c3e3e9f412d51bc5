import { describe, expect, it } from 'vitest';
import { closingHides, trayShows } from './tray-presence.ts';

const missing = (): Promise<string> => Promise.reject(new Error('ENOENT'));

describe('whether a tray shows', () => {
  it('is certain on Windows and macOS', async () => {
    expect(await trayShows({ platform: 'win32', run: missing })).toBe(true);
    expect(await trayShows({ platform: 'darwin', run: missing })).toBe(true);
  });

  it('is what the session bus says on Linux', async () => {
    const says = (text: string) => () => Promise.resolve(text);
    expect(await trayShows({ platform: 'linux', run: says('(<true>,)') })).toBe(true);
    expect(await trayShows({ platform: 'linux', run: says('b false') })).toBe(false);
    expect(await trayShows({ platform: 'linux', run: says('   variant       boolean true') })).toBe(true);
  });

  it('is no where nobody can be asked', async () => {
    expect(await trayShows({ platform: 'linux', run: missing })).toBe(false);
  });

  it('asks the next program when one is missing', async () => {
    const asked: string[] = [];
    const run = (program: string): Promise<string> => {
      asked.push(program);
      return program === 'dbus-send' ? Promise.resolve('boolean true') : missing();
    };
    expect(await trayShows({ platform: 'linux', run })).toBe(true);
    expect(asked).toEqual(['gdbus', 'busctl', 'dbus-send']);
  });
});

describe('closing the last window', () => {
  it.each([
    ['auto', 'win32', true, true],
    ['auto', 'darwin', true, true],
    ['auto', 'linux', true, false],
    ['yes', 'linux', true, true],
    ['yes', 'linux', false, false],
    ['no', 'win32', true, false],
    ['no', 'linux', true, false],
  ] as const)('%s on %s, tray seen: %s → hides: %s', (choice, platform, seen, hides) => {
    expect(closingHides(choice, platform, seen)).toBe(hides);
  });
});
